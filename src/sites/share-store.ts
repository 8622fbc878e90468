import { sql } from 'kysely';
import type { Reader } from '../database/database.ts';
import { latestCountId } from './count-store.ts';
import type { SharedActivity, SharedCount } from './shared-tables.ts';

const SITES_AT_A_TIME = 500;

/**
 * The counts of an operation that hold on a day and that nobody has to decide on, by site code. Safe houses are left out: where they
 * are is nobody else's business.
 */
export async function* streamSharedCounts(
  reader: Reader,
  operationId: string,
  asOf: string,
): AsyncGenerator<SharedCount[], void> {
  let after = '';
  for (;;) {
    const rows = await reader
      .selectFrom('sites')
      .innerJoin('household_counts', (join) => join.on('household_counts.id', '=', latestCountId(asOf)))
      .leftJoin('household_count_decisions as decided', 'decided.count_id', 'household_counts.id')
      .select([
        'household_counts.id as id',
        'sites.code as code',
        'sites.name as name',
        'p_code',
        'counted_on',
        'source',
        'households',
        'individuals',
        'females',
        'males',
      ])
      .where('sites.operation_id', '=', operationId)
      .where('sites.active', '=', 1)
      .where('sites.kind', '<>', 'safe_house')
      .where('sites.code', '>', after)
      .where((eb) => eb.or([eb('flagged', '=', 0), eb('decided.count_id', 'is not', null)]))
      .orderBy('sites.code')
      .limit(SITES_AT_A_TIME)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.code;
    const ids = rows.map(({ id }) => id);
    const groups = await reader
      .selectFrom('household_count_groups')
      .selectAll()
      .where('count_id', 'in', ids)
      .execute();
    const vulnerable = await reader
      .selectFrom('household_count_vulnerable')
      .selectAll()
      .where('count_id', 'in', ids)
      .execute();
    yield rows.map(({ id, ...row }) => ({
      ...row,
      groups: groups.filter((group) => group.count_id === id),
      vulnerable: vulnerable.filter((group) => group.count_id === id),
    }));
  }
}

/** What sites of an operation received in good condition, by P-code and item; safe houses are left out. */
export async function listSharedActivities(
  reader: Reader,
  operationId: string,
  language: 'es' | 'en',
): Promise<SharedActivity[]> {
  return reader
    .selectFrom('sites')
    .innerJoin('consignments', 'consignments.site_id', 'sites.id')
    .innerJoin('consignment_lines', 'consignment_lines.consignment_id', 'consignments.id')
    .innerJoin('items', 'items.id', 'consignment_lines.item_id')
    .select([
      'p_code',
      sql<number>`cast(count(distinct sites.id) as bigint)`.as('sites'),
      'items.category as category',
      'items.code as item_code',
      language === 'es' ? 'items.name_es as item_name' : 'items.name_en as item_name',
      'items.base_unit as base_unit',
      sql<number>`cast(sum(good) as bigint)`.as('delivered'),
    ])
    .where('sites.operation_id', '=', operationId)
    .where('sites.kind', '<>', 'safe_house')
    .where('good', '>', 0)
    .groupBy(['p_code', 'items.category', 'items.code', 'items.name_es', 'items.name_en', 'items.base_unit'])
    .orderBy('p_code')
    .orderBy('items.code')
    .execute();
}
