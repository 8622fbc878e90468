import { sql } from 'kysely';
import type { Reader } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { LocationKind } from '../database/tables/stock.ts';
import { worth } from '../lib/decimal.ts';

interface AsOf {
  as_of?: string | undefined;
  /** Without what was entered later. */
  known_at?: string | undefined;
}

/** Every entry of the ledger about lots of a grant, up to a day: what came to a place is positive, what left it negative. */
function entriesOf(grantId: string, { as_of, known_at }: AsOf, lotIds?: readonly string[]) {
  const until = as_of === undefined ? sql`` : sql`and movement_lines.occurred_on <= ${as_of}`;
  const known = known_at === undefined ? sql`` : sql`and movements.posted_at <= ${known_at}`;
  const some = lotIds === undefined ? sql`` : sql`and lots.id in (${sql.join(lotIds)})`;
  const side = (place: string, other: string, sign: string) => sql`
    select movement_lines.lot_id as lot_id, movement_lines.${sql.ref(place)} as location_id,
      movement_lines.${sql.ref(other)} as other_id, movements.kind as kind,
      ${sql.raw(sign)}movement_lines.quantity as quantity
    from lots join movement_lines on movement_lines.lot_id = lots.id
    join movements on movements.id = movement_lines.movement_id
    where lots.grant_id = ${grantId} ${until} ${known} ${some}`;
  return sql<{ lot_id: string; location_id: string; other_id: string; kind: string; quantity: number }>`(
    ${side('to_location_id', 'from_location_id', '')}
    union all
    ${side('from_location_id', 'to_location_id', '-')})`;
}

interface LotSums {
  lot_id: string;
  place: LocationKind;
  quantity: number;
  lent: number;
  borrowed: number;
}

/** What a grant bought, lot by lot, and where all of it is. */
export async function listGrantLots(reader: Reader, grantId: string, request: PageRequest & AsOf) {
  const query = reader
    .selectFrom('lots')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .select([
      'lots.id as id',
      'lots.lot_number as lot_number',
      'lots.item_id as item_id',
      'items.code as item_code',
      'lots.expires_on as expires_on',
      'lots.condition as condition',
      'lots.unit_value as unit_value',
      'lots.currency as currency',
    ])
    .where('lots.grant_id', '=', grantId);
  const columns = { lot_number: 'lots.lot_number', id: 'lots.id' };
  const page = await fetchPage(query, { columns, key: ['lots.id'] }, request);
  return mapPage(page, async (rows) => {
    const lotIds = rows.map(({ id }) => id);
    const sums = lotIds.length === 0 ? [] : await sumsOf(reader, entriesOf(grantId, request, lotIds));
    return rows.map((row) => {
      const own = sums.filter(({ lot_id }) => lot_id === row.id);
      const at = (place: LocationKind) => own.find((sum) => sum.place === place)?.quantity ?? 0;
      const conversion = own.find(({ place }) => place === 'conversion');
      const lent = conversion?.lent ?? 0;
      const borrowed = conversion?.borrowed ?? 0;
      const received = 0 - at('supplier');
      return {
        ...row,
        received,
        received_value: row.unit_value === null ? null : worth(row.unit_value, received),
        on_hand: at('bin'),
        in_transit: at('in_transit'),
        at_sites: at('site'),
        distributed: at('distributed'),
        lost: at('loss'),
        adjusted_away: at('adjustment'),
        in_kits: at('conversion') - lent + borrowed,
        lent,
        borrowed,
      };
    });
  });
}

async function sumsOf(reader: Reader, entries: ReturnType<typeof entriesOf>): Promise<LotSums[]> {
  return reader
    .selectFrom(entries.as('entries'))
    .innerJoin('locations', 'locations.id', 'entries.location_id')
    .select([
      'entries.lot_id as lot_id',
      'locations.kind as place',
      sql<number>`cast(sum(entries.quantity) as bigint)`.as('quantity'),
      sql<number>`cast(sum(case when entries.kind = 'loan' and entries.quantity > 0 then entries.quantity else 0 end) as bigint)`.as(
        'lent',
      ),
      sql<number>`cast(-sum(case when entries.kind = 'loan' and entries.quantity < 0 then entries.quantity else 0 end) as bigint)`.as(
        'borrowed',
      ),
    ])
    .groupBy(['entries.lot_id', 'locations.kind'])
    .execute();
}

