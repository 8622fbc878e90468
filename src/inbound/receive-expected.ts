import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { bucketViolations, stateAfter, unknownLines } from '../stock/buckets.ts';
import { unpackLines } from '../stock/packed.ts';
import { type ReceiptLine, receive } from '../stock/receive.ts';
import { findWarehouse } from '../stock/store.ts';
import { countIn } from './count.ts';
import type { newExpectedReceipt } from './expected-schema.ts';
import { findExpectedHead, listExpectedLines, settleExpected, stepExpected } from './expected-store.ts';
import { type ClaimLine, openClaims } from './open-claims.ts';
import { expectedSteps } from './states.ts';

type GivenReceipt = z.infer<typeof newExpectedReceipt>;
type GivenLine = Omit<GivenReceipt['lines'][number], 'good' | 'packed'>;
type NewReceipt = Omit<GivenReceipt, 'lines'> & {
  lines: readonly (GivenLine & { good: number; units_per_pack: number | null })[];
};
type Head = NonNullable<Awaited<ReturnType<typeof findExpectedHead>>>;
type Line = Awaited<ReturnType<typeof listExpectedLines>>[number];
type Made = Awaited<ReturnType<typeof receive>>;

/**
 * Receives goods that were expected, on top of earlier receipts: what is good, kept damaged or accepted over enters stock; a
 * receipt that closes the consignment books the rest as missing; whatever is not good opens a claim. Throws `not_found`,
 * `state_conflict` (before the shipment, or when nothing is to come any more), `receipt_rule`, `over_receipt` naming every
 * line of which more is stated than is still to come, and what `receive` throws.
 */
export async function receiveExpected(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  given: GivenReceipt,
) {
  const head = found(await findExpectedHead(tx, id), 'expected consignment', id);
  if (!(await stepExpected(tx, id, 'receive', instant(context.clock)))) {
    const { number, state } = present(await findExpectedHead(tx, id), 'the expected consignment');
    const current = { id: number, state };
    assertStepped(false, 'expected consignment', current, 'receive', expectedSteps.receive.from);
  }
  const lines = await listExpectedLines(tx, id);
  const input = { ...given, lines: await goodLines(tx, given, lines) };
  assertReceipt(context, head, input, lines);
  const stated = input.lines.map((line) => ({ ...line, line_id: line.expected_line_id }));
  const rest = await countIn(tx, 'expected_lines', lines, stated, input.closes);
  const receipt = await receive(tx, context, principal, {
    warehouse_id: head.warehouse_id,
    reference: head.reference,
    received_from: head.supplier,
    received_on: input.received_on,
    means: head.means,
    transport_document: input.transport_document ?? head.transport_document,
    note: input.note,
    closes: input.closes,
    expected_consignment_id: id,
    lines: receiptLines(head, input, lines, rest),
  });
  const lineOf = new Map(lines.map((line) => [line.id, line]));
  await openReceiptClaims(tx, context, principal, receipt, (count) =>
    lineOf.get(count.expected_line_id ?? ''),
  );
  await settleExpected(tx, id, stateAfter(await listExpectedLines(tx, id)));
  return receipt;
}

/** The lines with what of them is good in base units, from packages where those were counted. */
async function goodLines(tx: Tx, given: GivenReceipt, lines: readonly Line[]): Promise<NewReceipt['lines']> {
  const itemOf = new Map(lines.map((line) => [line.id, line.item_id]));
  const unpacked = await unpackLines(
    tx,
    given.lines,
    (line) => itemOf.get(line.expected_line_id) ?? '',
    (line) => line.good,
  );
  return unpacked.map(({ quantity: good, packed: _, ...line }) => ({ ...line, good }));
}

/** Throws `receipt_rule` or `unknown_reference` with everything that is wrong with the receipt itself. */
function assertReceipt(context: Context, head: Head, input: NewReceipt, lines: readonly Line[]): void {
  const violations: Violation[] = bucketViolations(input.lines);
  const day = input.received_on ?? today(context.clock, head.time_zone);
  const shippedOn = present(head.shipped_on, 'the day of the shipment');
  if (day < shippedOn) {
    const pointer = '/body/received_on';
    violations.push({ rule: 'day_before', pointer, value: day, params: { first: shippedOn } });
  }
  if (input.warehouse_id !== head.warehouse_id) {
    const params = { number: head.number, warehouse: head.warehouse_code };
    violations.push({
      rule: 'other_warehouse',
      pointer: '/body/warehouse_id',
      value: input.warehouse_id,
      params,
    });
  }
  if (input.lines.length === 0 && !input.closes)
    violations.push({ rule: 'nothing_stated', pointer: '/body/lines' });
  const stated = input.lines.map((line) => ({ line_id: line.expected_line_id }));
  const known = new Set(lines.map((line) => line.id));
  violations.push(...unknownLines(stated, known, 'expected_line_id', 'line of the expected consignment'));
  if (violations.length > 0) throw new Problem('receipt_rule', {}, violations);
}

/** The lines of the goods received note: as stated, and on closing one more for each line of which the rest is missing. */
function receiptLines(
  head: Head,
  input: NewReceipt,
  lines: readonly Line[],
  rest: ReadonlyMap<string, number>,
): ReceiptLine[] {
  const lineOf = new Map(lines.map((line) => [line.id, line]));
  const stated = input.lines.map(({ good, ...line }): ReceiptLine => {
    const sent = present(lineOf.get(line.expected_line_id), 'the line stated');
    return {
      ...line,
      item_id: sent.item_id,
      grant_id: head.grant_id,
      quantity: good,
      lot_number: line.lot_number ?? sent.lot_number,
      expires_on: line.expires_on === undefined ? sent.expires_on : line.expires_on,
      unit_value: sent.unit_value,
      currency: sent.currency,
    };
  });
  const missing = [...rest].map(([lineId, quantity]): ReceiptLine => {
    const sent = present(lineOf.get(lineId), 'the line of which the rest is missing');
    return {
      expected_line_id: lineId,
      item_id: sent.item_id,
      grant_id: head.grant_id,
      lot_number: sent.lot_number,
      location_id: null,
      expires_on: sent.expires_on,
      manufactured_on: null,
      condition: 'good',
      unit_value: sent.unit_value,
      currency: sent.currency,
      quantity: 0,
      missing: quantity,
    };
  });
  return [...stated, ...missing];
}

type Worth = Pick<ClaimLine, 'unit_value' | 'currency'>;

/** Opens the claims of a goods received note; the supplier answers for them. `worth` says what a line was said to be worth. */
export async function openReceiptClaims(
  tx: Tx,
  context: Context,
  principal: Principal,
  receipt: Made,
  worth: (count: Made['counts'][number]) => Worth | undefined,
): Promise<void> {
  const warehouse = present(await findWarehouse(tx, receipt.warehouse_id), 'the warehouse of the receipt');
  const lines = receipt.counts.map((count): ClaimLine => {
    const { unit_value = null, currency = null } = worth(count) ?? {};
    return { ...count, lot_id: count.lot_id ?? count.damaged_lot_id, unit_value, currency };
  });
  const subject = {
    kind: 'receipt' as const,
    id: receipt.id,
    number: receipt.number,
    warehouse_id: receipt.warehouse_id,
    time_zone: warehouse.time_zone,
    received_on: receipt.received_on,
    liable_party: receipt.received_from,
  };
  await openClaims(tx, context, principal, subject, lines);
}
