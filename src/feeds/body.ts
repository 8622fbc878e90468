import { Problem } from '../lib/problem.ts';

type Cell = string | number | boolean | null;

/**
 * The bytes of a feed as a table: CSV and workbooks as they are, JSON (a list of objects, or of rows as HXL has it) as CSV. Throws
 * `feed_failed` for a page of HTML and for JSON that is no table.
 */
export function toTable(bytes: Uint8Array): Uint8Array {
  const start = Buffer.from(bytes.subarray(0, 200))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (start.startsWith('<')) throw new Problem('feed_failed', { reason: 'html' });
  if (!start.startsWith('[') && !start.startsWith('{')) return bytes;
  let parsed: unknown;
  try {
    parsed = JSON.parse(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    );
  } catch {
    throw new Problem('feed_failed', { reason: 'json' });
  }
  return Buffer.from(
    rowsOf(parsed)
      .map((row) => row.map(quoted).join(','))
      .join('\r\n'),
  );
}

function rowsOf(parsed: unknown): Cell[][] {
  const list = Array.isArray(parsed) ? parsed : (parsed as { data?: unknown }).data;
  if (!Array.isArray(list) || list.length === 0) throw new Problem('feed_failed', { reason: 'json' });
  if (list.every((row) => Array.isArray(row) && row.every(isCell))) return list as Cell[][];
  if (!list.every(isRecord)) throw new Problem('feed_failed', { reason: 'json' });
  const headers = [...new Set(list.flatMap((row) => Object.keys(row)))];
  return [headers, ...list.map((row) => headers.map((header) => row[header] ?? null))];
}

function isCell(value: unknown): value is Cell {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isRecord(value: unknown): value is Record<string, Cell> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isCell)
  );
}

function quoted(cell: Cell): string {
  return cell === null ? '' : `"${String(cell).replaceAll('"', '""')}"`;
}
