import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { hotQuery, param } from '../database/hot.ts';
import type { LimitKind } from '../database/tables/reservations.ts';
import type { Limit, LotEarmark, UseSite } from './earmark-rule.ts';

interface EarmarkRow extends Omit<LotEarmark, 'limits'> {
  kind: LimitKind | null;
  limit_value: string | null;
  label: string | null;
}

/** The code people know a limit by; categories and P-codes are their own. */
const labelOf = sql<string | null>`case grant_limits.kind
  when 'item' then (select named.code from items as named where named.id = grant_limits.value)
  when 'site' then (select named.code from sites as named where named.id = grant_limits.value)
  when 'operation' then (select named.code from operations as named where named.id = grant_limits.value)
  else grant_limits.value end`;

function earmarkQuery(reader: Reader) {
  return reader
    .selectFrom('lots')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .leftJoin('grant_limits', 'grant_limits.grant_id', 'grants.id')
    .select([
      'lots.id as lot_id',
      'lots.lot_number as lot_number',
      'items.id as item_id',
      'items.code as item_code',
      'items.category as category',
      'grants.code as grant_code',
      'grants.starts_on as starts_on',
      'grants.ends_on as ends_on',
      'grant_limits.kind as kind',
      'grant_limits.value as limit_value',
      labelOf.as('label'),
    ])
    .orderBy('lots.id')
    .orderBy('grant_limits.kind')
    .orderBy('grant_limits.value');
}

const oneLotQuery = hotQuery<EarmarkRow>((reader) =>
  earmarkQuery(reader).where('lots.id', '=', param<string>('lot_id')),
);

/** Up to so many lots are read one by one by a statement that is prepared; more by few large ones. */
const FEW_LOTS = 8;

async function readRows(reader: Reader, lotIds: readonly string[]): Promise<EarmarkRow[]> {
  if (lotIds.length <= FEW_LOTS) {
    const found = await Promise.all(lotIds.map((lot_id) => oneLotQuery(reader, { lot_id })));
    return found.flatMap(({ rows }) => rows);
  }
  const rows: EarmarkRow[] = [];
  for (let start = 0; start < lotIds.length; start += 500) {
    const part = lotIds.slice(start, start + 500);
    rows.push(...(await earmarkQuery(reader).where('lots.id', 'in', part).execute()));
  }
  return rows;
}

/** Lots with the terms of the grants that paid for them. A lot that does not exist is left out. */
export async function readLotEarmarks(
  reader: Reader,
  lotIds: readonly string[],
): Promise<ReadonlyMap<string, LotEarmark>> {
  const lots = new Map<string, LotEarmark & { limits: Limit[] }>();
  for (const { kind, limit_value, label, ...terms } of await readRows(reader, [...new Set(lotIds)])) {
    const lot = lots.get(terms.lot_id) ?? { ...terms, limits: [] };
    lots.set(lot.lot_id, lot);
    if (kind !== null && limit_value !== null)
      lot.limits.push({ kind, value: limit_value, label: label ?? limit_value });
  }
  return lots;
}

/** The limits of a grant with the codes people know them by. */
export async function listLimits(reader: Reader, grantId: string): Promise<Limit[]> {
  const rows = await reader
    .selectFrom('grant_limits')
    .select(['kind', 'value', labelOf.as('label')])
    .where('grant_id', '=', grantId)
    .orderBy('kind')
    .orderBy('value')
    .execute();
  return rows.map(({ kind, value, label }) => ({ kind, value, label: label ?? value }));
}

/** Puts these limits in the place of those the grant has of the same kinds. */
export async function replaceLimits(
  tx: Tx,
  grantId: string,
  kinds: readonly LimitKind[],
  limits: readonly Pick<Limit, 'kind' | 'value'>[],
): Promise<void> {
  await tx.deleteFrom('grant_limits').where('grant_id', '=', grantId).where('kind', 'in', kinds).execute();
  if (limits.length === 0) return;
  await tx
    .insertInto('grant_limits')
    .values(limits.map((limit) => ({ grant_id: grantId, ...limit })))
    .execute();
}

export async function findUseSite(reader: Reader, siteId: string): Promise<UseSite | undefined> {
  return reader
    .selectFrom('sites')
    .select(['id', 'code', 'p_code', 'operation_id'])
    .where('id', '=', siteId)
    .executeTakeFirst();
}

export async function findUseSites(reader: Reader, siteIds: readonly string[]): Promise<UseSite[]> {
  const sites: UseSite[] = [];
  for (let start = 0; start < siteIds.length; start += 500) {
    const part = siteIds.slice(start, start + 500);
    const query = reader.selectFrom('sites').select(['id', 'code', 'p_code', 'operation_id']);
    sites.push(...(await query.where('id', 'in', part).execute()));
  }
  return sites;
}

/** The site a place belongs to, if it is one's. */
export async function findPlaceSite(reader: Reader, locationId: string): Promise<UseSite | undefined> {
  return reader
    .selectFrom('locations')
    .innerJoin('sites', 'sites.id', 'locations.site_id')
    .select(['sites.id as id', 'sites.code as code', 'p_code', 'operation_id'])
    .where('locations.id', '=', locationId)
    .executeTakeFirst();
}

/** Categories that some item has. */
export async function knownCategories(
  reader: Reader,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const rows = await reader
    .selectFrom('items')
    .select('category')
    .distinct()
    .where('category', 'in', names)
    .execute();
  return new Set(rows.map(({ category }) => category));
}
