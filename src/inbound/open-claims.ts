import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumbers } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { type Buckets, claimable } from '../stock/buckets.ts';
import { insertClaims, lotValues, type NewClaimRow } from './claim-store.ts';
import { claimDueOn, valueInCents } from './claim-value.ts';

/** The receipt that claims are about, and who answers for it. */
export interface ClaimSubject {
  kind: NewClaimRow['subject_kind'];
  id: string;
  number: string;
  warehouse_id: string;
  /** Where the goods came in: the claim is overdue by the day it is there. */
  time_zone: string;
  received_on: string;
  liable_party: string;
}

/** A line of the receipt as it was counted. */
export interface ClaimLine extends Buckets {
  line_number: number;
  over_decision: string | null;
  item_id: string;
  grant_id: string;
  lot_id: string | null;
  lot_number: string | null;
  /** What one unit was said to be worth; the value of the lot counts where this is not given. */
  unit_value?: string | null;
  currency?: string | null;
}

/**
 * Opens a claim for every bucket of a receipt that is not good, worth quantity × unit value where that is known. Throws
 * `receipt_rule` when a value is beyond what is counted exactly.
 */
export async function openClaims(
  tx: Tx,
  context: Context,
  principal: Principal,
  subject: ClaimSubject,
  lines: readonly ClaimLine[],
): Promise<void> {
  const parts = lines.flatMap((line) => claimable(line).map((part) => ({ line, ...part })));
  if (parts.length === 0) return;
  const values = await lotValues(
    tx,
    lines.flatMap(({ lot_id }) => lot_id ?? []),
  );
  const numbers = await nextNumbers(tx, 'CLM', parts.length);
  const at = instant(context.clock);
  const violations: Violation[] = [];
  const rows = parts.map(({ line, bucket, quantity }, index): NewClaimRow => {
    const { line_number, item_id, grant_id, lot_id, lot_number } = line;
    const ofLot = lot_id === null ? undefined : values.get(lot_id);
    const known =
      line.unit_value === null || line.unit_value === undefined
        ? ofLot
        : { unit_value: line.unit_value, currency: line.currency };
    const { unit_value = null, currency = null } = known ?? {};
    let value_cents: number | null = null;
    try {
      value_cents = currency === null ? null : valueInCents(quantity, unit_value);
    } catch {
      violations.push({ rule: 'value_too_large', params: { line_number } });
    }
    return {
      id: context.ids.next(),
      number: present(numbers[index], 'the number of the claim'),
      subject_kind: subject.kind,
      subject_id: subject.id,
      subject_number: subject.number,
      line_number,
      warehouse_id: subject.warehouse_id,
      time_zone: subject.time_zone,
      bucket,
      item_id,
      grant_id,
      lot_id,
      lot_number,
      quantity,
      unit_value,
      currency,
      value_cents,
      liable_party: subject.liable_party,
      due_on: claimDueOn(subject.received_on),
      state: 'open',
      settled_cents: null,
      created_at: at,
      updated_at: at,
    };
  });
  if (violations.length > 0) throw new Problem('receipt_rule', {}, violations);
  await insertClaims(tx, rows, principal.person_id);
}
