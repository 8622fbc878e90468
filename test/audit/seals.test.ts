import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import type { Test } from 'tap';
import { sealLedgers } from '../../src/audit/seal-ledgers.ts';
import { cashColumns, lineColumns, movementColumns } from '../../src/audit/sealed-content.ts';
import { verify } from '../../src/audit/verify.ts';
import { projectRoot } from '../../src/config/paths.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { tamper, unlock } from '../helpers/tamper.ts';
import { receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';

const run = promisify(execFile);

async function seals(service: Service) {
  const [result] = await verify(service.context.database.read);
  if (result?.check.name !== 'seals') throw new Error('the seals are checked first');
  return { rows: result.rows, found: result.findings.map(({ subject }) => subject), notes: result.notes };
}

const seal = (service: Service) => service.as('logistics').post('/v1/seals');

async function movementIds(service: Service): Promise<string[]> {
  const rows = await service.as('logistics').all('/v1/stock/movements?sort=id');
  return rows.map((row) => row.id);
}

/** A program of the project on its own: exit status and all it wrote. */
async function program(name: string, args: string[], url = ''): Promise<{ code: number; text: string }> {
  const env = { PATH: process.env.PATH ?? '', DATABASE_URL: url };
  try {
    const done = await run(process.execPath, [join(projectRoot, 'dist/scripts', `${name}.js`), ...args], {
      env,
    });
    return { code: 0, text: done.stdout + done.stderr };
  } catch (error) {
    const failed = error as { code: number; stdout: string; stderr: string };
    return { code: failed.code, text: failed.stdout + failed.stderr };
  }
}

function file(t: Test, name: string, content: unknown): string {
  const path = join(t.testdir({}), '..', `${t.testdirName.split('/').pop()}-${name}`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** The statement that puts a movement in as a copy of another, past the service. */
function copyOf(newId: string, postedAt: string, from: string, id: string | undefined): string {
  const columns = movementColumns.filter((column) => column !== 'id' && column !== 'posted_at').join(', ');
  return `insert into movements (id, ${columns}, posted_at) select ${newId}, ${columns}, ${postedAt} from ${from} where id = '${id}'`;
}

/** Three sealed movements: receipts of 40, 7 and 5. */
async function sealedWorld(service: Service): Promise<StockWorld & { ids: string[] }> {
  const world = await stockWorld(service);
  for (const quantity of [40, 7, 5]) await receiveLot(service, world, { quantity });
  await seal(service);
  return { ...world, ids: await movementIds(service) };
}

onBothEngines('a seal covers what no seal covers yet, and each names the one before', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  t.same((await seal(service)).body, { seal: null, more: false }, 'nothing to seal yet');
  const world = await sealedWorld(service);
  await receiveLot(service, world, { quantity: 9 });
  t.match((await seals(service)).notes, [/^1 movements not sealed yet/, /^0 cash entries/]);
  const second = await seal(service);
  t.match(second.body, { seal: { number: 2, count: 1 }, more: false });
  const { data } = (await service.as('auditor').get('/v1/seals')).body;
  t.equal(data[0].previous_sha256, '0'.repeat(64));
  t.match(data, [
    { number: 1, count: 3 },
    { number: 2, previous_sha256: data[0].sha256 },
  ]);
  t.same((await logistics.get('/v1/seals/2')).body, data[1]);
  t.equal((await logistics.get('/v1/seals/3')).status, 404);
  t.equal((await service.as('auditor').post('/v1/seals')).status, 403);
  t.equal((await service.as('responder').get('/v1/seals')).status, 403);
  t.match(await seals(service), { rows: 4, found: [], notes: [/^0 movements/, /^0 cash/] });
});

const others: Record<string, string> = {
  kind: `'adjust'`,
  backdated: '1 - backdated',
  quantity: 'quantity + 1',
  line_number: 'line_number + 1',
  occurred_on: `'2026-08-01'`,
  posted_at: `'2026-08-05T18:00:00.001Z'`,
};

onBothEngines(
  'whichever column of a movement or of its line is changed, that row is named',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await sealedWorld(service);
    const id = world.ids[1];
    await tamper(service, engine, [unlock(engine, 'movements'), unlock(engine, 'movement_lines')]);
    const place = `(select id from locations where id <> from_location_id and id <> to_location_id and kind = 'bin' limit 1)`;
    const referring: Record<string, string> = {
      reverses_movement_id: `'${world.ids[0]}'`,
      movement_id: `'${world.ids[2]}'`,
      lot_id: `(select lot_id from movement_lines as other where movement_id = '${world.ids[0]}')`,
      from_location_id: place,
      to_location_id: place,
      posted_by: `(select id from people where id <> posted_by limit 1)`,
      warehouse_id: 'null',
    };
    const columns: (readonly [table: string, key: string, column: string])[] = [
      ...movementColumns
        .filter((column) => column !== 'id')
        .map((column) => ['movements', 'id', column] as const),
      ...lineColumns.map((column) => ['movement_lines', 'movement_id', column] as const),
    ] as const;
    for (const [table, key, column] of columns) {
      const value = others[column] ?? referring[column] ?? `'touched'`;
      const where = `where ${key} = '${id}'`;
      const moved = column === 'movement_id' ? ', line_number = 9' : '';
      await tamper(service, engine, [
        `create table kept as select * from ${table} ${where}`,
        `update ${table} set ${column} = ${value}${moved} ${where}`,
      ]);
      const { found } = await seals(service);
      t.equal(found[0], `movement ${id} (seal 1, position 1): changed`, `${table}.${column}`);
      const back = column === 'movement_id' ? `where line_number = 9` : where;
      const undo = column === 'movement_id' ? `movement_id = '${id}', line_number = 1` : '';
      await tamper(service, engine, [
        `update ${table} set ${undo || `${column} = (select ${column} from kept)`} ${back}`,
        'drop table kept',
      ]);
      t.same((await seals(service)).found, [], `${table}.${column} put right`);
    }
  },
);

onBothEngines('the leaves cover every column there is', async (t, engine) => {
  const service = await startService(t, engine);
  for (const [table, covered] of [
    ['movements', movementColumns],
    ['movement_lines', lineColumns],
    ['cash_entries', cashColumns],
  ] as const) {
    const { rows } = await sql<Record<string, null>>`
      select ledger.* from (select 1 as one) as one_row left join ${sql.table(table)} as ledger on 1 = 0`.execute(
      service.context.database.read,
    );
    const names = Object.keys(rows[0] ?? {});
    t.same(names.sort(), [...covered].sort(), table);
  }
});

onBothEngines('a row deleted, put in or exchanged is named', async (t, engine) => {
  const service = await startService(t, engine);
  const { ids } = await sealedWorld(service);
  const [first = '', second = '', third = ''] = ids;
  const entry = (id: string) => `row_id = '${id}'`;
  await tamper(service, engine, [
    unlock(engine, 'seal_entries'),
    copyOf(`'put-in'`, 'posted_at', 'movements', first),
    `insert into seal_entries select kind, 'put-in', seal_number, 3, leaf_sha256 from seal_entries where ${entry(first)}`,
  ]);
  t.same((await seals(service)).found, [
    'movement put-in (seal 1, position 3): put into the seal afterwards',
  ]);
  await tamper(service, engine, [
    ...(engine === 'sqlite' ? ['drop trigger seal_entries_no_delete'] : []),
    `delete from seal_entries where row_id = 'put-in'`,
    `update seal_entries set position = 7 where ${entry(first)}`,
    `update seal_entries set position = 0 where ${entry(second)}`,
    `update seal_entries set position = 1 where ${entry(first)}`,
  ]);
  t.match((await seals(service)).found, [/^seal 1: rows were changed or exchanged/]);
  await tamper(service, engine, [
    `update seal_entries set position = 7 where ${entry(first)}`,
    `update seal_entries set position = 1 where ${entry(second)}`,
    `update seal_entries set position = 0 where ${entry(first)}`,
  ]);
  t.same((await seals(service)).found, []);
  await tamper(service, engine, [
    ...(engine === 'sqlite'
      ? [
          'drop trigger movements_no_delete',
          'drop trigger movement_lines_no_delete',
          'pragma foreign_keys = off',
        ]
      : [
          unlock(engine, 'movements'),
          unlock(engine, 'movement_lines'),
          'set session_replication_role = replica',
        ]),
    `delete from movement_lines where movement_id = '${third}'; delete from movements where id = '${third}'`,
  ]);
  t.same((await seals(service)).found, [`movement ${third} (seal 1, position 2): deleted`]);
  await tamper(service, engine, [`delete from seal_entries where ${entry(third)}`]);
  t.same((await seals(service)).found, ['seal 1, position 2: its entry was deleted']);
});

onBothEngines('a seal changed or deleted is named', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await sealedWorld(service);
  for (const quantity of [3, 4]) {
    await receiveLot(service, world, { quantity });
    await seal(service);
  }
  await tamper(service, engine, [
    unlock(engine, 'seals'),
    `update seals set sealed_at = '2026-08-06T18:00:00.000Z' where number = 2`,
  ]);
  t.same((await seals(service)).found, ['seal 2: its own fields were changed']);
  await tamper(service, engine, [
    `update seals set sealed_at = '2026-08-05T18:00:00.000Z' where number = 2`,
    ...(engine === 'sqlite'
      ? ['drop trigger seals_no_delete', 'pragma foreign_keys = off; delete from seals where number = 2']
      : ['set session_replication_role = replica; delete from seals where number = 2']),
  ]);
  t.same((await seals(service)).found, ['seal 2: deleted']);
});

