import assert from 'node:assert/strict';
import fc from 'fast-check';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';
import { assertSound } from '../races/crowd.ts';
import { reserve } from './reservation-world.ts';

interface Held {
  id: string;
  held: number;
  waiting: number;
  priority: number;
}

type Step =
  | { does: 'reserve'; quantity: number; partial: boolean; priority: number }
  | { does: 'cancel' | 'fill'; nth: number }
  | { does: 'use'; nth: number; quantity: number }
  | { does: 'issue'; quantity: number }
  | { does: 'find'; quantity: number }
  | { does: 'lose'; quantity: number; decided: boolean };

const quantity = fc.integer({ min: 1, max: 12 });
const nth = fc.nat({ max: 5 });
const reserving = fc.record({
  ...{ does: fc.constant('reserve' as const), quantity, partial: fc.boolean() },
  priority: fc.constantFrom(2, 5),
});
const steps = fc.array(
  fc.oneof(
    reserving,
    fc.record({ does: fc.constantFrom('cancel' as const, 'fill' as const, 'fill' as const), nth }),
    fc.record({ does: fc.constant('use' as const), nth, quantity }),
    fc.record({ does: fc.constantFrom('issue' as const, 'find' as const), quantity }),
    fc.record({ does: fc.constant('lose' as const), quantity, decided: fc.boolean() }),
  ),
  { minLength: 10, maxLength: 20 },
);

/** Everything is held, somebody waits, and more comes: the queue has something to say. */
const crowded: readonly Step[] = [
  { does: 'reserve', quantity: 18, partial: false, priority: 5 },
  { does: 'reserve', quantity: 8, partial: true, priority: 5 },
  { does: 'find', quantity: 7 },
];

/** One lot of 20 and everybody who holds or waits for some of it, in the order they came. */
class Model {
  onHand = 20;
  readonly held: Held[] = [];

  get free(): number {
    return this.onHand - this.held.reduce((sum, { held }) => sum + held, 0);
  }

  /** Who is served first among those who wait. */
  get queue(): Held[] {
    const waiting = this.held.filter((one) => one.waiting > 0);
    return waiting.sort((a, b) => a.priority - b.priority || this.held.indexOf(a) - this.held.indexOf(b));
  }

  /** Taking so much would leave less than those wait for who come first. */
  passes(quantity: number, priority: number): boolean {
    const ahead = this.queue.filter((one) => one.priority <= priority);
    const waiting = ahead.reduce((sum, one) => sum + one.waiting, 0);
    return quantity > 0 && waiting > this.free - quantity;
  }

  /** The last to come lose what is missing. */
  lose(quantity: number): void {
    let missing = Math.max(0, quantity - this.free);
    for (const one of this.#latestFirst()) {
      const part = Math.min(missing, one.held);
      one.held -= part;
      missing -= part;
    }
    this.onHand -= quantity;
  }

  readonly order = new Map<Held, number>();

  #latestFirst(): Held[] {
    const at = (one: Held) => this.order.get(one) ?? 0;
    return [...this.held].sort((a, b) => at(b) - at(a) || this.held.indexOf(b) - this.held.indexOf(a));
  }
}

/** Does one step after the other in the service and in the model; each gives a word for how it went. */
class Trial {
  readonly model = new Model();
  readonly #service: Service;
  readonly #world: StockWorld;
  readonly #lot: string;

  constructor(service: Service, world: StockWorld, lot: string) {
    this.#service = service;
    this.#world = world;
    this.#lot = lot;
  }

  /** The service holds what the model holds. */
  async agree(step: Step): Promise<void> {
    const logistics = this.#service.as('logistics');
    const { on_hand, reserved } = (await logistics.get(`/v1/lots/${this.#lot}/balance`)).body;
    const stored = await logistics.all(`/v1/reservations?item_id=${this.#world.item}&any_state=true`);
    const { onHand, free, held } = this.model;
    assert.deepEqual(
      [on_hand, on_hand - reserved, stored.map(({ id, remaining, waiting }) => [id, remaining, waiting])],
      [onHand, free, held.map((one) => [one.id, one.held, one.waiting])],
      JSON.stringify(step),
    );
  }

  async take(step: Step, at: number): Promise<string> {
    if (step.does === 'reserve') return this.#reserve(step, at);
    if (step.does === 'issue') return this.#issue(step.quantity);
    if (step.does === 'find') return this.#find(step.quantity);
    if (step.does === 'lose') return this.#lose(step.quantity, step.decided);
    const one = this.model.held[step.nth % Math.max(1, this.model.held.length)];
    if (one === undefined) return 'nothing there';
    if (step.does === 'use') return this.#use(one, step.quantity);
    return step.does === 'cancel' ? this.#cancel(one) : this.#fill(one, at);
  }

