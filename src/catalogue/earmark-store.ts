import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { hotQuery, param } from '../database/hot.ts';
import type { LimitKind } from '../database/tables/reservations.ts';
import { groupBy } from '../lib/group-by.ts';
import type { Limit, LotEarmark, UseSite } from './earmark-rule.ts';

interface EarmarkRow extends Omit<LotEarmark, 'limits' | 'inside'> {
  part_id: string;
  /** The kit lot it is directly in; null for the lot that is used. */
  parent_id: string | null;
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

/** Lots and all that is in them, to the innermost part, with the grants of each. */
function earmarkQuery(reader: Reader, lotIds: readonly string[]) {
  return reader
    .withRecursive('contents', (db) =>
      db
        .selectFrom('lots')
        .select(['id as lot_id', 'id as part_id', sql<string | null>`nullif(id, id)`.as('parent_id')])
        .where('id', 'in', lotIds)
        .union(
          db
            .selectFrom('contents')
            .innerJoin('lot_components', 'lot_components.lot_id', 'contents.part_id')
            .select([
              'contents.lot_id as lot_id',
              'lot_components.component_lot_id as part_id',
              'contents.part_id as parent_id',
            ]),
        ),
    )
    .selectFrom('contents')
    .innerJoin('lots', 'lots.id', 'contents.lot_id')
    .innerJoin('lots as parts', 'parts.id', 'contents.part_id')
    .innerJoin('items', 'items.id', 'parts.item_id')
    .innerJoin('grants', 'grants.id', 'parts.grant_id')
    .leftJoin('grant_limits', 'grant_limits.grant_id', 'grants.id')
    .select([
      'contents.lot_id as lot_id',
      'contents.part_id as part_id',
      'contents.parent_id as parent_id',
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
    .orderBy('contents.lot_id')
    .orderBy('contents.part_id')
    .orderBy('contents.parent_id')
    .orderBy('grant_limits.kind')
    .orderBy('grant_limits.value');
}

const oneLotQuery = hotQuery<EarmarkRow>((reader) => earmarkQuery(reader, [param<string>('lot_id')]));

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
    rows.push(...(await earmarkQuery(reader, part).execute()));
  }
  return rows;
}

/**
 * Lots with the terms of the grants that paid for them: a kit built here stands for all the lots it consists of, down to the
 * innermost, each under its own grant. A lot that does not exist is left out.
 */
export async function readLotEarmarks(reader: Reader, lotIds: readonly string[]): Promise<LotEarmark[]> {
  const rows = await readRows(reader, [...new Set(lotIds)]);
  const keyOf = ({ lot_id, part_id }: Pick<EarmarkRow, 'lot_id' | 'part_id'>) => `${lot_id} ${part_id}`;
  const parts = groupBy(rows, keyOf);
  const kits = new Set(
    rows.flatMap(({ lot_id, parent_id }) => (parent_id === null ? [] : [`${lot_id} ${parent_id}`])),
  );
  const around = (row: EarmarkRow): EarmarkRow[] =>
    (parts.get(keyOf(row)) ?? []).flatMap(({ lot_id, parent_id }) => {
      if (parent_id === null) return [];
      const [parent] = parts.get(`${lot_id} ${parent_id}`) ?? [];
      return parent === undefined ? [] : [parent, ...around(parent)];
    });
  return [...parts].flatMap(([key, found]): LotEarmark[] => {
    const [row] = found;
    if (row === undefined || kits.has(key)) return [];
    const { part_id: _, parent_id, kind: _kind, limit_value: _value, label: _label, ...terms } = row;
    if (parent_id === null) return [{ ...terms, limits: limitsOf(found) }];
    const inside = new Map(around(row).map(({ item_id, category }) => [item_id, { item_id, category }]));
    return [{ ...terms, inside: [...inside.values()], limits: limitsOf(found) }];
  });
}

/** The limits in the rows of one part, which come once for each kit it is directly in. */
function limitsOf(rows: readonly EarmarkRow[]): Limit[] {
  const first = rows[0]?.parent_id;
  return rows.flatMap(({ parent_id, kind, limit_value: value, label }) =>
    parent_id !== first || kind === null || value === null ? [] : [{ kind, value, label: label ?? value }],
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
