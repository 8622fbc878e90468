import { onBothEngines } from '../helpers/databases.ts';
import { made } from '../helpers/world.ts';
import {
  countingWorld,
  enter,
  finish,
  issue,
  later,
  linesOf,
  onHand,
  open,
  receive,
  step,
} from './counting-world.ts';

const ABSENT = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';

onBothEngines('20→19, 30→33, 10→10 posts −1 and +3 and nothing for the third', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const lots = {
    A: await receive(world, 'A', 20),
    B: await receive(world, 'B', 30),
    C: await receive(world, 'C', 10),
    D: await receive(world, 'D', 7),
  };
  const id = await open(world);
  t.equal((await enter(world, id, { A: 19, B: 33, C: 10 })).status, 200);
  const closed = await step(world, id, 'closing');
  t.same(
    [closed.body.uncounted_total, closed.body.uncounted],
    [1, [{ line_number: 4, lot_number: 'D', location_code: 'A1' }]],
    'the lot nobody counted is listed as such',
  );
  t.match(closed.body.count, { state: 'counted', lines_total: 4, lines_counted: 3, lines_differing: 2 });
  t.equal((await step(world, id, 'approval', world.second)).status, 200);
  const posted = await step(world, id, 'posting');
  t.equal(posted.body.state, 'posted');
  const movement = await world.logistics.get(`/v1/stock/movements/${posted.body.movement_id}`);
  t.match(movement.body, {
    kind: 'adjust',
    reason: 'count_difference',
    document_kind: 'stock_count',
    document_id: id,
  });
  t.equal(movement.body.lines.length, 2);
  const [minus, plus] = movement.body.lines;
  t.match(minus, { lot_id: lots.A, from_location_id: world.bin, quantity: 1 });
  t.match(plus, { lot_id: lots.B, to_location_id: world.bin, quantity: 3 });
  t.same(
    await Promise.all([lots.A, lots.B, lots.C, lots.D].map((lot) => onHand(world, lot))),
    [19, 33, 10, 7],
    'and what nobody counted is not zeroed',
  );
});

onBothEngines('a count without a difference posts nothing and needs nobody else', async (t, engine) => {
  const world = await countingWorld(t, engine);
  await receive(world, 'A', 20);
  const id = await open(world, { mode: 'delta' });
  await enter(world, id, { A: 20 });
  const closed = await step(world, id, 'closing');
  t.match(closed.body.count, { second_person: false, lines_differing: 0, difference_value: '0' });
  t.equal((await step(world, id, 'approval')).status, 200);
  const before = (await world.logistics.all('/v1/stock/movements')).length;
  const posted = await step(world, id, 'posting');
  t.match(posted.body, { state: 'posted', movement_id: null });
  t.equal((await world.logistics.all('/v1/stock/movements')).length, before);
});

onBothEngines('the difference at the time of counting is applied to what is there now', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const early = await receive(world, 'EARLY', 1000);
  const late = await receive(world, 'LATE', 1000);
  const started = later(world, 60);
  const id = await open(world, { mode: 'delta' });
  later(world, 60);
  t.equal((await issue(world, early, 100)).status, 201, 'work goes on');
  t.equal((await issue(world, late, 100)).status, 201);
  const after = later(world, 30);
  later(world, 30);
  const unclear = await enter(world, id, { EARLY: 900, LATE: 900 });
  t.equal(unclear.status, 422, 'when it was counted is never guessed');
  t.same(
    unclear.body.errors.map((error: { rule: string; value: string }) => [error.rule, error.value]),
    [
      ['counted_at_needed', 'EARLY'],
      ['counted_at_needed', 'LATE'],
    ],
  );
  const said = { EARLY: { quantity: 900, counted_at: started }, LATE: { quantity: 900, counted_at: after } };
  t.equal((await enter(world, id, said)).status, 200);
  await step(world, id, 'closing');
  const lines = await linesOf(world, id);
  t.match(
    lines.get('EARLY'),
    { expected: 1000, difference: -100 },
    'counted before the issue: 100 are missing',
  );
  t.match(lines.get('LATE'), { expected: 900, difference: 0 }, 'counted after it: all is there');
  t.equal((await issue(world, late, 50)).status, 201, 'nor does it stop while the count is approved');
  await step(world, id, 'approval', world.second);
  t.equal((await step(world, id, 'posting')).body.state, 'posted');
  t.equal(await onHand(world, early), 800);
  t.equal(await onHand(world, late), 850);
});

