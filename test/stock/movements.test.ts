import { randomUUID } from 'node:crypto';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { receiveLot, stockWorld } from '../helpers/world.ts';

onBothEngines(
  'received stock is on hand at once, and a repeated receipt is received once',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const body = {
      warehouse_id: world.warehouse,
      reference: 'PO-1',
      received_from: 'Supplier',
      means: 'sea',
      lines: [
        {
          item_id: world.item,
          grant_id: world.grant,
          lot_number: 'L1',
          location_id: world.bin,
          quantity: 30,
        },
        {
          item_id: world.item,
          grant_id: world.grant,
          lot_number: 'L2',
          location_id: world.otherBin,
          quantity: 12,
        },
      ],
    };
    const key = randomUUID();
    const first = await logistics.post('/v1/receipts', body, { key });
    const again = await logistics.post('/v1/receipts', body, { key });
    t.equal(first.status, 201);
    t.equal(again.status, 201);
    t.same(again.body, first.body, 'the same answer');
    t.equal(again.headers['idempotency-replayed'], 'true');
    const other = await logistics.post('/v1/receipts', { ...body, reference: 'PO-2' }, { key });
    t.equal(other.status, 422);
    t.equal(other.body.code, 'idempotency_key_reused');

    const balances = await logistics.all(`/v1/stock/balances?item_id=${world.item}&location_kind=bin`);
    t.same(balances.map((row) => [row.lot_number, row.on_hand, row.available]).sort(), [
      ['L1', 30, 30],
      ['L2', 12, 12],
    ]);
    const lot = balances.find((row) => row.lot_number === 'L1').lot_id;
    const balance = await logistics.get(`/v1/lots/${lot}/balance`);
    t.match(balance.body, { on_hand: 30, received: 30, in_transit: 0, lost: 0 });
  },
);

onBothEngines('an issue takes what is there and refuses the rest, naming what is left', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 15, lot: 'L15' });
  const line = (quantity: number) => ({ lot_id: lot, from_location_id: world.bin, quantity });

  const both = await logistics.post('/v1/stock/movements', { kind: 'issue', lines: [line(8), line(8)] });
  t.equal(both.status, 409, 'two lines of one lot are judged together');
  t.equal(both.body.code, 'insufficient_stock');
  t.match(both.body.errors[0].params, { lot_number: 'L15', asked: 16, on_hand: 15, available: 15 });

  const some = await logistics.post('/v1/stock/movements', { kind: 'issue', lines: [line(8), line(7)] });
  t.equal(some.status, 201);
  const balance = await logistics.get(`/v1/lots/${lot}/balance`);
  t.match(balance.body, { on_hand: 0, distributed: 15 });
});

onBothEngines('a movement dated back leaves no later day below zero', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  service.clock.set('2026-08-01T18:00:00.000Z');
  const lot = await receiveLot(service, world, { quantity: 100, lot: 'A' });
  const out = (quantity: number, occurred_on?: string) =>
    logistics.post('/v1/stock/movements', {
      kind: 'issue',
      ...(occurred_on === undefined ? {} : { occurred_on }),
      lines: [{ lot_id: lot, from_location_id: world.bin, quantity }],
    });
  service.clock.set('2026-08-02T18:00:00.000Z');
  t.equal((await out(50)).status, 201);
  service.clock.set('2026-08-03T18:00:00.000Z');
  t.equal((await out(50)).status, 201);
  service.clock.set('2026-08-04T18:00:00.000Z');
  await receiveLot(service, world, { quantity: 100, lot: 'A' });

  const early = await out(1, '2026-08-02');
  t.equal(early.status, 409);
  t.equal(early.body.code, 'backdated_below_zero');
  const future = await out(1, '2026-08-05');
  t.equal(future.status, 422);
  t.equal(future.body.errors[0].rule, 'date_in_future');
  service.clock.set('2026-08-05T18:00:00.000Z');
  t.equal((await out(100)).status, 201);

  const perDay = [];
  for (const day of ['01', '02', '03', '04', '05']) {
    const rows = await logistics.all(`/v1/stock/as-of?as_of=2026-08-${day}&lot_id=${lot}&location_kind=bin`);
    perDay.push(rows[0]?.on_hand ?? 0);
  }
  t.same(perDay, [100, 50, 0, 100, 0]);
});
