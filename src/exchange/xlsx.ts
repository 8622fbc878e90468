import type { RuleCode } from '../lib/problem.ts';
import type { TableLimits, TableRow } from './csv.ts';
import { comparableText, unreadableFile } from './text.ts';
import { WorkbookArchive } from './xlsx-archive.ts';
import { readSheet, type WorkbookParts } from './xlsx-sheet.ts';
import { type NumberFormat, numberFormat, unescaped } from './xlsx-values.ts';

export interface SheetRows {
  sheet: string;
  /** False when the workbook has other sheets. */
  isOnly: boolean;
  records: TableRow[];
}

interface SheetEntry {
  name: string;
  relation: string;
  hidden: boolean;
}

/**
 * Reads one sheet of a workbook (.xlsx), piece by piece: the one of that name, else the only visible one that has anything in
 * it. Numbers come as the decimal text the sheet shows, dates as their day.
 *
 * Throws Problem `unreadable_file` for damage, for a workbook that unpacks to too much, for a name that no sheet has and for
 * several sheets without a choice; `table_too_large` beyond the limits.
 */
export async function readWorkbook(
  bytes: Uint8Array,
  fileName: string,
  limits: TableLimits,
  sheetName?: string,
): Promise<SheetRows> {
  const archive = await WorkbookArchive.open(bytes, fileName);
  const workbook = await readWorkbookPart(archive, fileName);
  const visible = workbook.sheets.filter((sheet) => !sheet.hidden);
  const parts = await readParts(archive, workbook);
  const read = async ({ name, relation }: SheetEntry): Promise<SheetRows> => {
    const path = workbook.paths.get(relation) ?? '';
    const records = await readSheet(archive, path, parts, fileName, limits);
    return { sheet: name, isOnly: workbook.sheets.length === 1, records };
  };
  if (sheetName !== undefined) return read(sheetNamed(workbook.sheets, sheetName, fileName));
  const filled: SheetRows[] = [];
  for (const sheet of visible) {
    const rows = await read(sheet);
    if (rows.records.length > 0) filled.push(rows);
    if (filled.length > 1) throw choiceNeeded('sheet_choice', visible, fileName);
  }
  const [only] = filled;
  if (only === undefined) throw unreadableFile(fileName, '∅', { rule: 'file_empty' });
  return only;
}

function sheetNamed(sheets: readonly SheetEntry[], name: string, fileName: string): SheetEntry {
  const wanted = comparableText(name);
  const exact = sheets.find((sheet) => sheet.name === name);
  const similar = sheets.filter((sheet) => comparableText(sheet.name) === wanted);
  const found = exact ?? (similar.length === 1 ? similar[0] : undefined);
  if (found === undefined) throw choiceNeeded('unknown_sheet', sheets, fileName, name);
  return found;
}

function choiceNeeded(
  rule: RuleCode,
  sheets: readonly SheetEntry[],
  fileName: string,
  value: string | null = null,
) {
  const names = sheets.map(({ name }) => name).join(', ');
  return unreadableFile(fileName, 'XLSX', { rule, value, params: { sheets: names } });
}

interface WorkbookPart {
  folder: string;
  sheets: SheetEntry[];
  /** Relation → path of the part. */
  paths: ReadonlyMap<string, string>;
  /** Type of relation (its last word) → path. */
  byType: ReadonlyMap<string, string>;
  is1904: boolean;
}

async function readWorkbookPart(archive: WorkbookArchive, fileName: string): Promise<WorkbookPart> {
  const root = await readRelations(archive, '_rels/.rels', '');
  const path = root.byType.get('officeDocument') ?? 'xl/workbook.xml';
  if (!archive.has(path)) {
    const format = archive.has('content.xml') ? 'ODS' : 'ZIP';
    throw unreadableFile(fileName, format, { rule: 'file_format', params: { format } });
  }
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const relations = await readRelations(archive, `${folder}_rels/${path.slice(folder.length)}.rels`, folder);
  const sheets: SheetEntry[] = [];
  let is1904 = false;
  await archive.readXml(path, {
    open: (name, attributes) => {
      if (name === 'workbookPr') is1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name !== 'sheet') return;
      const relation = attributes['r:id'] ?? attributes.id ?? prefixed(attributes, ':id');
      if (!relations.isWorksheet(relation)) return;
      sheets.push({
        name: unescaped(attributes.name ?? ''),
        relation,
        hidden: (attributes.state ?? 'visible') !== 'visible',
      });
    },
  });
  return { folder, sheets, paths: relations.paths, byType: relations.byType, is1904 };
}

function prefixed(attributes: Readonly<Record<string, string>>, ending: string): string {
  return Object.entries(attributes).find(([name]) => name.endsWith(ending))?.[1] ?? '';
}

async function readRelations(archive: WorkbookArchive, path: string, folder: string) {
  const paths = new Map<string, string>();
  const types = new Map<string, string>();
  const byType = new Map<string, string>();
  await archive.readXml(path, {
    open: (name, { Id = '', Type = '', Target = '' }) => {
      if (name !== 'Relationship') return;
      const type = Type.slice(Type.lastIndexOf('/') + 1);
      const target = resolved(Target, folder);
      paths.set(Id, target);
      types.set(Id, type);
      byType.set(type, target);
    },
  });
  return { paths, byType, isWorksheet: (id: string) => types.get(id) === 'worksheet' };
}

function resolved(target: string, folder: string): string {
  if (target.startsWith('/')) return target.slice(1);
  return `${folder}${target}`.replace(/[^/]+\/\.\.\//gu, '').replaceAll('./', '');
}

async function readParts(archive: WorkbookArchive, workbook: WorkbookPart): Promise<WorkbookParts> {
  const { byType, folder, is1904 } = workbook;
  return {
    strings: await readStrings(archive, byType.get('sharedStrings') ?? `${folder}sharedStrings.xml`),
    formats: await readFormats(archive, byType.get('styles') ?? `${folder}styles.xml`),
    is1904,
  };
}

/** A shared string may be cut into runs of different looks; its reading aid (`rPh`) is no part of it. */
async function readStrings(archive: WorkbookArchive, path: string): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let isText = false;
  let isPhonetic = false;
  await archive.readXml(path, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') isPhonetic = true;
      else if (name === 't') isText = !isPhonetic;
    },
    text: (piece) => {
      if (isText) text += piece;
    },
    close: (name) => {
      if (name === 't') isText = false;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'si') strings.push(unescaped(text));
    },
  });
  return strings;
}

async function readFormats(archive: WorkbookArchive, path: string): Promise<NumberFormat[]> {
  const codes = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let isCellFormats = false;
  await archive.readXml(path, {
    open: (name, attributes) => {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      else if (name === 'cellXfs') isCellFormats = true;
      else if (name === 'xf' && isCellFormats) {
        const id = Number(attributes.numFmtId ?? 0);
        formats.push(numberFormat(id, codes.get(id)));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') isCellFormats = false;
    },
  });
  return formats;
}
