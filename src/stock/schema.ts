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
import { holdDecision, queueDecision, takingDecision } from '../reservations/schema.ts';
import { overDecisions } from './buckets.ts';
import { packed } from './packed-schema.ts';
import { locationKind, purpose } from './place-schema.ts';
import { handKinds, reasons } from './places.ts';

export const idParams = z.strictObject({ id });

export const condition = z
  .enum(['good', 'hold', 'quarantine', 'damaged', 'expired'])
  .meta({ description: 'Only good lots are available; expiry is judged apart, by date' });

export const lotNumber = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .meta({ examples: ['TP-2611-A'] });

const lotOwner = name.meta({ description: 'Whose the goods are, where it is not who keeps them' });

const lotAttributes = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), z.string().trim().min(1).max(200))
  .refine((map) => Object.keys(map).length <= 20, { error: 'at most 20 attributes' })
  .meta({ description: 'What else is known of the lot, up to 20 texts', examples: [{ colour: 'azul' }] });

export const lot = z
  .strictObject({
    id,
    item_id: id,
    item_code: code,
    lot_number: lotNumber,
    grant_id: id,
    grant_code: code,
    expires_on: day.nullable().meta({ description: 'Last day it is good, inclusive' }),
    manufactured_on: day.nullable(),
    received_on: day,
    condition,
    unit_value: unitValue.nullable(),
    currency: currency.nullable(),
    units_per_pack: quantity.nullable().meta({ description: 'How it is packed; null when nobody said' }),
    owner: lotOwner.nullable(),
    attributes: lotAttributes,
    version,
  })
  .meta({ id: 'Lot' });

export const lotsQuery = listQuery(['received_on', 'lot_number', 'id'], {
  item_id: id.optional(),
  grant_id: id.optional(),
  condition: condition.optional(),
  lot_number: lotNumber.optional(),
  expires_before: day.optional().meta({ description: 'Lots whose expiry date is before this day' }),
});
export const lotsPage = pageOf(lot);

export const lotChange = z
  .strictObject({
    condition: condition.optional(),
    note: note.optional().meta({ description: 'Why the condition changes; kept with who and when' }),
    owner: lotOwner.nullable().optional(),
    attributes: lotAttributes.optional().meta({ description: 'All of them: what is left out is gone' }),
    reservations: holdDecision.optional(),
  })
  .meta({ id: 'LotChange' });

export const lotCondition = z
  .strictObject({
    id,
    lot_id: id,
    condition_before: condition,
    condition,
    note: z.string().nullable(),
    changed_by: id,
    changed_by_name: name,
    changed_at: moment,
  })
  .meta({ id: 'LotConditionChange' });

export const lotConditionsQuery = listQuery(['id'], {}, '-id');
export const lotConditionsPage = pageOf(lotCondition);

export const receiptMeans = z.enum(['sea', 'air', 'road', 'rail', 'hand', 'opening_balance']);

/** The buckets besides the good one, as every receipt states them. */
export const otherBuckets = {
  damaged: quantityOrZero.default(0),
  missing: quantityOrZero
    .default(0)
    .meta({ description: 'On the papers and not in the load; never enters stock' }),
  over: quantityOrZero
    .default(0)
    .meta({ description: 'Came on top of all that was sent; needs over_decision' }),
  over_decision: z
    .strictObject({
      decision: z.enum(overDecisions),
      grant_id: id
        .nullable()
        .default(null)
        .meta({ description: 'To accept: whose the goods become. Left out otherwise' }),
    })
    .nullable()
    .default(null)
    .meta({
      description:
        'Goods over are never taken in silently: accept them into stock under a grant, return them, or refuse them. What is not accepted opens a claim',
    }),
};

/** What becomes of damaged goods at a warehouse. */
export const damagedGoods = {
  damaged_refused: z.boolean().default(false).meta({
    description:
      'false: the damaged goods are kept as a lot of their own, numbered with -D at the end and held as damaged. true: they do not enter stock',
  }),
  damaged_location_id: id
    .nullable()
    .default(null)
    .meta({ description: 'The bin the damaged goods are kept in; location_id unless given' }),
};

const newReceiptLine = z
  .strictObject({
    item_id: id,
    grant_id: id,
    lot_number: lotNumber,
    location_id: id.meta({ description: 'The bin it goes to' }),
    quantity: quantityOrZero
      .optional()
      .meta({ description: 'Received in good condition, in whole base units; needed unless packed says it' }),
    packed: packed.optional(),
    expires_on: day.nullable().default(null),
    manufactured_on: day.nullable().default(null),
    condition: condition.default('good'),
    unit_value: unitValue.nullable().default(null),
    currency: currency.nullable().default(null),
    ...otherBuckets,
    ...damagedGoods,
  })
  .refine((line) => line.packed !== undefined || line.quantity !== undefined, {
    error: 'quantity or packed',
    path: ['quantity'],
  })
  .refine(
    (line) => line.packed !== undefined || (line.quantity ?? 0) + line.damaged + line.missing + line.over > 0,
    {
      error: 'one of quantity, damaged, missing and over is 1 or more',
      path: ['quantity'],
    },
  );

