import fc from 'fast-check';
import type { Condition, Kind, Line, LotName, Place } from './ledger-model.ts';

/** One thing a person does; days are counted back from the day it is then, −1 is tomorrow, null leaves the day out. */
export type Step =
  | { does: 'move'; kind: Exclude<Kind, 'receive'>; daysAgo: number | null; lines: Line[] }
  | { does: 'receive'; daysAgo: number | null; line: Line; misdated: boolean }
  | { does: 'reverse'; nth: number }
  | { does: 'judge'; lot: Exclude<LotName, 'nobody'>; condition: Condition; stale: boolean };

/** A step, or the night in between. */
export type Moment = Step | { does: 'sleep' };

const known = fc.constantFrom<Exclude<LotName, 'nobody'>[]>('GOOD', 'GOOD', 'SOON', 'HELD');
const lot = fc.oneof(
  { weight: 39, arbitrary: known },
  { weight: 1, arbitrary: fc.constant<LotName>('nobody') },
);
const quantity = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 7, max: 40 }) },
);
const daysAgo = fc.oneof(
  { weight: 10, arbitrary: fc.constant(null) },
  { weight: 15, arbitrary: fc.constantFrom(0, 1, 2, 3, 4) },
  { weight: 1, arbitrary: fc.constant(-1) },
);

/** Mostly bins, now and then a site, seldom nowhere. */
const places = fc.oneof(
  { weight: 36, arbitrary: fc.constantFrom<Place[]>('A1', 'A1', 'B1', 'C1') },
  { weight: 3, arbitrary: fc.constant<Place>('SITE') },
  { weight: 1, arbitrary: fc.constant<Place>('nowhere') },
);
const mostlySite = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Place>('SITE') },
  { weight: 1, arbitrary: places },
);

/** Mostly one line; where there are more, lots and places repeat often. */
function lines(from: fc.Arbitrary<Place>, to: fc.Arbitrary<Place>): fc.Arbitrary<Line[]> {
  const line = fc.record({ lot, from, to, quantity });
  return fc.oneof(
    { weight: 3, arbitrary: fc.array(line, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(line, { minLength: 2, maxLength: 4 }) },
  );
}

function move(
  kind: Exclude<Kind, 'receive'>,
  from: fc.Arbitrary<Place>,
  to: fc.Arbitrary<Place>,
): fc.Arbitrary<Step> {
  return fc.record({
    does: fc.constant('move'),
    kind: fc.constant(kind),
    daysAgo,
    lines: lines(from, to),
  });
}

const at = (place: Place) => fc.constant(place);

const moves = [
  { weight: 6, arbitrary: move('issue', places, at('distributed')) },
  { weight: 5, arbitrary: move('move', places, places) },
  { weight: 2, arbitrary: move('less', places, at('adjustment')) },
  { weight: 2, arbitrary: move('more', at('adjustment'), fc.oneof(places, mostlySite)) },
  { weight: 2, arbitrary: move('write_off', places, at('loss')) },
  { weight: 2, arbitrary: move('distribute', mostlySite, at('distributed')) },
];

const receipt = fc.record({
  does: fc.constant('receive' as const),
  daysAgo,
  line: fc.record({ lot: known, from: at('supplier'), to: places, quantity }),
  misdated: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 9),
});
const reversal = fc.record({ does: fc.constant('reverse' as const), nth: fc.nat(20) });
const judgement = fc.record({
  does: fc.constant('judge' as const),
  lot: known,
  condition: fc.constantFrom<Condition[]>('good', 'good', 'good', 'hold', 'quarantine', 'damaged'),
  stale: fc.integer({ min: 0, max: 4 }).map((drawn) => drawn === 4),
});

/** A few days of a warehouse: most of it possible, some of it not. */
export const someDays: fc.Arbitrary<Moment[]> = fc.array(
  fc.oneof(
    ...moves,
    { weight: 4, arbitrary: receipt },
    { weight: 4, arbitrary: reversal },
    { weight: 2, arbitrary: judgement },
    { weight: 1, arbitrary: fc.constant({ does: 'sleep' as const }) },
  ),
  { minLength: 8, maxLength: 16, size: 'max' },
);

/** What several people do at the same moment: nothing that depends on the others’ order but whether there is enough. */
export const atOnce: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(...moves, { weight: 4, arbitrary: receipt }, { weight: 5, arbitrary: reversal }),
  { minLength: 6, maxLength: 10, size: 'max' },
);