onBothEngines(
  'a row put in with an old id and an old date is found, sealed and pointed at',
  async (t, engine) => {
    const service = await startService(t, engine);
    const { ids } = await sealedWorld(service);
    const old = '01700000-0000-7000-8000-000000000000';
    await tamper(service, engine, [copyOf(`'${old}'`, `'2026-08-02T09:00:00.000Z'`, 'movements', ids[0])]);
    t.match((await seals(service)).notes, [
      `1 movements not sealed yet, the oldest: movement ${old}`,
      /^0 cash/,
    ]);
    t.equal((await seal(service)).body.seal.count, 1);
    const { found, notes } = await seals(service);
    t.same(found, []);
    t.match(
      notes[2],
      `1 rows say they were posted more than an hour before rows sealed earlier, the first: movement ${old}`,
    );
  },
);

onBothEngines('two processes that seal at once make one chain, each row once', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  for (let receipt = 0; receipt < 12; receipt += 1) await receiveLot(service, world, { quantity: 2 });
  const posting = Array.from({ length: 6 }, () => receiveLot(service, world, { quantity: 1 }));
  const sealing = Array.from({ length: 6 }, () => seal(service));
  await Promise.all([...posting, ...sealing, sealLedgers(service.context)]);
  await sealLedgers(service.context);
  t.match(await seals(service), { rows: 18, found: [], notes: [/^0 movements/, /^0 cash/] });
});

