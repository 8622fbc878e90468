import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';
import { accepted, assertSound, countRepeats, lotBalance, onHand, tally, times } from '../races/crowd.ts';
import { bucketsOf, claimsOf, done } from './inbound-world.ts';

interface Two {
  from: StockWorld;
  to: { warehouse: string; bin: string; otherBin: string };
}

let serial = 0;

/** A warehouse in Panama and one in El Salvador, an hour behind. */
async function twoWarehouses(service: Service): Promise<Two> {
  serial += 1;
  const from = await stockWorld(service);
  const warehouse = await made(service.as('logistics'), '/v1/warehouses', {
    code: `SAL-${serial}`,
    name: 'San Salvador',
    country: 'SV',
    time_zone: 'America/El_Salvador',
    bins: [
      { code: 'S1', name: 'S1' },
      { code: 'S2', name: 'S2' },
    ],
  });
  const bins = await service.as('logistics').all(`/v1/locations?warehouse_id=${warehouse}&sort=code`);
  return { from, to: { warehouse, bin: bins[0].id, otherBin: bins[1].id } };
}

function draft(service: Service, { from, to }: Two, lines: { lot_id: string; quantity: number }[]) {
  return done(service.as('logistics'), '/v1/transfers', {
    from_warehouse_id: from.warehouse,
    to_warehouse_id: to.warehouse,
    means: 'road',
    lines: lines.map((line) => ({ location_id: from.bin, ...line })),
  });
}

async function departed(service: Service, two: Two, lines: { lot_id: string; quantity: number }[]) {
  const { id } = await draft(service, two, lines);
  return done(service.as('logistics'), `/v1/transfers/${id}/departure`, {
    transporter: 'Transportes Ejemplo',
  });
}

function receive(
  service: Service,
  two: Two,
  transfer: { id: string; lines: { id: string }[] },
  stated: object[],
  rest: object = {},
) {
  return service.as('logistics').post(`/v1/transfers/${transfer.id}/receipts`, {
    warehouse_id: two.to.warehouse,
    lines: stated.map((line, index) => ({
      transfer_line_id: transfer.lines[index]?.id,
      location_id: two.to.bin,
      ...line,
    })),
    ...rest,
  });
}

const now = async (service: Service, id: string) =>
  (await service.as('auditor').get(`/v1/transfers/${id}`)).body;

onBothEngines('lot, grant and expiry arrive as they left; the road is a place', async (t, engine) => {
  const service = await startService(t, engine);
  const two = await twoWarehouses(service);
  const lot = await receiveLot(service, two.from, { quantity: 100, lot: 'T1', expires_on: '2027-03-31' });
  const asItWas = (await service.as('auditor').get(`/v1/lots/${lot}`)).body;
  const drafted = await draft(service, two, [{ lot_id: lot, quantity: 60 }]);
  t.match(drafted, { number: 'TRF-000001', state: 'draft', units: 60, outstanding: 60, departed_on: null });
  t.equal((await lotBalance(service, lot)).on_hand, 100, 'a draft moves nothing');
  const early = await receive(service, two, drafted, [{ good: 60 }]);
  t.match(early, { status: 409, body: { code: 'state_conflict' } });
  const sent = await done(service.as('logistics'), `/v1/transfers/${drafted.id}/departure`, {});
  t.match(sent, { state: 'in_transit', departed_on: '2026-08-05' });
  t.match(await lotBalance(service, lot), { on_hand: 40, in_transit: 60 });
  t.equal(await onHand(service, lot, sent.in_transit_location_id), 60);
  const elsewhere = await receive(service, two, sent, [{ good: 1 }], { warehouse_id: two.from.warehouse });
  t.match(elsewhere.body, { code: 'receipt_rule', errors: [{ rule: 'other_warehouse' }] });
  const strangeBin = await receive(service, two, sent, [{ good: 1, location_id: two.from.bin }]);
  t.match(strangeBin.body.errors, [{ rule: 'unknown_reference', pointer: '/body/lines/0/location_id' }]);
  const first = await receive(service, two, sent, [{ good: 25 }]);
  t.match(first.body, { received_from: 'Hub', reference: 'TRF-000001', counts: [{ good: 25, lot_id: lot }] });
  t.equal((await now(service, sent.id)).state, 'partly_received');
  t.equal((await receive(service, two, sent, [{ good: 36 }])).body.code, 'over_receipt');
  t.equal((await receive(service, two, sent, [{ good: 35 }])).status, 201);
  t.match(await now(service, sent.id), {
    state: 'received',
    outstanding: 0,
    lines: [{ good: 60, grant_code: /GRANT/ }],
  });
  t.equal(await onHand(service, lot, two.to.bin), 60);
  t.same((await service.as('auditor').get(`/v1/lots/${lot}`)).body, asItWas, 'the lot is what it was');
  t.equal((await receive(service, two, sent, [{ good: 1 }])).body.code, 'state_conflict', 'not twice');
  const movement = (await service.as('auditor').all(`/v1/stock/movements?kind=transfer`))[0];
  const alone = await service
    .as('logistics')
    .post(`/v1/stock/movements/${movement.id}/reversal`, { note: 'x' });
  t.equal(alone.body.code, 'not_reversible', 'half a transfer is not reversed');
  await assertSound(t, service);
});