onBothEngines('a movement dated back before the counting makes a recount necessary', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const lot = await receive(world, 'A', 100, { received_on: '2026-08-01' });
  const id = await open(world, { mode: 'delta' });
  later(world, 10);
  await enter(world, id, { A: 90 });
  later(world, 10);
  t.equal((await issue(world, lot, 10, { occurred_on: '2026-08-04' })).status, 201, 'yesterday, on paper');
  await step(world, id, 'closing');
  t.match(
    (await linesOf(world, id)).get('A'),
    { expected: 90, difference: 0 },
    'it had left before the counting',
  );
  later(world, 10);
  t.equal((await issue(world, lot, 5, { occurred_on: '2026-08-04' })).status, 201);
  t.equal((await step(world, id, 'approval', world.second)).status, 200);
  const refused = await step(world, id, 'posting');
  t.equal(refused.status, 409);
  t.match(refused.body, {
    code: 'stock_count_changed',
    errors: [{ rule: 'difference_changed', value: 'A', params: { difference: 0, difference_now: 5 } }],
  });
  t.equal(await onHand(world, lot), 85);
  t.equal((await world.logistics.get(`/v1/stock-counts/${id}`)).body.state, 'approved', 'nothing was saved');
});

onBothEngines('a freeze refuses every posting to its scope and names the count', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const { logistics } = world;
  const frozen = await receive(world, 'A', 20);
  const elsewhere = await receive(world, 'B', 20, { bin: world.otherBin });
  const id = await open(world, { location_ids: [world.bin] });
  const number = (await logistics.get(`/v1/stock-counts/${id}`)).body.number;
  const line = (lot: string, from: string, to?: string) => ({
    lot_id: lot,
    quantity: 1,
    from_location_id: from,
    ...(to === undefined ? {} : { to_location_id: to }),
  });
  for (const [kind, lines] of [
    ['issue', [line(frozen, world.bin)]],
    ['move', [line(frozen, world.bin, world.otherBin)]],
    ['move', [line(elsewhere, world.otherBin, world.bin)]],
    ['write_off', [line(elsewhere, world.otherBin), line(frozen, world.bin)]],
  ] as const) {
    const reason = kind === 'write_off' ? { reason: 'damaged' } : {};
    const refused = await logistics.post('/v1/stock/movements', { kind, lines, ...reason });
    t.equal(refused.status, 409, kind);
    t.match(refused.body, { code: 'stock_frozen', params: { counts: number } });
    t.same(
      refused.body.errors.map((error: { params: object }) => error.params),
      [{ lot_number: lines[lines.length - 1]?.lot_id === frozen ? 'A' : 'B', location: 'A1', count: number }],
    );
  }
  t.equal(
    (await logistics.post('/v1/stock/movements', { kind: 'issue', lines: [line(elsewhere, world.otherBin)] }))
      .status,
    201,
  );
  await enter(world, id, { A: 19 });
  const done = await finish(world, id);
  t.equal(done.body.state, 'posted', 'the count itself is not refused');
  t.equal((await issue(world, frozen, 1)).status, 201, 'and the freeze ends with it');
  t.equal(await onHand(world, frozen), 18);
  const next = await open(world);
  t.equal((await issue(world, frozen, 1)).status, 409);
  t.equal((await step(world, next, 'cancellation')).body.state, 'cancelled');
  t.equal((await issue(world, frozen, 1)).status, 201, 'or when it is cancelled');
});

onBothEngines('a freeze of some items leaves the others of the bin free', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const other = await made(world.logistics, '/v1/items', {
    code: 'LAMP',
    name_es: 'Lámpara',
    name_en: 'Lamp',
    category: 'lighting',
    base_unit: 'piece',
  });
  const tarpaulin = await receive(world, 'T', 5);
  const lamp = await receive(world, 'L', 5, { item: other });
  const id = await open(world, { item_ids: [other] });
  t.same([...(await linesOf(world, id)).keys()], ['L']);
  t.equal((await issue(world, lamp, 1)).status, 409);
  t.equal((await issue(world, tarpaulin, 1)).status, 201);
  const overlapping = await world.logistics.post('/v1/stock-counts', {
    warehouse_id: world.warehouse,
    mode: 'delta',
  });
  t.match(overlapping.body, { status: 409, code: 'stock_count_overlap', params: { counts: 'CNT-000001' } });
  const beside = await open(world, { item_ids: [world.item] });
  t.same(
    [...(await linesOf(world, beside)).keys()],
    ['T'],
    'other items of the same bins may be counted beside it',
  );
});

