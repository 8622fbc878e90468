import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';
import { assertSound } from '../races/crowd.ts';

/** What was posted: where, on which day, how much, and when it was entered. */
interface Entry {
  place: number;
  day: string;
  change: number;
  at: string;
}

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-08-10T02:00:00.000Z');
const zones = ['America/Panama', 'Pacific/Auckland'];

function dayIn(zone: string, at: number): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
}

function daysBefore(day: string, count: number): string {
  return new Date(Date.parse(day) - count * 24 * HOUR_MS).toISOString().slice(0, 10);
}

/** An adjustment of a bin: how many hours after the last one, how many days back, how much. */
interface Step {
  hours: number;
  place: number;
  daysAgo: number;
  change: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  hours: fc.constantFrom(0, 1, 3, 7, 13, 30),
  place: fc.nat(3),
  daysAgo: fc.constantFrom(0, 0, 0, 1, 2, 5),
  change: fc.integer({ min: -9, max: 12 }).filter((change) => change !== 0),
});

interface Question {
  daysAgo: number | null;
  hoursAgo: number | null;
}

const question: fc.Arbitrary<Question> = fc.record({
  daysAgo: fc.option(fc.nat(8)),
  hoursAgo: fc.option(fc.nat(120)),
});

/** Two warehouses half a day apart with two bins each: zones on both sides of the date line. */
async function ground(service: Service) {
  const logistics = service.as('logistics');
  const world = await stockWorld(service);
  const places: { id: string; zone: string }[] = [];
  for (const zone of zones) {
    const warehouse = await made(logistics, '/v1/warehouses', {
      code: `Z-${places.length}`,
      name: zone,
      country: 'PA',
      time_zone: zone,
      bins: [
        { code: 'A', name: 'A' },
        { code: 'B', name: 'B' },
      ],
    });
    const bins = await logistics.all(`/v1/locations?warehouse_id=${warehouse}`);
    places.push(...bins.map(({ id }) => ({ id, zone })));
  }
  return { world, places };
}

/** A list of every change, added up anew for each question. */
class NaiveLedger {
  readonly entries: Entry[] = [];

  sum(place: number, until: (entry: Entry) => boolean = () => true): number {
    return this.entries
      .filter((entry) => entry.place === place && until(entry))
      .reduce((all, { change }) => all + change, 0);
  }

  /** The code of the refusal, if it is one: less than nothing now, or on that day or any later one. */
  refusal({ place, day, change }: Entry): string | undefined {
    if (this.sum(place) + change < 0) return 'insufficient_stock';
    const days = [day, ...this.entries.map((entry) => entry.day)].filter((each) => each >= day);
    const isBelow = days.some((each) => this.sum(place, (entry) => entry.day <= each) + change < 0);
    return isBelow ? 'backdated_below_zero' : undefined;
  }

  past(place: number, asOf: string | null, knownAt: string | null): number {
    return this.sum(
      place,
      ({ day, at }) => (asOf === null || day <= asOf) && (knownAt === null || at <= knownAt),
    );
  }
}

onBothEngines('whatever was posted and whenever, the past reads as a naive sum says', async (t, engine) => {
  const service = await startService(t, engine);
  const { world, places } = await ground(service);
  const logistics = service.as('logistics');
  let now = START;
  const seen = { posted: 0, backdated: 0, below: 0, questions: 0 };

  const adjust = async (ledger: NaiveLedger, lot: string, { hours, place, daysAgo, change }: Step) => {
    now += hours * HOUR_MS + 1;
    const at = new Date(now).toISOString();
    service.clock.set(at);
    const where = places[place];
    assert(where !== undefined);
    const entry = { place, day: daysBefore(dayIn(where.zone, now), daysAgo), change, at };
    const expected = ledger.refusal(entry);
    const end = change > 0 ? 'to_location_id' : 'from_location_id';
    const reply = await logistics.post('/v1/stock/movements', {
      kind: 'adjust',
      reason: 'count_difference',
      occurred_on: entry.day,
      lines: [{ lot_id: lot, [end]: where.id, quantity: Math.abs(change) }],
    });
    assert.equal(reply.body.code, expected, JSON.stringify([entry, ledger.entries]));
    if (expected === 'backdated_below_zero') seen.below += 1;
    if (expected !== undefined) return;
    ledger.entries.push(entry);
    seen.posted += 1;
    if (daysAgo > 0) seen.backdated += 1;
  };

  const ask = async (ledger: NaiveLedger, lot: string, { daysAgo, hoursAgo }: Question) => {
    if (daysAgo === null && hoursAgo === null) return;
    const asOf = daysAgo === null ? null : daysBefore(new Date(now).toISOString().slice(0, 10), daysAgo - 1);
    const knownAt = hoursAgo === null ? null : new Date(now - hoursAgo * HOUR_MS).toISOString();
    const query = `${asOf === null ? '' : `&as_of=${asOf}`}${knownAt === null ? '' : `&known_at=${knownAt}`}`;
    const rows = await logistics.all(`/v1/stock/as-of?lot_id=${lot}&location_kind=bin${query}`);
    for (const [place, { id }] of places.entries()) {
      const told = rows.find((row) => row.location_id === id)?.on_hand ?? 0;
      assert.equal(told, ledger.past(place, asOf, knownAt), `${query}: ${JSON.stringify(ledger.entries)}`);
    }
    seen.questions += 1;
  };

  const live = async (steps: readonly Step[], questions: readonly Question[]) => {
    service.clock.set(new Date(now).toISOString());
    const lot = await receiveLot(service, world, { quantity: 1, lot: randomUUID() });
    const ledger = new NaiveLedger();
    for (const each of steps) await adjust(ledger, lot, each);
    for (const each of questions) await ask(ledger, lot, each);
  };
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 6, maxLength: 14 }),
    fc.array(question, { minLength: 6, maxLength: 10 }),
    live,
  );
  await fc.assert(property, { numRuns: 20 });
  t.comment(JSON.stringify(seen));
  for (const [what, count] of Object.entries(seen)) t.ok(count > 0, `${what} was among them`);
  await assertSound(t, service);
});