onBothEngines(
  'a transaction open while others seal is in the next seal, whatever its id',
  async (t, engine) => {
    if (engine === 'sqlite') {
      t.pass('SQLite runs one writing transaction after the other');
      return;
    }
    const service = await startService(t, engine);
    const { ids } = await sealedWorld(service);
    const database = service.context.database;
    const early = '01980000-0000-7000-8000-000000000000';
    const gate: { open?: () => void } = {};
    const held = new Promise<void>((open) => {
      gate.open = open;
    });
    let inserted: (() => void) | undefined;
    const isIn = new Promise<void>((resolve) => {
      inserted = resolve;
    });
    const slow = inTransaction(database, async (tx) => {
      const row = await tx
        .selectFrom('movements')
        .selectAll()
        .where('id', '=', ids[0] ?? '')
        .executeTakeFirstOrThrow();
      await tx
        .insertInto('movements')
        .values({ ...row, id: early })
        .execute();
      inserted?.();
      await held;
    });
    await isIn;
    t.equal((await seal(service)).body.seal, null, 'the seal neither sees it nor waits');
    gate.open?.();
    await slow;
    const next = (await seal(service)).body.seal;
    t.match(next, { number: 2, count: 1 });
    const exported = (await service.as('auditor').get('/v1/seals/2/export')).body;
    t.equal(exported.entries[0].row_id, early);
  },
);

onBothEngines('ten thousand rows are sealed in batches and proved', async (t, engine) => {
  const service = await startService(t, engine);
  const { ids } = await sealedWorld(service);
  const series =
    engine === 'sqlite'
      ? '(with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000) select i from n)'
      : '(select generate_series(1, 10000) as i)';
  const serial = engine === 'sqlite' ? `printf('%05d', i)` : `lpad(i::text, 5, '0')`;
  await tamper(service, engine, [
    copyOf(
      `'01990000-0000-7000-8000-0000000' || ${serial}`,
      'posted_at',
      `movements, ${series} as numbers`,
      ids[0],
    ),
  ]);
  const begin = performance.now();
  await sealLedgers(service.context);
  const { rows, found, notes } = await seals(service);
  t.match({ rows, found, notes }, { rows: 10_003, found: [], notes: [/^0 movements/, /^0 cash/] });
  t.ok(performance.now() - begin < 20_000, 'in reasonable time');
  const last = (await service.as('auditor').get('/v1/seals?sort=-number')).body.data[0];
  t.match(last, { number: 6, count: 2_000 }, '3 rows first, then 5 times 2,000');
});

