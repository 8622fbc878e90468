import { onBothEngines } from '../helpers/databases.ts';
import { approvedPlan, consignments, depart, relief } from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';
import { assertSound, tally, times } from '../races/crowd.ts';
import { hold } from '../reservations/reservation-world.ts';

const terms = { reason: 'Su envío llega en octubre', agreed_by: 'Donor A', agreed_on: '2026-08-05' };

async function twoGrants(service: Service) {
  const world = await stockWorld(service);
  const borrower = await made(service.as('logistics'), '/v1/grants', {
    code: 'BORROWER',
    donor_name: 'B',
    title: 'B',
  });
  const lot = await receiveLot(service, world, { quantity: 20, lot: 'L', expires_on: '2027-01-01' });
  const lend = (rest: object) =>
    service.as('logistics').post('/v1/grant-loans', {
      ...{ lot_id: lot, location_id: world.bin, quantity: 8, borrower_grant_id: borrower, ...terms },
      ...rest,
    });
  return { world, borrower, lot, lend };
}

const totals = async (service: Service, lot: string) => {
  const { on_hand, received } = (await service.as('auditor').get(`/v1/lots/${lot}/balance`)).body;
  return { on_hand, received };
};

onBothEngines(
  'a loan moves goods to the other grant, and is repaid in parts, never beyond',
  async (t, engine) => {
    const service = await startService(t, engine);
    const { world, borrower, lot, lend } = await twoGrants(service);
    const logistics = service.as('logistics');
    await hold(service, world, { quantity: 10 });
    t.match(
      (await lend({ quantity: 11 })).body,
      { status: 409, code: 'insufficient_stock' },
      '10 of 20 are free',
    );
    const loan = (await lend({})).body;
    t.match(loan, { number: 'LOAN-000001', quantity: 8, repaid: 0, open: 8, state: 'open', lot_number: 'L' });
    const theirs = (await logistics.get(`/v1/lots/${loan.borrowed_lot_id}`)).body;
    t.match(theirs, { lot_number: 'L', grant_id: borrower, item_id: world.item, expires_on: '2027-01-01' });
    t.same(await totals(service, lot), { on_hand: 12, received: 20 });
    t.same(await totals(service, theirs.id), { on_hand: 8, received: 0 });
    await assertSound(t, service);

    const repay = (rest: object) =>
      logistics.post(`/v1/grant-loans/${loan.id}/repayments`, {
        ...{ lot_id: theirs.id, location_id: world.bin, quantity: 3, ...rest },
      });
    t.match((await repay({})).body, { repaid: 3, open: 5, state: 'open' });
    t.match((await repay({ quantity: 6 })).body, {
      status: 422,
      code: 'loan_rule',
      errors: [{ rule: 'repays_beyond', params: { open: 5 } }],
    });
    t.match((await repay({ lot_id: lot })).body.errors, [{ rule: 'lot_of_other_grant' }]);
    const own = await receiveLot(service, world, { quantity: 5, lot: 'NEW', grant: borrower });
    const done = await repay({ lot_id: own, quantity: 5 });
    t.match(done.body, {
      repaid: 8,
      open: 0,
      state: 'repaid',
      repayments: [{ quantity: 3 }, { quantity: 5 }],
    });
    t.match((await logistics.get(`/v1/lots/${done.body.repayments[1].returned_lot_id}`)).body, {
      ...{ lot_number: 'NEW', grant_id: world.grant },
    });
    t.same(await totals(service, lot), { on_hand: 15, received: 20 });
    const reversal = await logistics.post(`/v1/stock/movements/${loan.movement_id}/reversal`, { note: 'no' });
    t.match(reversal.body, { status: 409, code: 'not_reversible' });
    await assertSound(t, service);
  },
);

onBothEngines('what cannot be lent is refused with its reason and nothing is moved', async (t, engine) => {
  const service = await startService(t, engine);
  const { world, borrower, lot, lend } = await twoGrants(service);
  const logistics = service.as('logistics');
  const held = await receiveLot(service, world, { quantity: 5, lot: 'HELD', condition: 'hold' });
  const cases: [object, string][] = [
    [{ lot_id: world.bin }, 'unknown_reference'],
    [{ borrower_grant_id: world.bin }, 'unknown_reference'],
    [{ borrower_grant_id: world.grant }, 'same_grant'],
    [{ agreed_on: '2026-08-06' }, 'date_in_future'],
    [{ lot_id: held }, 'lot_not_usable'],
  ];
  for (const [rest, rule] of cases) {
    const reply = await lend(rest);
    t.same([reply.status, reply.body.errors[0].rule], [422, rule]);
  }
  const other = (await stockWorld(service)).item;
  await logistics.patch(`/v1/grants/${borrower}/earmark`, { items: [other] }, { ifMatch: '"1"' });
  t.match((await lend({})).body.errors, [{ rule: 'earmark_item', params: { grant: 'BORROWER' } }]);
  for (const rest of [{ quantity: 0 }, { quantity: 1.5 }, { reason: '' }])
    t.equal((await lend(rest)).status, 400);
  t.same(await logistics.all('/v1/grant-loans'), []);
  t.same(await totals(service, lot), { on_hand: 20, received: 20 });
});

