import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';
import { assertSound, times } from '../races/crowd.ts';

const movements = '/v1/stock/movements';

function issue(service: Service, world: StockWorld, lot: string, occurred_on?: string) {
  const lines = [{ lot_id: lot, from_location_id: world.bin, quantity: 1 }];
  const body = { kind: 'issue', lines, ...(occurred_on === undefined ? {} : { occurred_on }) };
  return service.as('logistics').post(movements, body);
}

function close(service: Service, world: StockWorld, closed_through: string | null, note?: string) {
  const body = { closed_through, ...(note === undefined ? {} : { note }) };
  return service.as('logistics').post(`/v1/warehouses/${world.warehouse}/closings`, body);
}

onBothEngines('what is dated in a closed period is refused, naming warehouse and date', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const other = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 20, received_on: '2026-07-01', lot: 'A' });
  const elsewhere = await receiveLot(service, other, { quantity: 5, received_on: '2026-07-01' });
  const early = await issue(service, world, lot, '2026-08-02');
  t.equal(early.status, 201);
  t.equal((await close(service, world, '2026-08-03')).status, 201);
  const warehouse = (await logistics.get(`/v1/warehouses/${world.warehouse}`)).body;
  t.equal(warehouse.closed_through, '2026-08-03');

  const from = { lot_id: lot, from_location_id: world.bin, quantity: 1 };
  const to = { lot_id: lot, to_location_id: world.bin, quantity: 1 };
  const receipt = {
    warehouse_id: world.warehouse,
    reference: 'LATE',
    received_from: 'S',
    means: 'road',
    received_on: '2026-08-03',
    lines: [
      { item_id: world.item, grant_id: world.grant, lot_number: 'B', location_id: world.bin, quantity: 1 },
    ],
  };
  for (const [path, body] of [
    [movements, { kind: 'issue', occurred_on: '2026-08-03', lines: [from] }],
    [movements, { kind: 'issue', occurred_on: '2026-07-15', lines: [from] }],
    [movements, { kind: 'write_off', reason: 'lost', occurred_on: '2026-08-03', lines: [from] }],
    [movements, { kind: 'adjust', reason: 'found', occurred_on: '2026-08-03', lines: [to] }],
    [
      movements,
      {
        kind: 'return',
        reason: 'not_needed',
        occurred_on: '2026-08-03',
        lines: [{ ...to, from_location_id: '00000000-0000-7000-8000-000000000002' }],
      },
    ],
    ['/v1/receipts', receipt],
    [`${movements}/${early.body.id}/reversal`, { note: 'n', occurred_on: '2026-08-02' }],
  ] as const) {
    const reply = await logistics.post(path, body);
    t.equal(`${reply.status} ${reply.body.code}`, '422 movement_rule', JSON.stringify(body));
    const [error] = reply.body.errors;
    t.match(error, {
      rule: 'period_closed',
      params: { warehouse: warehouse.code, closed_through: '2026-08-03' },
    });
    t.match(error.message, /closed through 2026-08-03/);
  }
  t.equal((await logistics.all(`${movements}?warehouse_id=${world.warehouse}`)).length, 2);
  t.equal((await issue(service, world, lot, '2026-08-04')).status, 201, 'the day after');
  t.equal((await issue(service, other, elsewhere, '2026-08-03')).status, 201, 'another warehouse');
  t.equal(
    (await logistics.post(`${movements}/${early.body.id}/reversal`, { note: 'n' })).status,
    201,
    'today',
  );
  await assertSound(t, service);
});

