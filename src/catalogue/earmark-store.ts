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

const lotEarmarkQuery = hotQuery<EarmarkRow>((reader) =>
  reader
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
    .where('lots.id', '=', param<string>('lot_id'))
    .orderBy('grant_limits.kind')
    .orderBy('grant_limits.value'),
);

/** Lots with the terms of the grants that paid for them. A lot that does not exist is left out. */
export async function readLotEarmarks(
  reader: Reader,
  lotIds: readonly string[],
): Promise<ReadonlyMap<string, LotEarmark>> {
  const unique = [...new Set(lotIds)];
  const found = await Promise.all(unique.map((lot_id) => lotEarmarkQuery(reader, { lot_id })));
  return new Map(
    found.flatMap(({ rows }): [string, LotEarmark][] => {
      const [first] = rows;
      if (first === undefined) return [];
      const { kind: _, limit_value: __, label: ___, ...lot } = first;
      const limits = rows.flatMap(({ kind, limit_value, label }): Limit[] =>
        kind === null || limit_value === null
          ? []
          : [{ kind, value: limit_value, label: label ?? limit_value }],
      );
      return [[lot.lot_id, { ...lot, limits }]];
    }),
  );
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
