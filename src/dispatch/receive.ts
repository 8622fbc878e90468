import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { assert, present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { sumHoldings } from '../reservations/hold-store.ts';
import { findSite } from '../sites/store.ts';
import { put } from '../stock/ledger-store.ts';
import { DEFAULT_TIME_ZONE, LOSS } from '../stock/places.ts';
import { type Posting, type PostingLine, post } from '../stock/post.ts';
import { receiptViolations, type StatedLine } from './receipt-rules.ts';
import { addMissing, addReceived, findReceipt, insertReceipt, type ReceivedLine } from './receipt-store.ts';
import type { newConsignmentReceipt } from './schema.ts';
import { consignmentSteps } from './states.ts';
import { completePlan, findConsignment, holdPlan, listConsignmentLines, stepConsignment } from './store.ts';

type NewReceipt = z.infer<typeof newConsignmentReceipt>;
type Consignment = NonNullable<Awaited<ReturnType<typeof findConsignment>>>;
type Line = Awaited<ReturnType<typeof listConsignmentLines>>[number];

/**
 * Records what a site received, on top of earlier receipts: the good goes to the site, the damaged is lost, and a receipt
 * that closes the consignment books the rest as missing. Throws `not_found`, `receipt_rule`, `state_conflict` (before
 * departure or after closing), and `over_receipt` naming every line that states more than was sent and is still open.
 */
export async function receiveConsignment(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: NewReceipt,
) {
  const consignment = found(await findConsignment(tx, id), 'consignment', id);
  await takeStep(tx, context, consignment, input.closes);
  const lines = await listConsignmentLines(tx, id);
  const receivedOn = receiptDay(context, consignment, input, lines);
  await addStated(tx, input.lines, lines);
  const missing = input.closes ? await closeLines(tx, id) : new Map<string, number>();
  const received = receivedLines(lines, input.lines, missing);
  await postReceived(tx, context, principal, consignment, received, receivedOn);
  const { lines: _, ...fields } = input;
  const receiptId = context.ids.next();
  const number = await nextNumber(tx, 'SGRN');
  const by = { posted_by: principal.person_id, posted_at: instant(context.clock) };
  const row = { ...fields, id: receiptId, number, consignment_id: id, received_on: receivedOn, ...by };
  await insertReceipt(tx, row, received.map(toStored));
  if (input.closes) await completePlan(tx, consignment.plan_id);
  return present(await findReceipt(tx, receiptId), 'the receipt just recorded');
}

/** Holds the consignment, so that its receipts follow each other, and before the last one its plan. */
async function takeStep(tx: Tx, context: Context, consignment: Consignment, closes: boolean): Promise<void> {
  const step = closes ? 'close' : 'receive';
  if (closes) await holdPlan(tx, consignment.plan_id);
  if (await stepConsignment(tx, consignment.id, step, instant(context.clock))) return;
  const current = found(await findConsignment(tx, consignment.id), 'consignment', consignment.id);
  assertStepped(false, 'consignment', current, 'receive', consignmentSteps[step].from);
}

/** The day of the receipt. Throws `receipt_rule` with everything that is wrong with the receipt itself. */
function receiptDay(
  context: Context,
  consignment: Consignment,
  input: NewReceipt,
  lines: readonly Line[],
): string {
  const now = today(context.clock, DEFAULT_TIME_ZONE);
  const day = input.received_on ?? now;
  const departedOn = present(consignment.departed_on, 'the day of departure');
  const lineIds = new Set(lines.map((line) => line.id));
  const violations = receiptViolations(input.lines, lineIds, input.closes);
  const pointer = '/body/received_on';
  if (day > now) violations.push({ rule: 'date_in_future', pointer, value: day });
  if (day < departedOn)
    violations.push({ rule: 'day_before', pointer, value: day, params: { first: departedOn } });
  if (violations.length > 0) throw new Problem('receipt_rule', {}, violations);
  return day;
}

async function addStated(tx: Tx, stated: readonly StatedLine[], lines: readonly Line[]): Promise<void> {
  const added = await Promise.all(stated.map((line) => addReceived(tx, line)));
  if (!added.includes(false)) return;
  const lineOf = new Map(lines.map((line) => [line.id, line]));
  const violations = stated.flatMap((line, index): Violation[] => {
    if (added[index] === true) return [];
    const sent = present(lineOf.get(line.consignment_line_id), 'the line stated');
    const { line_number, item_code, lot_number, quantity, good, damaged, missing } = sent;
    const stands = {
      line_number,
      item_code,
      lot_number,
      sent: quantity,
      accounted: good + damaged + missing,
    };
    const params = { ...stands, stated: line.good + line.damaged };
    return [{ rule: 'over_receipt', pointer: `/body/lines/${index}`, value: lot_number, params }];
  });
  throw new Problem('over_receipt', { count: violations.length }, violations);
}

/** Books what is left of each line as missing; gives how much that was by line. */
async function closeLines(tx: Tx, consignmentId: string): Promise<ReadonlyMap<string, number>> {
  const missing = new Map<string, number>();
  for (const line of await listConsignmentLines(tx, consignmentId)) {
    const rest = line.quantity - line.good - line.damaged - line.missing;
    if (rest === 0) continue;
    assert(await addMissing(tx, line.id, rest), 'nobody else receives a consignment that is being closed');
    missing.set(line.id, rest);
  }
  return missing;
}

interface Received extends ReceivedLine {
  lot_id: string;
}

/** The lines that something happened to, in the order of the consignment. */
function receivedLines(
  lines: readonly Line[],
  stated: readonly StatedLine[],
  missing: ReadonlyMap<string, number>,
): Received[] {
  const statedOf = new Map(stated.map((line) => [line.consignment_line_id, line]));
  return lines.flatMap(({ id, lot_id }) => {
    const { good, damaged } = statedOf.get(id) ?? { good: 0, damaged: 0 };
    const lost = missing.get(id) ?? 0;
    return good + damaged + lost === 0
      ? []
      : [{ consignment_line_id: id, lot_id, good, damaged, missing: lost }];
  });
}

function toStored({ consignment_line_id, good, damaged, missing }: Received): ReceivedLine {
  return { consignment_line_id, good, damaged, missing };
}

/** Moves the goods off the road: the good to the site, the damaged and the missing to where what is lost is counted. */
async function postReceived(
  tx: Tx,
  context: Context,
  principal: Principal,
  consignment: Consignment,
  received: readonly Received[],
  day: string,
): Promise<void> {
  const site = present(await findSite(tx, consignment.site_id), 'the site of the consignment');
  const moves = [
    { kind: 'deliver', to: site.location_id, bucket: 'good' },
    { kind: 'shortfall', to: LOSS, bucket: 'damaged', reason: 'damaged' },
    { kind: 'shortfall', to: LOSS, bucket: 'missing', reason: 'lost' },
  ] as const;
  const postings = moves.flatMap((move): Posting[] => {
    const lines = received.flatMap((line): PostingLine[] => {
      const quantity = line[move.bucket];
      const from_location_id = consignment.in_transit_location_id;
      return quantity === 0
        ? []
        : [{ lot_id: line.lot_id, from_location_id, to_location_id: move.to, quantity }];
    });
    if (lines.length === 0) return [];
    const document = { kind: 'consignment', id: consignment.id };
    const reason = 'reason' in move ? move.reason : undefined;
    return [{ kind: move.kind, occurred_on: day, reason, document, lines }];
  });
  await holdTouched(tx, postings);
  for (const posting of postings) await post(tx, context, principal, posting);
}

/**
 * Each movement takes its balances in the order that all writers share, but several in one transaction start that order anew:
 * of two receipts, one that lost lot 1 and broke lot 2 and one the other way round would wait crosswise at the common place of
 * losses. So the receipt first takes every balance of all its movements, in that one order. Adding nothing holds a balance
 * and also makes the one that is not there yet, which could not be held otherwise.
 */
async function holdTouched(tx: Tx, postings: readonly Posting[]): Promise<void> {
  if (postings.length < 2) return;
  const touched = postings.flatMap(({ lines }) =>
    lines.flatMap(({ lot_id, from_location_id, to_location_id }) => [
      { lot_id, location_id: from_location_id, quantity: 0 },
      { lot_id, location_id: to_location_id, quantity: 0 },
    ]),
  );
  await Promise.all(sumHoldings(touched).map((holding) => put(tx, holding, ['in_transit', 'site', 'loss'])));
}
