import {
  type Batches,
  type Cell,
  type CellType,
  type Column,
  headRows,
  type TableDefinition,
  type TableOptions,
  type TableRow,
} from './table.ts';
import { renderZip, type ZipEntry } from './zip.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** What one sheet holds; a longer table goes on in another, with its headers again. */
const MAX_ROWS = 1_048_576;
/** What one cell holds. */
const MAX_TEXT = 32_767;
const MAX_SHEET_NAME = 31;
/** Rows of texts at a time. */
const TEXT_ROWS = 500;

/** Places in `cellXfs` of the styles below. */
const styles: Readonly<Record<CellType | 'header', number>> = {
  text: 0,
  integer: 2,
  decimal: 0,
  date: 3,
  instant: 4,
  header: 1,
};

/** In characters; texts get room for a name. */
const widths: Readonly<Record<CellType, number>> = {
  text: 20,
  integer: 12,
  decimal: 14,
  date: 12,
  instant: 20,
};

/**
 * A table as XLSX (ECMA-376), piece by piece: numbers, days and instants are such in the sheet too, headers stay in view, and no
 * text can be taken for a formula. Instants are in UTC, as everywhere. The same rows give the same bytes.
 */
export async function* renderXlsx<Key extends string>(
  table: TableDefinition<Key>,
  rows: Batches<Key>,
  options: TableOptions,
): AsyncGenerator<Uint8Array, void> {
  const iterator = rows[Symbol.asyncIterator]();
  try {
    yield* renderZip(parts(table, iterator, options));
  } finally {
    // Also when nobody wants the rest: what is behind the rows may hold a connection.
    await iterator.return?.();
  }
}

/**
 * Rows of texts, headers first, as one sheet of a workbook. Every cell is a text, so that no code loses its zeros and nothing is
 * taken for a formula; an empty one is left out.
 */
export function renderTextSheet(
  name: string,
  [headers = [], ...rows]: readonly (readonly string[])[],
): AsyncIterable<Uint8Array> {
  const title = { es: name, en: name };
  const columns = headers.map((header, index) => ({
    key: String(index),
    header: { es: header, en: header },
    type: 'text' as const,
    hxl: null,
  }));
  const batches = async function* () {
    for (let start = 0; start < rows.length; start += TEXT_ROWS) {
      yield rows
        .slice(start, start + TEXT_ROWS)
        .map((row) => Object.fromEntries(columns.map(({ key }, index) => [key, row[index] || null])));
    }
  };
  return renderXlsx({ name, title, columns }, batches(), { language: 'es', hxl: false });
}

/** The files of the workbook. The sheets come first: how many there are is known when the rows have been read. */
function* parts<Key extends string>(
  table: TableDefinition<Key>,
  rows: AsyncIterator<readonly TableRow<Key>[]>,
  options: TableOptions,
): Generator<ZipEntry, void> {
  const source = new Source(rows);
  let sheets = 0;
  do {
    sheets += 1;
    yield { name: `xl/worksheets/sheet${sheets}.xml`, content: sheet(table, source, options) };
  } while (!source.isAtEnd);
  const title = sheetName(table.title[options.language]);
  yield { name: 'xl/styles.xml', content: [stylesXml] };
  yield { name: 'xl/workbook.xml', content: [workbookXml(title, sheets)] };
  yield { name: 'xl/_rels/workbook.xml.rels', content: [workbookRelations(sheets)] };
  yield { name: '_rels/.rels', content: [packageRelations] };
  yield { name: '[Content_Types].xml', content: [contentTypes(sheets)] };
}

/** Rows that several sheets take from in turn. */
class Source<Row> {
  readonly #batches: AsyncIterator<readonly Row[]>;
  #next: readonly Row[] = [];
  /** Known after a sheet was taken. */
  isAtEnd = false;

  constructor(batches: AsyncIterator<readonly Row[]>) {
    this.#batches = batches;
  }

  /** At most so many rows. Looks ahead, so that no sheet is begun for nothing. */
  async *take(most: number): AsyncGenerator<readonly Row[], void> {
    await this.#advance();
    for (let left = most; left > 0 && !this.isAtEnd; await this.#advance()) {
      const taken = this.#next.slice(0, left);
      this.#next = this.#next.slice(left);
      left -= taken.length;
      yield taken;
    }
  }

  async #advance(): Promise<void> {
    while (this.#next.length === 0 && !this.isAtEnd) {
      const { done, value } = await this.#batches.next();
      if (done === true) this.isAtEnd = true;
      else this.#next = value;
    }
  }
}

