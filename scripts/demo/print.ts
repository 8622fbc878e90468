let quiet = false;

/** Keeps the report to itself, for whoever only wants what it does. */
export function beQuiet(): void {
  quiet = true;
}

/** A heading of the report on the terminal. */
export function heading(text: string): void {
  line(`\n== ${text} ${'='.repeat(Math.max(3, 96 - text.length))}`);
}

export function line(text = ''): void {
  if (!quiet) process.stdout.write(`${text}\n`);
}

/** A table with aligned columns; numbers to the right. */
export function table(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? grouped(cell) : cell)));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((row) => (row[index] ?? '').length)),
  );
  const print = (row: readonly string[], source?: readonly (string | number)[]) =>
    line(
      `  ${row
        .map((cell, index) => {
          const width = widths[index] ?? 0;
          return typeof source?.[index] === 'number' ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd()}`,
    );
  print(columns);
  print(widths.map((width) => '-'.repeat(width)));
  cells.forEach((row, index) => {
    print(row, rows[index]);
  });
}

/** 12345 → 12,345 */
export function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** Cents as dollars, 1234567 → 12,345.67 */
export function dollars(cents: number): string {
  const sign = cents < 0 ? '-' : '';
  const absolute = Math.abs(cents);
  return `${sign}${grouped(Math.floor(absolute / 100))}.${String(absolute % 100).padStart(2, '0')}`;
}
