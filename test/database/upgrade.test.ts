import { type Migration, migrations } from '../../db/migrations/index.ts';

import { type EngineName, freshDatabase, onBothEngines } from '../helpers/databases.ts';
import { openAt, runStatements } from './scratch.ts';

const at = '2026-08-05T18:00:00.000Z';

/** What a service of 0.1.0 has written: a movement from bin to bin and a reversal of it. */
const written = [
  `insert into people (id, name, email, created_at, updated_at) values ('p', 'P', 'p@example.org', '${at}', '${at}')`,
  `insert into items (id, code, kind, name_es, name_en, search_text, category, base_unit, created_at, updated_at)
   values ('i', 'I', 'item', 'i', 'i', 'i', 'c', 'piece', '${at}', '${at}'),
     ('j', 'J', 'item', 'j', 'j', 'j', 'Higiene y aseo', 'piece', '${at}', '${at}'),
     ('k', 'K', 'item', 'k', 'k', 'k', 'hygiene', 'piece', '${at}', '${at}')`,
  `insert into grants (id, code, donor_name, title, currency, created_at, updated_at) values ('g', 'G', 'D', 'T', 'USD', '${at}', '${at}')`,
  `insert into warehouses (id, code, name, country, time_zone, created_at, updated_at)
   values ('w', 'W', 'W', 'PA', 'America/Panama', '${at}', '${at}')`,
  `insert into locations (id, kind, warehouse_id, code, name, created_at) values ('a', 'bin', 'w', 'A', 'A', '${at}'), ('b', 'bin', 'w', 'B', 'B', '${at}')`,
  `insert into lots (id, item_id, lot_number, grant_id, received_on, condition, created_at, updated_at)
   values ('l', 'i', 'L', 'g', '2026-08-01', 'good', '${at}', '${at}')`,
  `insert into balances (lot_id, location_id, quantity) values ('l', 'a', 5), ('l', 'b', 0)`,
  `insert into movements (id, kind, occurred_on, posted_by, posted_at) values ('m', 'transfer', '2026-08-02', 'p', '${at}')`,
  `insert into movement_lines (movement_id, line_number, lot_id, from_location_id, to_location_id, quantity, occurred_on)
   values ('m', 1, 'l', 'a', 'b', 5, '2026-08-02')`,
  `insert into movements (id, kind, occurred_on, reverses_movement_id, posted_by, posted_at)
   values ('n', 'reversal', '2026-08-03', 'm', 'p', '${at}')`,
  `insert into movement_lines (movement_id, line_number, lot_id, from_location_id, to_location_id, quantity, occurred_on)
   values ('n', 1, 'l', 'b', 'a', 5, '2026-08-03')`,
  `insert into operations (id, code, name, kind, state, started_on, created_at, updated_at)
   values ('o', 'O', 'O', 'storm', 'closed', '2026-07-30', '${at}', '${at}')`,
  `insert into sites (id, operation_id, code, name, kind, created_at, updated_at) values ('s', 'o', 'S', 'S', 'store', '${at}', '${at}')`,
  `insert into household_counts (id, site_id, counted_on, source, households, individuals, recorded_by, recorded_at)
   values ('h', 's', '2026-08-02', 'partner', 3, 9, 'p', '${at}')`,
  `insert into household_count_groups (count_id, sex, age_band, persons) values ('h', 'male', 'y2_4', 2)`,
];

onBothEngines('a database of 0.1.0 with movements in it is brought up to date', async (t, engine) => {
  const url = await freshDatabase(t, engine);
  const first = migrations.slice(0, 6);
  await runStatements(url, [
    ...historyOf(first),
    ...first.flatMap((step) => step.statements(engine)),
    ...written,
  ]);
  const database = openAt(t, url);
  t.same(
    await database.migrate(),
    migrations.slice(6).map((step) => step.name),
  );
  const movements = await database.read
    .selectFrom('movements')
    .select(['id', 'kind'])
    .orderBy('id')
    .execute();
  t.same(movements, [
    { id: 'm', kind: 'move' },
    { id: 'n', kind: 'reversal' },
  ]);
  const lines = await database.read.selectFrom('movement_lines').select('movement_id').execute();
  t.equal(lines.length, 2);
  const balances = await database.read
    .selectFrom('balances')
    .select(['location_id', 'quantity'])
    .orderBy('location_id')
    .execute();
  t.same(balances, [
    { location_id: 'a', quantity: 5 },
    { location_id: 'b', quantity: 0 },
  ]);
  const categories = await database.read
    .selectFrom('items')
    .innerJoin('categories', 'categories.code', 'items.category')
    .select(['items.code as item', 'categories.code', 'categories.name_es'])
    .orderBy('items.code')
    .execute();
  t.same(categories, [
    { item: 'I', code: 'c', name_es: 'c' },
    { item: 'J', code: 'CATEGORY-0001', name_es: 'Higiene y aseo' },
    { item: 'K', code: 'hygiene', name_es: 'Higiene' },
  ]);
  t.match(await database.read.selectFrom('operations').selectAll().execute(), [
    { id: 'o', state: 'closed', lead: null, standing_down_on: null },
  ]);
  t.match(await database.read.selectFrom('sites').selectAll().execute(), [{ id: 's', status: 'open' }]);
  t.match(await database.read.selectFrom('household_counts').selectAll().execute(), [
    { id: 'h', households: 3, individuals: 9, flagged: 0, supersedes_id: null },
  ]);
  await t.rejects(runStatements(url, ['update household_counts set households = 4']), /append-only/);
  await t.rejects(runStatements(url, ["update operations set state = 'lost'"]));
  const schema = await database.dumpSchema();
  t.equal(schema, await freshSchema(t, engine), 'the schema is the one a new database gets');
  await t.rejects(runStatements(url, ["update movements set kind = 'issue'"]), /append-only/);
  await t.rejects(
    runStatements(url, ["insert into balances (lot_id, location_id, quantity) values ('l', 'nowhere', 1)"]),
  );
});

async function freshSchema(
  t: Parameters<Parameters<typeof onBothEngines>[1]>[0],
  engine: EngineName,
): Promise<string> {
  const database = openAt(t, await freshDatabase(t, engine));
  await database.migrate();
  return database.dumpSchema();
}

function historyOf(steps: readonly Migration[]): string[] {
  return [
    'create table schema_migrations (name text primary key, applied_at text not null)',
    ...steps.map(
      ({ name }) => `insert into schema_migrations (name, applied_at) values ('${name}', '${at}')`,
    ),
  ];
}
