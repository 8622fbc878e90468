import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made, stockWorld } from '../helpers/world.ts';
import { assertSound, onHand } from '../races/crowd.ts';
import { announce, bucketsOf, claimsOf, done, expectedNow, receive, shipped } from './inbound-world.ts';

onBothEngines(
  'the pipeline says what is due when, and what is late by the destination’s own day',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const early = await announce(service, world, [{ quantity: 100 }, { quantity: 10, lot_number: null }], {
      expected_on: '2026-08-05',
    });
    t.match(early, {
      number: 'EXP-000001',
      state: 'announced',
      supplier: 'Proveedor Uno',
      units: 110,
      outstanding: 110,
      late: false,
      estimates: [{ estimate_number: 1, expected_on: '2026-08-05', reason: null }],
    });
    const later = await announce(service, world, [{ quantity: 5 }]);
    const rows = await logistics.all('/v1/expected-consignments');
    t.same(
      rows.map(({ number, expected_on }) => [number, expected_on]),
      [
        ['EXP-000001', '2026-08-05'],
        ['EXP-000002', '2026-08-10'],
      ],
    );
    t.same(await logistics.all('/v1/expected-consignments?late=true'), [], 'it is the 5th in Panama');
    // 04:59 UTC on the 6th is still the 5th in Panama; a minute later it is not, though it is in El Salvador.
    service.clock.set('2026-08-06T04:59:00.000Z');
    t.same(await logistics.all('/v1/expected-consignments?late=true'), []);
    service.clock.set('2026-08-06T05:00:00.000Z');
    const late = await logistics.all('/v1/expected-consignments?late=true');
    t.same(
      late.map(({ id, late }) => [id, late]),
      [[early.id, true]],
    );
    const other = await stockWorld(service);
    const salvador = await made(logistics, '/v1/warehouses', {
      code: 'SV-1',
      name: 'San Salvador',
      country: 'SV',
      time_zone: 'America/El_Salvador',
      bins: [{ code: 'A1', name: 'A1' }],
    });
    const slow = await announce(service, { ...other, warehouse: salvador }, [{ quantity: 1 }], {
      expected_on: '2026-08-05',
    });
    t.equal(slow.late, false, 'in El Salvador the 5th lasts an hour longer');
    t.equal((await logistics.all('/v1/expected-consignments?late=true')).length, 1);

    const path = `/v1/expected-consignments/${early.id}/estimates`;
    const changed = await done(logistics, path, { expected_on: '2026-08-12', reason: 'Huelga en el puerto' });
    t.equal(changed.expected_on, '2026-08-12');
    t.match(changed.estimates, [
      { expected_on: '2026-08-05', reason: null },
      { estimate_number: 2, expected_on: '2026-08-12', reason: 'Huelga en el puerto' },
    ]);
    t.equal((await logistics.post(path, { expected_on: '2026-08-13' })).status, 400, 'a reason is needed');
    t.same(await logistics.all('/v1/expected-consignments?late=true'), []);
    const due = await logistics.all('/v1/expected-consignments?due_before=2026-08-12&open=true');
    t.same(
      due.map(({ id }) => id),
      [slow.id, later.id],
    );
    const byItem = await logistics.all(`/v1/expected-consignments?item_id=${other.item}`);
    t.same(
      byItem.map(({ id }) => id),
      [slow.id],
    );
    t.equal((await service.as('responder').get('/v1/expected-consignments')).status, 403);
  },
);