async function* sheet<Key extends string>(
  table: TableDefinition<Key>,
  source: Source<TableRow<Key>>,
  options: TableOptions,
): AsyncGenerator<string, void> {
  const head = headRows(table, options);
  const columns = table.columns
    .map(
      ({ type }, index) =>
        `<col min="${index + 1}" max="${index + 1}" width="${widths[type]}" customWidth="1"/>`,
    )
    .join('');
  const pane = `<pane ySplit="${head.length}" topLeftCell="A${head.length + 1}" activePane="bottomLeft" state="frozen"/>`;
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns}</cols><sheetData>`;
  let row = 0;
  const rowXml = (cells: readonly (readonly [place: string, xml: string])[]) => {
    row += 1;
    const list = cells.map(([letters, xml]) => (xml === '' ? '' : `<c r="${letters}${row}" ${xml}</c>`));
    return `<row r="${row}">${list.join('')}</row>`;
  };
  const letters = table.columns.map((_, index) => columnLetters(index));
  const at = (index: number) => letters[index] ?? '';
  yield head
    .map((texts) => rowXml(texts.map((text, index) => [at(index), textCell(text, styles.header)])))
    .join('');
  for await (const batch of source.take(MAX_ROWS - head.length)) {
    yield batch
      .map((cells) =>
        rowXml(table.columns.map((column, index) => [at(index), cellXml(column, cells[column.key])])),
      )
      .join('');
  }
  yield '</sheetData></worksheet>';
}

/** `A`, `B`, … `Z`, `AA`: the name of a column by its place from 0. */
function columnLetters(index: number): string {
  const rest = Math.floor(index / 26);
  return `${rest === 0 ? '' : columnLetters(rest - 1)}${String.fromCharCode(65 + (index % 26))}`;
}

/** The rest of a cell behind its place: nothing for an unknown value. */
function cellXml({ type }: Column, value: Cell): string {
  if (value === null) return '';
  const text = String(value);
  const number = type === 'text' ? null : numberOf(type, text);
  return number === null ? textCell(text, styles.text) : `s="${styles[type]}"><v>${number}</v>`;
}

/** The number that a sheet keeps for a value; null where it would not be the same any more. */
function numberOf(type: CellType, text: string): string | null {
  if (type === 'date') return serial(`${text}T00:00:00.000Z`);
  if (type === 'instant') return serial(text);
  // A sheet keeps 15 digits of a number.
  return text.replaceAll(/\D/g, '').length <= 15 ? text : null;
}

const DAY_MS = 86_400_000;
/** Day 0 of the sheets' calendar, which is right from 1 March 1900 on: it has a 29 February before that never was. */
const DAY_ZERO = Date.UTC(1899, 11, 30);
const FIRST_RIGHT = Date.UTC(1900, 2, 1);

function serial(instant: string): string | null {
  const ms = Date.parse(instant);
  return ms < FIRST_RIGHT ? null : String((ms - DAY_ZERO) / DAY_MS);
}

function textCell(text: string, style: number): string {
  return `s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text.slice(0, MAX_TEXT))}</t></is>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML does not know are dropped; a text that looks like the format's own escape keeps its look. */
function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '')
      .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
      .replaceAll(/[&<>"]/g, (character) => entities[character] ?? '')
  );
}

/** A sheet's name without the characters that none may have. */
function sheetName(title: string): string {
  return title.replaceAll(/[\\/?*[\]:]/g, ' ').slice(0, MAX_SHEET_NAME - 4);
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

function workbookXml(title: string, sheets: number): string {
  const list = numbered(sheets)
    .map((n) => {
      const name = escapeXml(sheets === 1 ? title : `${title} ${n}`);
      return `<sheet name="${name}" sheetId="${n}" r:id="rId${n}"/>`;
    })
    .join('');
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${list}</sheets></workbook>`;
}

function relations(list: readonly (readonly [id: string, type: string, target: string])[]): string {
  const items = list
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`)
    .join('');
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${items}</Relationships>`;
}

function workbookRelations(sheets: number): string {
  return relations([
    ...numbered(sheets).map((n) => [`rId${n}`, 'worksheet', `worksheets/sheet${n}.xml`] as const),
    [`rId${sheets + 1}`, 'styles', 'styles.xml'],
  ]);
}

const packageRelations = relations([['rId1', 'officeDocument', 'xl/workbook.xml']]);

function contentTypes(sheets: number): string {
  const overrides = [
    ['/xl/workbook.xml', 'sheet.main'],
    ['/xl/styles.xml', 'styles'],
    ...numbered(sheets).map((n) => [`/xl/worksheets/sheet${n}.xml`, 'worksheet'] as const),
  ]
    .map(([part, type]) => `<Override PartName="${part}" ContentType="${SHEET_TYPE}.${type}+xml"/>`)
    .join('');
  const defaults =
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>';
  return `${XML}<Types xmlns="${PACKAGE}/content-types">${defaults}${overrides}</Types>`;
}

/** Cell formats, in the order of `styles`: plain, header (bold), whole number, day, instant. */
const stylesXml = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
