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
import { damagedGoods, otherBuckets } from '../stock/schema.ts';
import { amount, expectedTotals, means, reference } from './expected-schema.ts';
import { transferStates } from './states.ts';

const state = z.enum(transferStates);

const transferFields = {
  id,
  number: z.string().meta({ examples: ['TRF-000001'] }),
  from_warehouse_id: id,
  from_warehouse_code: code,
  to_warehouse_id: id,
  to_warehouse_code: code,
  state,
  in_transit_location_id: id.meta({ description: 'The place of the stock ledger that this load is' }),
  means,
  expected_on: day.nullable(),
  note: z.string().nullable(),
  transporter: z.string().nullable(),
  vehicle_plate: z.string().nullable(),
  transport_document: z.string().nullable(),
  departed_on: day.nullable().meta({ description: 'By the day it was at the sender' }),
  ...expectedTotals,
  version,
  created_by: id,
  created_at: moment,
  updated_at: moment,
};

export const transfer = z.strictObject(transferFields).meta({ id: 'Transfer' });

export const transferDetail = z
  .strictObject({
    ...transferFields,
    lines: z.array(
      z.strictObject({
        id,
        line_number: z.int(),
        item_id: id,
        item_code: code,
        lot_id: id,
        lot_number: z.string(),
        grant_code: code,
        expires_on: day.nullable(),
        location_id: id.meta({ description: 'The bin it leaves from' }),
        location_code: z.string(),
        quantity,
        good: amount,
        damaged: amount,
        missing: amount,
        over: amount,
        outstanding: amount,
      }),
    ),
  })
  .meta({ id: 'TransferWithLines' });

const lines = z
  .array(
    z.strictObject({
      lot_id: id,
      location_id: id.meta({ description: 'The bin of the sender it leaves from' }),
      quantity,
    }),
  )
  .min(1)
  .max(500);

export const newTransfer = z
  .strictObject({
    from_warehouse_id: id,
    to_warehouse_id: id,
    means,
    expected_on: day.nullable().default(null),
    note: note.nullable().default(null),
    lines,
  })
  .meta({ id: 'NewTransfer' });

export const newTransferLines = z.strictObject({ lines }).meta({ id: 'NewTransferLines' });

export const transferDeparture = z
  .strictObject({
    departed_on: day
      .optional()
      .meta({ description: "Today in the sender's time zone unless given; never in the future" }),
    transporter: name.nullable().default(null).meta({ description: 'Liable for what does not arrive whole' }),
    vehicle_plate: z.string().trim().min(1).max(30).nullable().default(null),
    transport_document: reference.nullable().default(null),
  })
  .meta({ id: 'NewTransferDeparture' });

export const newTransferReceipt = z
  .strictObject({
    warehouse_id: id.meta({ description: 'Where the goods are being received: the destination' }),
    received_on: day
      .optional()
      .meta({ description: "Today in the receiver's time zone unless given; not before departure" }),
    note: note.nullable().default(null),
    closes: z
      .boolean()
      .default(false)
      .meta({ description: 'true: nothing more will come; what is left is missing' }),
    lines: z
      .array(
        z.strictObject({
          transfer_line_id: id,
          location_id: id
            .nullable()
            .default(null)
            .meta({ description: 'The bin it goes to; needed for what enters stock' }),
          good: quantityOrZero.default(0),
          ...otherBuckets,
          ...damagedGoods,
        }),
      )
      .max(500)
      .meta({
        description: 'What came this time, on top of earlier receipts; a line in parts where bins differ',
      }),
  })
  .meta({ id: 'NewTransferReceipt' });

export const transfersQuery = listQuery(
  ['id'],
  { from_warehouse_id: id.optional(), to_warehouse_id: id.optional(), state: state.optional() },
  '-id',
);
export const transfersPage = pageOf(transfer);
