import { sql } from 'kysely';
import { inTransaction } from '../../src/database/transaction.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { addCounter, counters, migrated } from './scratch.ts';

onBothEngines('whole numbers are exact or refused', async (t, engine) => {
  const { database } = await migrated(t, engine);
  await inTransaction(database, async (tx) => addCounter(tx, 'largest', Number.MAX_SAFE_INTEGER));
  t.same(await counters(database), { largest: Number.MAX_SAFE_INTEGER });
  const sum = sql<number>`cast(sum(value) as bigint)`.as('sum');
  const query = database.read.selectFrom('counters').select(sum);
  t.same(await query.execute(), [{ sum: Number.MAX_SAFE_INTEGER }]);

  await inTransaction(database, async (tx) => {
    await sql`insert into counters (name, value) values ('beyond', 9007199254740993)`.execute(tx);
  });
  await t.rejects(counters(database), /no safe integer/, 'never 9007199254740992 instead');
  await t.rejects(query.execute(), /no safe integer/);
});

onBothEngines('a column takes what it is made for', async (t, engine) => {
  const { database } = await migrated(t, engine);
  for (const value of ['ten', 1.5, '']) {
    const adding = inTransaction(database, async (tx) => addCounter(tx, 'A', value as number));
    await t.rejects(adding, JSON.stringify(value));
  }
  await t.rejects(
    inTransaction(database, async (tx) => addCounter(tx, 'A', -1)),
    /check/i,
  );
  t.same(await counters(database), {});
});

onBothEngines('text keeps its letters, its case and one order', async (t, engine) => {
  const { database } = await migrated(t, engine);
  const names = [
    'a',
    'A',
    'Á',
    'á',
    'a\u0301',
    'ñ',
    'n',
    'z',
    'Z',
    '_',
    '-',
    ' a',
    'a ',
    '10',
    '9',
    '🏠',
    '\uffee',
    'ß',
    'ss',
    'İ',
    'i',
    "'; drop table counters; --",
  ];
  await inTransaction(database, async (tx) => {
    for (const [index, name] of names.entries()) await addCounter(tx, name, index);
  });
  const inOrder = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const { read } = database;
  const rows = await read.selectFrom('counters').select('name').orderBy('name').execute();
  t.same(
    rows.map((row) => row.name),
    inOrder,
  );
  const beyond = await read
    .selectFrom('counters')
    .select('name')
    .where('name', '>', 'a')
    .orderBy('name', 'desc')
    .execute();
  t.same(
    beyond.map((row) => row.name),
    inOrder.slice(inOrder.indexOf('a') + 1).reverse(),
  );
  for (const [index, name] of names.entries()) {
    const row = await read.selectFrom('counters').select('value').where('name', '=', name).execute();
    t.same(row, [{ value: index }], JSON.stringify(name));
  }
});
