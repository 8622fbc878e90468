import { z } from 'zod';
import {
  code,
  day,
  id,
  listQuery,
  moment,
  name,
  note,
  pageOf,
  quantity,
  quantityOrZero,
  version,
} from '../lib/fields.ts';
import { overDecisions } from '../stock/buckets.ts';
import { otherBuckets } from '../stock/schema.ts';
import { consignmentStates } from './states.ts';

export const idParams = z.strictObject({ id });

const state = z.enum(consignmentStates);

const number = z.string().meta({ description: 'Waybill number', examples: ['WB-000001'] });

const amount = z.int().min(0).meta({ description: 'Whole base units of the item' });

const weight = z.int().min(0).nullable().meta({ description: 'Grams; null when unknown, never 0' });
const volume = z.int().min(0).nullable().meta({ description: 'Millilitres; null when unknown, never 0' });

const totals = z
  .strictObject({
    units: amount,
    weight_g: weight,
    volume_ml: volume,
    incomplete: z.boolean().meta({
      description: 'Some item has no known weight or volume: the sums leave it out and are too low',
    }),
  })
  .meta({ id: 'Load' });

const consignmentFields = {
  id,
  number,
  plan_id: id,
  operation_id: id,
  warehouse_id: id,
  warehouse_code: code,
  site_id: id,
  site_code: code,
  state,
  in_transit_location_id: id.meta({ description: 'The place of the stock ledger that this load is' }),
  vehicle_plate: z.string().nullable(),
  transporter: z.string().nullable(),
  driver: z.string().nullable(),
  departed_on: day.nullable(),
  departed_by: id.nullable(),
  version,
  created_by: id,
  created_at: moment,
  updated_at: moment,
  totals,
};

export const consignment = z.strictObject(consignmentFields).meta({ id: 'Consignment' });

const consignmentLine = z
  .strictObject({
    id,
    line_number: z.int(),
    item_id: id,
    item_code: code,
    lot_id: id,
    lot_number: z.string(),
    expires_on: day.nullable(),
    grant_code: code,
    location_id: id.meta({ description: 'The bin it is picked from' }),
    location_code: z.string(),
    quantity: quantity.meta({ description: 'Sent, in whole base units' }),
    good: amount.meta({ description: 'Received in good condition' }),
    damaged: amount,
    missing: amount,
    over: amount.meta({ description: 'Came on top of all that was sent' }),
    outstanding: amount.meta({ description: 'Not accounted for yet: quantity − good − damaged − missing' }),
    weight_g: weight,
    volume_ml: volume,
  })
  .meta({ id: 'ConsignmentLine' });

export const consignmentDetail = z
  .strictObject({ ...consignmentFields, lines: z.array(consignmentLine) })
  .meta({ id: 'ConsignmentWithLines' });

export const consignments = z.strictObject({ data: z.array(consignment) });

export const consignmentsQuery = listQuery(
  ['id', 'number'],
  {
    plan_id: id.optional(),
    operation_id: id.optional(),
    site_id: id.optional(),
    warehouse_id: id.optional(),
    state: state.optional(),
    number: z.string().min(1).max(40).optional(),
    request_id: id.optional().meta({ description: 'Those that serve a request' }),
  },
  '-id',
);
export const consignmentsPage = pageOf(consignment);

const plate = z
  .string()
  .trim()
  .min(1)
  .max(30)
  .meta({ examples: ['P123-456'] });

export const departure = z
  .strictObject({
    departed_on: day
      .optional()
      .meta({ description: "Today in the warehouse's time zone unless given; never in the future" }),
    vehicle_plate: plate,
    transporter: name,
    driver: name.nullable().default(null),
  })
  .meta({ id: 'NewDeparture' });

const signature = z
  .strictObject({
    name: z.string().nullable(),
    date: day.nullable(),
    place: z.string(),
  })
  .meta({ id: 'WaybillSignature' });

export const waybill = z
  .strictObject({
    number,
    date: day.nullable().meta({ description: 'Day of departure; null before it' }),
    operation: name,
    plan_number: z.string(),
    expected_on: day.meta({ description: 'When the plan expects the goods at the site' }),
    from: z.strictObject({ code, name, country: z.string() }),
    to: z.strictObject({ code, name, p_code: z.string().nullable() }),
    transport: z.strictObject({
      vehicle_plate: z.string().nullable(),
      transporter: z.string().nullable(),
      driver: z.string().nullable(),
    }),
    lines: z.array(
      z.strictObject({
        line_number: z.int(),
        item_code: code,
        name_es: name,
        name_en: name,
        lot_number: z.string(),
        expires_on: day.nullable(),
        donor: name,
        grant_code: code,
        units: quantity,
        unit_type: z.string().meta({ examples: ['piece'] }),
        weight_g: weight,
        volume_ml: volume,
      }),
    ),
    request_numbers: z.array(z.string()).meta({ description: 'Requests of the site that the plan answers' }),
    totals,
    loaded_by: signature,
    transported_by: signature,
    received_by: signature,
    received: z
      .strictObject({ good: amount, damaged: amount, missing: amount })
      .nullable()
      .meta({ description: 'Condition on receipt, over all lines so far; null before the first receipt' }),
    comments: z.array(z.string()).meta({ description: "The receiver's, oldest first" }),
  })
  .meta({ id: 'Waybill' });

const receiptNumber = z
  .string()
  .meta({ description: 'Goods received note of the site', examples: ['SGRN-000001'] });

export const newConsignmentReceipt = z
  .strictObject({
    received_on: day
      .optional()
      .meta({ description: 'Today in El Salvador unless given; not before departure and not in the future' }),
    received_by_name: name,
    note: note.nullable().default(null),
    closes: z.boolean().meta({ description: 'true: nothing more will come; what is left over is missing' }),
    lines: z
      .array(
        z.strictObject({
          consignment_line_id: id,
          good: quantityOrZero.meta({ description: 'Received in good condition, in whole base units' }),
          ...otherBuckets,
        }),
      )
      .max(1000)
      .meta({ description: 'What came this time, on top of earlier receipts' }),
  })
  .meta({ id: 'NewConsignmentReceipt' });

export const consignmentReceipt = z
  .strictObject({
    id,
    number: receiptNumber,
    consignment_id: id,
    received_on: day,
    closes: z.boolean(),
    received_by_name: z.string(),
    note: z.string().nullable(),
    posted_by: id,
    posted_at: moment,
    lines: z.array(
      z.strictObject({
        consignment_line_id: id,
        line_number: z.int(),
        item_code: code,
        lot_number: z.string(),
        good: amount,
        damaged: amount,
        missing: amount.meta({
          description: 'Stated, or left over when this receipt closed the consignment',
        }),
        over: amount,
        over_decision: z.enum(overDecisions).nullable(),
        over_lot_id: id.nullable().meta({ description: 'The lot that goods over were accepted into' }),
      }),
    ),
  })
  .meta({ id: 'ConsignmentReceipt' });

export const receiptsQuery = listQuery(['id'], {});
export const receiptsPage = pageOf(consignmentReceipt);
