import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';

const absent = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';
const SUPPLIER = '00000000-0000-7000-8000-000000000001';
const LOSS = '00000000-0000-7000-8000-000000000003';
const ADJUSTMENT = '00000000-0000-7000-8000-000000000004';

interface Refusal {
  what: string;
  body: Record<string, unknown>;
  status: number;
  code: string;
  rules: string[];
}

function movementRefusals(world: StockWorld, lot: string): Refusal[] {
  const from = { lot_id: lot, from_location_id: world.bin, quantity: 1 };
  const to = { lot_id: lot, to_location_id: world.bin, quantity: 1 };
  const refusal = (what: string, body: Record<string, unknown>, ...rules: string[]): Refusal => ({
    what,
    body,
    status: 422,
    code: 'movement_rule',
    rules,
  });
  return [
    refusal('a lot nobody has', { kind: 'issue', lines: [{ ...from, lot_id: absent }] }, 'unknown_reference'),
    refusal(
      'a place that is nowhere',
      { kind: 'issue', lines: [{ ...from, from_location_id: absent }] },
      'unknown_reference',
    ),
    refusal(
      'a move to nowhere',
      { kind: 'move', lines: [{ ...from, to_location_id: absent }] },
      'unknown_reference',
    ),
    refusal(
      'found stock of a lot nobody has',
      { kind: 'adjust', reason: 'found', lines: [{ ...to, lot_id: absent }] },
      'unknown_reference',
    ),
    refusal(
      'an issue out of the supplier',
      { kind: 'issue', lines: [{ ...from, from_location_id: SUPPLIER }] },
      'location_kind',
    ),
    refusal(
      'a move into the losses',
      { kind: 'move', lines: [{ ...from, to_location_id: LOSS }] },
      'location_kind',
    ),
    refusal(
      'an adjustment of the adjustments',
      { kind: 'adjust', reason: 'found', lines: [{ ...to, to_location_id: ADJUSTMENT }] },
      'same_place',
    ),
    refusal(
      'a move to where it is',
      { kind: 'move', lines: [{ ...from, to_location_id: world.bin }] },
      'same_place',
    ),
    refusal('a write-off without a reason', { kind: 'write_off', lines: [from] }, 'reason_required'),
    refusal('an adjustment without a reason', { kind: 'adjust', lines: [from] }, 'reason_required'),
    refusal(
      'an issue from nowhere',
      { kind: 'issue', lines: [{ lot_id: lot, quantity: 1 }] },
      'location_needed',
    ),
    refusal(
      'an issue to a place',
      { kind: 'issue', lines: [{ ...from, to_location_id: world.otherBin }] },
      'location_needed',
    ),
    refusal('a move with one end', { kind: 'move', lines: [to] }, 'location_needed'),
    refusal(
      'an adjustment with both ends',
      { kind: 'adjust', reason: 'found', lines: [{ ...from, to_location_id: world.otherBin }] },
      'location_needed',
    ),
    refusal('a day to come', { kind: 'issue', occurred_on: '2026-08-06', lines: [from] }, 'date_in_future'),
    refusal('out of a bin as if it were a site', { kind: 'distribute', lines: [from] }, 'location_kind'),
    refusal(
      'everything at once',
      { kind: 'write_off', lines: [{ lot_id: lot, quantity: 1 }, from, { lot_id: lot, quantity: 1 }] },
      'reason_required',
      'location_needed',
      'location_needed',
    ),
  ];
}

async function ledgerSize(service: Service): Promise<number> {
  return (await service.as('auditor').all('/v1/stock/movements')).length;
}

onBothEngines(
  'a movement that breaks a rule is refused with the rule, and nothing moves',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const lot = await receiveLot(service, world, { quantity: 5, lot: 'L1' });
    for (const { what, body, status, code, rules } of movementRefusals(world, lot)) {
      const reply = await logistics.post('/v1/stock/movements', body);
      t.equal(reply.status, status, `${what}: ${reply.body.detail}`);
      t.equal(reply.body.code, code, what);
      t.same(
        reply.body.errors?.map((error: { rule: string }) => error.rule),
        rules,
        what,
      );
      for (const error of reply.body.errors ?? []) t.notMatch(error.message, /[{}]/, 'the sentence is whole');
    }
    t.equal(await ledgerSize(service), 1, 'only the receipt');
    t.match((await logistics.get(`/v1/lots/${lot}/balance`)).body, {
      on_hand: 5,
      received: 5,
      distributed: 0,
    });
  },
);

