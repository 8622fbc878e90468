import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { bucketViolations, stateAfter, unknownLines } from '../stock/buckets.ts';
import { readClosedThrough } from '../stock/place-store.ts';
import { ADJUSTMENT, LOSS } from '../stock/places.ts';
import type { Posting, PostingLine } from '../stock/post.ts';
import { postSeveral } from '../stock/post-several.ts';
import {
  findReceipt,
  insertReceipt,
  type ReceiptCountRow,
  type ReceiptLineRow,
} from '../stock/receipt-store.ts';
import { damagedLotNumber, registerLots } from '../stock/receive.ts';
import { findBins, findWarehouse } from '../stock/store.ts';
import { countIn, unknownOverGrants } from './count.ts';
import { openClaims } from './open-claims.ts';
import type { newTransferReceipt } from './transfer-schema.ts';
import { findTransfer, listTransferLines, lotsToSplit, settleTransfer } from './transfer-store.ts';
import { take } from './transfers.ts';

type NewReceipt = z.infer<typeof newTransferReceipt>;
type Stated = NewReceipt['lines'][number];
type Transfer = NonNullable<Awaited<ReturnType<typeof findTransfer>>>;
type Line = Awaited<ReturnType<typeof listTransferLines>>[number];
type Warehouse = NonNullable<Awaited<ReturnType<typeof findWarehouse>>>;

/**
 * Receives a transfer at its destination, on top of earlier receipts. The good goes to its bins as the lot it left as; the
 * damaged does too, and is split there into a held lot of its own, or is lost when refused; the missing is lost; what is over is
 * found there when accepted. A receipt that closes books the rest as missing; whatever is not good opens a claim. Throws
 * `not_found`, `state_conflict` (before departure, or when nothing is on the road any more), `receipt_rule`, `over_receipt`, and
 * what `post` throws.
 */
export async function receiveTransfer(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: NewReceipt,
) {
  const transfer = found(await findTransfer(tx, id), 'transfer', id);
  await take(tx, id, 'receive', instant(context.clock));
  const receiver = present(await findWarehouse(tx, transfer.to_warehouse_id), 'the receiver');
  const sender = present(await findWarehouse(tx, transfer.from_warehouse_id), 'the sender');
  const lines = await listTransferLines(tx, id);
  const day = receiptDay(context, transfer, { sender, receiver }, input);
  await assertReceipt(tx, transfer, lines, input, day);
  const stated = input.lines.map((line) => ({ ...line, line_id: line.transfer_line_id }));
  const rest = await countIn(tx, 'transfer_lines', lines, stated, input.closes);
  const counted = await split(tx, context, lines, input.lines, rest, day.received_on);
  const receiptId = context.ids.next();
  const postings = postingsOf(counted, {
    road: transfer.in_transit_location_id,
    occurred_on: day.received_on,
    receiptId,
    time_zone: day.time_zone,
  });
  const posted = await postSeveral(tx, context, principal, postings);
  const arrived = postings.findIndex(({ kind }) => kind === 'transfer_in');
  await insertReceipt(
    tx,
    {
      id: receiptId,
      number: await nextNumber(tx, 'GRN'),
      warehouse_id: receiver.id,
      reference: transfer.number,
      received_from: sender.name,
      received_on: day.received_on,
      means: transfer.means,
      transport_document: transfer.transport_document,
      movement_id: posted[arrived]?.id ?? null,
      import_id: null,
      expected_consignment_id: null,
      transfer_id: id,
      closes: Number(input.closes),
      note: input.note,
      posted_by: principal.person_id,
      posted_at: instant(context.clock),
    },
    counted.flatMap(entered),
    counted.map(toCount),
  );
  await assertDayOpen(tx, receiver, day.received_on);
  const receipt = present(await findReceipt(tx, receiptId), 'the receipt just recorded');
  const subject = {
    kind: 'transfer_receipt' as const,
    id: receiptId,
    number: receipt.number,
    warehouse_id: receiver.id,
    time_zone: receiver.time_zone,
    received_on: day.received_on,
    liable_party: transfer.transporter ?? sender.name,
  };
  const claimed = receipt.counts.map((count, index) => ({
    ...count,
    lot_id: counted[index]?.line.lot_id ?? null,
  }));
  await openClaims(tx, context, principal, subject, claimed);
  await settleTransfer(tx, id, stateAfter(await listTransferLines(tx, id)));
  return receipt;
}

/**
 * A receipt is in the books of its warehouse, also one that only states what is missing and so touches no bin: its loss waits for
 * an open day like goods do. The row of the receipt holds the warehouse by now.
 */
async function assertDayOpen(tx: Tx, { id, code }: Warehouse, day: string): Promise<void> {
  const closed_through = await readClosedThrough(tx, id);
  if (closed_through === null || day > closed_through) return;
  throw new Problem('movement_rule', {}, [
    { rule: 'period_closed', value: day, params: { warehouse: code, closed_through } },
  ]);
}

