import { wholeNumber } from './model.ts';

/** The sum of whole quantities; fails where it is no longer exact. */
export function sumOf<T>(rows: readonly T[], quantityOf: (row: T) => number): number {
  return wholeNumber(
    rows.reduce((sum, row) => sum + wholeNumber(quantityOf(row), 'a quantity'), 0),
    'a sum',
  );
}
