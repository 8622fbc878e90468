import { type CellResult, cellViolation, plainText, type SourceCell } from '../exchange/cells.ts';
import type { Violation } from '../lib/problem.ts';

/** `4.07952E+14`: what a spreadsheet leaves of a long number; many identifiers become one. */
const ABBREVIATED_NUMBER = /^\d(?:[.,]\d+)?e\+\d+$/iu;

/** Text that must be exactly what it was; leading zeros stay. Null when blank. */
export function identifierText(cell: SourceCell, max: number): CellResult<string | null> {
  if (ABBREVIATED_NUMBER.test(cell.text.trim())) {
    return { violation: cellViolation(cell, 'abbreviated_number') };
  }
  return plainText(cell, max);
}

/**
 * The violations of a file about people: each says rule, row and column, never what stood there. Columns shift and providers
 * write names anywhere, so a bad amount may be a name.
 */
export function withoutValues(violations: readonly Violation[]): Violation[] {
  return violations.map((violation) => ({ ...violation, value: null }));
}
