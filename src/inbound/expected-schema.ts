import { z } from 'zod';
import {
  code,
  currency,
  day,
  flag,
  id,
  listQuery,
  moment,
  name,
  note,
  pageOf,
  quantity,
  quantityOrZero,
  unitValue,
  version,
} from '../lib/fields.ts';
import { packed } from '../stock/packed-schema.ts';
import { condition, damagedGoods, lotNumber, otherBuckets, receiptMeans } from '../stock/schema.ts';
import { expectedStates } from './states.ts';

export const idParams = z.strictObject({ id });

const state = z.enum(expectedStates);
export const means = receiptMeans.exclude(['opening_balance']);
export const reference = z.string().trim().min(1).max(200);
export const amount = z.int().min(0).meta({ description: 'Whole base units of the item' });

const number = z
  .string()
  .meta({ description: 'Number of the expected consignment', examples: ['EXP-000001'] });

export const expectedTotals = {
  units: amount.meta({ description: 'Sent, over all lines' }),
  outstanding: amount.meta({ description: 'Not accounted for yet, over all lines' }),
};

const expectedFields = {
  id,
  number,
  warehouse_id: id,
  warehouse_code: code,
  supplier: z.string().meta({ description: 'Supplier or donor' }),
  grant_id: id,
  grant_code: code,
  reference: z.string(),
  means,
  transport_document: z.string().nullable(),
  state,
  expected_on: day.meta({ description: 'The latest estimate of the arrival' }),
  late: z.boolean().meta({
    description: 'Something is still to come and the day has passed where it should arrive',
  }),
  shipped_on: day.nullable(),
  cancel_reason: z.string().nullable(),
  ...expectedTotals,
  version,
  created_by: id,
  created_at: moment,
  updated_at: moment,
};

export const expected = z.strictObject(expectedFields).meta({ id: 'ExpectedConsignment' });

const expectedLine = z
  .strictObject({
    id,
    line_number: z.int(),
    item_id: id,
    item_code: code,
    quantity: quantity.meta({ description: 'Sent, in whole base units' }),
    lot_number: z.string().nullable(),
    expires_on: day.nullable(),
    unit_value: unitValue.nullable(),
    currency: currency.nullable(),
    good: amount,
    damaged: amount,
    missing: amount,
    over: amount,
    outstanding: amount.meta({ description: 'quantity − good − damaged − missing' }),
  })
  .meta({ id: 'ExpectedLine' });

export const expectedDetail = z
  .strictObject({
    ...expectedFields,
    lines: z.array(expectedLine),
    estimates: z
      .array(
        z.strictObject({
          estimate_number: z.int(),
          expected_on: day,
          reason: z.string().nullable().meta({ description: 'Null for the first' }),
          stated_by: id,
          stated_at: moment,
        }),
      )
      .meta({ description: 'Every estimate of the arrival, oldest first' }),
  })
  .meta({ id: 'ExpectedConsignmentWithLines' });

export const newExpected = z
  .strictObject({
    warehouse_id: id.meta({ description: 'Where it is to arrive' }),
    supplier: name,
    grant_id: id,
    reference: reference.meta({ description: "The sender's number" }),
    means,
    transport_document: reference.nullable().default(null),
    expected_on: day,
    lines: z
      .array(
        z.strictObject({
          item_id: id,
          quantity,
          lot_number: lotNumber.nullable().default(null),
          expires_on: day.nullable().default(null),
          unit_value: unitValue.nullable().default(null),
          currency: currency.nullable().default(null),
        }),
      )
      .min(1)
      .max(1000),
  })
  .meta({ id: 'NewExpectedConsignment' });

export const newEstimate = z
  .strictObject({ expected_on: day, reason: note })
  .meta({ id: 'NewArrivalEstimate' });

export const newShipment = z
  .strictObject({
    shipped_on: day
      .optional()
      .meta({ description: 'Today at the destination unless given; never in the future' }),
    transport_document: reference.nullable().default(null).meta({ description: 'AWB, B/L, CMR or plate' }),
  })
  .meta({ id: 'NewShipment' });

export const newCancellation = z.strictObject({ reason: note }).meta({ id: 'NewExpectedCancellation' });

export const newExpectedReceipt = z
  .strictObject({
    warehouse_id: id.meta({ description: 'Where the goods are being received: the destination' }),
    received_on: day
      .optional()
      .meta({ description: "Today in the warehouse's time zone unless given; not before the shipment" }),
    transport_document: reference.nullable().default(null),
    note: note.nullable().default(null),
    closes: z
      .boolean()
      .default(false)
      .meta({ description: 'true: nothing more will come; what is left is missing' }),
    lines: z
      .array(
        z.strictObject({
          expected_line_id: id,
          lot_number: lotNumber
            .nullable()
            .default(null)
            .meta({ description: 'That of the line unless given' }),
          expires_on: day.nullable().optional().meta({ description: 'That of the line unless given' }),
          manufactured_on: day.nullable().default(null),
          condition: condition.default('good'),
          location_id: id
            .nullable()
            .default(null)
            .meta({ description: 'The bin it goes to; needed for what enters stock' }),
          good: quantityOrZero.optional().meta({ description: '0 unless given or packed says it' }),
          packed: packed.optional(),
          ...otherBuckets,
          ...damagedGoods,
        }),
      )
      .max(1000)
      .meta({
        description:
          'What came this time, on top of earlier receipts; a line in parts where lots or bins differ',
      }),
  })
  .meta({ id: 'NewExpectedReceipt' });

export const expectedQuery = listQuery(['expected_on', 'id'], {
  warehouse_id: id.optional(),
  grant_id: id.optional(),
  item_id: id.optional().meta({ description: 'Consignments with a line of this item' }),
  state: state.optional(),
  due_before: day.optional().meta({ description: 'Expected before this day' }),
  open: flag.optional().meta({ description: 'true: only those of which something is still to come' }),
  late: flag.optional().meta({ description: 'true: only late ones, by the day it is at their destination' }),
});
export const expectedPage = pageOf(expected);