onBothEngines(
  '100 and 10 shipped, 50 and 10 received, closed short: 50 missing with a claim',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const coming = await shipped(service, world, [
      { quantity: 100, unit_value: '12.255', currency: 'USD' },
      { quantity: 10 },
    ]);
    const first = await receive(logistics, world, coming, [{ good: 50 }, { good: 10 }]);
    t.equal(first.status, 201);
    t.match(first.body, { number: 'GRN-000001', closes: false, received_from: 'Proveedor Uno' });
    t.match(await expectedNow(service, coming.id), { state: 'partly_received', outstanding: 50 });
    t.same(await claimsOf(service, first.body.id), [], 'nothing is wrong yet');
    const last = await receive(logistics, world, coming, [], { closes: true, note: 'No viene más' });
    t.equal(last.status, 201);
    t.same(last.body.lines, [], 'nothing entered stock');
    t.equal(last.body.movement_id, null);
    const after = await expectedNow(service, coming.id);
    t.equal(after.state, 'closed_short');
    t.same(bucketsOf(after), [
      [50, 0, 50, 0, 0],
      [10, 0, 0, 0, 0],
    ]);
    const claims = await claimsOf(service, last.body.id);
    t.equal(claims.length, 1);
    t.match(claims[0], {
      number: 'CLM-000001',
      bucket: 'missing',
      quantity: 50,
      unit_value: '12.255',
      // 50 × 12.255 = 612.75
      value_cents: 61275,
      currency: 'USD',
      liable_party: 'Proveedor Uno',
      due_on: '2026-09-04',
      state: 'open',
      subject_number: 'GRN-000002',
    });
    const lot = first.body.lines[0].lot_id;
    t.equal(await onHand(service, lot, world.bin), 50, 'what is missing never enters stock');
    t.equal((await receive(logistics, world, coming, [{ good: 1 }])).body.code, 'state_conflict');
    await assertSound(t, service);
  },
);

onBothEngines(
  '100 shipped: 50, then 25, then closed: 25 missing; no receipt undoes another',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const coming = await shipped(service, world, [{ quantity: 100 }]);
    const first = await receive(logistics, world, coming, [{ good: 50 }]);
    const lot = first.body.lines[0].lot_id;
    await receive(logistics, world, coming, [{ good: 25 }]);
    t.same(bucketsOf(await expectedNow(service, coming.id)), [[75, 0, 0, 0, 25]]);
    t.equal(await onHand(service, lot, world.bin), 75);
    const last = await receive(logistics, world, coming, [], { closes: true });
    t.match(await expectedNow(service, coming.id), {
      state: 'closed_short',
      lines: [{ good: 75, missing: 25 }],
    });
    const [claim] = await claimsOf(service, last.body.id);
    t.match(claim, { bucket: 'missing', quantity: 25, unit_value: null, value_cents: null, currency: null });
    t.same(
      (await logistics.get(`/v1/receipts/${first.body.id}`)).body,
      first.body,
      'the first stands as it was',
    );
    const receipts = await logistics.all(`/v1/receipts?expected_consignment_id=${coming.id}`);
    t.same(
      receipts.map(({ counts }) =>
        counts.map(({ good, missing }: Record<string, number>) => [good, missing]),
      ),
      [[[50, 0]], [[25, 0]], [[0, 25]]],
    );
  },
);

onBothEngines('200 received of 100 needs a decision about the 100 over', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const other = await made(logistics, '/v1/grants', { code: 'G-OVER', donor_name: 'Otro', title: 'Otro' });
  const coming = await shipped(service, world, [{ quantity: 100, unit_value: '2', currency: 'USD' }]);
  const whole = await receive(logistics, world, coming, [{ good: 200 }]);
  t.equal(whole.status, 409);
  t.match(whole.body, {
    code: 'over_receipt',
    errors: [
      { rule: 'over_receipt', pointer: '/body/lines/0', params: { sent: 100, accounted: 0, stated: 200 } },
    ],
  });
  const undecided = await receive(logistics, world, coming, [{ good: 100, over: 100 }]);
  t.equal(undecided.status, 422);
  t.match(undecided.body.errors, [{ rule: 'over_undecided', pointer: '/body/lines/0/over_decision' }]);
  const nobodys = await receive(logistics, world, coming, [
    { good: 100, over: 100, over_decision: { decision: 'accept' } },
  ]);
  t.match(nobodys.body.errors, [{ rule: 'over_grant' }]);
  const early = await receive(logistics, world, coming, [
    { good: 60, over: 100, over_decision: { decision: 'refuse' } },
  ]);
  t.equal(early.status, 409);
  t.match(early.body.errors, [{ rule: 'over_with_rest', params: { rest: 40 } }]);
  t.match(await expectedNow(service, coming.id), { state: 'shipped', outstanding: 100 }, 'nothing was saved');
  t.same(await logistics.all(`/v1/lots?item_id=${world.item}`), []);

  const taken = await receive(logistics, world, coming, [
    { good: 100, over: 100, over_decision: { decision: 'accept', grant_id: other } },
  ]);
  t.equal(taken.status, 201);
  t.match(taken.body.counts, [{ good: 100, over: 100, over_decision: 'accept' }]);
  t.same(
    taken.body.lines.map(({ grant_code, quantity }: Record<string, unknown>) => [
      grant_code === 'G-OVER',
      quantity,
    ]),
    [
      [false, 100],
      [true, 100],
    ],
  );
  t.match(await expectedNow(service, coming.id), { state: 'received', lines: [{ good: 100, over: 100 }] });
  t.same(await claimsOf(service, taken.body.id), [], 'what was accepted is claimed from nobody');

  const again = await shipped(service, world, [
    { quantity: 100, lot_number: 'R', unit_value: '2', currency: 'USD' },
  ]);
  const refused = await receive(logistics, world, again, [
    { good: 100, over: 3, over_decision: { decision: 'return' } },
  ]);
  t.same(
    refused.body.lines.map(({ quantity }: { quantity: number }) => quantity),
    [100],
  );
  t.match(await claimsOf(service, refused.body.id), [{ bucket: 'over', quantity: 3, value_cents: 600 }]);
  await assertSound(t, service);
});

