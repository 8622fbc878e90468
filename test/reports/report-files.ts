import { parse } from 'csv-parse/sync';
import exceljs from 'exceljs';
import type { Client } from '../helpers/client.ts';

/** The rows of a report as JSON; throws when it is not answered or not complete. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the service answered
export async function reportRows(client: Client, path: string): Promise<any[]> {
  const reply = await client.get(path);
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.bytes.toString()}`);
  if (reply.body.row_count !== reply.body.data.length) throw new Error(`${path}: incomplete`);
  return reply.body.data;
}

/** The lines of a CSV report, headers first. */
export async function csvLines(client: Client, path: string): Promise<string[][]> {
  const reply = await client.get(path);
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.bytes.toString()}`);
  return parse(reply.bytes, { record_delimiter: '\r\n' }) as string[][];
}

/** The first sheet of an XLSX report. */
export async function sheetOf(client: Client, path: string): Promise<exceljs.Worksheet> {
  const reply = await client.get(path);
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.bytes.toString()}`);
  const book = new exceljs.Workbook();
  await book.xlsx.load(reply.bytes as never);
  const [sheet] = book.worksheets;
  if (sheet === undefined) throw new Error(`${path}: no sheet`);
  return sheet;
}
