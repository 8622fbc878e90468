import type { StandardLine } from './model.ts';

type Row = Pick<
  StandardLine,
  'item_id' | 'item_code' | 'basis' | 'rate_numerator' | 'rate_denominator' | 'tier'
> & {
  [Key in Exclude<keyof StandardLine, 'rounding' | 'weight'>]?: StandardLine[Key] | null;
} & { rounding: NonNullable<StandardLine['rounding']>; weight: number };

/** Lines of a standard as plans keep them: what is not said, or is as usual, is left out. */
export function standardLines(rows: readonly Row[]): StandardLine[] {
  return rows.map(({ item_id, item_code, basis, rate_numerator, rate_denominator, tier, ...rest }) => {
    const { rounding, weight, ...whom } = rest;
    const said = Object.entries(whom).filter(([, value]) => value !== null);
    return {
      ...{ item_id, item_code, basis, rate_numerator, rate_denominator, tier },
      ...Object.fromEntries(said),
      ...(rounding === 'up' ? {} : { rounding }),
      ...(weight === 1 ? {} : { weight }),
    };
  });
}
