import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { describeCount } from './describe.ts';
import { allLines, type EnterableLine, insertEntries, movedSince } from './line-store.ts';
import type { newEntries } from './schema.ts';
import { countSteps } from './states.ts';
import { type Count, findCount, stepCount } from './store.ts';

/** One quantity somebody found, and where it was said. */
export interface Entered {
  line: EnterableLine;
  quantity: number;
  counted_at: string | undefined;
  replaces: boolean;
  note: string | null;
  import_id: string | null;
  /** Where the quantity stands in the request or the file. */
  place: Omit<Violation, 'rule' | 'value' | 'params'>;
}

/**
 * Records what several people count, line by line. Throws `not_found`, `state_conflict`, `unknown_reference`,
 * `stock_count_rule`, `stock_count_lines_taken` for lines that have a quantity in this round already; nothing is saved then.
 */
export async function enterQuantities(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof newEntries>,
) {
  const count = await holdForEntry(tx, id);
  const lines = new Map((await allLines(tx, id)).map((line) => [line.id, line]));
  const violations: Violation[] = [];
  const firstOf = new Map<string, number>();
  const entered = input.lines.flatMap(
    ({ line_id, quantity, counted_at, replaces, note }, index): Entered[] => {
      const pointer = `/body/lines/${index}`;
      const line = lines.get(line_id);
      if (line === undefined) {
        const params = { resource: 'line of the count' };
        violations.push({ rule: 'unknown_reference', pointer: `${pointer}/line_id`, value: line_id, params });
        return [];
      }
      const first = firstOf.get(line_id);
      if (first !== undefined) violations.push({ rule: 'duplicate_line', pointer, params: { first } });
      else firstOf.set(line_id, index + 1);
      return [{ line, quantity, counted_at, replaces, note, import_id: null, place: { pointer } }];
    },
  );
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
  const checked = await checkEntries(tx, context, count, entered);
  if (checked.broken.length > 0) throw new Problem('stock_count_rule', {}, checked.broken);
  refuseTaken(checked.taken);
  await saveEntries(tx, context, principal, count, checked.entries);
  return describeCount(tx, id);
}

/** Holds a count in which quantities may be entered. Throws `not_found`, `state_conflict`. */
export async function holdForEntry(tx: Tx, id: string): Promise<Count> {
  const stepped = await stepCount(tx, id, 'enter');
  const count = found(await findCount(tx, id), 'stock count', id);
  assertStepped(stepped, 'stock count', count, 'enter quantities', countSteps.enter.from);
  return count;
}

export function refuseTaken(taken: readonly Violation[]): void {
  if (taken.length > 0) throw new Problem('stock_count_lines_taken', { count: taken.length }, taken);
}

export interface CheckedEntry extends Entered {
  counted_at: string;
}

/**
 * Sorts quantities into those that can be saved, those that break a rule and those whose line has one in this round. The
 * moment of counting is never guessed: where a lot has moved since the round began, it has to be given.
 */
export async function checkEntries(
  tx: Tx,
  context: Context,
  count: Count,
  entered: readonly Entered[],
): Promise<{ entries: CheckedEntry[]; broken: Violation[]; taken: Violation[] }> {
  const now = instant(context.clock);
  const since = count.round_started_at;
  const moved = await movedSince(tx, count.id, since);
  const entries: CheckedEntry[] = [];
  const broken: Violation[] = [];
  const taken: Violation[] = [];
  for (const one of entered) {
    const { line, place } = one;
    const { line_number, lot_number, location_code: location } = line;
    const countedAt = one.counted_at === undefined ? now : fixedWidth(one.counted_at);
    if (one.counted_at === undefined && moved.has(line.id)) {
      const params = { lot_number, location, since };
      broken.push({ ...place, rule: 'counted_at_needed', value: lot_number, params });
    } else if (countedAt < since || countedAt > now) {
      const params = { first: since, last: now };
      broken.push({ ...place, rule: 'counted_at_range', value: one.counted_at ?? null, params });
    } else if (
      count.state === 'recount' &&
      line.recount === 0 &&
      line.round > 0 &&
      line.round < count.round
    ) {
      broken.push({ ...place, rule: 'line_not_in_recount', params: { line_number } });
    } else if (line.round === count.round && !one.replaces) {
      const params = { line_number, counted_at: line.counted_at };
      taken.push({ ...place, rule: 'line_already_counted', params });
    } else {
      entries.push({ ...one, counted_at: countedAt });
    }
  }
  return { entries, broken, taken };
}

/** An instant in any offset as UTC of fixed width, so that it compares as text. */
function fixedWidth(moment: string): string {
  return new Date(moment).toISOString();
}

export async function saveEntries(
  tx: Tx,
  context: Context,
  principal: Principal,
  count: Count,
  entries: readonly CheckedEntry[],
): Promise<void> {
  const recordedAt = instant(context.clock);
  await insertEntries(
    tx,
    entries.map(({ line, quantity, counted_at, note, import_id }) => ({
      id: context.ids.next(),
      count_id: count.id,
      line_id: line.id,
      round: count.round,
      quantity,
      counted_at,
      counted_on: today({ now: () => new Date(counted_at) }, count.time_zone),
      counted_by: principal.person_id,
      recorded_at: recordedAt,
      import_id,
      note,
    })),
  );
}