  #move(kind: string, quantity: number, rest: object = {}, lineRest: object = {}) {
    const line = { lot_id: this.#lot, from_location_id: this.#world.bin, quantity, ...lineRest };
    return this.#service.as('logistics').post('/v1/stock/movements', { kind, lines: [line], ...rest });
  }

  #step(one: Held, name: string) {
    return this.#service.as('logistics').post(`/v1/reservations/${one.id}/${name}`);
  }

  async #reserve(step: Extract<Step, { does: 'reserve' }>, at: number): Promise<string> {
    const { quantity, partial, priority } = step;
    const could = Math.min(quantity, this.model.free);
    const got = this.model.passes(could, priority) ? 0 : could;
    const { status, body } = await reserve(this.#service, this.#world, { quantity, partial, priority });
    assert.equal(status, partial || got === quantity ? 201 : 409, JSON.stringify(body));
    if (status !== 201) return body.code;
    const made = { id: body.id, held: got, waiting: quantity - got, priority };
    this.model.held.push(made);
    this.model.order.set(made, at);
    return '201';
  }

  async #issue(quantity: number): Promise<string> {
    const { status, body } = await this.#move('issue', quantity);
    const isTheirs = quantity <= this.model.free && this.model.passes(quantity, 9);
    assert.equal(status, quantity <= this.model.free && !isTheirs ? 201 : 409);
    if (status === 201) this.model.onHand -= quantity;
    return isTheirs ? body.code : String(status);
  }

  async #find(quantity: number): Promise<string> {
    const lines = [{ lot_id: this.#lot, to_location_id: this.#world.bin, quantity }];
    const found = { kind: 'adjust', reason: 'found', lines };
    const { status } = await this.#service.as('logistics').post('/v1/stock/movements', found);
    assert.equal(status, 201);
    this.model.onHand += quantity;
    return '201';
  }

  async #lose(quantity: number, decided: boolean): Promise<string> {
    const reservations = decided ? { decision: 'release', reason: 'Perdido' } : undefined;
    const { status, body } = await this.#move('write_off', quantity, { reason: 'lost', reservations });
    const fits = quantity <= this.model.onHand && (decided || quantity <= this.model.free);
    assert.equal(status, fits ? 201 : 409);
    if (!fits) return body.code;
    this.model.lose(quantity);
    return '201';
  }

  async #use(one: Held, quantity: number): Promise<string> {
    const { status } = await this.#move('issue', quantity, {}, { reservation_id: one.id });
    assert.equal(status, quantity <= one.held ? 201 : 409);
    if (status !== 201) return '409';
    one.held -= quantity;
    this.model.onHand -= quantity;
    return '201';
  }

  async #cancel(one: Held): Promise<string> {
    const { status } = await this.#step(one, 'cancellation');
    assert.equal(status, one.held + one.waiting > 0 ? 200 : 409);
    if (status === 200) Object.assign(one, { held: 0, waiting: 0 });
    return String(status);
  }

  async #fill(one: Held, at: number): Promise<string> {
    const { status, body } = await this.#step(one, 'fill');
    const mayFill = this.model.queue[0] === one && this.model.free > 0;
    assert.equal(status === 200, mayFill, JSON.stringify(body));
    if (!mayFill) return body.code;
    const got = Math.min(one.waiting, this.model.free);
    one.held += got;
    one.waiting -= got;
    this.model.order.set(one, at);
    return '200';
  }
}

onBothEngines('whatever is asked of reservations, they hold what the model holds', async (t, engine) => {
  const service = await startService(t, engine);
  const seen = new Set<string>();
  let at = 0;
  const live = async (asked: readonly Step[]) => {
    const world = await stockWorld(service);
    const trial = new Trial(service, world, await receiveLot(service, world, { quantity: 20 }));
    for (const step of [...crowded, ...asked]) {
      // Time passes, so that who came later did.
      at += 1;
      service.clock.set(new Date(Date.parse('2026-08-05T18:00:00.000Z') + at).toISOString());
      seen.add(`${step.does} ${await trial.take(step, at)}`);
      await trial.agree(step);
    }
  };
  await fc.assert(fc.asyncProperty(steps, live), { numRuns: 25, seed: 20_260_805 });
  const happened = [
    'reserve 201',
    'reserve insufficient_stock',
    'reserve queue_order',
    'issue 409',
    'issue queue_order',
  ];
  happened.push('lose 201', 'lose reservation_decision', 'use 201', 'use 409', 'cancel 200', 'cancel 409');
  happened.push('fill 200', 'fill queue_order');
  for (const what of happened) t.ok(seen.has(what), `${what} happened`);
  await assertSound(t, service);
});
