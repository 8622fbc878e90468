import type { RuleCode } from '../lib/problem.ts';
import { type Flaw, refuseOverLimits, type TableLimits, type TableRow } from './csv.ts';
import { unreadableFile } from './text.ts';
import type { WorkbookArchive, XmlHandler } from './xlsx-archive.ts';
import { cellAddress, formattedNumber, type NumberFormat, unescaped } from './xlsx-values.ts';

/** What the cells of every sheet of a workbook refer to. */
export interface WorkbookParts {
  strings: readonly string[];
  /** By the `s` of a cell. */
  formats: readonly NumberFormat[];
  is1904: boolean;
}

interface Merge {
  column: number;
  first: number;
  last: number;
}

const PLAIN: NumberFormat = { kind: 'number', leadingZeros: 0 };

/** Merged cells that are filled in one sheet at most; a sheet of forms has thousands. */
const MAX_FILLED = 500_000;

/**
 * The rows of a sheet that are not blank, with what each cell shows as text. A text that is merged over several rows stands in
 * each of them; a number merged over several rows, an error (`#N/A`) and a formula without a result are flaws of their row.
 *
 * Throws Problem `table_too_large` and `unreadable_file`.
 */
export async function readSheet(
  archive: WorkbookArchive,
  path: string,
  parts: WorkbookParts,
  fileName: string,
  limits: TableLimits,
): Promise<TableRow[]> {
  const reader = new SheetReader(parts, fileName, limits);
  await archive.readXml(path, reader);
  return reader.finished();
}

class SheetReader implements XmlHandler {
  readonly #parts: WorkbookParts;
  readonly #fileName: string;
  readonly #limits: TableLimits;
  readonly #records: TableRow[] = [];
  readonly #merges: Merge[] = [];
  #row = 0;
  #cells: string[] = [];
  #flaws = new Map<number, Flaw>();
  #column = -1;
  #type = 'n';
  #style = 0;
  #hasFormula = false;
  #value = '';
  #inside: 'value' | 'text' | null = null;
  #phonetic = false;

  constructor(parts: WorkbookParts, fileName: string, limits: TableLimits) {
    this.#parts = parts;
    this.#fileName = fileName;
    this.#limits = limits;
  }

  readonly open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    if (name === 'row') this.#openRow(attributes.r);
    else if (name === 'c') this.#openCell(attributes);
    else if (name === 'v') this.#inside = 'value';
    else if (name === 't') this.#inside = this.#phonetic ? null : 'text';
    else if (name === 'f') this.#hasFormula = true;
    else if (name === 'rPh') this.#phonetic = true;
    else if (name === 'mergeCell') this.#merge(attributes.ref ?? '');
  };

  readonly text = (text: string): void => {
    if (this.#inside !== null) this.#value += text;
  };

  readonly close = (name: string): void => {
    if (name === 'v' || name === 't') this.#inside = null;
    else if (name === 'rPh') this.#phonetic = false;
    else if (name === 'c') this.#closeCell();
    else if (name === 'row') this.#closeRow();
  };

  finished(): TableRow[] {
    this.#fillMerged();
    return this.#records;
  }

  #openRow(stated: string | undefined): void {
    const row = stated === undefined ? this.#row + 1 : Number(stated);
    // Rows come in order; a sheet that says otherwise was not written by a spreadsheet.
    if (!Number.isSafeInteger(row) || row <= this.#row) throw this.#damaged();
    this.#row = row;
    this.#cells = [];
    this.#flaws = new Map();
    this.#column = -1;
  }

  #openCell({ r, t, s }: Readonly<Record<string, string>>): void {
    const address = r === undefined ? null : cellAddress(r);
    if (r !== undefined && address === null) throw this.#damaged();
    this.#column = address?.column ?? this.#column + 1;
    this.#type = t ?? 'n';
    this.#style = Number(s ?? 0);
    this.#hasFormula = false;
    this.#value = '';
  }

  #closeCell(): void {
    const text = this.#cellText();
    if (text === '' && !this.#flaws.has(this.#column)) return;
    // Beyond the limit only the fact matters: a far cell must not stretch the row to thousands of blanks.
    const column = Math.min(this.#column, this.#limits.maxColumns);
    while (this.#cells.length < column) this.#cells.push('');
    this.#cells[column] = text;
  }

  #cellText(): string {
    const value = this.#value;
    switch (this.#type) {
      case 's':
        return value === '' ? '' : (this.#parts.strings[Number(value)] ?? this.#flaw('file_damaged', value));
      case 'inlineStr':
      case 'str':
        return unescaped(value);
      case 'b':
        return value === '1' ? 'TRUE' : 'FALSE';
      case 'e':
        return this.#flaw('cell_error', value);
      case 'd':
        return value.replace(/T00:00(?::00(?:\.0+)?)?Z?$/u, '');
      default:
        if (value === '') return this.#hasFormula ? this.#flaw('formula_without_result', null) : '';
        return formattedNumber(value, this.#parts.formats[this.#style] ?? PLAIN, this.#parts.is1904);
    }
  }

  #flaw(rule: RuleCode, value: string | null): string {
    this.#flaws.set(Math.min(this.#column, this.#limits.maxColumns), { rule, value });
    return '';
  }

  #closeRow(): void {
    const cells = this.#cells;
    if (this.#flaws.size === 0 && cells.every((cell) => cell.trim() === '')) return;
    refuseOverLimits(cells, this.#row, this.#records.length, this.#fileName, this.#limits);
    const flaws = this.#flaws.size === 0 ? {} : { flaws: this.#flaws };
    this.#records.push({ row: this.#row, cells, ...flaws });
  }

  #merge(ref: string): void {
    const [from = '', to = ''] = ref.split(':');
    const [first, last] = [cellAddress(from), cellAddress(to)];
    if (first === null || last === null || last.row <= first.row) return;
    this.#merges.push({ column: first.column, first: first.row, last: last.row });
  }

  #fillMerged(): void {
    const at = new Map(this.#records.map(({ row }, index) => [row, index]));
    let filled = 0;
    for (const { column, first, last } of this.#merges) {
      const top = at.get(first);
      if (top === undefined) continue;
      const value = this.#records[top]?.cells[column] ?? '';
      const isNumber = /^-?\d+(?:\.\d+)?$/u.test(value);
      for (let index = isNumber ? top : top + 1; index < this.#records.length; index += 1) {
        const record = this.#records[index];
        if (record === undefined || record.row > last) break;
        filled += 1;
        if (filled > MAX_FILLED) throw this.#damaged();
        this.#records[index] = isNumber
          ? withFlaw(record, column, { rule: 'merged_number', value })
          : withCell(record, column, value);
      }
    }
  }

  #damaged() {
    return unreadableFile(this.#fileName, 'XLSX', { rule: 'file_damaged' });
  }
}

function withCell(record: TableRow, column: number, text: string): TableRow {
  const cells = [...record.cells];
  while (cells.length < column) cells.push('');
  cells[column] = text;
  return { ...record, cells };
}

function withFlaw(record: TableRow, column: number, flaw: Flaw): TableRow {
  return { ...record, flaws: new Map([...(record.flaws ?? []), [column, flaw]]) };
}
