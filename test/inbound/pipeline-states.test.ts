import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { type StockWorld, stockWorld } from '../helpers/world.ts';
import { announce, done, expectedNow } from './inbound-world.ts';

const states = ['announced', 'shipped', 'partly_received', 'received', 'closed_short', 'cancelled'] as const;
type State = (typeof states)[number];

const steps = ['estimates', 'shipment', 'receipts', 'closing receipt', 'cancellation'] as const;
type Step = (typeof steps)[number];

const after: Record<Step, Partial<Record<State, State>>> = {
  estimates: { announced: 'announced', shipped: 'shipped', partly_received: 'partly_received' },
  shipment: { announced: 'shipped' },
  receipts: { shipped: 'partly_received', partly_received: 'partly_received' },
  'closing receipt': { shipped: 'closed_short', partly_received: 'closed_short' },
  cancellation: { announced: 'cancelled', shipped: 'cancelled' },
};

function request(world: StockWorld, line: string, step: Step): [path: string, body: unknown] {
  const lines = [{ expected_line_id: line, location_id: world.bin, good: 1 }];
  const receipt = { warehouse_id: world.warehouse, lines };
  const requests: Record<Step, [string, unknown]> = {
    estimates: ['estimates', { expected_on: '2026-09-01', reason: 'Puerto cerrado' }],
    shipment: ['shipment', {}],
    receipts: ['receipts', receipt],
    'closing receipt': ['receipts', { ...receipt, closes: true, lines: [] }],
    cancellation: ['cancellation', { reason: 'Ya no viene' }],
  };
  return requests[step];
}

/** A consignment of ten in that state. */
async function inState(service: Service, world: StockWorld, state: State) {
  const logistics = service.as('logistics');
  const made = await announce(service, world, [{ quantity: 10 }]);
  const path = `/v1/expected-consignments/${made.id}`;
  const take = (step: Step, change: object = {}) => {
    const [end, body] = request(world, made.lines[0].id, step);
    return done(logistics, `${path}/${end}`, { ...(body as object), ...change });
  };
  if (state === 'cancelled') await take('cancellation');
  if (state === 'announced' || state === 'cancelled') return made;
  await take('shipment');
  if (state === 'partly_received') await take('receipts');
  if (state === 'closed_short') await take('closing receipt');
  const all = [{ expected_line_id: made.lines[0].id, location_id: world.bin, good: 10 }];
  if (state === 'received') await take('receipts', { lines: all });
  return made;
}

onBothEngines('an expected consignment takes the declared steps and no other', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  for (const state of states) {
    for (const step of steps) {
      const { id, lines } = await inState(service, world, state);
      const before = await expectedNow(service, id);
      t.equal(before.state, state);
      const [end, body] = request(world, lines[0].id, step);
      const reply = await service.as('logistics').post(`/v1/expected-consignments/${id}/${end}`, body);
      const expected = after[step][state];
      if (expected === undefined) {
        t.match(reply, { status: 409, body: { code: 'state_conflict' } }, `${step} from ${state}`);
        t.same(await expectedNow(service, id), before, 'and nothing changed');
      } else {
        t.ok(reply.status < 300, `${step} from ${state}`);
        t.equal((await expectedNow(service, id)).state, expected);
      }
    }
  }
});
