import fc from 'fast-check';
import { test } from 'tap';
import { type LotStock, pick, pickInTurn, usableStock } from '../../src/stock/fefo.ts';

const rule = { as_of: '2026-08-05', arrival_on: '2026-08-10', minimum_remaining_days: 0 };

function lot(lotNumber: string, onHand: number, rest: Partial<LotStock> = {}): LotStock {
  return {
    lot_id: `id-${lotNumber}`,
    lot_number: lotNumber,
    location_id: 'panama',
    item_id: 'pads',
    grant_id: 'grant',
    expires_on: null,
    received_on: '2026-01-01',
    condition: 'good',
    on_hand: onHand,
    reserved: 0,
    ...rest,
  };
}

/** Lot and quantity of each pick, as `A 30`. */
function picked(lots: readonly LotStock[], quantity: number, minimum = 0): string[] {
  const stock = usableStock(lots, 'pads', { ...rule, minimum_remaining_days: minimum });
  return pick(stock, quantity).picks.map(({ lot_id, quantity: part }) => `${lot_id.slice(3)} ${part}`);
}

test('first expiry first, in whatever order lots are stored', (t) => {
  const lots = [
    lot('A', 30, { expires_on: '2026-12-31' }),
    lot('B', 6, { expires_on: '2027-06-30' }),
    lot('C', 2),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(lots, { minLength: 3 }), (stored) => {
      return picked(stored, 50).join() === 'A 30,B 6,C 2';
    }),
    { numRuns: 20 },
  );
  t.equal(pick(usableStock(lots, 'pads', rule), 50).unallocated, 12);
  t.strictSame(picked(lots, 0), []);
  t.end();
});

test('expired and held lots are skipped and counted', (t) => {
  const lots = [
    lot('expired', 1, { expires_on: '2026-08-04' }),
    lot('held', 1, { condition: 'hold', expires_on: '2027-01-01' }),
    lot('none', 1),
    lot('later', 1, { expires_on: '2027-12-31' }),
    lot('near', 1, { expires_on: '2026-08-12' }),
  ];
  t.strictSame(picked(lots, 3), ['near 1', 'later 1', 'none 1']);
  const stock = usableStock(lots, 'pads', rule);
  t.strictSame(stock.excluded, { held: 1, expired: 1, expiring: 0, earmark: 0, reserved: 0 });
  t.strictSame(
    stock.skipped.map(({ lot_id, quantity, reason }) => `${lot_id} ${quantity} ${reason}`),
    ['id-expired 1 expired', 'id-held 1 held'],
  );
  t.equal(stock.usable, 3);
  t.end();
});

test('three lots of four for ten', (t) => {
  t.strictSame(picked([lot('1', 4), lot('2', 4), lot('3', 4)], 10), ['1 4', '2 4', '3 2']);
  t.end();
});

test('equal expiry: oldest receipt, then lot number, then lot and location', (t) => {
  const lots = [
    lot('late', 1, { received_on: '2026-03-01' }),
    lot('Z', 1),
    lot('B', 1, { location_id: 'san-salvador' }),
    lot('B', 1),
    lot('B', 1, { lot_id: 'id-AA' }),
  ];
  t.strictSame(picked(lots, 5), ['AA 1', 'B 1', 'B 1', 'Z 1', 'late 1']);
  const { picks } = pick(usableStock(lots, 'pads', rule), 2);
  t.equal(picks[1]?.location_id, 'panama');
  t.end();
});

test('the expiry date is inclusive, and counts on arrival too', (t) => {
  const stock = (expires_on: string, minimum: number) =>
    usableStock([lot('A', 5, { expires_on })], 'pads', { ...rule, minimum_remaining_days: minimum });
  t.equal(stock('2026-08-10', 0).usable, 5, 'good on the day it arrives');
  t.equal(stock('2026-08-09', 0).excluded.expiring, 5, 'expires on the way');
  t.equal(stock('2026-08-05', 0).excluded.expiring, 5, 'its last day is not yet expired');
  t.equal(stock('2026-08-04', 0).excluded.expired, 5);
  t.equal(stock('2026-09-09', 30).usable, 5, '30 days after arrival');
  t.equal(stock('2026-09-08', 30).excluded.expiring, 5);
  t.equal(stock('2028-02-29', 30).usable, 5, 'a leap day is a date');
  t.throws(() => stock('2027-02-29', 30), /not a calendar date/);
  t.throws(() => stock('05/08/2026', 30), /not a calendar date/);
  t.end();
});

