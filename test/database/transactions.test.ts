import { sql } from 'kysely';
import t from 'tap';
import type { Tx } from '../../src/database/database.ts';
import { asProblem } from '../../src/database/errors.ts';
import { inTransaction, noDatabase } from '../../src/database/transaction.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { addCounter, counters, deferred, migrated } from './scratch.ts';

onBothEngines('what throws saves nothing and comes out as it was thrown', async (t, engine) => {
  const { database } = await migrated(t, engine);
  const reason = new Error('on second thoughts');
  await t.rejects(
    inTransaction(database, async (tx) => {
      await addCounter(tx, 'A', 1);
      throw reason;
    }),
    reason,
  );
  t.same(await counters(database), {});
});

onBothEngines('what is resolved is seen by everyone at once', async (t, engine) => {
  const { database, open } = await migrated(t, engine);
  const other = open();
  for (let count = 1; count <= 20; count += 1) {
    const given = await inTransaction(database, async (tx) => {
      await addCounter(tx, `C${count}`, count);
      return count * 2;
    });
    t.equal(given, count * 2);
    t.equal((await counters(other))[`C${count}`], count, 'also through another connection');
  }
});

onBothEngines('nobody sees what is not committed, and readers do not wait for it', async (t, engine) => {
  const { database } = await migrated(t, engine);
  const [inside, goOn] = [deferred(), deferred()];
  const writing = inTransaction(database, async (tx) => {
    await addCounter(tx, 'A', 1);
    inside.resolve();
    await goOn.promise;
  });
  await inside.promise;
  t.same(await counters(database), {});
  goOn.resolve();
  await writing;
  t.same(await counters(database), { A: 1 });
});

onBothEngines('one that fails takes none of its neighbours along', async (t, engine) => {
  const { database } = await migrated(t, engine);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 150 }, (_, index) =>
      inTransaction(database, async (tx) => {
        await addCounter(tx, `C${index}`, index);
        if (index % 3 === 0) throw new Error(`no ${index}`);
        if (index % 3 === 1) await addCounter(tx, `C${index}`, 0);
        return index;
      }),
    ),
  );
  outcomes.forEach((outcome, index) => {
    if (index % 3 === 2) t.match(outcome, { status: 'fulfilled', value: index });
    else if (index % 3 === 0) t.match(outcome, { status: 'rejected', reason: { message: `no ${index}` } });
    else t.match(outcome, { status: 'rejected', reason: { message: /unique/i } });
  });
  const expected = Array.from({ length: 50 }, (_, index) => [`C${index * 3 + 2}`, index * 3 + 2]);
  t.same(await counters(database), Object.fromEntries(expected));
});

onBothEngines('a transaction is not used after its end', async (t, engine) => {
  const { database } = await migrated(t, engine);
  let kept: Tx | undefined;
  await inTransaction(database, async (tx) => {
    kept = tx;
  });
  await t.rejects(addCounter(kept as Tx, 'late', 1), /not used after its end/);
  await inTransaction(database, async (tx) => {
    kept = tx;
    throw new Error('undone');
  }).catch(() => undefined);
  await t.rejects(addCounter(kept as Tx, 'late', 1), /not used after its end/);
  t.same(await counters(database), {});
});

onBothEngines('a statement left running belongs to its own transaction or to none', async (t, engine) => {
  const { database } = await migrated(t, engine);
  const left: Promise<unknown>[] = [];
  const results = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) =>
      inTransaction(database, async (tx) => {
        await addCounter(tx, `own ${index}`, index);
        left.push(addCounter(tx, `left ${index}`, index));
        if (index % 2 === 0) throw new Error('undone');
      }),
    ),
  );
  const running = await Promise.allSettled(left);
  const found = await counters(database);
  results.forEach((result, index) => {
    const isKept = result.status === 'fulfilled';
    t.equal(isKept, index % 2 === 1, `transaction ${index}`);
    t.equal(found[`own ${index}`], isKept ? index : undefined);
    const isLeftKept = isKept && running[index]?.status === 'fulfilled';
    t.equal(found[`left ${index}`], isLeftKept ? index : undefined, `statement left by ${index}`);
  });
});