onBothEngines(
  'damaged goods are kept apart and held, or refused; either way they are claimed',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const coming = await shipped(service, world, [
      { quantity: 100, unit_value: '0.333', currency: 'USD', expires_on: '2027-01-31' },
      { quantity: 10 },
    ]);
    const receipt = await receive(logistics, world, coming, [
      { good: 90, damaged: 7, missing: 3, damaged_location_id: world.otherBin },
      { good: 8, damaged: 2, damaged_refused: true },
    ]);
    t.equal(receipt.status, 201);
    t.match(await expectedNow(service, coming.id), { state: 'closed_short', outstanding: 0 });
    const lots = await logistics.all(`/v1/lots?item_id=${world.item}&sort=lot_number`);
    t.match(
      lots.map(({ lot_number, condition, expires_on, unit_value }) => [
        lot_number,
        condition,
        expires_on,
        unit_value,
      ]),
      [
        ['L1', 'good', '2027-01-31', '0.333'],
        ['L1-D', 'damaged', '2027-01-31', '0.333'],
        ['L2', 'good', null, null],
      ],
    );
    const [balance] = await logistics.all(
      `/v1/stock/balances?lot_id=${lots[1].id}&location_id=${world.otherBin}`,
    );
    t.match(balance, { on_hand: 7, held: 7, available: 0 });
    const issue = {
      kind: 'issue',
      lines: [{ lot_id: lots[1].id, from_location_id: world.otherBin, quantity: 1 }],
    };
    t.equal((await logistics.post('/v1/stock/movements', issue)).body.code, 'insufficient_stock');
    const claims = await claimsOf(service, receipt.body.id);
    t.same(
      claims
        .map(({ line_number, bucket, quantity, value_cents }) => [line_number, bucket, quantity, value_cents])
        .sort(),
      [
        // 7 × 0.333 = 2.331 → 2.33; 3 × 0.333 = 0.999 → 1.00; of the second line nobody knows the value.
        [1, 'damaged', 7, 233],
        [1, 'missing', 3, 100],
        [2, 'damaged', 2, null],
      ],
    );
    const { body: note } = await logistics.get(`/v1/receipts/${receipt.body.id}/note`);
    t.match(note, {
      number: receipt.body.number,
      source_number: coming.number,
      lines: [
        // 4,200 g each
        {
          good: { units: 90, weight_g: 378_000 },
          claim: { units: 10, weight_g: 42_000 },
          damaged: 7,
          missing: 3,
        },
        { good: { units: 8, weight_g: 33_600 }, claim: { units: 2, weight_g: 8_400 } },
      ],
      received_by: { name: 'logistics', date: '2026-08-05' },
    });
    t.equal(note.claims.length, 3);
    await assertSound(t, service);
  },
);

