import { randomUUID } from 'node:crypto';
import Sqlite from 'better-sqlite3';
import Fastify from 'fastify';
import { readEnvironment } from '../../src/config/env.ts';
import { instant, systemClock } from '../../src/lib/clock.ts';
import { DISTRIBUTED } from '../../src/stock/places.ts';

/**
 * What the service is measured against on the embedded engine: the same routes in bare Fastify on raw prepared statements, no
 * signing in, no validation, one durable commit a request.
 */
const environment = readEnvironment();
const database = new Sqlite((environment.DATABASE_URL ?? '').replace('sqlite:', ''));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.pragma('foreign_keys = ON');
database.pragma('cache_size = -65536');

const sumAt = (kind: string, sign = '') =>
  `cast(coalesce(sum(case when locations.kind = '${kind}' then ${sign}balances.quantity end), 0) as bigint)`;

const balance = database.prepare(`
select lots.id as lot_id, ${sumAt('bin')} as on_hand, cast(coalesce(sum(balances.reserved), 0) as bigint) as reserved,
  ${sumAt('in_transit')} as in_transit, ${sumAt('site')} as at_sites, ${sumAt('distributed')} as distributed,
  ${sumAt('loss')} as lost, ${sumAt('adjustment', '-')} as adjusted, ${sumAt('supplier', '-')} as received
from lots left join balances on balances.lot_id = lots.id left join locations on locations.id = balances.location_id
where lots.id = ? group by lots.id`);

const insertMovement = database.prepare(
  `insert into movements (id, kind, occurred_on, posted_by, posted_at) values (?, ?, ?, ?, ?)`,
);
const insertLine = database.prepare(
  `insert into movement_lines (movement_id, line_number, lot_id, from_location_id, to_location_id, quantity, occurred_on)
values (?, 1, ?, ?, ?, ?, ?)`,
);
const take = database.prepare(
  `update balances set quantity = quantity - @quantity where lot_id = @lot and location_id = @place
and quantity - reserved >= @quantity and reserved >= 0
and exists (select 1 from locations where id = @place and kind in ('bin'))
and exists (select 1 from lots where id = @lot and condition = 'good' and (expires_on is null or expires_on >= @day))`,
);
const put = database.prepare(
  `insert into balances (lot_id, location_id, quantity, reserved, is_counter_place)
select ?, id, ?, 0, 1 from locations where id = ? and kind in ('distributed')
on conflict (lot_id, location_id) do update set quantity = balances.quantity + excluded.quantity`,
);
const insertKey = database.prepare(
  `insert into idempotency_keys (person_id, idempotency_key, request_fingerprint, headers, body, created_at) values (?, ?, ?, ?, ?, ?)`,
);

interface Body {
  kind: string;
  lines: { lot_id: string; from_location_id: string; quantity: number }[];
}

const post = database.transaction((body: Body, key: string) => {
  const line = body.lines[0];
  if (line === undefined) throw new Error('a line is needed');
  const id = randomUUID();
  const at = instant(systemClock);
  const day = at.slice(0, 10);
  const person = environment.PERSON_ID;
  insertMovement.run(id, body.kind, day, person, at);
  insertLine.run(id, line.lot_id, line.from_location_id, DISTRIBUTED, line.quantity, day);
  const taken = take.run({ quantity: line.quantity, lot: line.lot_id, place: line.from_location_id, day });
  if (taken.changes !== 1) throw new Error('not enough');
  put.run(line.lot_id, line.quantity, DISTRIBUTED);
  const answer = {
    id,
    kind: body.kind,
    occurred_on: day,
    posted_at: at,
    posted_by: person,
    lines: body.lines,
  };
  insertKey.run(person, key, '0'.repeat(64), '{}', JSON.stringify(answer), at);
  return answer;
});

const app = Fastify();
app.get<{ Params: { id: string } }>('/v1/lots/:id/balance', async (request) =>
  balance.get(request.params.id),
);
app.post<{ Body: Body }>('/v1/stock/movements', async (request, reply) => {
  reply.code(201);
  return post.immediate(request.body, String(request.headers['idempotency-key']));
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ address })}\n`);
process.once('SIGTERM', () => app.close().then(() => process.exit(0)));
