import { type Insertable, sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';
import type { Tables } from '../database/tables/index.ts';
import { outstanding } from '../stock/buckets.ts';
import { type TransferState, transferSteps } from './states.ts';

export type NewTransferRow = Insertable<Tables['transfers']>;
export type NewTransferLineRow = Insertable<Tables['transfer_lines']>;

export async function insertTransfer(tx: Tx, row: NewTransferRow): Promise<void> {
  await tx.insertInto('transfers').values(row).execute();
}

export async function insertTransferLines(tx: Tx, rows: readonly NewTransferLineRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += 200) {
    await tx
      .insertInto('transfer_lines')
      .values(rows.slice(start, start + 200))
      .execute();
  }
}

function transferQuery(reader: Reader) {
  const sumOf = (expression: ReturnType<typeof sql>) =>
    sql<number>`(select cast(sum(${expression}) as bigint) from transfer_lines where transfer_lines.transfer_id = transfers.id)`;
  return reader
    .selectFrom('transfers')
    .innerJoin('warehouses as sender', 'sender.id', 'transfers.from_warehouse_id')
    .innerJoin('warehouses as receiver', 'receiver.id', 'transfers.to_warehouse_id')
    .select([
      'transfers.id as id',
      'transfers.number as number',
      'transfers.from_warehouse_id as from_warehouse_id',
      'sender.code as from_warehouse_code',
      'transfers.to_warehouse_id as to_warehouse_id',
      'receiver.code as to_warehouse_code',
      'transfers.state as state',
      'transfers.in_transit_location_id as in_transit_location_id',
      'transfers.means as means',
      'transfers.expected_on as expected_on',
      'transfers.note as note',
      'transfers.transporter as transporter',
      'transfers.vehicle_plate as vehicle_plate',
      'transfers.transport_document as transport_document',
      'transfers.departed_on as departed_on',
      sumOf(sql`quantity`).as('units'),
      sumOf(sql`quantity - good - damaged - missing`).as('outstanding'),
      'transfers.version as version',
      'transfers.created_by as created_by',
      'transfers.created_at as created_at',
      'transfers.updated_at as updated_at',
    ]);
}

export interface TransferFilter {
  from_warehouse_id?: string | undefined;
  to_warehouse_id?: string | undefined;
  state?: TransferState | undefined;
}

export async function listTransfers(reader: Reader, request: PageRequest & TransferFilter) {
  let query = transferQuery(reader);
  const { from_warehouse_id, to_warehouse_id, state } = request;
  if (from_warehouse_id !== undefined)
    query = query.where('transfers.from_warehouse_id', '=', from_warehouse_id);
  if (to_warehouse_id !== undefined) query = query.where('transfers.to_warehouse_id', '=', to_warehouse_id);
  if (state !== undefined) query = query.where('transfers.state', '=', state);
  return fetchPage(query, { columns: { id: 'transfers.id' }, key: ['transfers.id'] }, request);
}

export async function findTransfer(reader: Reader, id: string) {
  return transferQuery(reader).where('transfers.id', '=', id).executeTakeFirst();
}

export async function listTransferLines(reader: Reader, id: string) {
  const rows = await reader
    .selectFrom('transfer_lines')
    .innerJoin('lots', 'lots.id', 'transfer_lines.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .innerJoin('locations', 'locations.id', 'transfer_lines.location_id')
    .select([
      'transfer_lines.id as id',
      'line_number',
      'lots.item_id as item_id',
      'items.code as item_code',
      'transfer_lines.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'grants.code as grant_code',
      'lots.expires_on as expires_on',
      'transfer_lines.location_id as location_id',
      'locations.code as location_code',
      'transfer_lines.quantity as quantity',
      'good',
      'damaged',
      'missing',
      'over',
    ])
    .where('transfer_id', '=', id)
    .orderBy('line_number')
    .execute();
  return rows.map((row) => ({ ...row, outstanding: outstanding(row) }));
}

export async function findTransferWithLines(reader: Reader, id: string) {
  const transfer = await findTransfer(reader, id);
  return transfer === undefined ? undefined : { ...transfer, lines: await listTransferLines(reader, id) };
}

type DepartureDetails = Pick<
  NewTransferRow,
  'departed_on' | 'departed_by' | 'transporter' | 'vehicle_plate' | 'transport_document'
>;

/** Takes one step if the transfer stands where the step may start, and holds its row until the transaction ends. */
export async function stepTransfer(
  tx: Tx,
  id: string,
  step: keyof typeof transferSteps,
  at: string,
  details: DepartureDetails | Record<string, never> = {},
): Promise<boolean> {
  const { from, to } = transferSteps[step];
  const result = await tx
    .updateTable('transfers')
    .set({ state: to, ...details, version: sql<number>`version + 1`, updated_at: at })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Sets where the receipts so far leave a transfer whose row the transaction holds. */
export async function settleTransfer(tx: Tx, id: string, state: TransferState): Promise<void> {
  await tx.updateTable('transfers').set({ state }).where('id', '=', id).execute();
}

/** What a new lot made of another takes over from it. */
export async function lotsToSplit(reader: Reader, lotIds: readonly string[]) {
  const rows = await reader
    .selectFrom('lots')
    .select([
      'id',
      'item_id',
      'grant_id',
      'lot_number',
      'expires_on',
      'manufactured_on',
      'condition',
      'unit_value',
      'currency',
    ])
    .where('id', 'in', [...new Set(lotIds)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
