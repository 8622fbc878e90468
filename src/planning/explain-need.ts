import { compareCodeUnits } from '../lib/compare.ts';
import {
  type ApprovedRequestLine,
  type CountSnapshot,
  dayNumber,
  type LineBasis,
  type LineFlag,
  type PlanOptions,
  type RateBasis,
  type StandardLine,
} from './model.ts';
import { rateQuantity, timesOf } from './need-table.ts';
import { sumOf } from './sums.ts';
import { unitsOf } from './units.ts';

/** What the need of a site rests on, besides the standards. */
export interface SiteSources {
  readonly count: CountSnapshot | null;
  readonly requests: readonly ApprovedRequestLine[];
}

/** What of a plan's declarations explains a need. */
export interface Declared {
  readonly as_of: string;
  readonly options: PlanOptions;
}

/** What a plan cannot know for sure about the needs of a site. */
export function flagsOf(count: CountSnapshot | null, declared: Declared): LineFlag[] {
  if (count === null) return ['no_count'];
  const flags: LineFlag[] = isStale(count, declared) ? ['stale_count'] : [];
  if (count.flagged === true) flags.push('flagged_count');
  if (unitsOf({ basis: 'person' }, count, declared.options).units === null)
    flags.push('count_without_figures');
  return flags;
}

/** Why the need of one item is what it is: the count, each line of the standard, the requests. */
export function basisOf(
  { count, requests }: SiteSources,
  itemId: string,
  standards: readonly StandardLine[],
  declared: Declared,
): LineBasis {
  const own = requests.filter(({ item_id }) => item_id === itemId);
  return {
    count_id: count?.count_id ?? null,
    counted_on: count?.counted_on ?? null,
    source: count?.source ?? null,
    stale: count !== null && isStale(count, declared),
    rates: count === null ? [] : standards.map((line) => rateBasis(line, count, declared.options)),
    requested: sumOf(own, ({ quantity }) => quantity),
    request_ids: [...new Set(own.map(({ request_id }) => request_id))].sort(compareCodeUnits),
  };
}

function isStale({ counted_on }: CountSnapshot, { as_of, options }: Declared): boolean {
  return dayNumber(as_of) - dayNumber(counted_on) > options.stale_after_days;
}

function rateBasis(line: StandardLine, count: CountSnapshot, options: PlanOptions): RateBasis {
  const { units, assumptions } = unitsOf(line, count, options);
  const { basis, tier, rate_numerator, rate_denominator } = line;
  return {
    basis,
    tier,
    units: units ?? 0,
    rate_numerator,
    rate_denominator,
    times: timesOf(line, options),
    quantity: rateQuantity(line, units ?? 0, options),
    assumptions,
  };
}