export const newReceipt = z
  .strictObject({
    warehouse_id: id,
    reference: z.string().trim().min(1).max(200).meta({ description: "The sender's number" }),
    received_from: name,
    received_on: day.optional().meta({ description: "Today in the warehouse's time zone unless given" }),
    means: receiptMeans.exclude(['opening_balance']),
    transport_document: z.string().trim().min(1).max(200).nullable().default(null),
    note: note.nullable().default(null),
    lines: z.array(newReceiptLine).min(1).max(1000),
  })
  .meta({ id: 'NewReceipt' });

const bucket = z.int().min(0);

const receiptCount = z
  .strictObject({
    line_number: z.int(),
    expected_line_id: id.nullable(),
    transfer_line_id: id.nullable(),
    item_id: id,
    item_code: code,
    grant_id: id,
    lot_number: z.string().nullable(),
    lot_id: id.nullable().meta({ description: 'The lot the good goods are; null when none were' }),
    good: bucket,
    damaged: bucket,
    missing: bucket,
    over: bucket,
    damaged_lot_id: id
      .nullable()
      .meta({ description: 'The held lot of the damaged goods; null when refused' }),
    over_decision: z.enum(overDecisions).nullable(),
    over_lot_id: id.nullable().meta({ description: 'The lot that goods over were accepted into' }),
  })
  .meta({ id: 'ReceiptCount' });

export const receipt = z
  .strictObject({
    id,
    number: z.string().meta({ description: 'Goods received note', examples: ['GRN-000001'] }),
    warehouse_id: id,
    reference: z.string(),
    received_from: z.string(),
    received_on: day,
    means: receiptMeans,
    transport_document: z.string().nullable(),
    movement_id: id.nullable().meta({ description: 'Null when nothing entered stock' }),
    expected_consignment_id: id.nullable(),
    transfer_id: id.nullable(),
    closes: z.boolean(),
    note: z.string().nullable(),
    reversed_at: moment.nullable(),
    posted_at: moment,
    counts: z.array(receiptCount).meta({ description: 'What was counted, line by line, in four buckets' }),
    lines: z.array(
      z.strictObject({
        lot_id: id,
        lot_number: lotNumber,
        item_id: id,
        item_code: code,
        grant_code: code,
        expires_on: day.nullable(),
        location_id: id,
        location_code: z.string(),
        quantity,
      }),
    ),
  })
  .meta({ id: 'Receipt' });

export const receiptsQuery = listQuery(['received_on', 'number', 'id'], {
  warehouse_id: id.optional(),
  expected_consignment_id: id.optional(),
  transfer_id: id.optional(),
});
export const receiptsPage = pageOf(receipt);

const amount = z.int();

export const balance = z
  .strictObject({
    id: z.string().meta({ description: 'lot_id:location_id' }),
    lot_id: id,
    lot_number: lotNumber,
    item_id: id,
    item_code: code,
    grant_id: id,
    grant_code: code,
    expires_on: day.nullable(),
    condition,
    location_id: id,
    location_kind: locationKind,
    location_code: z.string(),
    location_purpose: purpose.nullable(),
    warehouse_id: id.nullable(),
    on_hand: amount,
    held: amount.meta({
      description: 'Not usable: on hold, quarantined, damaged, expired, or in a quarantine bin',
    }),
    reserved: amount.meta({ description: 'Held by plans, requests, people and teams' }),
    available: amount.meta({ description: 'on_hand − held − reserved' }),
  })
  .meta({ id: 'StockBalance' });

const as_of = day.optional().meta({ description: 'As it was at the end of this day' });
const known_at = z.iso
  .datetime()
  .transform((text) => new Date(text).toISOString())
  .optional()
  .meta({
    description: 'As it was known at this UTC instant: without what was entered later',
    examples: ['2026-08-05T18:00:00.000Z'],
  });

const stockFilters = {
  item_id: id.optional(),
  lot_id: id.optional(),
  grant_id: id.optional(),
  location_id: id.optional(),
  location_kind: locationKind.optional(),
  warehouse_id: id.optional(),
};

export const balancesQuery = listQuery(['lot_number', 'id'], {
  ...stockFilters,
  nonzero: flag.default(true).meta({ description: 'false also shows places that are empty now' }),
});
export const balancesPage = pageOf(balance);

export const historicBalance = z
  .strictObject({
    id: z.string(),
    lot_id: id,
    lot_number: lotNumber,
    item_id: id,
    item_code: code,
    grant_id: id,
    grant_code: code,
    expires_on: day.nullable(),
    location_id: id,
    location_kind: locationKind,
    location_code: z.string(),
    warehouse_id: id.nullable(),
    on_hand: amount,
  })
  .meta({ id: 'HistoricStockBalance' });

