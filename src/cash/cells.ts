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

/** For cells that may hold personal data: a violation says where, never what was found there. */
export function withoutValue<T>(result: CellResult<T>): CellResult<T> {
  return 'violation' in result ? { violation: { ...result.violation, value: null } } : result;
}

/** What a cell beside the table's columns holds is unknown, so it is not repeated either: a shifted row shows an account there. */
export function withoutStrayText(violations: readonly Violation[]): Violation[] {
  return violations.map((violation) =>
    violation.rule === 'extra_cells' ? { ...violation, value: null } : violation,
  );
}
