import { migrations } from '../../db/migrations/index.ts';
import { checkPlans } from '../../src/audit/plan-checks.ts';
import { listPlanLines } from '../../src/planning/line-store.ts';
import { readPlanInputs } from '../../src/planning/read-revision.ts';
import { listPlanPicks } from '../../src/planning/store.ts';
import { openAt, runStatements } from '../database/scratch.ts';
import { freshDatabase, onBothEngines } from '../helpers/databases.ts';

const at = '2026-08-05T18:00:00.000Z';
const named = (table: string, id: string, columns = '', values = '') =>
  `insert into ${table} (id, code, name, created_at, updated_at${columns}) values ('${id}', '${id}', '${id}', '${at}', '${at}'${values})`;

const inputs = JSON.stringify({
  arrival_on: '2026-08-12',
  as_of: '2026-08-05',
  fulfilment: [],
  lines: [
    { basis: 'household', item_code: 'I', item_id: 'i', rate_denominator: 1, rate_numerator: 2, tier: 1 },
  ],
  lots: [],
  options: {
    assumed_female_12_49_percent: 25,
    assumed_household_size_hundredths: 314,
    assumed_infant_percent: 4,
    minimum_remaining_days: 30,
    stale_after_days: 14,
  },
  requests: [{ item_id: 'j', quantity: 4, request_id: 'r', site_id: 'sa' }],
  sites: [],
});

const basis = (count: string | null) =>
  JSON.stringify({ count_id: count, rates: [], requested: 0, request_ids: [] });

const line = (
  n: number,
  site: string,
  item: string,
  tier: string,
  figures: readonly number[],
  count: string | null,
) =>
  `insert into plan_lines (id, plan_id, line_number, site_id, item_id, tier, priority, need, delivered, in_transit, promised, gap, allocated, shortfall, flags, basis)
   values ('l${n}', 'plan', ${n}, '${site}', '${item}', ${tier}, 1, ${figures.join(', ')}, '[]', '${basis(count)}')`;

/** A computed plan as 0.1.0 kept it: site sa counted with ten households and asking for four of j, site sb not counted. */
const written = [
  `insert into people (id, name, email, created_at, updated_at) values ('p', 'P', 'p@example.org', '${at}', '${at}')`,
  ...['i', 'j'].map(
    (id) =>
      `insert into items (id, code, kind, name_es, name_en, search_text, category, base_unit, created_at, updated_at)
       values ('${id}', '${id.toUpperCase()}', 'item', 'x', 'x', 'x', 'shelter', 'piece', '${at}', '${at}')`,
  ),
  `insert into grants (id, code, donor_name, title, currency, created_at, updated_at) values ('g', 'G', 'D', 'T', 'USD', '${at}', '${at}')`,
  named('warehouses', 'w', ', country, time_zone', `, 'PA', 'America/Panama'`),
  `insert into locations (id, kind, warehouse_id, code, name, created_at) values ('bin', 'bin', 'w', 'A', 'A', '${at}')`,
  ...['lot1', 'lot2'].map(
    (id) =>
      `insert into lots (id, item_id, lot_number, grant_id, received_on, condition, created_at, updated_at)
       values ('${id}', 'i', '${id}', 'g', '2026-08-01', 'good', '${at}', '${at}')`,
  ),
  named('operations', 'o', ', kind, state, started_on', `, 'flood', 'open', '2026-08-01'`),
  ...['sa', 'sb'].map((id) => named('sites', id, ', operation_id, kind', `, 'o', 'collective_centre'`)),
  `insert into household_counts (id, site_id, counted_on, source, households, individuals, recorded_by, recorded_at)
   values ('c', 'sa', '2026-08-04', 'partner', 10, 40, 'p', '${at}')`,
  `insert into household_count_groups (count_id, sex, age_band, persons) values ('c', 'male', 'm0_5', 2), ('c', 'female', 'y18_59', 9)`,
  `insert into entitlement_standards (id, code, version_number, name_es, name_en, state, created_by, created_at)
   values ('s', 'S', 1, 's', 's', 'current', 'p', '${at}')`,
  `insert into requests (id, number, site_id, state, requested_by, created_at, updated_at)
   values ('r', 'REQ-1', 'sa', 'approved', 'p', '${at}', '${at}')`,
  `insert into plans (id, number, operation_id, standard_id, warehouse_id, state, as_of, arrival_on, inputs, inputs_sha256, totals, computed_by, computed_at)
   values ('plan', 'PLAN-1', 'o', 's', 'w', 'computed', '2026-08-05', '2026-08-12', '${inputs}', 'sha', '[]', 'p', '${at}')`,
  `insert into plan_requests (plan_id, request_id) values ('plan', 'r')`,
  line(1, 'sa', 'i', '1', [20, 1, 2, 3, 14, 11, 3], 'c'),
  line(2, 'sa', 'j', 'null', [4, 0, 0, 0, 4, 0, 4], 'c'),
  line(3, 'sb', 'i', '1', [0, 0, 0, 0, 0, 0, 0], null),
  `insert into plan_line_reasons (plan_line_id, reason, quantity) values ('l1', 'held', 1), ('l1', 'no_stock', 2), ('l2', 'no_stock', 4)`,
  `insert into plan_picks (plan_line_id, pick_number, lot_id, location_id, quantity)
   values ('l1', 1, 'lot2', 'bin', 5), ('l1', 2, 'lot1', 'bin', 6)`,
];

