import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { findImports, insertImport } from '../database/imports.ts';
import { cellViolation } from '../exchange/cells.ts';
import { alreadyImported, assertAccepted, type ImportOutcome, inFileOrder } from '../exchange/imports.ts';
import { DuplicateFinder } from '../exchange/mapping.ts';
import type { TableFile } from '../exchange/table-file.ts';
import { assert } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { type Params, Problem, type RuleCode, type Violation } from '../lib/problem.ts';
import { checkEntries, type Entered, holdForEntry, saveEntries } from './enter.ts';
import { addLine, registerLot } from './find-lot.ts';
import { allLines, type EnterableLine } from './line-store.ts';
import type { sheetImportQuery } from './schema.ts';
import { countScopeNames, findLotByNames } from './scope-store.ts';
import type { SheetField } from './sheet-fields.ts';
import { type FilledRow, readSheet } from './sheet-file.ts';
import type { Count } from './store.ts';

const KIND = 'stock_count_sheet';

type Options = z.infer<typeof sheetImportQuery>;

export interface SheetImportOutcome extends ImportOutcome {
  rows_blank: number;
  lines_found: number;
}

/**
 * Takes a filled sheet into a count. Rows without a quantity are not counted and never zero. The same file twice in one round
 * changes nothing the second time. Throws `not_found`, `state_conflict`, `import_rejected` with every violation, and what
 * `readTable` throws; nothing is saved then.
 */
export async function importSheet(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  file: TableFile,
  options: Options,
): Promise<SheetImportOutcome> {
  const count = await holdForEntry(tx, id);
  const scope = `${id} ${count.round}`;
  const fileSha256 = file.sha256;
  const [earlier] = await findImports(tx, KIND, { id: scope, andItsParts: false }, fileSha256);
  if (earlier !== undefined) {
    return { ...alreadyImported(earlier, options.dry_run), rows_blank: 0, lines_found: 0 };
  }
  const read = readSheet(file, count.time_zone, options.date_order);
  const importId = context.ids.next();
  const filled = read.rows.filter((row) => row.counted !== null);
  const placed = await new Placing(tx, context, count, options, importId).place(filled);
  const checked = await checkEntries(tx, context, count, placed.entered);
  const violations = inFileOrder([
    ...read.violations,
    ...placed.violations,
    ...checked.broken,
    ...checked.taken,
  ]);
  assertAccepted(violations, checked.entries.length, options);
  const rows = {
    rows_total: read.total_rows,
    rows_taken: checked.entries.length,
    rows_refused: read.total_rows - checked.entries.length - (read.rows.length - filled.length),
  };
  const isFirst = await insertImport(tx, {
    id: importId,
    kind: KIND,
    scope_id: scope,
    file_name: options.file_name,
    file_sha256: fileSha256,
    ...rows,
    imported_by: principal.person_id,
    imported_at: instant(context.clock),
  });
  assert(isFirst, 'imports into a count take turns');
  await saveEntries(tx, context, principal, count, checked.entries);
  return {
    import_id: options.dry_run ? null : importId,
    already_imported: false,
    dry_run: options.dry_run,
    ...rows,
    ignored_columns: read.ignored_columns,
    violations,
    rows_blank: read.rows.length - filled.length,
    lines_found: checked.entries.filter(({ line }) => line.listed === 0 && line.round === 0).length,
  };
}

/** Finds the line that each row of a sheet means, and adds one for a lot that was found. */
class Placing {
  readonly #tx: Tx;
  readonly #context: Context;
  readonly #count: Count;
  readonly #options: Options;
  readonly #importId: string;
  readonly #twice = new DuplicateFinder();
  readonly #violations: Violation[] = [];

  constructor(tx: Tx, context: Context, count: Count, options: Options, importId: string) {
    this.#tx = tx;
    this.#context = context;
    this.#count = count;
    this.#options = options;
    this.#importId = importId;
  }