/** Where the goods of a grant are: each lot at each bin, road and site that has some of it. */
export async function listGrantPlaces(reader: Reader, grantId: string, request: PageRequest & AsOf) {
  const query = reader
    .selectFrom((eb) =>
      eb
        .selectFrom(entriesOf(grantId, request).as('entries'))
        .select([
          'entries.lot_id as lot_id',
          'entries.location_id as location_id',
          sql<number>`cast(sum(entries.quantity) as bigint)`.as('quantity'),
        ])
        .groupBy(['entries.lot_id', 'entries.location_id'])
        .as('sums'),
    )
    .innerJoin('lots', 'lots.id', 'sums.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('locations', 'locations.id', 'sums.location_id')
    .leftJoin('warehouses', 'warehouses.id', 'locations.warehouse_id')
    .leftJoin('sites', 'sites.id', 'locations.site_id')
    .select([
      'sums.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'items.code as item_code',
      'sums.location_id as location_id',
      sql<'bin' | 'in_transit' | 'site'>`locations.kind`.as('location_kind'),
      'locations.code as location_code',
      'warehouses.code as warehouse_code',
      'sites.code as site_code',
      'sums.quantity as quantity',
    ])
    .where('sums.quantity', '<>', 0)
    .where('locations.kind', 'in', ['bin', 'in_transit', 'site']);
  const key = ['sums.lot_id', 'sums.location_id'];
  const columns = { lot_number: 'lots.lot_number', id: 'sums.lot_id' };
  const page = await fetchPage(query, { columns, key, keyFields: ['lot_id', 'location_id'] }, request);
  return mapPage(page, (rows) => rows.map((row) => ({ ...row, id: `${row.lot_id}:${row.location_id}` })));
}

/** What of a grant reached whom: by site and item, what came, was given out and was lost there. */
export async function listGrantReached(reader: Reader, grantId: string, request: PageRequest & AsOf) {
  const part = (condition: ReturnType<typeof sql>, sign: string) =>
    sql<number>`cast(coalesce(sum(case when ${condition} then ${sql.raw(sign)}entries.quantity end), 0) as bigint)`;
  const query = reader
    .selectFrom((eb) =>
      eb
        .selectFrom(entriesOf(grantId, request).as('entries'))
        .innerJoin('locations', 'locations.id', 'entries.location_id')
        .innerJoin('locations as other', 'other.id', 'entries.other_id')
        .innerJoin('lots', 'lots.id', 'entries.lot_id')
        .select([
          'locations.site_id as site_id',
          'lots.item_id as item_id',
          part(sql`other.kind not in ('distributed', 'loss', 'adjustment')`, '').as('arrived'),
          part(sql`other.kind = 'distributed'`, '-').as('distributed'),
          part(sql`other.kind in ('loss', 'adjustment')`, '-').as('lost'),
          sql<number>`cast(sum(entries.quantity) as bigint)`.as('there'),
        ])
        .where('locations.kind', '=', 'site')
        .groupBy(['locations.site_id', 'lots.item_id'])
        .as('sums'),
    )
    .innerJoin('sites', 'sites.id', 'sums.site_id')
    .innerJoin('items', 'items.id', 'sums.item_id')
    .select([
      'sites.id as site_id',
      'sites.code as site_code',
      'sums.item_id as item_id',
      'items.code as item_code',
      'sums.arrived as arrived',
      'sums.distributed as distributed',
      'sums.lost as lost',
      'sums.there as there',
    ]);
  const columns = { site_code: 'sites.code', id: 'sites.id' };
  const key = ['sites.id', 'sums.item_id'];
  const page = await fetchPage(query, { columns, key, keyFields: ['site_id', 'item_id'] }, request);
  return mapPage(page, (rows) => rows.map((row) => ({ ...row, id: `${row.site_id}:${row.item_id}` })));
}
