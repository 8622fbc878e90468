import { groupBy } from '../lib/group-by.ts';

export interface RateLine {
  item_id: string;
  basis: string;
  rate_numerator: number;
  rate_denominator: number;
}

/** Units of an item for one household or one person, in lowest terms. */
export interface Rate {
  item_id: string;
  numerator: number;
  denominator: number;
}

/** True for what households or persons decide; the other bases need counts that a target does not have. */
export function isByPeople({ basis }: { basis: string }): boolean {
  return basis === 'household' || basis === 'person';
}

/** The rates of a standard for one household, or for one person; an item on several lines has the sum of them. */
export function ratesOf(
  lines: readonly RateLine[],
  isHousehold: boolean,
  personsPerHousehold: number,
): Rate[] {
  const rates = lines.filter(isByPeople).map((line): Rate => {
    const ofHousehold = line.basis === 'household';
    return reduced({
      item_id: line.item_id,
      numerator: line.rate_numerator * (isHousehold && !ofHousehold ? personsPerHousehold : 1),
      denominator: line.rate_denominator * (!isHousehold && ofHousehold ? personsPerHousehold : 1),
    });
  });
  return [...groupBy(rates, (rate) => rate.item_id).values()].map((same) => same.reduce(sum));
}

function sum(a: Rate, b: Rate): Rate {
  return reduced({
    item_id: a.item_id,
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  });
}

function reduced({ item_id, numerator, denominator }: Rate): Rate {
  const common = commonDivisor(numerator, denominator);
  return { item_id, numerator: numerator / common, denominator: denominator / common };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** `200/3`, or `40` where nothing is left over. */
export function fraction(numerator: number, denominator: number): string {
  const rate = reduced({ item_id: '', numerator, denominator });
  return rate.denominator === 1 ? String(rate.numerator) : `${rate.numerator}/${rate.denominator}`;
}