  async place(rows: readonly FilledRow[]): Promise<{ entered: Entered[]; violations: Violation[] }> {
    const lines = new KnownLines(await allLines(this.#tx, this.#count.id));
    const entered: Entered[] = [];
    for (const row of rows) {
      const line = await this.#lineOf(row, lines);
      if (line === undefined) continue;
      const twice = this.#twice.check(row.cell('lot'), [line.id]);
      if (twice === null) entered.push(this.#enter(row, line));
      else this.#violations.push(twice);
    }
    return { entered, violations: this.#violations };
  }

  #enter({ counted, counted_at, note, cell }: FilledRow, line: EnterableLine): Entered {
    const { text: _, ...place } = cell('counted');
    assert(counted !== null, 'a row that is placed has a quantity');
    return {
      line,
      quantity: counted,
      counted_at: counted_at ?? this.#options.counted_at,
      replaces: this.#options.replaces,
      note,
      import_id: this.#importId,
      place,
    };
  }

  async #lineOf(row: FilledRow, lines: KnownLines): Promise<EnterableLine | undefined> {
    if (row.lot === '') {
      const line = lines.byNumber(row.line_number);
      return line ?? this.#refuse(row, 'lot', 'required');
    }
    const fitting = lines.fitting(row);
    if (fitting.length > 1) {
      const params = { lot_number: row.lot };
      return this.#refuse(row, 'lot', 'lot_not_clear', params);
    }
    const [line] = fitting;
    if (line === undefined) return this.#found(row);
    if (row.line_number !== null && row.line_number !== line.line_number) {
      const params = { lot_number: row.lot, line_number: line.line_number };
      return this.#refuse(row, 'line', 'line_of_another_lot', params);
    }
    return line;
  }

  async #found(row: FilledRow): Promise<EnterableLine | undefined> {
    if (!this.#options.add_found) {
      return this.#refuse(row, 'lot', 'lot_not_on_count', { lot_number: row.lot });
    }
    for (const field of ['bin', 'item', 'grant'] as const) {
      if (row[field] === '') return this.#refuse(row, field, 'required');
    }
    const names = await countScopeNames(this.#tx, this.#count.id, row);
    for (const [field, resource] of [
      ['bin', 'bin of the count'],
      ['item', 'item'],
      ['grant', 'grant'],
    ] as const) {
      if (names[`${field}_id`] === null) return this.#refuse(row, field, 'unknown_reference', { resource });
    }
    const { bin_id: bin, item_id: item, grant_id: grant } = names;
    assert(bin !== null && item !== null && grant !== null, 'the names of a found lot are known');
    const { text: _, ...place } = row.cell('lot');
    try {
      const known = await findLotByNames(this.#tx, item, row.lot, grant);
      const lot = known ?? (await this.#register(item, grant, row));
      const line = await addLine(this.#tx, this.#context, this.#count, lot, bin, place);
      if (!('rule' in line)) return line;
      this.#violations.push(line);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      for (const { pointer: _pointer, ...violation } of error.violations)
        this.#violations.push({ ...violation, ...place });
    }
    return undefined;
  }

  #register(item_id: string, grant_id: string, { lot, expires_on }: FilledRow): Promise<string> {
    const made = { item_id, grant_id, lot_number: lot, expires_on, manufactured_on: null };
    return registerLot(this.#tx, this.#context, this.#count, made, '');
  }

  #refuse(row: FilledRow, field: SheetField, rule: RuleCode, params?: Params): undefined {
    this.#violations.push(cellViolation(row.cell(field), rule, params));
    return undefined;
  }
}

/** The lines of a count by what a sheet says of them; letter case does not matter. */
class KnownLines {
  readonly #byNumber: ReadonlyMap<number, EnterableLine>;
  readonly #byLot = new Map<string, EnterableLine[]>();

  constructor(lines: readonly EnterableLine[]) {
    this.#byNumber = new Map(lines.map((line) => [line.line_number, line]));
    for (const line of lines) {
      const lot = line.lot_number.toLowerCase();
      this.#byLot.set(lot, [...(this.#byLot.get(lot) ?? []), line]);
    }
  }

  byNumber(number: number | null): EnterableLine | undefined {
    return number === null ? undefined : this.#byNumber.get(number);
  }

  /** Every line of that lot number that nothing else in the row speaks against. */
  fitting({ lot, bin, item, grant }: FilledRow): EnterableLine[] {
    const agrees = (said: string, is: string) => said === '' || said.toLowerCase() === is.toLowerCase();
    return (this.#byLot.get(lot.toLowerCase()) ?? []).filter(
      (line) =>
        agrees(bin, line.location_code) && agrees(item, line.item_code) && agrees(grant, line.grant_code),
    );
  }
}
