import type { Reply } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';

function statuses(replies: readonly Reply[]): number[] {
  return replies.map((reply) => reply.status).sort();
}

function times<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => make(index)));
}

function repeated(count: number, status: number): number[] {
  return Array.from({ length: count }, () => status);
}

onBothEngines('parallel movements dated back leave no day below zero', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  service.clock.set('2026-08-01T18:00:00.000Z');
  const lot = await receiveLot(service, world, { quantity: 10, lot: 'L1' });
  service.clock.set('2026-08-03T18:00:00.000Z');
  const line = { lot_id: lot, from_location_id: world.bin };
  await made(logistics, '/v1/stock/movements', { kind: 'issue', lines: [{ ...line, quantity: 6 }] });
  service.clock.set('2026-08-04T18:00:00.000Z');
  await receiveLot(service, world, { quantity: 100, lot: 'L1' });
  service.clock.set('2026-08-05T18:00:00.000Z');
  const replies = await times(12, (index) =>
    logistics.post('/v1/stock/movements', {
      kind: 'issue',
      occurred_on: index % 2 === 0 ? '2026-08-02' : '2026-08-03',
      lines: [{ ...line, quantity: 1 }],
    }),
  );
  t.same(statuses(replies), [...repeated(4, 201), ...repeated(8, 409)], 'four were left on the third');
  t.ok(replies.every(({ status, body }) => status === 201 || body.code === 'backdated_below_zero'));
  for (const [day, least] of [
    ['02', 4],
    ['03', 0],
    ['05', 100],
  ] as const) {
    const [row] = await logistics.all(`/v1/stock/as-of?as_of=2026-08-${day}&lot_id=${lot}&location_kind=bin`);
    t.ok((row?.on_hand ?? 0) >= least, `${day}: ${row?.on_hand}`);
  }
});

onBothEngines('a code is given once, whoever asks first', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const item = { code: 'SAME', name_es: 'x', name_en: 'x', category: 'shelter', base_unit: 'piece' };
  const grant = { code: 'SAME', donor_name: 'D', title: 'T' };
  const person = { name: 'Ana', email: 'ana@example.org', roles: ['responder'] };
  const warehouse = {
    code: 'SAME',
    name: 'W',
    country: 'PA',
    time_zone: 'America/Panama',
    bins: [{ code: 'A', name: 'A' }],
  };
  for (const [client, path, body] of [
    [logistics, '/v1/items', item],
    [logistics, '/v1/grants', grant],
    [logistics, '/v1/warehouses', warehouse],
    [service.as('admin'), '/v1/people', person],
  ] as const) {
    const replies = await times(8, () => client.post(path, body));
    t.same(statuses(replies), [201, ...repeated(7, 409)], path);
    t.ok(
      replies.every(({ status, body: { code } }) => status === 201 || code === 'conflict'),
      path,
    );
  }
});
