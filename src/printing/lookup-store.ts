import { sql } from 'kysely';
import type { Reader } from '../database/database.ts';

/** Tables of numbered documents that a bare number is looked up in. */
export const numberedTables = {
  receipt: 'receipts',
  consignment: 'consignments',
  transfer: 'transfers',
  stock_count: 'stock_counts',
  expected_consignment: 'expected_consignments',
  claim: 'claims',
  conversion: 'conversions',
  grant_loan: 'grant_loans',
  plan: 'plans',
  request: 'requests',
} as const;

export type NumberedKind = keyof typeof numberedTables;

interface Numbered {
  id: string;
  number: string;
}

/** The document of that number. */
export async function findNumbered(reader: Reader, kind: NumberedKind, number: string) {
  return readNumbered(reader, kind, sql`number = ${number}`);
}

export async function findNumberOf(reader: Reader, kind: NumberedKind, id: string) {
  return readNumbered(reader, kind, sql`id = ${id}`);
}

async function readNumbered(
  reader: Reader,
  kind: NumberedKind,
  condition: ReturnType<typeof sql>,
): Promise<Numbered | undefined> {
  const table = sql.table(numberedTables[kind]);
  const { rows } = await sql<Numbered>`select id, number from ${table} where ${condition}`.execute(reader);
  return rows[0];
}

/** A receipt at a site, which is read under its consignment. */
export async function findSiteReceipt(reader: Reader, number: string) {
  return reader
    .selectFrom('consignment_receipts')
    .select(['id', 'number', 'consignment_id'])
    .where('number', '=', number)
    .executeTakeFirst();
}

function lotNames(reader: Reader) {
  return reader
    .selectFrom('lots')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .select([
      'lots.id as id',
      'lots.lot_number as code',
      'items.code as item_code',
      'items.name_es as name_es',
      'items.name_en as name_en',
      'grants.code as grant_code',
    ]);
}

/** Lots by number as a scan gives it: see `scanKey`. */
export async function findLotsByScan(reader: Reader, key: string, most: number) {
  return lotNames(reader)
    .where(sql<string>`upper(replace(lots.lot_number, ' ', ''))`, '=', key)
    .orderBy('lots.id')
    .limit(most)
    .execute();
}

export async function findLotName(reader: Reader, id: string) {
  return lotNames(reader).where('lots.id', '=', id).executeTakeFirst();
}

function binNames(reader: Reader) {
  return (
    reader
      .selectFrom('locations')
      .innerJoin('warehouses', 'warehouses.id', 'locations.warehouse_id')
      .select([
        'locations.id as id',
        'locations.code as code',
        'locations.name as name',
        'warehouses.code as warehouse_code',
        'warehouses.name as warehouse_name',
      ])
      // Written out, so that the index over bins alone is used.
      .where(sql<boolean>`locations.kind = 'bin'`)
  );
}

export async function findBinsByScan(reader: Reader, key: string, most: number) {
  return binNames(reader)
    .where(sql<string>`upper(locations.code)`, '=', key)
    .orderBy('locations.id')
    .limit(most)
    .execute();
}

export async function findBinName(reader: Reader, id: string) {
  return binNames(reader).where('locations.id', '=', id).executeTakeFirst();
}

export async function findItemsByScan(reader: Reader, key: string, most: number) {
  return reader
    .selectFrom('items')
    .select(['id', 'code', 'name_es', 'name_en'])
    .where(sql<string>`upper(items.code)`, '=', key)
    .orderBy('id')
    .limit(most)
    .execute();
}

/** The shipment a line belongs to, and what the line is of. */
export async function findBoxLine(
  reader: Reader,
  kind: 'consignment_line' | 'transfer_line',
  lineId: string,
) {
  const line =
    kind === 'consignment_line'
      ? reader
          .selectFrom('consignment_lines')
          .innerJoin('consignments', 'consignments.id', 'consignment_lines.consignment_id')
          .select([
            'consignment_lines.id as line_id',
            'consignment_lines.lot_id as lot_id',
            'consignments.id as id',
            'consignments.number as number',
          ])
          .where('consignment_lines.id', '=', lineId)
      : reader
          .selectFrom('transfer_lines')
          .innerJoin('transfers', 'transfers.id', 'transfer_lines.transfer_id')
          .select([
            'transfer_lines.id as line_id',
            'transfer_lines.lot_id as lot_id',
            'transfers.id as id',
            'transfers.number as number',
          ])
          .where('transfer_lines.id', '=', lineId);
  return line.executeTakeFirst();
}
