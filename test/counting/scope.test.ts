import { onBothEngines } from '../helpers/databases.ts';
import { made } from '../helpers/world.ts';
import {
  type CountingWorld,
  countingWorld,
  issue,
  later,
  linesOf,
  open,
  receive,
  receiveValued,
  step,
} from './counting-world.ts';

function newItem(world: CountingWorld, code: string, category: string): Promise<string> {
  return made(world.logistics, '/v1/items', {
    code,
    name_es: code,
    name_en: code,
    category,
    base_unit: 'piece',
  });
}

/** Opens a count, gives its lots in their order, and gives it up. */
async function lotsIn(world: CountingWorld, scope: Record<string, unknown>): Promise<string[]> {
  const id = await open(world, scope);
  const lots = [...(await linesOf(world, id)).keys()];
  await step(world, id, 'cancellation');
  return lots.sort();
}

onBothEngines('a count of a category, and of it in one bin', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const soap = await newItem(world, 'SOAP', 'hygiene');
  const comb = await newItem(world, 'COMB', 'hygiene');
  const tarpaulin = await receive(world, 'T', 5);
  const frozen = await receive(world, 'S1', 5, { item: soap });
  await receive(world, 'S2', 5, { item: soap, bin: world.otherBin });
  await receive(world, 'C', 5, { item: comb });
  t.same(await lotsIn(world, { category: 'hygiene' }), ['C', 'S1', 'S2']);
  t.same(await lotsIn(world, { category: 'shelter' }), ['T']);
  t.same(await lotsIn(world, { category: 'hygiene', location_ids: [world.otherBin] }), ['S2']);
  const id = await open(world, { category: 'hygiene' });
  t.match((await world.logistics.get(`/v1/stock-counts/${id}`)).body.scope, {
    category: 'hygiene',
    item_ids: null,
    abc: null,
  });
  t.match((await issue(world, frozen, 1)).body, { status: 409, code: 'stock_frozen' });
  t.equal((await issue(world, tarpaulin, 1)).status, 201, 'another category goes on');
});

onBothEngines('ABC classes by what lies there and by what has left', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const [q, r, s, u] = await Promise.all(
    ['Q', 'R', 'S', 'U'].map((code) => newItem(world, `ABC-${code}`, 'lighting')),
  );
  // 70, 15, 10 and 5 of 100 dollars: they begin at 0, 70, 85 and 95 %.
  await receiveValued(world, 'P', 70, '1');
  await receiveValued(world, 'Q', 5, '3', { item_id: q });
  await receiveValued(world, 'R', 10, '1', { item_id: r });
  const small = await receiveValued(world, 'S', 5, '1', { item_id: s });
  await receive(world, 'U', 1000, { item: u });
  const byClass = (classes: string[], more = {}) =>
    lotsIn(world, { abc: { classes, measure: 'value_on_hand', ...more } });
  t.same(await byClass(['A']), ['P', 'Q']);
  t.same(await byClass(['B']), ['R']);
  t.same(await byClass(['C']), ['S']);
  t.same(await byClass(['A', 'C']), ['P', 'Q', 'S']);
  t.same(await byClass(['A'], { a_percent: 70, b_percent: 85 }), ['P'], 'Q begins exactly at 70 %');
  t.same(await byClass(['C'], { a_percent: 70, b_percent: 85 }), ['R', 'S']);
  const euro = { classes: ['A', 'B', 'C'], measure: 'value_on_hand', currency: 'EUR' };
  const unknown = await world.logistics.post('/v1/stock-counts', {
    warehouse_id: world.warehouse,
    mode: 'freeze',
    abc: euro,
  });
  t.match(unknown.body, { status: 422, errors: [{ rule: 'nothing_to_count' }] }, 'no value is known in EUR');
  const moved = { abc: { classes: ['A'], measure: 'value_moved' } };
  await issue(world, small, 2);
  t.same(await lotsIn(world, moved), ['S'], 'all that left was of S');
  const move = { lot_id: small, from_location_id: world.bin, to_location_id: world.otherBin, quantity: 1 };
  t.equal((await world.logistics.post('/v1/stock/movements', { kind: 'move', lines: [move] })).status, 201);
  t.same(await lotsIn(world, moved), ['S'], 'a move within the warehouse is none');
  later(world, 366 * 24 * 60);
  const old = await world.logistics.post('/v1/stock-counts', {
    warehouse_id: world.warehouse,
    mode: 'freeze',
    ...moved,
  });
  t.match(
    old.body,
    { status: 422, errors: [{ rule: 'nothing_to_count' }] },
    'a year and a day ago is too long',
  );
});