onBothEngines('blind: nothing says what is expected until the count is closed', async (t, engine) => {
  const world = await countingWorld(t, engine);
  await receive(world, 'A', 20);
  const id = await open(world);
  const says = async () => (await world.logistics.get(`/v1/stock-counts/${id}/lines`)).bytes.toString();
  t.match((await linesOf(world, id)).get('A'), { on_hand_at_start: null, expected: null, difference: null });
  t.notMatch(await says(), /\b20\b/);
  const sheet = async () => (await world.logistics.get(`/v1/stock-counts/${id}/sheet.csv`)).bytes.toString();
  t.notMatch(await sheet(), /,20,|Expected/);
  await enter(world, id, { A: 17 });
  t.notMatch(await says(), /"difference":-?\d/);
  t.same(
    (await world.second.all(`/v1/stock-counts/${id}/entries`)).map((entry) => entry.quantity),
    [null],
    'nor what somebody else counted',
  );
  await step(world, id, 'closing');
  const line = (await linesOf(world, id)).get('A');
  t.match(line, { on_hand_at_start: 20, expected: 20, difference: -3, above_threshold: true });
  await step(world, id, 'recount', world.logistics, { line_ids: [line.id] });
  t.match((await linesOf(world, id)).get('A'), { on_hand_at_start: null, expected: null, counted: null });
  const plain = await countingWorld(t, engine);
  await receive(plain, 'A', 20);
  const openly = await open(plain, { blind: false });
  t.match((await linesOf(plain, openly)).get('A'), { on_hand_at_start: 20 }, 'an open count shows it');
  const shown = await plain.logistics.get(`/v1/stock-counts/${openly}/sheet.csv`, { language: 'es' });
  t.match(shown.bytes.toString(), /Esperado/);
});

onBothEngines('a recount supersedes the earlier entry, and the history keeps both', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const lot = await receive(world, 'A', 20);
  await receive(world, 'B', 30);
  await receive(world, 'C', 5);
  const id = await open(world);
  await enter(world, id, { A: 2, B: 30 });
  const again = await enter(world, id, { A: 3 }, world.second);
  t.match(again.body, { status: 409, code: 'stock_count_lines_taken' }, 'nobody writes over another unasked');
  await step(world, id, 'closing');
  const lines = await linesOf(world, id);
  const asked = await step(world, id, 'recount', world.logistics, { line_ids: [lines.get('A').id] });
  t.match(asked.body, { state: 'recount', round: 2, lines_to_recount: 1 });
  const other = await enter(world, id, { B: 29 });
  t.match(other.body, { status: 422, errors: [{ rule: 'line_not_in_recount' }] });
  t.equal((await enter(world, id, { C: 5 })).status, 200, 'what was left out can be counted now');
  t.equal((await enter(world, id, { A: 18 }, world.second)).status, 200);
  t.equal((await enter(world, id, { A: { quantity: 19, replaces: true } }, world.second)).status, 200);
  await step(world, id, 'closing');
  t.match((await linesOf(world, id)).get('A'), { counted: 19, difference: -1, round: 2 });
  t.match((await linesOf(world, id)).get('B'), { counted: 30, difference: 0, round: 1 });
  const history = await world.logistics.all(`/v1/stock-counts/${id}/entries?line_id=${lines.get('A').id}`);
  t.same(
    history.map(({ round, quantity }) => [round, quantity]),
    [
      [1, 2],
      [2, 18],
      [2, 19],
    ],
  );
  const stranger = world.service.asOther('logistics');
  t.equal((await step(world, id, 'approval', stranger)).status, 403, 'who recounted counted in it');
  t.equal(await onHand(world, lot), 20);
});

onBothEngines('a lot that was found is added: one known, or a new one', async (t, engine) => {
  const world = await countingWorld(t, engine);
  await receive(world, 'A', 20);
  const known = await receive(world, 'B', 8, { bin: world.otherBin });
  const id = await open(world, { location_ids: [world.bin] });
  const add = (body: object) => step(world, id, 'found-lots', world.logistics, body);
  const lot = { item_id: world.item, grant_id: world.grant, lot_number: 'NEW', expires_on: '2027-01-31' };
  t.equal((await add({ location_id: world.bin, quantity: 4, lot_id: known })).status, 200);
  t.match((await add({ location_id: world.bin, quantity: 6, lot })).body, {
    lines_total: 3,
    lines_counted: 2,
  });
  t.match((await add({ location_id: world.bin, quantity: 6, lot })).body, {
    status: 422,
    errors: [{ rule: 'already_on_count', params: { line_number: 3 } }],
  });
  t.match((await add({ location_id: world.otherBin, quantity: 8, lot_id: known })).body, {
    status: 422,
    errors: [{ rule: 'outside_count' }],
  });
  t.match(
    (await add({ location_id: world.bin, quantity: 1, lot: { ...lot, expires_on: '2027-02-01' } })).body,
    { status: 422, code: 'lot_mismatch' },
  );
  t.match(
    (await add({ location_id: world.bin, quantity: 1, lot: { ...lot, lot_number: 'X', item_id: ABSENT } }))
      .body,
    { status: 422, code: 'unknown_reference' },
  );
  t.equal((await add({ location_id: world.bin, quantity: 1, lot_id: ABSENT })).status, 422);
  t.equal((await add({ location_id: world.bin, quantity: 1 })).status, 400, 'one of the two');
  const done = await finish(world, id);
  t.equal(done.body.state, 'posted');
  t.equal(await onHand(world, known), 12, '8 in the other bin and 4 found here');
  const made = (await world.logistics.all('/v1/lots?lot_number=NEW'))[0];
  t.match(made, { expires_on: '2027-01-31', condition: 'good', unit_value: null });
  t.equal(await onHand(world, made.id), 6);
});