onBothEngines('a plan of 0.1.0 is kept whole, as a plan with one revision', async (t, engine) => {
  const url = await freshDatabase(t, engine);
  const first = migrations.slice(0, 6);
  await runStatements(url, [
    'create table schema_migrations (name text primary key, applied_at text not null)',
    ...first.map(
      ({ name }) => `insert into schema_migrations (name, applied_at) values ('${name}', '${at}')`,
    ),
    ...first.flatMap((migration) => migration.statements(engine)),
    ...written,
  ]);
  const database = openAt(t, url);
  await database.migrate();
  const { read } = database;
  const key = { plan_id: 'plan', revision: 1 };
  const { data } = await listPlanLines(read, key, { limit: 10, sort: 'line_number' });
  t.match(data, [
    {
      ...{
        line_number: 1,
        site_id: 'sa',
        site_code: 'sa',
        item_id: 'i',
        item_code: 'I',
        tier: 1,
        priority: 1,
      },
      ...{ need: 20, delivered: 1, in_transit: 2, promised: 3, gap: 14, allocated: 11, shortfall: 3 },
      reasons: [
        { reason: 'held', quantity: 1 },
        { reason: 'no_stock', quantity: 2 },
      ],
      flags: [],
      basis: { count_id: 'c', source: 'partner', rates: [{ units: 10, quantity: 20 }], requested: 0 },
      pin: null,
      picks: [
        { lot_id: 'lot2', quantity: 5 },
        { lot_id: 'lot1', quantity: 6 },
      ],
    },
    {
      ...{ line_number: 2, item_id: 'j', tier: null, need: 4, allocated: 0, picks: [] },
      reasons: [{ reason: 'no_stock', quantity: 4 }],
      basis: { requested: 4, request_ids: ['r'] },
    },
    { line_number: 3, site_id: 'sb', need: 0, flags: ['no_count'], basis: { count_id: null } },
  ]);
  t.equal(data.length, 3);
  t.match(await listPlanPicks(read, 'plan'), [
    { site_id: 'sa', item_id: 'i', lot_id: 'lot2', location_id: 'bin', quantity: 5 },
    { lot_id: 'lot1', quantity: 6 },
  ]);
  t.equal(await readPlanInputs(read, 'plan', undefined), inputs);
  const plan = await read.selectFrom('plans').select(['state', 'revision', 'inputs_sha256']).execute();
  t.same(plan, [{ state: 'computed', revision: 1, inputs_sha256: 'sha' }]);
  const sites = await read.selectFrom('plan_sites').select('content').orderBy('first_line').execute();
  t.same(JSON.parse(sites[0]?.content ?? '{}').count.groups, [
    { sex: 'female', age_band: 'y18_59', persons: 9 },
    { sex: 'male', age_band: 'm0_5', persons: 2 },
  ]);
  t.same(
    (await checkPlans(read)).map(({ rows, findings }) => [rows, findings]),
    [
      [3, []],
      [2, []],
      [1, []],
    ],
  );
});
