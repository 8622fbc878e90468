import { type CountState, countStates } from '../../src/counting/states.ts';
import { onBothEngines } from '../helpers/databases.ts';
import {
  type CountingWorld,
  countingWorld,
  enter,
  later,
  linesOf,
  onHand,
  open,
  receive,
  step,
} from './counting-world.ts';

const steps = [
  'entries',
  'found-lots',
  'sheet-imports',
  'closing',
  'recount',
  'approval',
  'posting',
  'cancellation',
] as const;

type StepName = (typeof steps)[number];

/** Where each step leads from each state; what is not here is refused. Written down by hand, apart from the service's own table. */
const allowed: Readonly<Record<CountState, Partial<Record<StepName, CountState>>>> = {
  open: {
    entries: 'open',
    'found-lots': 'open',
    'sheet-imports': 'open',
    closing: 'counted',
    cancellation: 'cancelled',
  },
  counted: { recount: 'recount', approval: 'approved', cancellation: 'cancelled' },
  recount: {
    entries: 'recount',
    'found-lots': 'recount',
    'sheet-imports': 'recount',
    closing: 'counted',
    cancellation: 'cancelled',
  },
  approved: { posting: 'posted', cancellation: 'cancelled' },
  posted: {},
  cancelled: {},
};

/** Opens a count and brings it where it should stand, one line counted with 19 of 20 and one not. */
async function bringTo(world: CountingWorld, state: CountState): Promise<string> {
  const id = await open(world, { mode: 'delta' });
  await enter(world, id, { A: 19 });
  const path: Record<CountState, string[]> = {
    open: [],
    counted: ['closing'],
    recount: ['closing', 'recount'],
    approved: ['closing', 'approval'],
    posted: ['closing', 'approval', 'posting'],
    cancelled: ['cancellation'],
  };
  for (const name of path[state]) {
    const reply = await take(world, id, name as StepName);
    if (reply.status !== 200) throw new Error(`${name}: ${reply.bytes.toString()}`);
  }
  return id;
}

let serial = 0;

async function take(world: CountingWorld, id: string, name: StepName) {
  const line = (await linesOf(world, id)).get('A').id;
  if (name === 'sheet-imports') {
    const path = `/v1/stock-counts/${id}/sheet-imports?file_name=a.csv&replaces=true`;
    return world.logistics.upload(path, 'Lote,Contado\nA,19\n');
  }
  if (name === 'found-lots') {
    serial += 1;
    const lot = { item_id: world.item, grant_id: world.grant, lot_number: `F-${serial}`, expires_on: null };
    return step(world, id, name, world.logistics, { location_id: world.bin, quantity: 1, lot });
  }
  const body =
    name === 'entries'
      ? { lines: [{ line_id: line, quantity: 19, replaces: true }] }
      : name === 'recount'
        ? { line_ids: [line] }
        : undefined;
  return step(world, id, name, name === 'approval' ? world.second : world.logistics, body);
}

/** Puts a count out of the way of the next one, and the stock as it was. */
async function clear(world: CountingWorld, id: string, lot: string): Promise<void> {
  await step(world, id, 'cancellation');
  const gone = 20 - (await onHand(world, lot));
  if (gone > 0) {
    const lines = [{ lot_id: lot, to_location_id: world.bin, quantity: gone }];
    await world.logistics.post('/v1/stock/movements', { kind: 'adjust', reason: 'found', lines });
  }
  later(world, 1);
}

onBothEngines(
  'every pair of state and step: what is not declared is refused and changes nothing',
  async (t, engine) => {
    const world = await countingWorld(t, engine);
    const lot = await receive(world, 'A', 20);
    const look = async (id: string) => [
      (await world.logistics.get(`/v1/stock-counts/${id}`)).body,
      await world.logistics.all(`/v1/stock-counts/${id}/lines`),
      await world.logistics.all(`/v1/stock-counts/${id}/entries`),
      await onHand(world, lot),
    ];
    for (const state of countStates) {
      const still = await bringTo(world, state);
      const before = await look(still);
      for (const name of steps.filter((one) => allowed[state][one] === undefined)) {
        const reply = await take(world, still, name);
        t.match(reply.body, { status: 409, code: 'state_conflict', params: { state } }, `${state} × ${name}`);
      }
      t.same(await look(still), before, `${state}: what is refused changes nothing`);
      await clear(world, still, lot);
      for (const [name, leads] of Object.entries(allowed[state]) as [StepName, CountState][]) {
        const id = await bringTo(world, state);
        t.equal((await take(world, id, name)).status, 200, `${state} × ${name}`);
        t.equal(
          (await world.logistics.get(`/v1/stock-counts/${id}`)).body.state,
          leads,
          `${state} × ${name}`,
        );
        await clear(world, id, lot);
      }
    }
  },
);
