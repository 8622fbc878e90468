import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made, stockWorld } from '../helpers/world.ts';
import { assertSound, lotBalance, tally, times } from '../races/crowd.ts';
import { bucketsOf, claimsOf, done, expectedNow, receive, shipped } from './inbound-world.ts';

onBothEngines(
  'reversing a receipt puts the pipeline right, waives its claims, and works once',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const coming = await shipped(service, world, [{ quantity: 100 }]);
    const first = await receive(logistics, world, coming, [{ good: 60 }]);
    const second = await receive(logistics, world, coming, [{ good: 30, damaged: 4 }], { closes: true });
    t.same(bucketsOf(await expectedNow(service, coming.id)), [[90, 4, 6, 0, 0]]);
    const path = `/v1/receipts/${second.body.id}/reversal`;
    const replies = await times(4, () => logistics.post(path, { note: 'Contado dos veces' }));
    t.same(tally(replies), { 200: 1, '409 receipt_not_reversible': 3 });
    t.match(await expectedNow(service, coming.id), { state: 'partly_received', outstanding: 40 });
    t.same(bucketsOf(await expectedNow(service, coming.id)), [[60, 0, 0, 0, 40]]);
    t.same(
      (await claimsOf(service, second.body.id)).map(({ state }) => state),
      ['waived', 'waived'],
    );
    const lot = first.body.lines[0].lot_id;
    t.match(await lotBalance(service, lot), { on_hand: 60, received: 60 });
    t.match((await logistics.get(`/v1/receipts/${second.body.id}`)).body, { reversed_at: /^2026/ });
    await done(logistics, `/v1/receipts/${first.body.id}/reversal`, { note: 'También' });
    t.match(await expectedNow(service, coming.id), { state: 'shipped', outstanding: 100 });
    t.equal(
      (await receive(logistics, world, coming, [{ good: 100 }])).status,
      201,
      'and it can be received again',
    );
    t.equal((await logistics.post(`/v1/receipts/${world.item}/reversal`, { note: 'x' })).status, 404);
    await assertSound(t, service);
  },
);

onBothEngines(
  'a receipt whose goods have moved on stands; every lot and what came after is named',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const coming = await shipped(service, world, [{ quantity: 10 }, { quantity: 20 }, { quantity: 30 }]);
    const receipt = await receive(logistics, world, coming, [{ good: 10 }, { good: 20 }, { good: 30 }]);
    const [one, two] = receipt.body.lines.map(({ lot_id }: { lot_id: string }) => lot_id);
    const bin = { from_location_id: world.bin };
    const issue = await made(logistics, '/v1/stock/movements', {
      kind: 'issue',
      reference: 'VALE-9',
      lines: [{ lot_id: one, ...bin, quantity: 3 }],
    });
    await made(logistics, '/v1/stock/movements', {
      kind: 'move',
      lines: [{ lot_id: two, ...bin, to_location_id: world.otherBin, quantity: 20 }],
    });
    const reply = await logistics.post(`/v1/receipts/${receipt.body.id}/reversal`, { note: 'mal' });
    t.equal(reply.status, 409);
    t.match(reply.body, {
      code: 'receipt_not_reversible',
      error_count: 2,
      errors: [
        {
          rule: 'moved_on',
          value: 'L1',
          params: { asked: 10, available: 7, documents: 'issue VALE-9 (2026-08-05)' },
        },
        { rule: 'moved_on', value: 'L2', params: { asked: 20, available: 0 } },
      ],
    });
    t.match(await expectedNow(service, coming.id), { state: 'received' }, 'nothing changed');
    await done(logistics, `/v1/stock/movements/${issue}/reversal`, { note: 'x' });
    const still = await logistics.post(`/v1/receipts/${receipt.body.id}/reversal`, { note: 'mal' });
    t.same(
      still.body.errors.map(({ value }: { value: string }) => value),
      ['L2'],
    );
  },
);

onBothEngines('a settled claim keeps its receipt', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const coming = await shipped(service, world, [{ quantity: 10 }]);
  const receipt = await receive(logistics, world, coming, [{ good: 9, missing: 1 }]);
  const [claim] = await claimsOf(service, receipt.body.id);
  await done(logistics, `/v1/claims/${claim.id}/submission`, {});
  await done(logistics, `/v1/claims/${claim.id}/settlement`, { amount_cents: 100 });
  const reply = await logistics.post(`/v1/receipts/${receipt.body.id}/reversal`, { note: 'mal' });
  t.match(reply.body, {
    code: 'receipt_not_reversible',
    errors: [{ rule: 'claim_settled', value: claim.number, params: { line_number: 1 } }],
  });
});

onBothEngines(
  'a transfer’s receipt goes back on the road, damaged goods and losses too',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const target = await stockWorld(service);
    const logistics = service.as('logistics');
    const coming = await shipped(service, world, [{ quantity: 50 }]);
    const got = await receive(logistics, world, coming, [{ good: 50 }]);
    const lot = got.body.lines[0].lot_id;
    const transfer = await done(logistics, '/v1/transfers', {
      from_warehouse_id: world.warehouse,
      to_warehouse_id: target.warehouse,
      means: 'road',
      lines: [{ lot_id: lot, location_id: world.bin, quantity: 50 }],
    });
    await done(logistics, `/v1/transfers/${transfer.id}/departure`, {});
    const blocked = await logistics.post(`/v1/receipts/${got.body.id}/reversal`, { note: 'mal' });
    t.match(blocked.body.errors, [
      { rule: 'moved_on', params: { documents: 'transfer TRF-000001 (2026-08-05)' } },
    ]);
    const before = await lotBalance(service, lot);
    const receipt = await done(logistics, `/v1/transfers/${transfer.id}/receipts`, {
      warehouse_id: target.warehouse,
      closes: true,
      lines: [
        {
          transfer_line_id: transfer.lines[0].id,
          location_id: target.bin,
          good: 30,
          damaged: 5,
        },
      ],
    });
    t.match(await lotBalance(service, lot), { on_hand: 30, in_transit: 0, lost: 15, adjusted: -5 });
    await done(logistics, `/v1/receipts/${receipt.id}/reversal`, { note: 'Otro camión' });
    t.same(await lotBalance(service, lot), before, 'as it was on the road');
    const open = (await logistics.get(`/v1/transfers/${transfer.id}`)).body;
    t.match(open, { state: 'in_transit', outstanding: 50 });
    await assertSound(t, service);
  },
);
