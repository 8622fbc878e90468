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
  | { does: 'lose'; quantity: number; decided: boolean };

const quantity = fc.integer({ min: 1, max: 12 });
const nth = fc.nat({ max: 5 });
const steps = fc.array(
  fc.oneof(
    fc.record({
      ...{ does: fc.constant('reserve' as const), quantity, partial: fc.boolean() },
      priority: fc.constantFrom(2, 5),
    }),
    fc.record({ does: fc.constantFrom('cancel' as const, 'fill' as const, 'fill' as const), nth }),
    fc.record({ does: fc.constant('use' as const), nth, quantity }),
    fc.record({ does: fc.constant('issue' as const), quantity }),
    fc.record({ does: fc.constant('lose' as const), quantity, decided: fc.boolean() }),
  ),
  { minLength: 12, maxLength: 24 },
);

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
    const isAhead = this.model.queue.some((one) => one.priority <= priority);
    const got = isAhead ? 0 : Math.min(quantity, this.model.free);
    const { status, body } = await reserve(this.#service, this.#world, { quantity, partial, priority });
    assert.equal(status, partial || got === quantity ? 201 : 409, JSON.stringify(body));
    if (status !== 201) return body.code;
    const made = { id: body.id, held: got, waiting: quantity - got, priority };
    this.model.held.push(made);
    this.model.order.set(made, at);
    return '201';
  }

  async #issue(quantity: number): Promise<string> {
    const { status } = await this.#move('issue', quantity);
    assert.equal(status, quantity <= this.model.free ? 201 : 409);
    if (status === 201) this.model.onHand -= quantity;
    return String(status);
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
    for (const step of asked) {
      // Time passes, so that who came later did.
      at += 1;
      service.clock.set(new Date(Date.parse('2026-08-05T18:00:00.000Z') + at).toISOString());
      seen.add(`${step.does} ${await trial.take(step, at)}`);
      await trial.agree(step);
    }
  };
  await fc.assert(fc.asyncProperty(steps, live), { numRuns: 25, seed: 20_260_805 });
  const happened = ['reserve 201', 'reserve insufficient_stock', 'reserve queue_order', 'issue 409'];
  happened.push('lose 201', 'lose reservation_decision', 'use 201', 'use 409', 'cancel 200', 'cancel 409');
  happened.push('fill 200', 'fill queue_order');
  for (const what of happened) t.ok(seen.has(what), `${what} happened`);
  await assertSound(t, service);
});
