import { z } from 'zod';
import {
  code,
  day,
  flag,
  id,
  listQuery,
  moment,
  name,
  pageOf,
  quantityOrZero,
  version,
} from '../lib/fields.ts';

export const idParams = z.strictObject({ id });

const amount = z.int().min(0);
const rate = z.int().min(1).max(1000);
/** Bounded so that units for all of it stay exact. */
const committed = z.int().min(1).max(10_000_000);
const unit = z.enum(['kits', 'households', 'persons']);
const householdSize = z
  .int()
  .min(1)
  .max(20)
  .default(5)
  .meta({ description: 'Persons in a household, where a rate is for the other of the two' });

const newNeed = z.strictObject({
  item_ids: z
    .array(id)
    .min(1)
    .max(20)
    .meta({ description: 'Items or kits that stand for each other, such as variants; preferred first' }),
  rate_numerator: rate.default(1),
  rate_denominator: rate.default(1),
});

export const newTarget = z
  .strictObject({
    code,
    name_es: name,
    name_en: name,
    warehouse_id: id.nullable().meta({ description: 'Null: over all warehouses' }),
    quantity: committed,
    unit,
    source: name.meta({ description: 'Where the commitment is written' }),
    needs: z.array(newNeed).min(1).max(100).optional().meta({ description: 'What one unit takes' }),
    standard_id: id.optional().meta({
      description:
        'Instead of needs: the items per household and per person of an entitlement standard. Its lines of other bases are left out.',
    }),
    persons_per_household: householdSize,
  })
  .refine((target) => (target.needs === undefined) !== (target.standard_id === undefined), {
    error: 'give either needs or standard_id',
    path: ['needs'],
  })
  .refine((target) => target.standard_id === undefined || target.unit !== 'kits', {
    error: 'a standard speaks of households and persons, not of kits',
    path: ['unit'],
  })
  .meta({ id: 'NewPreparednessTarget' });

export const targetChange = z
  .strictObject({
    name_es: name.optional(),
    name_en: name.optional(),
    quantity: committed.optional(),
    source: name.optional(),
    active: z.boolean().optional(),
  })
  .meta({ id: 'PreparednessTargetChange' });

const targetFields = {
  id,
  code,
  name_es: name,
  name_en: name,
  warehouse_id: id.nullable(),
  quantity: committed,
  unit,
  source: name,
  active: z.boolean(),
  version,
  created_at: moment,
  updated_at: moment,
};

const item = z.strictObject({ item_id: id, item_code: code });

export const target = z
  .strictObject({
    ...targetFields,
    needs: z.array(
      z.strictObject({ items: z.array(item), rate_numerator: z.int(), rate_denominator: z.int() }),
    ),
  })
  .meta({ id: 'PreparednessTarget' });

export const targetsQuery = listQuery(['code', 'id'], {
  warehouse_id: id.optional(),
  active: flag.optional(),
});
export const targetsPage = pageOf(target);

const expiringBefore = day
  .optional()
  .meta({ description: 'Also says what is covered on this day; 90 days from today unless given' });

export const coverage = z
  .strictObject({
    id,
    code,
    name_es: name,
    name_en: name,
    warehouse_id: id.nullable(),
    unit,
    required: committed,
    as_of: day.meta({ description: 'The day it is in the warehouse, for all of them the earliest' }),
    covered: amount.meta({ description: 'Units for which every item of the set is ready or can be built' }),
    missing: amount,
    expiring_before: day,
    covered_then: amount.meta({ description: 'Covered on that day if nothing comes in or goes out' }),
    needs: z.array(
      z.strictObject({
        items: z.array(item),
        required: amount.meta({ description: 'Units of these items' }),
        ready: amount,
        built: amount.meta({ description: 'Could be built from parts that nothing before it takes' }),
        missing: amount,
        covers: amount.meta({ description: 'Units of the target' }),
        expiring: amount.meta({ description: 'Free units of these items that expire before that day' }),
      }),
    ),
    restore: z
      .array(z.strictObject({ ...item.shape, quantity: amount }))
      .meta({ description: 'What would have to come in so that nothing is missing; for kits their parts' }),
    arrivals: z
      .array(
        z.strictObject({
          expected_consignment_id: id.nullable(),
          transfer_id: id.nullable().meta({ description: 'A transfer on the road to the warehouse' }),
          number: z.string(),
          expected_on: day.meta({ description: 'Of a transfer without one, the day it left' }),
          ...item.shape,
          quantity: amount,
        }),
      )
      .meta({ description: 'Still to come of these items and their parts, soonest first' }),
    covered_with_arrivals: amount.meta({ description: 'Covered when all of that has come' }),
    to_order: z
      .array(z.strictObject({ ...item.shape, quantity: amount }))
      .meta({ description: 'What is to be ordered besides, so that nothing is missing' }),
  })
  .meta({ id: 'PreparednessCoverage' });

export const coverageQuery = z.strictObject({ expiring_before: expiringBefore });
export const coveragesQuery = listQuery(['code', 'id'], {
  warehouse_id: id.optional(),
  expiring_before: expiringBefore,
});
export const coveragesPage = pageOf(coverage);

export const surgeQuery = z.strictObject({
  warehouse_id: id,
  standard_id: id,
  households_per_day: z.coerce.number().int().min(1).max(1_000_000),
  persons_per_household: z.coerce.number().int().min(1).max(20).default(5),
});

export const surge = z
  .strictObject({
    warehouse_id: id,
    standard_id: id,
    as_of: day,
    households_per_day: z.int(),
    persons_per_household: z.int(),
    days: z.int().nullable().meta({
      description:
        'Full days for which every item lasts, shared parts counted once and what expires only up to its last day; null beyond a century',
    }),
    runs_out_on: day.nullable().meta({ description: 'The first day on which something is missing' }),
    first: z.array(item).meta({ description: 'What runs out first' }),
    items: z.array(
      z.strictObject({
        ...item.shape,
        available_to_promise: amount,
        per_day: z.string().meta({ description: 'Units a day, as a fraction', examples: ['40', '200/3'] }),
        days: z.int().nullable().meta({ description: 'Full days that this item lasts on its own' }),
        runs_out_on: day.nullable(),
      }),
    ),
    left_out: z
      .array(z.strictObject({ ...item.shape, basis: z.string() }))
      .meta({ description: 'Lines of the standard that households and persons do not decide' }),
  })
  .meta({ id: 'Surge' });

export const newLevel = z
  .strictObject({ warehouse_id: id, item_id: id, minimum: quantityOrZero, reorder: quantityOrZero })
  .refine((level) => level.reorder >= level.minimum, {
    error: 'reorder is not below minimum',
    path: ['reorder'],
  })
  .meta({ id: 'NewStockLevel' });

export const level = z
  .strictObject({
    id,
    warehouse_id: id,
    item_id: id,
    item_code: code,
    minimum: quantityOrZero,
    reorder: quantityOrZero,
    available: amount.meta({ description: 'Good, not expired, not reserved, on the day it is there' }),
    state: z.enum(['enough', 'below_reorder', 'below_minimum']),
    to_reorder: amount.meta({ description: 'Up to the reorder level' }),
    set_by: id,
    set_at: moment,
  })
  .meta({ id: 'StockLevel' });

export const levelsQuery = listQuery(['item_code', 'id'], {
  warehouse_id: id,
  item_id: id.optional(),
  below: z.enum(['minimum', 'reorder']).optional().meta({ description: 'Only what is below this level' }),
});
export const levelsPage = pageOf(level);
