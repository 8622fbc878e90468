import { z } from 'zod';
import { cents, code, currency, day, name, note } from '../lib/fields.ts';
import { overDecisions } from '../stock/buckets.ts';
import { receiptMeans } from '../stock/schema.ts';

const block = z
  .strictObject({
    units: z.int().min(0),
    weight_g: z
      .int()
      .min(0)
      .nullable()
      .meta({ description: 'Null when the weight of the item is unknown, never 0' }),
  })
  .meta({ id: 'GoodsReceivedBlock' });

export const goodsReceivedNote = z
  .strictObject({
    number: z.string().meta({ examples: ['GRN-000001'] }),
    consignee: z.strictObject({ code, name, country: z.string() }),
    received_from: z.string(),
    reference: z.string(),
    source_number: z
      .string()
      .nullable()
      .meta({ description: 'The expected consignment or transfer received; null when none' }),
    arrived_on: day,
    means: receiptMeans,
    transport_document: z.string().nullable(),
    reversed: z.boolean(),
    lines: z.array(
      z.strictObject({
        line_number: z.int(),
        item_code: code,
        name_es: name,
        name_en: name,
        unit_type: z.string(),
        donor: name,
        grant_code: code,
        lot_number: z.string().nullable(),
        expires_on: day.nullable(),
        good: block.meta({
          description: 'Received in good condition; goods over that were accepted among them',
        }),
        claim: block.meta({ description: 'Damaged, missing, and over without being accepted' }),
        damaged: z.int().min(0),
        missing: z.int().min(0),
        over: z.int().min(0),
        over_decision: z.enum(overDecisions).nullable(),
      }),
    ),
    claims: z.array(
      z.strictObject({
        number: z.string(),
        line_number: z.int(),
        bucket: z.enum(['damaged', 'missing', 'over']),
        quantity: z.int(),
        value_cents: cents.nullable(),
        currency: currency.nullable(),
        state: z.enum(['open', 'submitted', 'settled', 'waived']),
      }),
    ),
    comments: z.string().nullable(),
    delivered_by: z
      .string()
      .meta({ description: 'Who brought the goods: the transport document, or the sender' }),
    received_by: z.strictObject({ name, date: day, place: name }),
  })
  .meta({ id: 'GoodsReceivedNote' });

export const newReceiptReversal = z.strictObject({ note }).meta({ id: 'NewReceiptReversal' });