onBothEngines('every state of a loan takes the steps declared and refuses the others', async (t, engine) => {
  const service = await startService(t, engine);
  const { world, lend } = await twoGrants(service);
  const logistics = service.as('logistics');
  const reach = {
    open: async () => (await lend({ quantity: 2 })).body,
    repaid: async () => repay((await lend({ quantity: 2 })).body, 2).then(({ body }) => body),
    waived: async () => waive((await lend({ quantity: 2 })).body).then(({ body }) => body),
  };
  const repay = (loan: { id: string; borrowed_lot_id: string }, quantity = 1) =>
    logistics.post(`/v1/grant-loans/${loan.id}/repayments`, {
      ...{ lot_id: loan.borrowed_lot_id, location_id: world.bin, quantity },
    });
  const waive = (loan: { id: string }) =>
    logistics.post(`/v1/grant-loans/${loan.id}/waiver`, { reason: 'Cedido' });
  const allowed = ['open repay', 'open waive'];
  for (const [state, make] of Object.entries(reach)) {
    for (const [step, take] of Object.entries({ repay, waive })) {
      const loan = await make();
      t.equal(loan.state, state);
      const reply = await take(loan);
      if (allowed.includes(`${state} ${step}`)) {
        t.equal(reply.status, 200, `${state} ${step}`);
        continue;
      }
      t.match(reply.body, { status: 409, code: 'state_conflict' }, `${state} ${step}`);
      t.same((await logistics.get(`/v1/grant-loans/${loan.id}`)).body, loan, 'nothing changed');
    }
  }
});

onBothEngines('ten repay one loan of 6 by 2 at once: three do', async (t, engine) => {
  const service = await startService(t, engine);
  const { world, lend } = await twoGrants(service);
  const loan = (await lend({ quantity: 6 })).body;
  const body = { lot_id: loan.borrowed_lot_id, location_id: world.bin, quantity: 2 };
  const replies = await times(10, () =>
    service.as('logistics').post(`/v1/grant-loans/${loan.id}/repayments`, body),
  );
  const counts = tally(replies);
  t.equal(counts[200], 3);
  t.equal(
    (counts['409 state_conflict'] ?? 0) + (counts['409 insufficient_stock'] ?? 0),
    7,
    JSON.stringify(counts),
  );
  t.match((await service.as('auditor').get(`/v1/grant-loans/${loan.id}`)).body, {
    repaid: 6,
    state: 'repaid',
  });
  await assertSound(t, service);
});

type Row = Record<string, number>;

/** Every row: received equals all that became of it. */
const adds = (row: Row) =>
  (row.on_hand ?? 0) +
  (row.in_transit ?? 0) +
  (row.at_sites ?? 0) +
  (row.distributed ?? 0) +
  (row.lost ?? 0) +
  (row.adjusted_away ?? 0) +
  (row.in_kits ?? 0) +
  (row.lent ?? 0) -
  (row.borrowed ?? 0);

onBothEngines(
  'the report of a grant says what it bought, where it is and whom it reached',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [{ code: 'A', households: 10 }]);
    const logistics = service.as('logistics');
    const lot = await receiveLot(service, world as StockWorld, { quantity: 40, lot: 'L' });
    const [toA] = [...(await consignments(service, await approvedPlan(service, world))).values()];
    const sent = await depart(service, toA ?? '');
    const [line] = sent.lines;
    const lines = [{ consignment_line_id: line.id, good: 9, damaged: 1 }];
    await logistics.post(`/v1/consignments/${toA}/receipts`, {
      received_by_name: 'Ana',
      closes: true,
      lines,
    });
    const site = (await logistics.all(`/v1/locations?site_id=${world.site('A')}`))[0].id;
    const move = (body: object) => logistics.post('/v1/stock/movements', body);
    t.equal(
      (await move({ kind: 'distribute', lines: [{ lot_id: lot, from_location_id: site, quantity: 7 }] }))
        .status,
      201,
    );
    const gone = [{ lot_id: lot, from_location_id: world.bin, quantity: 2 }];
    t.equal((await move({ kind: 'write_off', reason: 'damaged', lines: gone })).status, 201);
    const found = [{ lot_id: lot, to_location_id: world.bin, quantity: 1 }];
    t.equal((await move({ kind: 'adjust', reason: 'found', lines: found })).status, 201);
    const borrower = await made(logistics, '/v1/grants', { code: 'BORROWER', donor_name: 'B', title: 'B' });
    const loan = await logistics.post('/v1/grant-loans', {
      ...{ lot_id: lot, location_id: world.bin, quantity: 5, borrower_grant_id: borrower, ...terms },
    });
    t.equal(loan.status, 201);

    const [row] = await logistics.all(`/v1/grants/${world.grant}/report`);
    const expected = { received: 40, on_hand: 24, in_transit: 0, at_sites: 2, distributed: 7, lost: 3 };
    t.match(row, { ...expected, adjusted_away: -1, in_kits: 0, lent: 5, borrowed: 0 });
    t.equal(adds(row), 40);
    const [theirs] = await logistics.all(`/v1/grants/${borrower}/report`);
    t.match(theirs, { received: 0, on_hand: 5, borrowed: 5, lent: 0 });
    t.equal(adds(theirs), 0);
    t.same(
      (await logistics.all(`/v1/grants/${world.grant}/report/places`))
        .map(({ location_kind, quantity }) => `${location_kind} ${quantity}`)
        .sort(),
      ['bin 24', 'site 2'],
    );
    t.match(await logistics.all(`/v1/grants/${world.grant}/report/reached`), [
      { site_code: 'A', arrived: 9, distributed: 7, lost: 0, there: 2 },
    ]);
    const earlier = await logistics.all(`/v1/grants/${world.grant}/report?as_of=2026-08-04`);
    t.match(earlier, [{ received: 0, on_hand: 0 }], 'the day before, nothing had come');
    t.equal((await logistics.get(`/v1/grants/${world.bin}/report`)).status, 404);
    await assertSound(t, service);
  },
);
