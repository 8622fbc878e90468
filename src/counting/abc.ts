import { toBillionths } from '../lib/decimal.ts';

export const abcClasses = ['A', 'B', 'C'] as const;

export type AbcClass = (typeof abcClasses)[number];

/** What lies or has moved of one lot. */
export interface LotQuantity {
  readonly item_id: string;
  readonly item_code: string;
  readonly quantity: number;
  readonly unit_value: string | null;
  readonly currency: string | null;
}

export interface AbcRule {
  readonly currency: string;
  /** Items that make up the first `a_percent` of all known value are A, up to `b_percent` B, the rest C. */
  readonly a_percent: number;
  readonly b_percent: number;
}

/**
 * The ABC class of each item by its value, the sum of quantity × unit value over its lots whose value is known in the currency.
 * Items are ranked by value, draws by code; an item belongs to the class in which its share begins. An item of which no value
 * is known has no class.
 */
export function classify(lots: readonly LotQuantity[], rule: AbcRule): Map<string, AbcClass> {
  const items = new Map<string, { id: string; code: string; value: bigint }>();
  for (const lot of lots) {
    if (lot.unit_value === null || lot.currency !== rule.currency) continue;
    const item = items.get(lot.item_id) ?? { id: lot.item_id, code: lot.item_code, value: 0n };
    item.value += toBillionths(lot.unit_value) * BigInt(lot.quantity);
    items.set(lot.item_id, item);
  }
  const ranked = [...items.values()].sort((a, b) =>
    a.value === b.value ? (a.code < b.code ? -1 : 1) : a.value > b.value ? -1 : 1,
  );
  const total = ranked.reduce((sum, item) => sum + item.value, 0n);
  const classes = new Map<string, AbcClass>();
  let before = 0n;
  for (const { id, value } of ranked) {
    classes.set(id, classAt(before, value, total, rule));
    before += value;
  }
  return classes;
}

function classAt(before: bigint, value: bigint, total: bigint, rule: AbcRule): AbcClass {
  if (value === 0n) return 'C';
  if (before * 100n < total * BigInt(rule.a_percent)) return 'A';
  return before * 100n < total * BigInt(rule.b_percent) ? 'B' : 'C';
}
