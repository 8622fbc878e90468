import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { countIn, unknownOverGrants } from '../inbound/count.ts';
import { openClaims } from '../inbound/open-claims.ts';
import { lotsToSplit } from '../inbound/transfer-store.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { deliverToRequests } from '../requests/fulfil.ts';
import { findSite } from '../sites/store.ts';
import type { OverDecision } from '../stock/buckets.ts';
import { ADJUSTMENT, DEFAULT_TIME_ZONE, LOSS } from '../stock/places.ts';
import type { Posting } from '../stock/post.ts';
import { postSeveral } from '../stock/post-several.ts';
import { registerLots } from '../stock/receive.ts';
import { findWarehouse } from '../stock/store.ts';
import { receiptViolations, type StatedLine } from './receipt-rules.ts';
import { findReceipt, insertReceipt, type ReceivedLine } from './receipt-store.ts';
import type { newConsignmentReceipt } from './schema.ts';
import { consignmentSteps } from './states.ts';
import { completePlan, findConsignment, holdPlan, listConsignmentLines, stepConsignment } from './store.ts';

type NewReceipt = z.infer<typeof newConsignmentReceipt>;
type Consignment = NonNullable<Awaited<ReturnType<typeof findConsignment>>>;
type Line = Awaited<ReturnType<typeof listConsignmentLines>>[number];

/**
 * Records what a site received, on top of earlier receipts: the good goes to the site, the damaged is lost, and a receipt
 * that closes the consignment books the rest as missing. Throws `not_found`, `receipt_rule`, `state_conflict` (before
 * departure or after closing), and `over_receipt` naming every line that states more than was sent and is still open. What is over needs a decision; whatever is
 * not good opens a claim.
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
  const sender = present(await findWarehouse(tx, consignment.warehouse_id), 'the warehouse it left');
  const day = receiptDay(context, consignment, sender, input, lines);
  const receivedOn = day.received_on;
  await assertGrants(tx, input.lines);
  const stated = input.lines.map((line) => ({ ...line, line_id: line.consignment_line_id }));
  const missing = await countIn(tx, 'consignment_lines', lines, stated, input.closes);
  const received = await withOverLots(tx, context, receivedLines(lines, input.lines, missing), receivedOn);
  await postReceived(tx, context, principal, consignment, received, day);
  const { lines: _, ...fields } = input;
  const receiptId = context.ids.next();
  const number = await nextNumber(tx, 'SGRN');
  const by = { posted_by: principal.person_id, posted_at: instant(context.clock) };
  const row = { ...fields, id: receiptId, number, consignment_id: id, received_on: receivedOn, ...by };
  await insertReceipt(tx, row, received.map(toStored));
  await claim(tx, context, principal, consignment, row, received);
  await deliver(tx, id, by.posted_at);
  if (input.closes) await completePlan(tx, consignment.plan_id);
  return present(await findReceipt(tx, receiptId), 'the receipt just recorded');
}

/** Counts what has come and what still may, line by line, for the requests that the consignment serves. */
async function deliver(tx: Tx, id: string, at: string): Promise<void> {
  const lines = (await listConsignmentLines(tx, id)).map(({ item_id, quantity, good, damaged, missing }) => {
    return { item_id, good, coming: quantity - good - damaged - missing };
  });
  await deliverToRequests(tx, id, lines, at);
}

/** Holds the consignment, so that its receipts follow each other, and before the last one its plan. */
async function takeStep(tx: Tx, context: Context, consignment: Consignment, closes: boolean): Promise<void> {
  const step = closes ? 'close' : 'receive';
  if (closes) await holdPlan(tx, consignment.plan_id);
  if (await stepConsignment(tx, consignment.id, step, instant(context.clock))) return;
  const current = found(await findConsignment(tx, consignment.id), 'consignment', consignment.id);
  assertStepped(false, 'consignment', current, 'receive', consignmentSteps[step].from);
}

interface Day {
  received_on: string;
  /** Where it is that day already. */
  time_zone: string;
}

/**
 * The day of the receipt by the calendar of the sites. Where it is still the day before there, the goods arrive on the day they
 * left: nothing arrives before it leaves. Throws `receipt_rule` with everything that is wrong with the receipt itself.
 */
function receiptDay(
  context: Context,
  consignment: Consignment,
  sender: { time_zone: string },
  input: NewReceipt,
  lines: readonly Line[],
): Day {
  const now = today(context.clock, DEFAULT_TIME_ZONE);
  const departedOn = present(consignment.departed_on, 'the day of departure');
  const latest = now > departedOn ? now : departedOn;
  const day = input.received_on ?? latest;
  const lineIds = new Set(lines.map((line) => line.id));
  const violations = receiptViolations(input.lines, lineIds, input.closes);
  const pointer = '/body/received_on';
  if (day > latest) violations.push({ rule: 'date_in_future', pointer, value: day });
  if (day < departedOn)
    violations.push({ rule: 'day_before', pointer, value: day, params: { first: departedOn } });
  if (violations.length > 0) throw new Problem('receipt_rule', {}, violations);
  return { received_on: day, time_zone: day > now ? sender.time_zone : DEFAULT_TIME_ZONE };
}