onBothEngines('an exported seal exposes a history that was rewritten and sealed again', async (t, engine) => {
  const service = await startService(t, engine);
  const { ids } = await sealedWorld(service);
  const auditor = service.as('auditor');
  const exported = (await auditor.get('/v1/seals/1/export')).body;
  const url = service.context.config.database.url;
  const kept = file(t, 'seal.json', exported);
  const before = await program('verify', ['--seal', kept], url);
  t.equal(before.code, 0, before.text);
  t.match(before.text, /ok +exported seal +3 rows/);

  await tamper(service, engine, [
    unlock(engine, 'movement_lines'),
    unlock(engine, 'movements'),
    `update movements set note = 'rewritten' where id = '${ids[1]}'`,
    ...(engine === 'sqlite'
      ? ['seal_entries', 'seals'].flatMap((table) => [`drop trigger ${table}_no_delete`])
      : [unlock(engine, 'seal_entries'), unlock(engine, 'seals')]),
    'delete from seal_entries',
    'delete from seals',
  ]);
  const without = await program('verify', ['--seal', kept], url);
  t.match(without.text, /seal 1: not in the database/);
  await seal(service);
  t.same((await seals(service)).found, [], 'the database agrees with itself again');
  const after = await program('verify', ['--seal', kept], url);
  t.equal(after.code, 1);
  t.match(after.text, /seal 1: another than the exported one/);
  t.match(after.text, `movement ${ids[1]} (seal 1, position 1): changed`);

  const [entry, ...rest] = exported.entries;
  for (const [name, content, expected] of [
    ['no json', 'seal', /no JSON/],
    ['other', { file: 'x' }, /not an exported seal: file/],
    ['short', { ...exported, entries: rest }, /covers 3 rows, its file has 2/],
    ['exchanged', { ...exported, entries: [...rest, entry] }, /do not give its root/],
    ['header', { ...exported, sealed_at: '2026-01-01T00:00:00.000Z' }, /do not give its sha256/],
  ] as const) {
    const refused = await program('verify', ['--seal', file(t, 'bad.json', content)], url);
    t.equal(refused.code, 2, name);
    t.match(refused.text, expected, name);
  }
});

onBothEngines('a proof is accepted for the row as it was sealed, and for no other', async (t, engine) => {
  const service = await startService(t, engine);
  const { ids, ...world } = await sealedWorld(service);
  const auditor = service.as('auditor');
  const sealFile = file(t, 'seal.json', (await auditor.get('/v1/seals/1/export')).body);
  for (const id of ids) {
    const proof = (await auditor.get(`/v1/stock/movements/${id}/proof`)).body;
    const checked = await program('check-proof', [file(t, 'proof.json', proof), sealFile]);
    t.equal(checked.code, 0, checked.text);
    t.match(checked.text, `movement ${id} is as it was sealed`);
  }
  const proof = (await auditor.get(`/v1/stock/movements/${ids[0]}/proof`)).body;
  const { content } = proof;
  const lines = [{ ...content.lines[0], quantity: 41 }];
  for (const changed of [
    { ...proof, content: { ...content, lines } },
    { ...proof, content: { ...content, row: { ...content.row, note: 'x' } } },
    { ...proof, position: 1 },
    { ...proof, position: 3 },
    { ...proof, path: proof.path.slice(1) },
    { ...proof, path: [...proof.path, proof.path[0]] },
  ]) {
    const checked = await program('check-proof', [file(t, 'proof.json', changed), sealFile]);
    t.equal(checked.code, 1, checked.text);
  }
  t.equal((await program('check-proof', [sealFile, sealFile])).code, 2, 'a seal is no proof');
  t.match(await program('check-proof', []), { code: 2, text: /PROOF SEAL/ });
  await receiveLot(service, world, { quantity: 1 });
  const newest = (await movementIds(service)).at(-1);
  t.equal((await auditor.get(`/v1/stock/movements/${newest}/proof`)).status, 404, 'not sealed yet');
  await seal(service);
  const other = file(t, 'other.json', (await auditor.get('/v1/seals/2/export')).body);
  const checked = await program('check-proof', [file(t, 'proof.json', proof), other]);
  t.match(checked, { code: 1, text: /the exported seal is 2/ });
});