onBothEngines(
  'four buckets of a transfer: each unit is somewhere, and what is not good is claimed',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const two = await twoWarehouses(service);
    const receipt = await logistics.post('/v1/receipts', {
      warehouse_id: two.from.warehouse,
      reference: 'R',
      received_from: 'S',
      means: 'sea',
      lines: ['V1', 'V2'].map((lot_number) => ({
        item_id: two.from.item,
        grant_id: two.from.grant,
        lot_number,
        location_id: two.from.bin,
        quantity: 100,
        unit_value: '3.5',
        currency: 'USD',
      })),
    });
    const [one, other] = receipt.body.lines.map(({ lot_id }: { lot_id: string }) => lot_id);
    const sent = await departed(service, two, [
      { lot_id: one, quantity: 100 },
      { lot_id: other, quantity: 50 },
    ]);
    const arrived = await receive(
      service,
      two,
      sent,
      [
        { good: 80, damaged: 12, damaged_location_id: two.to.otherBin },
        {
          good: 48,
          damaged: 2,
          damaged_refused: true,
          over: 5,
          over_decision: { decision: 'accept', grant_id: two.from.grant },
        },
      ],
      { closes: true },
    );
    t.equal(arrived.status, 201);
    const after = await now(service, sent.id);
    t.equal(after.state, 'closed_short');
    t.same(bucketsOf(after), [
      [80, 12, 8, 0, 0],
      [48, 2, 0, 5, 0],
    ]);
    t.match(await lotBalance(service, one), { on_hand: 80, in_transit: 0, lost: 8, adjusted: -12 });
    t.match(await lotBalance(service, other), { on_hand: 103, lost: 2, adjusted: 5 });
    const [damaged] = await logistics.all('/v1/lots?lot_number=V1-D');
    t.match(damaged, { condition: 'damaged', unit_value: '3.5' });
    const [held] = await logistics.all(
      `/v1/stock/balances?lot_id=${damaged.id}&location_id=${two.to.otherBin}`,
    );
    t.match(held, { on_hand: 12, held: 12, available: 0 });
    t.equal(arrived.body.counts[0].damaged_lot_id, damaged.id, 'the note says which lot it came from');
    const claims = await claimsOf(service, arrived.body.id);
    t.same(
      claims.map((claim) => [claim.bucket, claim.quantity, claim.value_cents, claim.liable_party]).sort(),
      [
        ['damaged', 12, 4200, 'Transportes Ejemplo'],
        ['damaged', 2, 700, 'Transportes Ejemplo'],
        ['missing', 8, 2800, 'Transportes Ejemplo'],
      ],
    );
    t.equal(claims[0].subject_kind, 'transfer_receipt');
    await assertSound(t, service);
  },
);

const states = ['draft', 'in_transit', 'partly_received', 'received', 'closed_short', 'cancelled'] as const;
type State = (typeof states)[number];

/** A transfer of ten pieces in that state. */
async function inState(service: Service, two: Two, lot: string, state: State) {
  const transfer = await draft(service, two, [{ lot_id: lot, quantity: 10 }]);
  const post = (path: string, body?: unknown) =>
    done(service.as('logistics'), `/v1/transfers/${transfer.id}/${path}`, body);
  if (state === 'cancelled') await post('cancellation');
  else if (state !== 'draft') await post('departure', {});
  if (state === 'partly_received') await receive(service, two, transfer, [{ good: 4 }]);
  if (state === 'received') await receive(service, two, transfer, [{ good: 10 }]);
  if (state === 'closed_short') await receive(service, two, transfer, [], { closes: true });
  return transfer;
}

