import { randomUUID } from 'node:crypto';
import Sqlite from 'better-sqlite3';
import Fastify from 'fastify';
import pg from 'pg';
import { readEnvironment } from '../../src/config/env.ts';
import { instant, systemClock } from '../../src/lib/clock.ts';

/**
 * What reserving is measured against: bare Fastify on the raw driver, the same guarded update of the balance and the same rows of
 * the reservation, its lot and its Idempotency-Key, made durable for each request. No signing in, no validation, no earmarks. On
 * PostgreSQL everything is one statement that commits by itself, on SQLite one transaction of prepared statements.
 */
const environment = readEnvironment();
const address = environment.DATABASE_URL ?? '';

interface Body {
  item_id: string;
  warehouse_id: string;
  purpose: string;
  until_on: string;
  lots: { lot_id: string; location_id: string; quantity: number }[];
}

type Reserve = (values: readonly unknown[]) => Promise<boolean>;

const columns =
  'id, holder_kind, held_by, purpose, warehouse_id, item_id, quantity, waiting, priority, until_on, state, created_by, created_at';

function onPostgres(): Reserve {
  const pool = new pg.Pool({ connectionString: address, max: Number(environment.DATABASE_POOL_SIZE) });
  const text = `
with taken as (
  update balances set reserved = reserved + $6 where lot_id = $7 and location_id = $8 and quantity - reserved >= $6
    and exists (select 1 from lots where id = $7 and condition = 'good' and item_id = $5)
  returning lot_id
), made as (
  insert into reservations (${columns})
  select $1, 'person', $2, $3, $4, $5, $6, 0, 5, $9, 'open', $2, $10 from taken returning id
), held as (
  insert into reservation_holds (reservation_id, lot_id, location_id, quantity, remaining, held_at)
  select id, $7, $8, $6, $6, $10 from made returning reservation_id
), kept as (
  insert into idempotency_keys (person_id, idempotency_key, request_fingerprint, headers, body, created_at)
  select $2, $11, $12, '{}', $13, $10 from made returning idempotency_key
)
select count(*) as done from kept, held`;
  return async (values) => {
    const result = await pool.query<{ done: string }>({ name: 'reserve', text, values: [...values] });
    return result.rows[0]?.done === '1';
  };
}

function onSqlite(): Reserve {
  const database = new Sqlite(address.replace('sqlite:', ''));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  const take = database.prepare(
    `update balances set reserved = reserved + @p6 where lot_id = @p7 and location_id = @p8 and quantity - reserved >= @p6
and exists (select 1 from lots where id = @p7 and condition = 'good' and item_id = @p5)`,
  );
  const make = database.prepare(
    `insert into reservations (${columns}) values (@p1, 'person', @p2, @p3, @p4, @p5, @p6, 0, 5, @p9, 'open', @p2, @p10)`,
  );
  const hold = database.prepare(
    `insert into reservation_holds (reservation_id, lot_id, location_id, quantity, remaining, held_at)
values (@p1, @p7, @p8, @p6, @p6, @p10)`,
  );
  const keep = database.prepare(
    `insert into idempotency_keys (person_id, idempotency_key, request_fingerprint, headers, body, created_at)
values (@p2, @p11, @p12, '{}', @p13, @p10)`,
  );
  const run = database.transaction((values: readonly unknown[]) => {
    const named = Object.fromEntries(values.map((value, index) => [`p${index + 1}`, value]));
    if (take.run(named).changes !== 1) return false;
    for (const statement of [make, hold, keep]) statement.run(named);
    return true;
  });
  return async (values) => run.immediate(values);
}

const reserve = address.startsWith('sqlite:') ? onSqlite() : onPostgres();
const app = Fastify();
app.post<{ Body: Body }>('/v1/reservations', async (request, reply) => {
  const { item_id, warehouse_id, purpose, until_on, lots } = request.body;
  const [lot] = lots;
  if (lot === undefined) throw new Error('a lot is needed');
  const id = randomUUID();
  const at = instant(systemClock);
  const answer = { id, item_id, warehouse_id, purpose, until_on, lots, state: 'open', created_at: at };
  const done = await reserve([
    ...[id, environment.PERSON_ID, purpose, warehouse_id, item_id, lot.quantity, lot.lot_id, lot.location_id],
    ...[until_on, at, request.headers['idempotency-key'], '0'.repeat(64), JSON.stringify(answer)],
  ]);
  if (!done) throw new Error('not enough');
  reply.code(201);
  return answer;
});
const listening = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ address: listening })}\n`);
process.once('SIGTERM', () => app.close().then(() => process.exit(0)));