/** The lines that something happened to, in the order of the consignment. */
interface Received extends Omit<ReceivedLine, 'over_decision'> {
  line: Line;
  over_decision: OverDecision | null;
}

function receivedLines(
  lines: readonly Line[],
  stated: readonly StatedLine[],
  missing: ReadonlyMap<string, number>,
): Received[] {
  const statedOf = new Map(stated.map((line) => [line.consignment_line_id, line]));
  return lines.flatMap((line): Received[] => {
    const part = statedOf.get(line.id) ?? { ...nothing, consignment_line_id: line.id };
    const lost = part.missing + (missing.get(line.id) ?? 0);
    if (part.good + part.damaged + part.over + lost === 0) return [];
    return [{ ...part, missing: lost, line, over_lot_id: null }];
  });
}

const nothing = { good: 0, damaged: 0, missing: 0, over: 0, over_decision: null };

/** Finds or makes the lots that goods over are accepted into: the one that was sent, or the same under another grant. */
async function withOverLots(
  tx: Tx,
  context: Context,
  received: readonly Received[],
  day: string,
): Promise<Received[]> {
  const accepted = received.filter(({ over_decision }) => over_decision?.decision === 'accept');
  if (accepted.length === 0) return [...received];
  const like = await lotsToSplit(
    tx,
    accepted.map(({ line }) => line.lot_id),
  );
  const lots = accepted.map(({ line, over_decision }, index) => {
    const { id: _, ...lot } = present(like.get(line.lot_id), 'the lot that was sent');
    return { ...lot, line: index, grant_id: over_decision?.grant_id ?? lot.grant_id };
  });
  const ids = await registerLots(tx, context, lots, day);
  const lotOf = new Map(accepted.map((part, index) => [part.consignment_line_id, ids[index] ?? null]));
  return received.map((part) => ({ ...part, over_lot_id: lotOf.get(part.consignment_line_id) ?? null }));
}

async function assertGrants(tx: Tx, stated: readonly StatedLine[]): Promise<void> {
  const violations = await unknownOverGrants(tx, stated);
  if (violations.length > 0) throw new Problem('receipt_rule', {}, violations);
}

function toStored({
  consignment_line_id,
  good,
  damaged,
  missing,
  over,
  over_decision,
  over_lot_id,
}: Received) {
  const decision = over_decision?.decision ?? null;
  return { consignment_line_id, good, damaged, missing, over, over_decision: decision, over_lot_id };
}

/** Whoever transported the goods answers for what did not arrive whole. */
async function claim(
  tx: Tx,
  context: Context,
  principal: Principal,
  consignment: Consignment,
  receipt: { id: string; number: string; received_on: string },
  received: readonly Received[],
): Promise<void> {
  const subject = {
    kind: 'consignment_receipt' as const,
    id: receipt.id,
    number: receipt.number,
    warehouse_id: consignment.warehouse_id,
    time_zone: DEFAULT_TIME_ZONE,
    received_on: receipt.received_on,
    liable_party: consignment.transporter ?? consignment.warehouse_code,
  };
  const lines = received.map(({ line, over_decision, ...buckets }) => {
    const { line_number, item_id, grant_id, lot_id, lot_number } = line;
    const decision = over_decision?.decision ?? null;
    return { ...buckets, line_number, item_id, grant_id, lot_id, lot_number, over_decision: decision };
  });
  await openClaims(tx, context, principal, subject, lines);
}

/**
 * Moves the goods off the road: the good to the site, the damaged and the missing to where what is lost is counted. What is
 * accepted over is found at the site.
 */
async function postReceived(
  tx: Tx,
  context: Context,
  principal: Principal,
  consignment: Consignment,
  received: readonly Received[],
  day: Day,
): Promise<void> {
  const site = present(await findSite(tx, consignment.site_id), 'the site of the consignment');
  const road = consignment.in_transit_location_id;
  const document = { kind: 'consignment', id: consignment.id };
  const off = (bucket: 'good' | 'damaged' | 'missing', to_location_id: string) =>
    received
      .filter((part) => part[bucket] > 0)
      .map((part) => ({
        lot_id: part.line.lot_id,
        from_location_id: road,
        to_location_id,
        quantity: part[bucket],
      }));
  const found = received.flatMap(({ over_lot_id, over }) =>
    over_lot_id === null
      ? []
      : [
          {
            lot_id: over_lot_id,
            from_location_id: ADJUSTMENT,
            to_location_id: site.location_id,
            quantity: over,
          },
        ],
  );
  const common = { occurred_on: day.received_on, time_zone: day.time_zone, document };
  const postings: Posting[] = [
    { ...common, kind: 'deliver', lines: off('good', site.location_id) },
    { ...common, kind: 'shortfall', reason: 'damaged', lines: off('damaged', LOSS) },
    { ...common, kind: 'shortfall', reason: 'lost', lines: off('missing', LOSS) },
    { ...common, kind: 'surplus', reason: 'found', lines: found },
  ];
  const some = postings.filter(({ lines }) => lines.length > 0);
  await postSeveral(tx, context, principal, some);
}
