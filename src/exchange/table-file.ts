import { sha256 } from '../lib/hash.ts';
import { DEFAULT_TABLE_LIMITS, parseCsv, type Separator, type TableLimits, type TableRow } from './csv.ts';
import { decodeText, startsLikeZip, type TextEncodingName } from './text.ts';
import { readWorkbook } from './xlsx.ts';

/** An uploaded table as it was read: rows of text, nothing decided yet about headers or types. */
export interface TableFile {
  fileName: string;
  /** Of the bytes; where a sheet was chosen among several, of that choice too, for each sheet is a file of its own. */
  sha256: string;
  /** The sheet of a workbook; null for a text. */
  sheet: string | null;
  /** Null for a workbook. */
  encoding: TextEncodingName | null;
  separator: Separator | null;
  /** Not the blank ones. */
  records: TableRow[];
}

/** Bytes of a text with separators → its rows. Throws Problem `unreadable_file` or `table_too_large`. */
export function csvFile(bytes: Uint8Array, fileName: string, limits: Partial<TableLimits> = {}): TableFile {
  const { text, encoding } = decodeText(bytes, fileName);
  const { separator, records } = parseCsv(text, fileName, { ...DEFAULT_TABLE_LIMITS, ...limits });
  return { fileName, sha256: sha256(bytes), sheet: null, encoding, separator, records };
}

/**
 * Bytes of an upload → its rows: CSV in its many forms, or one sheet of an .xlsx workbook. The bytes decide, not the media type
 * a browser put on them. Belongs before the transaction of a write (see `prepare`).
 *
 * Throws Problem `unreadable_file` or `table_too_large`.
 */
export async function openTableFile(
  bytes: Uint8Array,
  { file_name, sheet }: { file_name: string; sheet?: string | undefined },
  limits: Partial<TableLimits> = {},
): Promise<TableFile> {
  if (!startsLikeZip(bytes)) return csvFile(bytes, file_name, limits);
  const all = { ...DEFAULT_TABLE_LIMITS, ...limits };
  const read = await readWorkbook(bytes, file_name, all, sheet);
  const digest = sha256(bytes);
  return {
    fileName: file_name,
    sha256: read.isOnly ? digest : sha256(`${digest} ${read.sheet}`),
    sheet: read.sheet,
    encoding: null,
    separator: null,
    records: read.records,
  };
}
