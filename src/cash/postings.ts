import { assert } from '../lib/assert.ts';
import type { MatchOutcome } from './match.ts';

/** A pay posting, and how much of it no reversal has taken back. */
export interface OpenPosting {
  readonly entry_id: string;
  readonly payment_id: string;
  readonly open_cents: number;
}

/** What a report row puts into the cash ledger; amounts are above zero, the kind gives the direction. */
export interface ReportPosting {
  readonly id: string;
  readonly kind: 'pay' | 'reversal';
  readonly payment_id: string;
  readonly amount_cents: number;
  /** The row that is its evidence. */
  readonly row: number;
  readonly reverses_entry_id: string | null;
}

type Applied = Pick<MatchOutcome, 'row' | 'payment_id' | 'applied_cents' | 'reversed_cents'>;

/**
 * The postings of a report, in the order of its rows: one for each row that pays, and for each that takes back one for each
 * pay posting it reaches, the newest first, so that every reversal names the posting it undoes and none undoes more than
 * there is. `open` are the payments' earlier pay postings, oldest first; those of this very report count too.
 * Throws when more is taken back than was posted: payments and ledger would then disagree.
 */
export function reportPostings(
  outcomes: readonly Applied[],
  open: readonly OpenPosting[],
  nextId: () => string,
): ReportPosting[] {
  const stacks = new Map<string, { entry_id: string; open_cents: number }[]>();
  const stackOf = (payment_id: string) => {
    const stack = stacks.get(payment_id) ?? [];
    stacks.set(payment_id, stack);
    return stack;
  };
  for (const { payment_id, entry_id, open_cents } of open) stackOf(payment_id).push({ entry_id, open_cents });

  const postings: ReportPosting[] = [];
  for (const { row, payment_id, applied_cents, reversed_cents } of outcomes) {
    if (payment_id === null) continue;
    const stack = stackOf(payment_id);
    const post = (kind: 'pay' | 'reversal', amount_cents: number, reverses_entry_id: string | null) => {
      const id = nextId();
      postings.push({ id, kind, payment_id, amount_cents, row, reverses_entry_id });
      return id;
    };
    if (applied_cents > 0) {
      stack.push({ entry_id: post('pay', applied_cents, null), open_cents: applied_cents });
    }
    let left = reversed_cents;
    while (left > 0) {
      const newest = stack.at(-1);
      assert(newest !== undefined, `row ${row} takes back more than was posted`);
      const taken = Math.min(left, newest.open_cents);
      post('reversal', taken, newest.entry_id);
      newest.open_cents -= taken;
      left -= taken;
      if (newest.open_cents === 0) stack.pop();
    }
  }
  return postings;
}