onBothEngines(
  'before the shipment, twice, at another warehouse, on another day: refused',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const other = await stockWorld(service);
    const logistics = service.as('logistics');
    const announced = await announce(service, world, [{ quantity: 10 }]);
    const before = await receive(logistics, world, announced, [{ good: 10 }]);
    t.equal(before.status, 409);
    t.match(before.body, { code: 'state_conflict' });
    const coming = await shipped(service, world, [{ quantity: 10 }]);
    const elsewhere = await receive(logistics, other, coming, [{ good: 10 }]);
    t.equal(elsewhere.status, 422);
    t.match(elsewhere.body.errors, [{ rule: 'other_warehouse', value: other.warehouse }]);
    const strangeBin = await receive(logistics, world, coming, [{ good: 10, location_id: other.bin }]);
    t.match(strangeBin.body, {
      code: 'unknown_reference',
      errors: [{ pointer: '/body/lines/0/location_id' }],
    });
    const noBin = await receive(logistics, world, coming, [{ good: 10, location_id: null }]);
    t.match(noBin.body.errors, [{ rule: 'required', pointer: '/body/lines/0/location_id' }]);
    const early = await receive(logistics, world, coming, [{ good: 10 }], { received_on: '2026-07-31' });
    t.match(early.body.errors, [{ rule: 'day_before', params: { first: '2026-08-01' } }]);
    const tomorrow = await receive(logistics, world, coming, [{ good: 10 }], { received_on: '2026-08-06' });
    t.match(tomorrow.body.errors, [{ rule: 'date_in_future' }]);
    const empty = await receive(logistics, world, coming, []);
    t.match(empty.body.errors, [{ rule: 'nothing_stated', pointer: '/body/lines' }]);
    const stranger = await receive(logistics, world, { ...coming, lines: announced.lines }, [{ good: 1 }]);
    t.match(stranger.body.errors, [{ rule: 'unknown_reference', pointer: '/body/lines/0/expected_line_id' }]);
    for (const wrong of [-1, 1.5, '3'])
      t.equal((await receive(logistics, world, coming, [{ good: wrong as number }])).status, 400);
    const key = 'one-delivery-note';
    const body = {
      warehouse_id: world.warehouse,
      lines: [{ expected_line_id: coming.lines[0].id, location_id: world.bin, good: 10 }],
    };
    const path = `/v1/expected-consignments/${coming.id}/receipts`;
    const once = await logistics.post(path, body, { key });
    const repeated = await logistics.post(path, body, { key });
    t.same([once.status, repeated.status], [201, 201]);
    t.same(repeated.body, once.body, 'a double click is one receipt');
    const twice = await receive(logistics, world, coming, [{ good: 10 }]);
    t.match(twice.body, { code: 'state_conflict' });
    t.equal(await onHand(service, once.body.lines[0].lot_id, world.bin), 10);
  },
);

onBothEngines('a line comes in parts, in several lots and bins', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const coming = await shipped(service, world, [{ quantity: 100, lot_number: null }]);
  const [line] = coming.lines;
  const part = (lot_number: string | null, good: number, location_id: string) => ({
    expected_line_id: line.id,
    lot_number,
    good,
    location_id,
  });
  const post = (lines: unknown[]) =>
    service
      .as('logistics')
      .post(`/v1/expected-consignments/${coming.id}/receipts`, { warehouse_id: world.warehouse, lines });
  const nameless = await post([part(null, 1, world.bin)]);
  t.match(nameless.body.errors, [{ rule: 'required', pointer: '/body/lines/0/lot_number' }]);
  const tooMany = await post([part('A', 60, world.bin), part('B', 41, world.otherBin)]);
  t.match(tooMany.body, { code: 'over_receipt', errors: [{ params: { sent: 100, stated: 101 } }] });
  const both = await post([part('A', 60, world.bin), part('B', 40, world.otherBin)]);
  t.equal(both.status, 201);
  t.match(both.body.lines, [
    { lot_number: 'A', quantity: 60 },
    { lot_number: 'B', quantity: 40 },
  ]);
  t.match(await expectedNow(service, coming.id), { state: 'received', lines: [{ good: 100 }] });
});