onBothEngines('a shortage names every lot and what is left of it', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const few = await receiveLot(service, world, { quantity: 3, lot: 'FEW' });
  const held = await receiveLot(service, world, { quantity: 30, lot: 'HELD', condition: 'quarantine' });
  const old = await receiveLot(service, world, { quantity: 30, lot: 'OLD', expires_on: '2026-08-04' });
  const last = await receiveLot(service, world, { quantity: 30, lot: 'LAST-DAY', expires_on: '2026-08-05' });
  const elsewhere = await receiveLot(service, world, { quantity: 30, lot: 'ELSEWHERE', bin: world.otherBin });
  const line = (lot_id: string, quantity: number) => ({ lot_id, from_location_id: world.bin, quantity });
  const lines = [line(few, 4), line(held, 1), line(old, 1), line(last, 1), line(elsewhere, 1)];
  const reply = await logistics.post('/v1/stock/movements', { kind: 'issue', lines });
  t.equal(reply.status, 409);
  t.equal(reply.body.code, 'insufficient_stock');
  t.equal(reply.body.params.count, 4);
  const said = new Map(
    reply.body.errors.map((error: { value: string; rule: string; params: unknown }) => [error.value, error]),
  );
  t.match(said.get('FEW'), {
    rule: 'stock_left',
    params: { asked: 4, on_hand: 3, available: 3, location: 'A1' },
  });
  t.match(said.get('HELD'), { rule: 'lot_not_usable', params: { condition: 'quarantine' } });
  t.match(said.get('OLD'), { rule: 'lot_not_usable', params: { expires_on: '2026-08-04' } });
  t.match(said.get('ELSEWHERE'), { rule: 'stock_left', params: { asked: 1, on_hand: 0, available: 0 } });
  t.notOk(said.has('LAST-DAY'), 'the expiry date is the last good day');
  t.equal(await ledgerSize(service), 5);
  t.equal(
    (await logistics.post('/v1/stock/movements', { kind: 'issue', lines: [line(last, 30)] })).status,
    201,
  );
  const away = { kind: 'write_off', reason: 'expired', lines: [line(old, 30), line(held, 30)] };
  t.equal((await logistics.post('/v1/stock/movements', away)).status, 201, 'what is held can be written off');
});

onBothEngines('expiry is judged on the day it is at the warehouse', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 10, expires_on: '2026-08-05' });
  const issue = { kind: 'issue', lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 1 }] };
  const available = async () =>
    (await logistics.all(`/v1/stock/balances?lot_id=${lot}&location_kind=bin`))[0].available;
  // Panama is five hours behind UTC.
  service.clock.set('2026-08-06T04:59:00.000Z');
  t.equal(await available(), 10);
  t.equal((await logistics.post('/v1/stock/movements', issue)).status, 201, 'still the fifth');
  service.clock.set('2026-08-06T05:00:00.000Z');
  t.equal(await available(), 0);
  t.equal((await logistics.post('/v1/stock/movements', issue)).status, 409, 'the sixth');
  const items = await logistics.all('/v1/stock/items');
  t.match(items[0], { on_hand: 9, held: 9, available: 0, distributed: 1 });
});