interface Day {
  received_on: string;
  departed_on: string;
  latest: string;
  /** Where it is that day already. */
  time_zone: string;
}

/**
 * The day of the receipt by the receiver's own calendar. Where it is still the day before there, the goods arrive on the day they
 * left: nothing arrives before it leaves.
 */
function receiptDay(
  context: Context,
  transfer: Transfer,
  { sender, receiver }: { sender: Warehouse; receiver: Warehouse },
  input: NewReceipt,
): Day {
  const departed_on = present(transfer.departed_on, 'the day of departure');
  const now = today(context.clock, receiver.time_zone);
  const latest = now > departed_on ? now : departed_on;
  const received_on = input.received_on ?? latest;
  const { time_zone } = received_on > now ? sender : receiver;
  return { received_on, departed_on, latest, time_zone };
}

/** Throws `receipt_rule` with everything that is wrong with the receipt itself. */
async function assertReceipt(
  tx: Tx,
  transfer: Transfer,
  lines: readonly Line[],
  input: NewReceipt,
  day: Day,
): Promise<void> {
  const violations: Violation[] = bucketViolations(input.lines);
  const pointer = '/body/received_on';
  if (day.received_on > day.latest)
    violations.push({ rule: 'date_in_future', pointer, value: day.received_on });
  if (day.received_on < day.departed_on) {
    const params = { first: day.departed_on };
    violations.push({ rule: 'day_before', pointer, value: day.received_on, params });
  }
  if (input.warehouse_id !== transfer.to_warehouse_id) {
    const params = { number: transfer.number, warehouse: transfer.to_warehouse_code };
    violations.push({
      rule: 'other_warehouse',
      pointer: '/body/warehouse_id',
      value: input.warehouse_id,
      params,
    });
  }
  if (input.lines.length === 0 && !input.closes)
    violations.push({ rule: 'nothing_stated', pointer: '/body/lines' });
  const stated = input.lines.map((line) => ({ line_id: line.transfer_line_id }));
  const known = new Set(lines.map((line) => line.id));
  violations.push(...unknownLines(stated, known, 'transfer_line_id', 'line of the transfer'));
  violations.push(...(await unknownOverGrants(tx, input.lines)));
  const bins = new Set((await findBins(tx, transfer.to_warehouse_id)).map((bin) => bin.id));
  input.lines.forEach((line, index) => {
    violations.push(...binViolations(line, bins, `/body/lines/${index}`));
  });
  if (violations.length > 0) throw new Problem('receipt_rule', {}, violations);
}

function binViolations(line: Stated, bins: ReadonlySet<string>, pointer: string): Violation[] {
  const accepted = line.over_decision?.decision === 'accept' ? line.over : 0;
  const kept = line.damaged_refused ? 0 : line.damaged;
  const violations: Violation[] = [];
  const damagedAt = line.damaged_location_id ?? line.location_id;
  if ((line.good + accepted > 0 && line.location_id === null) || (kept > 0 && damagedAt === null))
    violations.push({ rule: 'required', pointer: `${pointer}/location_id` });
  for (const field of ['location_id', 'damaged_location_id'] as const) {
    const value = line[field];
    if (value === null || bins.has(value)) continue;
    const params = { resource: 'bin of the warehouse' };
    violations.push({ rule: 'unknown_reference', pointer: `${pointer}/${field}`, value, params });
  }
  return violations;
}

/** A part of a line as it was counted, with the lots its damaged goods and those over become. */
interface Counted extends Stated {
  line: Line;
  grant_id: string;
  damaged_lot_id: string | null;
  over_lot_id: string | null;
}