test('every kind of condition but good is held, and expired comes first', (t) => {
  for (const condition of ['hold', 'quarantine', 'damaged'] as const) {
    t.equal(usableStock([lot('A', 5, { condition })], 'pads', rule).excluded.held, 5);
  }
  const both = lot('A', 5, { condition: 'hold', expires_on: '2026-01-01' });
  t.strictSame(usableStock([both], 'pads', rule).excluded, {
    held: 0,
    expired: 5,
    expiring: 0,
    earmark: 0,
    reserved: 0,
  });
  t.end();
});

test('what is reserved stays; a reservation above the stock takes no more than there is', (t) => {
  const stock = usableStock([lot('A', 20, { reserved: 19 }), lot('B', 5, { reserved: 19 })], 'pads', rule);
  t.equal(stock.usable, 1);
  t.equal(stock.excluded.reserved, 24);
  t.strictSame(pick(stock, 9), {
    picks: [{ lot_id: 'id-A', location_id: 'panama', quantity: 1 }],
    unallocated: 8,
  });
  t.end();
});

test('other items are ignored; a lot given twice and figures that are not whole are refused', (t) => {
  const other = lot('A', 7, { item_id: 'soap' });
  t.equal(usableStock([other, lot('B', 2)], 'pads', rule).usable, 2);
  t.throws(() => usableStock([lot('A', 1), lot('A', 1)], 'pads', rule), /given once/);
  t.throws(() => usableStock([lot('A', 1.5)], 'pads', rule), /whole number/);
  t.throws(() => usableStock([lot('A', 1, { reserved: -1 })], 'pads', rule), /whole number/);
  t.throws(() => pick(usableStock([lot('A', 1)], 'pads', rule), 0.5), /whole number/);
  t.end();
});

test('several takers share the lots without giving a piece twice', (t) => {
  const stock = usableStock([lot('A', 4, { expires_on: '2027-01-01' }), lot('B', 4)], 'pads', rule);
  t.strictSame(
    pickInTurn(stock, [3, 0, 3, 2]).map((picks) => picks.map(({ lot_id, quantity }) => [lot_id, quantity])),
    [
      [['id-A', 3]],
      [],
      [
        ['id-A', 1],
        ['id-B', 2],
      ],
      [['id-B', 2]],
    ],
  );
  t.throws(() => pickInTurn(stock, [5, 4]), /within its usable stock/);
  t.end();
});

const lotsArbitrary = fc
  .array(
    fc.record({
      on_hand: fc.nat(50),
      reserved: fc.nat(20),
      condition: fc.constantFrom('good', 'good', 'good', 'hold', 'damaged'),
      expires_on: fc.constantFrom(null, '2026-08-01', '2026-08-11', '2026-10-01', '2027-01-01'),
      received_on: fc.constantFrom('2026-01-01', '2026-02-01'),
      lot_number: fc.constantFrom('X', 'Y'),
    }),
    { maxLength: 8 },
  )
  .map((rows) =>
    rows.map((row, index) => lot(row.lot_number, row.on_hand, { ...row, lot_id: `id-${index}` })),
  );

function total(parts: readonly { quantity: number }[]): number {
  return parts.reduce((sum, { quantity }) => sum + quantity, 0);
}

test('stock on hand is either usable or excluded for one reason', (t) => {
  fc.assert(
    fc.property(lotsArbitrary, fc.nat(60), (lots, minimum) => {
      const { usable, excluded } = usableStock(lots, 'pads', { ...rule, minimum_remaining_days: minimum });
      const { held, expired, expiring, reserved } = excluded;
      return (
        usable + held + expired + expiring + reserved === lots.reduce((sum, row) => sum + row.on_hand, 0)
      );
    }),
  );
  t.end();
});

test('picks give what is asked for, up to what each lot has', (t) => {
  fc.assert(
    fc.property(lotsArbitrary, fc.nat(300), (lots, wanted) => {
      const stock = usableStock(lots, 'pads', rule);
      const { picks, unallocated } = pick(stock, wanted);
      const within = picks.every(({ lot_id, quantity }) => {
        const from = lots.find((row) => row.lot_id === lot_id);
        return from !== undefined && quantity > 0 && quantity <= from.on_hand - from.reserved;
      });
      return (
        within && total(picks) === Math.min(wanted, stock.usable) && total(picks) + unallocated === wanted
      );
    }),
  );
  t.end();
});
