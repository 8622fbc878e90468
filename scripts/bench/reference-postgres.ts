import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';
import { readEnvironment } from '../../src/config/env.ts';
import { instant, systemClock } from '../../src/lib/clock.ts';
import { DISTRIBUTED } from '../../src/stock/places.ts';

/**
 * What the service is measured against on PostgreSQL: bare Fastify and raw pg, every write of a movement in one named statement
 * that commits by itself, so one round trip a request; no signing in, no validation.
 */
const environment = readEnvironment();
const pool = new pg.Pool({
  connectionString: environment.DATABASE_URL,
  max: Number(environment.DATABASE_POOL_SIZE),
});

const text = `
with taken as (
  update balances set quantity = quantity - $5 where lot_id = $3 and location_id = $4 and quantity - reserved >= $5 and reserved >= 0
    and exists (select 1 from locations where id = $4 and kind in ('bin'))
    and exists (select 1 from lots where id = $3 and condition = 'good' and (expires_on is null or expires_on >= $6))
  returning lot_id
), movement as (
  insert into movements (id, kind, occurred_on, posted_by, posted_at) select $1, $2, $6, $7, $8 from taken returning id
), line as (
  insert into movement_lines (movement_id, line_number, lot_id, from_location_id, to_location_id, quantity, occurred_on)
  select id, 1, $3, $4, $9, $5, $6 from movement returning movement_id
), given as (
  insert into balances (lot_id, location_id, quantity, reserved, is_counter_place)
  select lot_id, locations.id, $5, 0, 1 from taken, locations where locations.id = $9 and kind in ('distributed')
  on conflict (lot_id, location_id) do update set quantity = balances.quantity + excluded.quantity returning lot_id
), kept as (
  insert into idempotency_keys (person_id, idempotency_key, request_fingerprint, headers, body, created_at)
  select $7, $10, $11, '{}', $12, $8 from movement returning idempotency_key
)
select count(*) as done from kept, line, given`;

interface Body {
  kind: string;
  lines: { lot_id: string; from_location_id: string; quantity: number }[];
}

const app = Fastify();
app.post<{ Body: Body }>('/v1/stock/movements', async (request, reply) => {
  const { body } = request;
  const line = body.lines[0];
  if (line === undefined) throw new Error('a line is needed');
  const id = randomUUID();
  const at = instant(systemClock);
  const day = at.slice(0, 10);
  const person = environment.PERSON_ID;
  const answer = {
    id,
    kind: body.kind,
    occurred_on: day,
    posted_at: at,
    posted_by: person,
    lines: body.lines,
  };
  const values = [
    id,
    body.kind,
    line.lot_id,
    line.from_location_id,
    line.quantity,
    day,
    person,
    at,
    DISTRIBUTED,
    request.headers['idempotency-key'],
    '0'.repeat(64),
    JSON.stringify(answer),
  ];
  const result = await pool.query<{ done: string }>({ name: 'move', text, values });
  if (result.rows[0]?.done !== '1') throw new Error('not enough');
  reply.code(201);
  return answer;
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ address })}\n`);
process.once('SIGTERM', () =>
  app
    .close()
    .then(() => pool.end())
    .then(() => process.exit(0)),
);