export const asOfQuery = listQuery(['lot_number', 'id'], {
  ...stockFilters,
  as_of: as_of.meta({ description: 'As it was at the end of this day; needed unless known_at is given' }),
  known_at,
});
export const asOfPage = pageOf(historicBalance);

export const itemStock = z
  .strictObject({
    id,
    item_code: code,
    name_es: name,
    name_en: name,
    base_unit: z.string(),
    on_hand: amount.meta({ description: 'In bins of warehouses' }),
    held: amount.nullable().meta({ description: 'Null for the past: only what was where is on the ledger' }),
    reserved: amount.nullable(),
    available: amount.nullable(),
    in_transit: amount,
    at_sites: amount,
    distributed: amount,
    lost: amount,
  })
  .meta({ id: 'ItemStock' });

export const itemStockQuery = listQuery(['item_code', 'id'], {
  warehouse_id: id.optional(),
  as_of,
  known_at,
});
export const itemStockPage = pageOf(itemStock);

export const momentQuery = z.strictObject({ as_of, known_at });

export const lotBalance = z
  .strictObject({
    lot_id: id,
    on_hand: amount.meta({ description: 'In bins of warehouses' }),
    reserved: amount.nullable().meta({ description: 'Null for the past' }),
    in_transit: amount,
    at_sites: amount,
    distributed: amount,
    lost: amount,
    adjusted: amount.meta({ description: 'Net of adjustments: found is positive' }),
    received: amount.meta({
      description: 'From suppliers; equals the sum of all other places less adjustments',
    }),
  })
  .meta({ id: 'LotBalance' });

export const movementKind = z.enum([
  'receive',
  'put_away',
  'move',
  'transfer',
  'transfer_in',
  'issue',
  'return',
  'adjust',
  'write_off',
  'dispatch',
  'deliver',
  'shortfall',
  'surplus',
  'distribute',
  'build',
  'take_apart',
  'repack',
  'loan',
  'reversal',
]);

export const movement = z
  .strictObject({
    id,
    kind: movementKind,
    occurred_on: day.meta({ description: 'The day it happened' }),
    warehouse_id: id.nullable().meta({ description: 'Whose bins it touches; null when it touches none' }),
    warehouse_code: code.nullable(),
    reason: z.string().nullable(),
    note: z.string().nullable(),
    document_kind: z
      .string()
      .meta({ description: 'What it was made for; a movement entered by hand is a document itself' }),
    document_id: id,
    reference: z.string().nullable().meta({ description: 'Number of the paper it was entered from' }),
    reverses_movement_id: id.nullable(),
    posted_by: id,
    posted_by_name: name,
    posted_at: moment.meta({ description: 'When it was entered' }),
    lines: z.array(
      z.strictObject({
        lot_id: id,
        lot_number: lotNumber,
        item_id: id,
        item_code: code,
        from_location_id: id,
        from_location_code: z.string(),
        to_location_id: id,
        to_location_code: z.string(),
        quantity,
      }),
    ),
  })
  .meta({ id: 'Movement' });

const newMovementLine = z.strictObject({
  lot_id: id,
  from_location_id: id.optional().meta({ description: 'Left out when found stock is adjusted in' }),
  to_location_id: id
    .optional()
    .meta({ description: 'To move, put away and return, and when found stock is adjusted in' }),
  quantity,
  reservation_id: id.optional().meta({ description: 'To issue what a reservation holds' }),
});

export const newMovement = z
  .strictObject({
    kind: z.enum(handKinds),
    occurred_on: day
      .optional()
      .meta({ description: "Today in the place's time zone unless given; never in the future" }),
    reason: z.enum(reasons).optional().meta({ description: 'Needed to adjust, to write off and to return' }),
    note: note.optional(),
    reference: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Number of the paper it comes from', examples: ['VALE-0031'] }),
    reservations: takingDecision
      .optional()
      .meta({ description: 'For a write-off or an adjustment that takes what others reserved' }),
    queue: queueDecision.optional().meta({ description: 'To issue what others wait for' }),
    site_id: id
      .optional()
      .meta({ description: 'To issue: the site it is for, where a grant limits places or operations' }),
    operation_id: id.optional().meta({ description: 'To issue: the operation, where no site is known' }),
    lines: z.array(newMovementLine).min(1).max(500),
  })
  .meta({ id: 'NewMovement' });

export const newReversal = z
  .strictObject({
    note,
    occurred_on: day.optional().meta({
      description: 'Today unless given; not before the day of what is reversed, and never in the future',
    }),
  })
  .meta({ id: 'NewReversal' });

export const movementsQuery = listQuery(
  ['posted_at', 'occurred_on', 'id'],
  {
    kind: movementKind.optional(),
    lot_id: id.optional(),
    location_id: id.optional(),
    document_id: id.optional(),
    warehouse_id: id.optional(),
    from_day: day.optional(),
    to_day: day.optional(),
    as_of,
    known_at,
  },
  '-id',
);
export const movementsPage = pageOf(movement);