onBothEngines('a statement that fails unnoticed fails the transaction', async (t, engine) => {
  const { database } = await migrated(t, engine);
  await inTransaction(database, async (tx) => addCounter(tx, 'A', 1));
  await t.rejects(
    inTransaction(database, async (tx) => {
      await addCounter(tx, 'B', 1);
      await addCounter(tx, 'A', 2).catch(() => undefined);
      return 'all is well';
    }),
    /unique/i,
  );
  t.same(await counters(database), { A: 1 });
});

onBothEngines('a guarded change counts what it changed', async (t, engine) => {
  const { database } = await migrated(t, engine);
  await inTransaction(database, async (tx) => addCounter(tx, 'A', 10));
  const take = (quantity: number) =>
    inTransaction(database, async (tx) => {
      const result = await tx
        .updateTable('counters')
        .set({ value: sql<number>`value - ${quantity}` })
        .where('name', '=', 'A')
        .where('value', '>=', quantity)
        .executeTakeFirst();
      return result.numUpdatedRows;
    });
  const taken = await Promise.all([take(8), take(8), take(8)]);
  t.same(taken.map(Number).sort(), [0, 0, 1], 'of three takers of 8 from 10 one succeeds');
  t.same(await counters(database), { A: 2 });
});

t.test('inside a transaction there is no other database', async (t) => {
  t.throws(() => noDatabase.read, /do not nest/);
  for (const use of ['transact', 'migrate', 'dumpSchema', 'ping', 'close'] as const) {
    t.throws(() => noDatabase[use](async () => undefined), /do not nest/, use);
  }
});

t.test('a serialization failure is tried again, and its effects are had once', async (t) => {
  const { database } = await migrated(t, 'postgres');
  let attempts = 0;
  const given = await inTransaction(database, async (tx) => {
    attempts += 1;
    await addCounter(tx, 'A', attempts);
    if (attempts < 3) await fail(tx, '40001');
    return attempts;
  });
  t.equal(given, 3);
  t.same(await counters(database), { A: 3 });

  attempts = 0;
  const error = await inTransaction(database, async (tx) => {
    attempts += 1;
    await fail(tx, '40001');
  }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  t.ok(attempts > 3, `${attempts} attempts`);
  t.equal(asProblem(error)?.code, 'busy');
});

t.test('the first failure decides, not those that follow from it', async (t) => {
  const { database } = await migrated(t, 'postgres');
  let attempts = 0;
  const far = async (tx: Tx) => {
    await (async () => {
      await (async () => await fail(tx, '40001'))();
    })();
  };
  await inTransaction(database, async (tx) => {
    attempts += 1;
    if (attempts === 1) await Promise.all([far(tx), addCounter(tx, 'A', 1), addCounter(tx, 'B', 1)]);
    else await addCounter(tx, 'A', attempts);
  });
  t.equal(attempts, 2, 'tried again, though a later statement of the aborted transaction was heard of first');
  t.same(await counters(database), { A: 2 });
});

t.test('two transactions that wait for each other both get through', async (t) => {
  const { database } = await migrated(t, 'postgres');
  await inTransaction(database, async (tx) => {
    await addCounter(tx, 'A', 0);
    await addCounter(tx, 'B', 0);
  });
  const add = (tx: Tx, name: string) =>
    tx.updateTable('counters').set({ value: sql<number>`value + 1` }).where('name', '=', name).execute();
  const both = [deferred(), deferred()] as const;
  let attempts = 0;
  const crosswise = (first: string, second: string, mine: 0 | 1) =>
    inTransaction(database, async (tx) => {
      attempts += 1;
      await add(tx, first);
      both[mine].resolve();
      await both[mine === 0 ? 1 : 0].promise;
      await add(tx, second);
    });
  await Promise.all([crosswise('A', 'B', 0), crosswise('B', 'A', 1)]);
  t.equal(attempts, 3, 'one of them twice');
  t.same(await counters(database), { A: 2, B: 2 });
});

/** Fails as the server itself would. */
async function fail(tx: Tx, code: string): Promise<void> {
  await sql.raw(`do $$ begin raise exception 'made to fail' using errcode = '${code}'; end $$`).execute(tx);
}
