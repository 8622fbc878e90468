import type { Violation } from '../lib/problem.ts';
import { ORDINARY_PRIORITY } from './deadlines.ts';

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
export function grantedLines(asked: readonly AskedLine[], decided: readonly DecidedLine[]): Decided {
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
  const isPartial = lines.some((line) => line.quantity_approved < (requested.get(line.line_number) ?? 0));
  return { lines, isPartial, violations };
}

/** What a decision comes to. */
interface Decided {
  lines: DecidedLine[];
  /** Something is granted with less than was asked. */
  isPartial: boolean;
  violations: Violation[];
}

/** A rejection says why, and is of the whole. */
export function rejection(input: { comment: string | null; lines: readonly unknown[] }): Decided {
  const violations: Violation[] = [];
  if (input.comment === null) violations.push({ rule: 'comment_required', pointer: '/body/comment' });
  if (input.lines.length > 0) violations.push({ rule: 'rejects_whole', pointer: '/body/lines' });
  return { lines: [], isPartial: false, violations };
}

interface AskedForm {
  priority: number;
  justification: string | null;
  lines: readonly { quantity_requested: number; proposed: number | null; reason: string | null }[];
}

/** What a form lacks to be handed in: why it is more urgent than usual, why a line asks for something else than proposed. */
export function brokenRequestRules({ priority, justification, lines }: AskedForm): Violation[] {
  const violations: Violation[] = [];
  if (priority < ORDINARY_PRIORITY && justification === null) {
    const value = String(priority);
    violations.push({ rule: 'justification_required', pointer: '/body/justification', value });
  }
  lines.forEach((line, index) => {
    const { proposed, quantity_requested } = line;
    if (proposed === null || proposed === quantity_requested || line.reason !== null) return;
    violations.push({
      rule: 'request_reason_required',
      pointer: `/body/lines/${index}/reason`,
      value: String(quantity_requested),
      params: { line_number: index + 1, proposed },
    });
  });
  return violations;
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