onBothEngines('a receipt that contradicts what is known is refused', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const other = await stockWorld(service);
  const logistics = service.as('logistics');
  await receiveLot(service, world, { quantity: 10, lot: 'L1', expires_on: '2027-01-31' });
  await receiveLot(service, world, { quantity: 10, lot: 'HELD', condition: 'hold' });
  const line = {
    item_id: world.item,
    grant_id: world.grant,
    lot_number: 'L2',
    location_id: world.bin,
    quantity: 1,
  };
  const receipt = (lines: unknown[], more: Record<string, unknown> = {}) =>
    logistics.post('/v1/receipts', {
      warehouse_id: world.warehouse,
      reference: 'R',
      received_from: 'S',
      means: 'sea',
      ...more,
      lines,
    });
  const cases: [string, ReturnType<typeof receipt>, number, string, string][] = [
    [
      'another expiry',
      receipt([{ ...line, lot_number: 'L1', expires_on: '2027-02-28' }]),
      422,
      'lot_mismatch',
      'lot_differs',
    ],
    ['no expiry', receipt([{ ...line, lot_number: 'L1' }]), 422, 'lot_mismatch', 'lot_differs'],
    [
      'two expiries in one receipt',
      receipt([{ ...line, expires_on: '2027-02-28' }, line]),
      422,
      'lot_mismatch',
      'lot_differs',
    ],
    [
      'damaged goods into a good lot',
      receipt([{ ...line, lot_number: 'L1', expires_on: '2027-01-31', condition: 'damaged' }]),
      422,
      'lot_mismatch',
      'lot_condition_differs',
    ],
    [
      'two conditions in one receipt',
      receipt([line, { ...line, condition: 'quarantine' }]),
      422,
      'lot_mismatch',
      'lot_condition_differs',
    ],
    [
      'made after it expires',
      receipt([{ ...line, manufactured_on: '2026-05-02', expires_on: '2026-05-01' }]),
      422,
      'lot_mismatch',
      'expiry_before_manufacture',
    ],
    [
      'made tomorrow',
      receipt([{ ...line, manufactured_on: '2026-08-06' }]),
      422,
      'lot_mismatch',
      'date_in_future',
    ],
    [
      'received tomorrow',
      receipt([line], { received_on: '2026-08-06' }),
      422,
      'movement_rule',
      'date_in_future',
    ],
    [
      'into a bin of another warehouse',
      receipt([{ ...line, location_id: other.bin }]),
      422,
      'unknown_reference',
      'unknown_reference',
    ],
    [
      'into the supplier',
      receipt([{ ...line, location_id: SUPPLIER }]),
      422,
      'unknown_reference',
      'unknown_reference',
    ],
    [
      'of an item nobody has',
      receipt([{ ...line, item_id: absent }]),
      422,
      'unknown_reference',
      'unknown_reference',
    ],
  ];
  for (const [what, replied, status, code, rule] of cases) {
    const reply = await replied;
    t.equal(reply.status, status, what);
    t.equal(reply.body.code, code, what);
    t.equal(reply.body.errors?.[0].rule, rule, what);
    t.notMatch(reply.body.errors?.[0].message, /[{}]/, 'the sentence is whole');
  }
  const late = await receipt([line], { received_on: '2026-08-06' });
  t.equal(late.body.errors[0].pointer, '/body/received_on');
  t.equal((await receipt([line], { warehouse_id: absent })).status, 404);
  t.equal(await ledgerSize(service), 2);
  t.equal((await logistics.all('/v1/lots')).length, 2, 'no lot is left behind by a refused receipt');

  const more = await receipt([{ ...line, lot_number: 'HELD' }]);
  t.equal(more.status, 201, 'more of a held lot is held with it');
  t.match((await logistics.get(`/v1/lots/${more.body.lines[0].lot_id}`)).body, { condition: 'hold' });
});

onBothEngines('documents are numbered without a gap, refused ones included', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const numbers: string[] = [];
  for (let count = 1; count <= 4; count += 1) {
    const line = {
      item_id: world.item,
      grant_id: world.grant,
      lot_number: `N${count}`,
      location_id: world.bin,
      quantity: 1,
    };
    const body = { warehouse_id: world.warehouse, reference: 'R', received_from: 'S', means: 'sea' };
    const bad = await service
      .as('logistics')
      .post('/v1/receipts', { ...body, received_on: '2027-01-01', lines: [line] });
    t.equal(bad.status, 422);
    numbers.push(
      (await service.as('logistics').post('/v1/receipts', { ...body, lines: [line] })).body.number,
    );
  }
  t.same(numbers, ['GRN-000001', 'GRN-000002', 'GRN-000003', 'GRN-000004']);
});
