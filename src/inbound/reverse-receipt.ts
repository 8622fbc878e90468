import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assert, present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { stateAfter, sumByLine } from '../stock/buckets.ts';
import { readBalanceState } from '../stock/ledger-store.ts';
import { isCounterPlace } from '../stock/places.ts';
import { type Posting, post } from '../stock/post.ts';
import { holdTouched } from '../stock/post-several.ts';
import { findReceipt } from '../stock/receipt-store.ts';
import { findWarehouse } from '../stock/store.ts';
import { takeBuckets } from './bucket-store.ts';
import { insertClaimStep, listSubjectClaims, stepClaim } from './claim-store.ts';
import { listExpectedLines, settleExpected, stepExpected } from './expected-store.ts';
import {
  listReceiptMovements,
  listTakenSince,
  markReversed,
  type ReceiptMovement,
} from './reversal-store.ts';
import { listTransferLines, settleTransfer, stepTransfer } from './transfer-store.ts';

type Receipt = NonNullable<Awaited<ReturnType<typeof findReceipt>>>;

/**
 * Takes back everything a receipt put into stock, once. What it was received against is open again with the buckets it had
 * before, and claims not settled are waived. Throws `not_found`, and `receipt_not_reversible` naming every lot that has moved on
 * with the documents that came after, every settled claim, or the earlier reversal.
 */
export async function reverseReceipt(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  note: string,
) {
  const receipt = found(await findReceipt(tx, id), 'receipt', id);
  const at = instant(context.clock);
  // The document's row comes first, as for its receipts.
  await reopen(tx, receipt, at);
  await assertStands(tx, receipt, {
    receipt_id: id,
    note,
    reversed_by: principal.person_id,
    reversed_at: at,
  });
  const warehouse = present(await findWarehouse(tx, receipt.warehouse_id), 'the warehouse of the receipt');
  const movements = await listReceiptMovements(tx, id);
  const postings = movements.map(
    (movement): Posting => ({
      kind: 'reversal',
      note,
      document: { kind: movement.document_kind, id },
      time_zone: warehouse.time_zone,
      reverses: { id: movement.id, kind: movement.kind },
      lines: movement.lines.map((line) => ({
        lot_id: line.lot_id,
        from_location_id: line.to_location_id,
        to_location_id: line.from_location_id,
        quantity: line.quantity,
      })),
    }),
  );
  await holdTouched(tx, postings);
  const violations = [...(await movedOn(tx, movements)), ...(await waive(tx, principal, receipt, at))];
  if (violations.length > 0)
    throw new Problem('receipt_not_reversible', { number: receipt.number }, violations);
  for (const posting of postings) await post(tx, context, principal, posting);
  await uncount(tx, receipt);
  return present(await findReceipt(tx, id), 'the receipt just reversed');
}

async function reopen(tx: Tx, receipt: Receipt, at: string): Promise<void> {
  const { expected_consignment_id, transfer_id } = receipt;
  if (expected_consignment_id !== null) await stepExpected(tx, expected_consignment_id, 'reopen', at);
  if (transfer_id !== null) await stepTransfer(tx, transfer_id, 'reopen', at);
}

async function assertStands(
  tx: Tx,
  receipt: Receipt,
  row: Parameters<typeof markReversed>[1],
): Promise<void> {
  if (receipt.reversed_at === null && (await markReversed(tx, row))) return;
  const value = receipt.reversed_at ?? row.reversed_at;
  throw new Problem('receipt_not_reversible', { number: receipt.number }, [
    { rule: 'reversed_before', value },
  ]);
}

/** Every lot of which less is free where the receipt put it than the receipt put there, with what has come since. */
async function movedOn(tx: Tx, movements: readonly ReceiptMovement[]): Promise<Violation[]> {
  const first = movements.at(-1);
  if (first === undefined) return [];
  const net = new Map<string, { lot_id: string; location_id: string; quantity: number }>();
  const add = (lot_id: string, location_id: string, quantity: number) => {
    const key = `${lot_id} ${location_id}`;
    const sum = net.get(key) ?? { lot_id, location_id, quantity: 0 };
    sum.quantity += quantity;
    net.set(key, sum);
  };
  for (const { lot_id, from_location_id, to_location_id, quantity } of movements.flatMap(
    ({ lines }) => lines,
  )) {
    add(lot_id, to_location_id, quantity);
    add(lot_id, from_location_id, -quantity);
  }
  const violations: Violation[] = [];
  const last = present(movements[0], 'the last movement');
  for (const { lot_id, location_id, quantity: asked } of net.values()) {
    if (asked <= 0 || isCounterPlace(location_id)) continue;
    const state = present(await readBalanceState(tx, lot_id, location_id), 'the balance of the receipt');
    const { lot_number, location_code: location, on_hand, reserved } = state;
    const available = on_hand - reserved;
    if (available >= asked) continue;
    const taken = await listTakenSince(tx, lot_id, location_id, last.id);
    const documents = taken.length === 0 ? '–' : taken.join(', ');
    const params = { lot_number, location, asked, available, reserved, documents };
    violations.push({ rule: 'moved_on', value: lot_number, params });
  }
  return violations;
}

/** Waives the claims of the receipt; gives those that cannot be, because they are settled. */
async function waive(tx: Tx, principal: Principal, receipt: Receipt, at: string): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { id, number, line_number, state } of await listSubjectClaims(tx, receipt.id)) {
    if (state === 'waived') continue;
    if (await stepClaim(tx, id, 'waive', at)) {
      const by = { taken_by: principal.person_id, taken_at: at };
      await insertClaimStep(tx, id, {
        step: 'waive',
        note: `${receipt.number} ↺`,
        amount_cents: null,
        ...by,
      });
    } else {
      violations.push({ rule: 'claim_settled', value: number, params: { number, line_number } });
    }
  }
  return violations;
}

/** Takes the buckets of the receipt back from what it was received against. */
async function uncount(tx: Tx, receipt: Receipt): Promise<void> {
  const { expected_consignment_id: expected, transfer_id: transfer, counts } = receipt;
  if (expected === null && transfer === null) return;
  const table = expected === null ? 'transfer_lines' : 'expected_lines';
  const stated = counts.map((count) => ({
    ...count,
    line_id: present(count.expected_line_id ?? count.transfer_line_id, 'the line counted'),
  }));
  for (const [lineId, buckets] of sumByLine(stated)) {
    assert(await takeBuckets(tx, table, lineId, buckets), 'the line holds what its receipts counted');
  }
  if (expected !== null) {
    const lines = await listExpectedLines(tx, expected);
    await settleExpected(tx, expected, isUntouched(lines) ? 'shipped' : stateAfter(lines));
  }
  if (transfer !== null) {
    const lines = await listTransferLines(tx, transfer);
    await settleTransfer(tx, transfer, isUntouched(lines) ? 'in_transit' : stateAfter(lines));
  }
}

const isUntouched = (lines: readonly { good: number; damaged: number; missing: number; over: number }[]) =>
  lines.every(({ good, damaged, missing, over }) => good + damaged + missing + over === 0);
