import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import type { Database, Tx } from '../../src/database/database.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { type EngineName, onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { receiveLot, stockWorld } from '../helpers/world.ts';
import { migrated } from './scratch.ts';

/** Whatever says what happened. A table that joins them later is tested by its triggers alone. */
const ledgers = [
  'cash_entries',
  'consignment_receipt_lines',
  'consignment_receipts',
  'fsp_report_rows',
  'fsp_reports',
  'household_count_groups',
  'household_counts',
  'imports',
  'instructions',
  'movement_lines',
  'movements',
  'personal_data_views',
  'plan_inputs',
  'plan_lots',
  'plan_sites',
  'receipt_lines',
  'receipts',
];

interface Column {
  name: string;
  type: string;
  required: boolean;
}

async function rows<Row>(database: Database, text: string): Promise<Row[]> {
  return (await sql.raw<Row>(text).execute(database.read as never)).rows;
}

async function run(database: Database, ...statements: string[]): Promise<void> {
  await inTransaction(database, async (tx: Tx) => {
    for (const statement of statements) await sql.raw(statement).execute(tx);
  });
}

async function guardedTables(database: Database, engine: EngineName): Promise<string[]> {
  const found = await rows<{ name: string }>(
    database,
    engine === 'sqlite'
      ? "select distinct tbl_name as name from sqlite_master where type = 'trigger' and name like '%no_delete'"
      : "select distinct relname as name from pg_trigger join pg_class on pg_class.oid = tgrelid where tgname like '%no_change'",
  );
  return found.map((row) => row.name).sort();
}

async function columnsOf(database: Database, engine: EngineName, table: string): Promise<Column[]> {
  if (engine === 'sqlite') {
    const found = await rows<{ name: string; type: string; notnull: number }>(
      database,
      `select name, type, "notnull" from pragma_table_info('${table}')`,
    );
    return found.map(({ name, type, notnull }) => ({ name, type, required: notnull === 1 }));
  }
  const found = await rows<{ name: string; type: string; nullable: string }>(
    database,
    `select column_name as name, data_type as type, is_nullable as nullable from information_schema.columns where table_name = '${table}'`,
  );
  return found.map(({ name, type, nullable }) => ({ name, type, required: nullable === 'NO' }));
}

/** Puts a row into a table whatever its references and checks ask: only its triggers are of interest here. */
async function addAnyRow(database: Database, engine: EngineName, url: string, table: string): Promise<void> {
  const columns = (await columnsOf(database, engine, table)).filter((column) => column.required);
  const values = columns.map((column) => (/int/i.test(column.type) ? '1' : "'x'"));
  const insert = `insert into ${table} (${columns.map((column) => column.name).join(', ')}) values (${values.join(', ')})`;
  if (engine === 'postgres') {
    const constraints = await rows<{ name: string }>(
      database,
      `select conname as name from pg_constraint where conrelid = '${table}'::regclass and contype in ('c', 'f')`,
    );
    await run(
      database,
      ...constraints.map(({ name }) => `alter table ${table} drop constraint ${name}`),
      insert,
    );
    return;
  }
  const file = new Sqlite(url.slice('sqlite:'.length));
  file.pragma('foreign_keys = OFF');
  file.pragma('ignore_check_constraints = ON');
  file.exec(insert);
  file.close();
}

onBothEngines('what is written to a ledger can be neither changed nor taken out', async (t, engine) => {
  const { database, url } = await migrated(t, engine);
  const tables = await guardedTables(database, engine);
  t.same(
    ledgers.filter((table) => !tables.includes(table)),
    [],
    'every ledger is guarded',
  );
  for (const table of tables) {
    const [first] = await columnsOf(database, engine, table);
    const refusals = [`update ${table} set ${first?.name} = ${first?.name}`, `delete from ${table}`];
    if (engine === 'postgres') refusals.push(`truncate ${table} cascade`);
    await addAnyRow(database, engine, url, table);
    const before = await rows(database, `select * from ${table}`);
    t.equal(before.length, 1, table);
    if (engine === 'sqlite') refusals.push(`insert or replace into ${table} select * from ${table}`);
    if (engine === 'sqlite') await run(database, 'pragma ignore_check_constraints = on');
    for (const statement of refusals) {
      await t.rejects(
        run(database, statement),
        { message: new RegExp(`${table} is append-only`) },
        statement,
      );
    }
    t.same(await rows(database, `select * from ${table}`), before, `${table} is as it was`);
  }
});

onBothEngines('the database itself forbids a balance below zero', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const lot = await receiveLot(service, world, { quantity: 3 });
  const { database } = service.context;
  const set = (change: string) =>
    run(database, `update balances set ${change} where lot_id = '${lot}' and location_id = '${world.bin}'`);
  for (const change of ['quantity = -1', 'reserved = 4', 'reserved = -1', 'quantity = 2, reserved = 3']) {
    await t.rejects(set(change), /check/i, change);
  }
  t.match((await service.as('logistics').get(`/v1/lots/${lot}/balance`)).body, { on_hand: 3, reserved: 0 });
});