/** Finds or makes the lots of damaged goods and of goods over; adds on closing the rest of each line as missing. */
async function split(
  tx: Tx,
  context: Context,
  lines: readonly Line[],
  stated: readonly Stated[],
  rest: ReadonlyMap<string, number>,
  day: string,
): Promise<Counted[]> {
  const lineOf = new Map(lines.map((line) => [line.id, line]));
  const parts: Stated[] = [
    ...stated,
    ...[...rest].map(([transfer_line_id, missing]) => ({ ...nothing, transfer_line_id, missing })),
  ];
  const lots = await lotsToSplit(
    tx,
    lines.map((line) => line.lot_id),
  );
  const lotOf = (part: Stated) => {
    const line = present(lineOf.get(part.transfer_line_id), 'the line stated');
    return { line, lot: present(lots.get(line.lot_id), 'the lot of the line') };
  };
  const made = parts.flatMap((part, index) => {
    const { lot } = lotOf(part);
    const { id: _, ...like } = lot;
    const damaged = {
      ...like,
      line: index,
      lot_number: damagedLotNumber(lot.lot_number),
      condition: 'damaged' as const,
    };
    const grant_id = part.over_decision?.grant_id ?? lot.grant_id;
    return [
      ...(part.damaged > 0 && !part.damaged_refused ? [{ ...damaged, bucket: 'damaged' }] : []),
      ...(part.over_decision?.decision === 'accept' && grant_id !== lot.grant_id
        ? [{ ...like, line: index, grant_id, condition: lot.condition, bucket: 'over' }]
        : []),
    ];
  });
  const ids = await registerLots(tx, context, made, day);
  const idOf = new Map(made.map(({ line, bucket }, index) => [`${line} ${bucket}`, ids[index] ?? null]));
  return parts.map((part, index) => {
    const { line, lot } = lotOf(part);
    const accepted = part.over_decision?.decision === 'accept';
    return {
      ...part,
      line,
      grant_id: lot.grant_id,
      damaged_lot_id: idOf.get(`${index} damaged`) ?? null,
      over_lot_id: accepted ? (idOf.get(`${index} over`) ?? lot.id) : null,
    };
  });
}

const nothing = {
  location_id: null,
  good: 0,
  damaged: 0,
  over: 0,
  over_decision: null,
  damaged_refused: false,
  damaged_location_id: null,
};

interface Arrival {
  road: string;
  occurred_on: string;
  receiptId: string;
  time_zone: string;
}

/** The movements of a receipt; those without lines are left out. */
function postingsOf(counted: readonly Counted[], arrival: Arrival): Posting[] {
  const { road, occurred_on, receiptId, time_zone } = arrival;
  const lost = (quantityOf: (part: Counted) => number) =>
    counted.flatMap((part) => line(part.line.lot_id, road, LOSS, quantityOf(part)));
  const common = { occurred_on, document: { kind: 'transfer_receipt', id: receiptId }, time_zone };
  const postings: Posting[] = [
    {
      ...common,
      kind: 'transfer_in',
      lines: counted.flatMap((part) => [
        ...line(part.line.lot_id, road, part.location_id, part.good),
        ...(part.damaged_lot_id === null ? [] : line(part.line.lot_id, road, damagedBin(part), part.damaged)),
      ]),
    },
    {
      ...common,
      kind: 'adjust',
      reason: 'damaged',
      lines: counted.flatMap((part) =>
        part.damaged_lot_id === null
          ? []
          : [
              ...line(part.line.lot_id, damagedBin(part), ADJUSTMENT, part.damaged),
              ...line(part.damaged_lot_id, ADJUSTMENT, damagedBin(part), part.damaged),
            ],
      ),
    },
    {
      ...common,
      kind: 'shortfall',
      reason: 'damaged',
      lines: lost((part) => (part.damaged_lot_id === null ? part.damaged : 0)),
    },
    { ...common, kind: 'shortfall', reason: 'lost', lines: lost((part) => part.missing) },
    {
      ...common,
      kind: 'surplus',
      reason: 'found',
      lines: counted.flatMap((part) =>
        part.over_lot_id === null ? [] : line(part.over_lot_id, ADJUSTMENT, part.location_id, part.over),
      ),
    },
  ];
  return postings.filter(({ lines }) => lines.length > 0);
}

function damagedBin(part: Counted): string {
  return present(part.damaged_location_id ?? part.location_id, 'the bin of the damaged goods');
}

function line(lot_id: string, from: string, to: string | null, quantity: number): PostingLine[] {
  if (quantity === 0) return [];
  return [{ lot_id, from_location_id: from, to_location_id: present(to, 'where the goods go'), quantity }];
}

/** What of a part entered stock. */
function entered(part: Counted): ReceiptLineRow[] {
  const rows: ReceiptLineRow[] = [];
  const at = part.location_id;
  if (part.good > 0 && at !== null)
    rows.push({ lot_id: part.line.lot_id, location_id: at, quantity: part.good });
  if (part.damaged_lot_id !== null)
    rows.push({ lot_id: part.damaged_lot_id, location_id: damagedBin(part), quantity: part.damaged });
  if (part.over_lot_id !== null && at !== null)
    rows.push({ lot_id: part.over_lot_id, location_id: at, quantity: part.over });
  return rows;
}

function toCount(part: Counted): ReceiptCountRow {
  const { good, damaged, missing, over } = part;
  return {
    expected_line_id: null,
    transfer_line_id: part.transfer_line_id,
    item_id: part.line.item_id,
    grant_id: part.grant_id,
    lot_number: part.line.lot_number,
    lot_id: good > 0 ? part.line.lot_id : null,
    good,
    damaged,
    missing,
    over,
    damaged_lot_id: part.damaged_lot_id,
    over_decision: part.over_decision?.decision ?? null,
    over_lot_id: part.over_lot_id,
  };
}
