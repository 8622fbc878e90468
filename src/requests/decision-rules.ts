import type { Violation } from '../lib/problem.ts';

export interface AskedLine {
  line_number: number;
  quantity_requested: number;
}

export interface DecidedLine {
  line_number: number;
  quantity_approved: number;
}

/**
 * What an approval grants line by line: as asked, unless the decision says less. Gives every broken rule instead of
 * throwing: a line the request does not have, one decided twice, more than was asked, an approval that grants nothing.
 */
export function grantedLines(
  asked: readonly AskedLine[],
  decided: readonly DecidedLine[],
): { lines: DecidedLine[]; violations: Violation[] } {
  const requested = new Map(asked.map((line) => [line.line_number, line.quantity_requested]));
  const granted = new Map(requested);
  const firstOf = new Map<number, number>();
  const violations: Violation[] = [];
  decided.forEach((line, index) => {
    const pointer = `/body/lines/${index}`;
    const first = firstOf.get(line.line_number);
    const most = requested.get(line.line_number);
    if (most === undefined) violations.push(unknownLine(line.line_number, pointer));
    else if (first !== undefined) violations.push({ rule: 'duplicate_line', pointer, params: { first } });
    else if (line.quantity_approved > most) violations.push(aboveAsked(line, most, pointer));
    firstOf.set(line.line_number, first ?? index + 1);
    granted.set(line.line_number, line.quantity_approved);
  });
  if (violations.length === 0 && [...granted.values()].every((quantity) => quantity === 0)) {
    violations.push({ rule: 'approves_nothing', pointer: '/body/lines' });
  }
  const lines = [...granted].map(([line_number, quantity_approved]) => ({ line_number, quantity_approved }));
  return { lines, violations };
}

function unknownLine(lineNumber: number, pointer: string): Violation {
  const value = String(lineNumber);
  return {
    rule: 'unknown_reference',
    pointer: `${pointer}/line_number`,
    value,
    params: { resource: 'request line' },
  };
}

function aboveAsked(line: DecidedLine, asked: number, pointer: string): Violation {
  const value = String(line.quantity_approved);
  const params = { line_number: line.line_number, asked };
  return { rule: 'approved_above_asked', pointer: `${pointer}/quantity_approved`, value, params };
}
