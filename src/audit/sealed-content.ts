import { sha256 } from '../lib/hash.ts';

/** Which columns the leaves of new seals cover. A column more is a new number, and the old columns for the old one. */
export const FORMAT = 1;

export const movementColumns = [
  'id',
  'kind',
  'occurred_on',
  'reason',
  'note',
  'document_kind',
  'document_id',
  'reverses_movement_id',
  'reference',
  'warehouse_id',
  'backdated',
  'posted_by',
  'posted_at',
] as const;

export const lineColumns = [
  'movement_id',
  'line_number',
  'lot_id',
  'from_location_id',
  'to_location_id',
  'quantity',
  'occurred_on',
] as const;

export const cashColumns = [
  'id',
  'list_id',
  'payment_id',
  'kind',
  'from_account',
  'to_account',
  'amount_cents',
  'evidence_kind',
  'evidence_id',
  'reverses_entry_id',
  'posted_by',
  'posted_at',
] as const;

export type SealedRow = Readonly<Record<string, string | number | null>>;

/** What is sealed of a ledger row: all its columns and, of a movement, all its lines in their order. */
export interface SealedContent {
  readonly kind: 'movement' | 'cash_entry';
  readonly row: SealedRow;
  readonly lines: readonly SealedRow[];
}

/** SHA-256 of a leaf, in hexadecimal: of a zero byte and the content as JSON with its names in order and no spaces. */
export function leafOf(content: SealedContent): string {
  const { kind, row, lines } = content;
  const text = JSON.stringify({ kind, lines: lines.map(inOrder), row: inOrder(row) });
  return sha256(Buffer.concat([Buffer.of(0), Buffer.from(text)]));
}

/** The same names and values, names in order. */
function inOrder(row: SealedRow): SealedRow {
  return Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}