onBothEngines('a transfer takes the declared steps and no other', async (t, engine) => {
  const service = await startService(t, engine);
  const two = await twoWarehouses(service);
  const lot = await receiveLot(service, two.from, { quantity: 1000 });
  const second = await receiveLot(service, two.from, { quantity: 1000 });
  const steps: Record<
    string,
    { allowed: Partial<Record<State, State>>; path: string; body: (line: string) => unknown }
  > = {
    lines: {
      path: 'lines',
      body: () => ({ lines: [{ lot_id: second, location_id: two.from.bin, quantity: 1 }] }),
      allowed: { draft: 'draft' },
    },
    departure: { path: 'departure', body: () => ({}), allowed: { draft: 'in_transit' } },
    receipt: {
      path: 'receipts',
      body: (line) => ({
        warehouse_id: two.to.warehouse,
        lines: [{ transfer_line_id: line, location_id: two.to.bin, good: 1 }],
      }),
      allowed: { in_transit: 'partly_received', partly_received: 'partly_received' },
    },
    closing: {
      path: 'receipts',
      body: () => ({ warehouse_id: two.to.warehouse, closes: true, lines: [] }),
      allowed: { in_transit: 'closed_short', partly_received: 'closed_short' },
    },
    cancellation: { path: 'cancellation', body: () => undefined, allowed: { draft: 'cancelled' } },
  };
  for (const state of states) {
    for (const [name, step] of Object.entries(steps)) {
      const transfer = await inState(service, two, lot, state);
      const before = await now(service, transfer.id);
      t.equal(before.state, state);
      const reply = await service
        .as('logistics')
        .post(`/v1/transfers/${transfer.id}/${step.path}`, step.body(transfer.lines[0].id));
      const expected = step.allowed[state];
      if (expected === undefined) {
        t.match(reply, { status: 409, body: { code: 'state_conflict' } }, `${name} from ${state}`);
        t.same(await now(service, transfer.id), before, 'and nothing changed');
      } else {
        t.ok(reply.status < 300, `${name} from ${state}`);
        t.equal((await now(service, transfer.id)).state, expected);
      }
    }
  }
  await assertSound(t, service);
});

onBothEngines(
  'wrong lines are named all at once, and more than is there does not leave',
  async (t, engine) => {
    const service = await startService(t, engine);
    const two = await twoWarehouses(service);
    const lot = await receiveLot(service, two.from, { quantity: 15, lot: 'SHORT' });
    const line = { lot_id: lot, location_id: two.from.bin, quantity: 8 };
    const post = (body: object) =>
      service.as('logistics').post('/v1/transfers', {
        from_warehouse_id: two.from.warehouse,
        to_warehouse_id: two.to.warehouse,
        means: 'road',
        lines: [line],
        ...body,
      });
    const wrong = await post({
      to_warehouse_id: two.from.warehouse,
      lines: [line, line, { ...line, location_id: two.to.bin }, { ...line, lot_id: two.from.item }],
    });
    t.equal(wrong.status, 422);
    t.match(wrong.body.errors, [
      { rule: 'duplicate_line', pointer: '/body/lines/1', params: { first: 1 } },
      { rule: 'unknown_reference', pointer: '/body/lines/2/location_id' },
      { rule: 'unknown_reference', pointer: '/body/lines/3/lot_id' },
      { rule: 'same_warehouse' },
    ]);
    for (const quantity of [0, -1, 1.5])
      t.equal((await post({ lines: [{ ...line, quantity }] })).status, 400);
    const large = (await post({ lines: [{ ...line, quantity: 16 }] })).body;
    const leaving = await service.as('logistics').post(`/v1/transfers/${large.id}/departure`, {});
    t.match(leaving.body, {
      code: 'insufficient_stock',
      errors: [{ value: 'SHORT', params: { asked: 16, on_hand: 15 } }],
    });
    t.equal((await now(service, large.id)).state, 'draft', 'it stays a draft');
  },
);

