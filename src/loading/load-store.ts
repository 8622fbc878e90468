import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { LoadResult } from './load-model.ts';

const headColumns = [
  'id',
  'number',
  'plan_id',
  'leg_id',
  'inputs_sha256',
  'computed_by',
  'computed_at',
] as const;

export async function listLoadPlans(reader: Reader, planId: string, request: PageRequest) {
  const query = reader
    .selectFrom('load_plans')
    .select([...headColumns, 'result'])
    .where('plan_id', '=', planId);
  const page = await fetchPage(query, { columns: { id: 'load_plans.id' }, key: ['load_plans.id'] }, request);
  return mapPage(page, (rows) =>
    rows.map(({ result, ...head }) => {
      const { complete, totals } = JSON.parse(result) as LoadResult;
      return { ...head, complete, totals };
    }),
  );
}

export async function findLoadPlan(reader: Reader, id: string) {
  const row = await reader
    .selectFrom('load_plans')
    .select([...headColumns, 'result'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { result, ...head } = row;
  return { ...head, ...(JSON.parse(result) as LoadResult) };
}

/** The canonical bytes a load plan was computed from. */
export async function findLoadInputs(reader: Reader, id: string): Promise<string | undefined> {
  const row = await reader.selectFrom('load_plans').select('inputs').where('id', '=', id).executeTakeFirst();
  return row?.inputs;
}

export interface NewLoadPlanRow {
  id: string;
  number: string;
  plan_id: string;
  leg_id: string | null;
  inputs: string;
  inputs_sha256: string;
  result: string;
  computed_by: string;
  computed_at: string;
}

export async function insertLoadPlan(tx: Tx, row: NewLoadPlanRow): Promise<void> {
  await tx.insertInto('load_plans').values(row).execute();
}

const IDS_A_QUERY = 500;

/** What the latest profile of each site says of the vehicles that reach it, with where the site is. */
export async function readSites(reader: Reader, ids: readonly string[]) {
  const sites = [];
  for (let start = 0; start < ids.length; start += IDS_A_QUERY) {
    const part = ids.slice(start, start + IDS_A_QUERY);
    const rows = await reader
      .selectFrom('sites')
      .select(['id', 'code', 'priority', 'latitude', 'longitude', 'status'])
      .select((eb) =>
        eb
          .selectFrom('site_profiles')
          .select('vehicles')
          .whereRef('site_profiles.site_id', '=', 'sites.id')
          .orderBy('profiled_on', 'desc')
          .orderBy('site_profiles.id', 'desc')
          .limit(1)
          .as('vehicles'),
      )
      .where('id', 'in', part)
      .execute();
    sites.push(...rows);
  }
  return sites.map(({ vehicles, ...row }) => ({
    ...row,
    vehicles: vehicles === null ? null : (JSON.parse(vehicles) as string[]),
  }));
}

/** What loading needs to know of items. */
export async function readItems(reader: Reader, ids: readonly string[]) {
  const items = [];
  for (let start = 0; start < ids.length; start += IDS_A_QUERY) {
    const rows = await reader
      .selectFrom('items')
      .select(['id', 'code', 'weight_g', 'volume_ml', 'dangerous_goods'])
      .where('id', 'in', ids.slice(start, start + IDS_A_QUERY))
      .execute();
    items.push(...rows);
  }
  return items;
}
