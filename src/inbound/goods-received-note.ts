import type { z } from 'zod';
import type { Reader } from '../database/database.ts';
import { found } from '../lib/expect.ts';
import { claimable } from '../stock/buckets.ts';
import { findReceipt } from '../stock/receipt-store.ts';
import { listSubjectClaims } from './claim-store.ts';
import type { goodsReceivedNote } from './note-schema.ts';
import { findNoteHead, listNoteLines } from './note-store.ts';

type Line = Awaited<ReturnType<typeof listNoteLines>>[number];

/**
 * The goods received note of a receipt: by line one block for what is good and one for what is claimed, each in units and weight.
 * Throws `not_found`.
 */
export async function readGoodsReceivedNote(
  reader: Reader,
  receiptId: string,
): Promise<z.infer<typeof goodsReceivedNote>> {
  const head = found(await findNoteHead(reader, receiptId), 'receipt', receiptId);
  const [receipt, lines, claims] = await Promise.all([
    findReceipt(reader, receiptId),
    listNoteLines(reader, receiptId),
    listSubjectClaims(reader, receiptId),
  ]);
  return {
    number: head.number,
    consignee: { code: head.warehouse_code, name: head.warehouse_name, country: head.country },
    received_from: head.received_from,
    reference: head.reference,
    source_number: head.source_number,
    arrived_on: head.received_on,
    means: head.means,
    transport_document: head.transport_document,
    reversed: (receipt?.reversed_at ?? null) !== null,
    lines: lines.map(noteLine),
    claims: claims.map(({ id: _, ...claim }) => claim),
    comments: head.note,
    delivered_by: head.transport_document ?? head.received_from,
    received_by: { name: head.received_by, date: head.received_on, place: head.warehouse_name },
  };
}

function noteLine({ unit_weight_g, good, ...line }: Line) {
  const claimed = claimable({ good, ...line }).reduce((sum, { quantity }) => sum + quantity, 0);
  const accepted = line.over_decision === 'accept' ? line.over : 0;
  const block = (units: number) => ({
    units,
    weight_g: unit_weight_g === null ? null : units * unit_weight_g,
  });
  return { ...line, good: block(good + accepted), claim: block(claimed) };
}