onBothEngines('departure counts by the sender’s day, arrival by the receiver’s', async (t, engine) => {
  const service = await startService(t, engine);
  const two = await twoWarehouses(service);
  const lot = await receiveLot(service, two.from, { quantity: 20 });
  // 05:30 UTC: already the 6th in Panama, still the 5th in El Salvador.
  service.clock.set('2026-08-06T05:30:00.000Z');
  const sent = await departed(service, two, [{ lot_id: lot, quantity: 20 }]);
  t.equal(sent.departed_on, '2026-08-06');
  const before = await receive(service, two, sent, [{ good: 5 }], { received_on: '2026-08-05' });
  t.match(before.body.errors, [{ rule: 'day_before', params: { first: '2026-08-06' } }]);
  const quick = await receive(service, two, sent, [{ good: 2, missing: 1 }]);
  t.equal(quick.body.received_on, '2026-08-06', 'what left on the 6th arrives on no day before');
  service.clock.set('2026-08-07T05:30:00.000Z');
  const late = await receive(service, two, sent, [{ good: 5, missing: 1 }]);
  t.equal(late.body.received_on, '2026-08-06', 'in El Salvador it is still the 6th');
  const tomorrow = await receive(service, two, sent, [{ good: 5 }], { received_on: '2026-08-07' });
  t.match(tomorrow.body.errors, [{ rule: 'date_in_future' }]);
  await assertSound(t, service);
});

onBothEngines('receipts of a transfer at once never exceed what was sent', async (t, engine) => {
  const service = await startService(t, engine);
  const repeats = countRepeats(service);
  const two = await twoWarehouses(service);
  const lots = [
    await receiveLot(service, two.from, { quantity: 500 }),
    await receiveLot(service, two.from, { quantity: 500 }),
  ];
  const lines = lots.map((lot_id) => ({ lot_id, quantity: 60 }));
  const [there, back] = [
    await departed(service, two, lines),
    await departed(service, two, lines.toReversed()),
  ];
  const replies = await times(30, (index) => {
    const crosswise = [
      { good: 4, damaged: 2 },
      { good: 5, missing: 1 },
    ];
    return receive(service, two, index % 2 === 0 ? there : back, crosswise);
  });
  t.equal(accepted(replies).length, 20, 'ten of six each');
  t.equal((tally(replies)['409 over_receipt'] ?? 0) + (tally(replies)['409 state_conflict'] ?? 0), 10);
  for (const { id } of [there, back])
    t.match(await now(service, id), { state: 'closed_short', outstanding: 0 });
  t.equal(repeats(), 0, 'no transaction was a deadlock’s victim');

  const last = await departed(service, two, lines);
  const [received, closed] = await Promise.all([
    times(6, () => receive(service, two, last, [{ good: 7 }, { good: 7 }])),
    times(2, () => receive(service, two, last, [], { closes: true })),
  ]);
  t.equal(accepted(closed).length, 1);
  const good = 7 * accepted(received).length;
  t.same(bucketsOf(await now(service, last.id)), [
    [good, 0, 60 - good, 0, 0],
    [good, 0, 60 - good, 0, 0],
  ]);
  await assertSound(t, service);
});

onBothEngines('what only states a loss waits for an open day of the receiver too', async (t, engine) => {
  const service = await startService(t, engine);
  const two = await twoWarehouses(service);
  const lot = await receiveLot(service, two.from, { quantity: 10, received_on: '2026-08-01' });
  const { id } = await draft(service, two, [{ lot_id: lot, quantity: 4 }]);
  const sent = await done(service.as('logistics'), `/v1/transfers/${id}/departure`, {
    departed_on: '2026-08-02',
  });
  await done(service.as('logistics'), `/v1/warehouses/${two.to.warehouse}/closings`, {
    closed_through: '2026-08-03',
  });
  for (const bucket of ['good', 'missing']) {
    const refused = await receive(service, two, sent, [{ [bucket]: 4 }], { received_on: '2026-08-03' });
    t.match(
      refused.body,
      {
        status: 422,
        code: 'movement_rule',
        errors: [{ rule: 'period_closed', value: '2026-08-03', params: { closed_through: '2026-08-03' } }],
      },
      bucket,
    );
  }
  const nothing = { warehouse_id: two.to.warehouse, closes: true, received_on: '2026-08-03' };
  const closing = await receive(service, two, sent, [], nothing);
  t.match(closing.body.errors, [{ rule: 'period_closed' }], 'nor does closing the transfer short');
  t.match(await now(service, id), { state: 'in_transit', outstanding: 4 }, 'nothing was saved');
  t.same(await service.as('auditor').all('/v1/claims'), []);
  const open = await receive(service, two, sent, [{ missing: 4 }], { received_on: '2026-08-04' });
  t.equal(open.status, 201, 'the day after');
  t.equal((await now(service, id)).state, 'closed_short');
  await assertSound(t, service);
});
