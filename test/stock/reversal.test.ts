import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';

function reverse(service: Service, id: string, note = 'typed twice') {
  return service.as('logistics').post(`/v1/stock/movements/${id}/reversal`, { note });
}

onBothEngines('a reversal puts everything back and links to what it reverses', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 10 });
  const before = (await logistics.get(`/v1/lots/${lot}/balance`)).body;
  const bin = { lot_id: lot, from_location_id: world.bin, quantity: 4 };
  const movements = [
    { kind: 'issue', lines: [bin] },
    { kind: 'move', lines: [{ ...bin, to_location_id: world.otherBin }] },
    { kind: 'write_off', reason: 'damaged', lines: [bin, { ...bin, quantity: 2 }] },
    { kind: 'adjust', reason: 'count_difference', lines: [bin] },
    { kind: 'adjust', reason: 'found', lines: [{ lot_id: lot, to_location_id: world.bin, quantity: 7 }] },
  ];
  for (const body of movements) {
    const id = await made(logistics, '/v1/stock/movements', body);
    const reversal = await reverse(service, id);
    t.equal(reversal.status, 201, body.kind);
    t.match(reversal.body, {
      kind: 'reversal',
      reverses_movement_id: id,
      note: 'typed twice',
      occurred_on: '2026-08-05',
    });
    const original = (await logistics.get(`/v1/stock/movements/${id}`)).body;
    const sides = (row: { from_location_id: string; to_location_id: string; quantity: number }) => [
      row.from_location_id,
      row.to_location_id,
      row.quantity,
    ];
    t.same(
      reversal.body.lines.map(sides),
      original.lines.map(sides).map(([from, to, quantity]: string[]) => [to, from, quantity]),
    );
    t.same((await logistics.get(`/v1/lots/${lot}/balance`)).body, before, 'as if nothing had been');
    const balances = await logistics.all(`/v1/stock/balances?lot_id=${lot}&location_kind=bin`);
    t.same(
      balances.map((row) => row.on_hand),
      [10],
    );
  }
});

onBothEngines('a movement is reversed once, and a reversal never', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 10 });
  const id = await made(logistics, '/v1/stock/movements', {
    kind: 'issue',
    lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 4 }],
  });
  const reversal = await reverse(service, id);
  const second = await reverse(service, id);
  t.equal(second.status, 409);
  t.equal(second.body.code, 'not_reversible');
  t.match(second.body.detail, reversal.body.id, 'it names what stands in the way');
  const ofReversal = await reverse(service, reversal.body.id);
  t.equal(ofReversal.status, 409);
  t.equal(ofReversal.body.code, 'not_reversible');
  t.equal((await reverse(service, '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44')).status, 404);
  t.equal((await logistics.get(`/v1/lots/${lot}/balance`)).body.on_hand, 10);
});

onBothEngines('a reversal of goods that have moved on is refused, every lot at once', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const line = (lot_number: string, quantity: number) => ({
    item_id: world.item,
    grant_id: world.grant,
    lot_number,
    location_id: world.bin,
    quantity,
  });
  const receipt = await logistics.post('/v1/receipts', {
    warehouse_id: world.warehouse,
    reference: 'R',
    received_from: 'S',
    means: 'sea',
    lines: [line('L1', 10), line('L2', 10), line('L3', 10)],
  });
  const [first, second] = receipt.body.lines.map((row: { lot_id: string }) => row.lot_id);
  const issue = [first, second].map((lot_id, index) => ({
    lot_id,
    from_location_id: world.bin,
    quantity: index + 1,
  }));
  await made(logistics, '/v1/stock/movements', { kind: 'issue', lines: issue });
  const refused = await reverse(service, receipt.body.movement_id);
  t.equal(refused.status, 409);
  t.equal(refused.body.code, 'insufficient_stock');
  t.same(
    refused.body.errors
      .map((error: { value: string; params: { on_hand: number } }) => [error.value, error.params.on_hand])
      .sort(),
    [
      ['L1', 9],
      ['L2', 8],
    ],
  );
  t.equal((await logistics.all('/v1/stock/movements')).length, 2);
});

onBothEngines('of parallel reversals of one movement one is posted', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 10 });
  for (let round = 0; round < 5; round += 1) {
    const id = await made(logistics, '/v1/stock/movements', {
      kind: 'issue',
      lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 4 }],
    });
    const replies = await Promise.all(Array.from({ length: 6 }, () => reverse(service, id)));
    t.same(replies.map((reply) => reply.status).sort(), [201, 409, 409, 409, 409, 409]);
    t.ok(
      replies.filter((reply) => reply.status === 409).every((reply) => reply.body.code === 'not_reversible'),
    );
    t.equal((await logistics.get(`/v1/lots/${lot}/balance`)).body.on_hand, 10);
  }
});