onBothEngines('closing and reopening stay on record, with who and why', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const lot = await receiveLot(service, world, { quantity: 20, received_on: '2026-07-01' });
  const path = `/v1/warehouses/${world.warehouse}/closings`;

  const future = await close(service, world, '2026-08-06');
  t.equal(future.status, 422);
  t.equal(future.body.errors[0].rule, 'date_in_future');
  // 03:00 UTC on the 6th is still the 5th in Panama.
  service.clock.set('2026-08-06T03:00:00.000Z');
  t.equal((await close(service, world, '2026-08-06')).body.errors[0].rule, 'date_in_future');
  t.equal((await close(service, world, '2026-08-05')).status, 201, 'today can be closed');
  t.equal((await issue(service, world, lot)).body.errors[0].rule, 'period_closed', 'then today is over');

  const silent = await close(service, world, '2026-07-31');
  t.equal(`${silent.status} ${silent.body.errors[0].rule}`, '422 reopening_note');
  t.equal((await close(service, world, '2026-07-31', 'Vale 31 faltaba')).status, 201);
  t.equal((await issue(service, world, lot, '2026-08-01')).status, 201);
  t.equal((await issue(service, world, lot, '2026-07-31')).status, 422);
  t.equal((await close(service, world, null, 'Se cierra otra vez mañana')).status, 201);
  t.equal((await issue(service, world, lot, '2026-07-31')).status, 201);

  for (const role of ['responder', 'finance_approver', 'auditor', 'admin'] as const) {
    const reply = await service.as(role).post(path, { closed_through: '2026-07-01' });
    t.equal(reply.status, 403, role);
  }
  const record = await service.as('auditor').all(`${path}?sort=id`);
  t.same(
    record.map((row) => [row.closed_through_before, row.closed_through, row.note, row.closed_by_name]),
    [
      [null, '2026-08-05', null, 'logistics'],
      ['2026-08-05', '2026-07-31', 'Vale 31 faltaba', 'logistics'],
      ['2026-07-31', null, 'Se cierra otra vez mañana', 'logistics'],
    ],
  );
});

onBothEngines('a day is closed with what was posted before, and nothing more', async (t, engine) => {
  const service = await startService(t, engine);
  for (let round = 0; round < 6; round += 1) {
    const world = await stockWorld(service);
    const lot = await receiveLot(service, world, { quantity: 500, received_on: '2026-07-01' });
    const path = `${movements}?warehouse_id=${world.warehouse}&to_day=2026-08-01`;
    // Half of them touch balances that nobody has touched before.
    const backdated = (index: number) =>
      index % 2 === 0
        ? issue(service, world, lot, '2026-08-01')
        : receiveLot(service, world, { quantity: 1, received_on: '2026-08-01' }).then(
            () => ({ status: 201, body: {} }) as never,
            () => ({ status: 422, body: { errors: [{ rule: 'period_closed' }] } }) as never,
          );
    const first = times(8, backdated);
    const [closed, seen] = await close(service, world, '2026-08-01').then(async (reply) => [
      reply,
      (await service.as('auditor').all(path)).length,
    ]);
    const late = await times(6, backdated);
    const early = await first;
    t.equal((closed as { status: number }).status, 201);
    t.same(new Set(late.map(({ status }) => status)), new Set([422]), 'after the closing');
    t.equal(
      (await service.as('auditor').all(path)).length,
      seen,
      'as it was when the closing was acknowledged',
    );
    t.equal(early.filter(({ status }) => status === 201).length + 1, seen);
  }
  await assertSound(t, service);
});

onBothEngines('a reversal may bear the day of what it reverses, not one before it', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 10, received_on: '2026-08-01' });
  const found = await made(logistics, movements, {
    kind: 'adjust',
    reason: 'found',
    occurred_on: '2026-08-02',
    lines: [{ lot_id: lot, to_location_id: world.bin, quantity: 5 }],
  });
  const reverse = (occurred_on: string) =>
    logistics.post(`${movements}/${found}/reversal`, { note: 'contado dos veces', occurred_on });
  const before = await reverse('2026-08-01');
  t.equal(`${before.status} ${before.body.errors[0].rule}`, '422 before_original');
  t.equal((await reverse('2026-08-06')).body.errors[0].rule, 'date_in_future');
  await made(logistics, movements, {
    kind: 'issue',
    occurred_on: '2026-08-03',
    lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 12 }],
  });
  await receiveLot(service, world, {
    quantity: 10,
    lot: (await logistics.get(`/v1/lots/${lot}`)).body.lot_number,
  });
  const short = await reverse('2026-08-02');
  t.equal(
    `${short.status} ${short.body.code}`,
    '409 backdated_below_zero',
    'there are 13 today, 3 on the third',
  );
  t.match(short.body.errors, [{ rule: 'day_below_zero', params: { day: '2026-08-03', balance: -2 } }]);
  t.equal((await reverse('2026-08-05')).status, 201, 'from today on it can be undone');
  await assertSound(t, service);
});
