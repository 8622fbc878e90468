import { z } from 'zod';
import {
  cents,
  code,
  currency,
  day,
  flag,
  id,
  listQuery,
  moment,
  name,
  pageOf,
  quantity,
  version,
} from '../lib/fields.ts';

export const idParams = z.strictObject({ id });

const weight = z
  .int()
  .min(1)
  .max(10_000_000)
  .nullable()
  .meta({ description: 'Grams per base unit; null when unknown, never 0', examples: [4200] });
const volume = z
  .int()
  .min(1)
  .max(100_000_000)
  .nullable()
  .meta({ description: 'Millilitres per base unit; null when unknown, never 0', examples: [11200] });

const itemFields = {
  name_es: name,
  name_en: name,
  category: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .meta({ examples: ['shelter'] }),
  base_unit: z
    .string()
    .trim()
    .min(1)
    .max(30)
    .meta({ description: 'What quantities count', examples: ['piece'] }),
  weight_g: weight,
  volume_ml: volume,
  shelf_life_days: z.int().min(1).nullable(),
  dangerous_goods: z.boolean().meta({ description: 'Needs dangerous-goods papers by air' }),
};

const newItemFields = {
  code,
  ...itemFields,
  weight_g: weight.default(null),
  volume_ml: volume.default(null),
  shelf_life_days: itemFields.shelf_life_days.default(null),
  dangerous_goods: itemFields.dangerous_goods.default(false),
};

const kind = z.enum(['item', 'kit']);

export const item = z
  .strictObject({
    id,
    code,
    kind,
    ...itemFields,
    active: z.boolean(),
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Item' });

export const newItem = z.strictObject(newItemFields).meta({ id: 'NewItem' });

export const itemChange = z
  .strictObject({ ...z.object(itemFields).partial().shape, active: z.boolean().optional() })
  .meta({ id: 'ItemChange' });

export const itemsQuery = listQuery(['code', 'name_es', 'name_en', 'id'], {
  kind: kind.optional(),
  category: z.string().optional(),
  code: code.optional(),
  active: flag.optional(),
  search: z.string().trim().min(1).max(100).optional().meta({ description: 'Part of the code or a name' }),
});
export const itemsPage = pageOf(item);

const compositionLine = z.strictObject({ item_id: id, quantity });

export const composition = z
  .strictObject({
    version_number: z.int(),
    state: z.enum(['draft', 'agreed', 'superseded']),
    agreed_with: z.string().nullable().meta({ description: 'With whom the Sector agreed it' }),
    agreed_on: day.nullable(),
    lines: z.array(z.strictObject({ item_id: id, item_code: code, quantity })),
  })
  .meta({ id: 'KitComposition' });

export const kit = z
  .strictObject({ ...item.shape, kind: z.literal('kit'), compositions: z.array(composition) })
  .meta({ id: 'Kit' });

export const kitsQuery = listQuery(['code', 'name_es', 'name_en', 'id'], { active: flag.optional() });
export const kitsPage = pageOf(kit);

const compositionLines = z.array(compositionLine).min(1).max(200);

export const newKit = z.strictObject({ ...newItemFields, lines: compositionLines }).meta({ id: 'NewKit' });

export const newComposition = z.strictObject({ lines: compositionLines }).meta({ id: 'NewKitComposition' });

export const compositionParams = z.strictObject({ id, version_number: z.coerce.number().int().min(1) });

export const agreement = z.strictObject({ agreed_with: name, agreed_on: day }).meta({ id: 'KitAgreement' });

const grantFields = {
  donor_name: name,
  title: name,
  starts_on: day.nullable(),
  ends_on: day.nullable(),
  currency,
  cash_budget_cents: cents,
};

export const grant = z
  .strictObject({
    id,
    code,
    ...grantFields,
    cash_committed_cents: cents.meta({ description: 'Approved payment lists, paid or not' }),
    cash_available_cents: cents,
    active: z.boolean(),
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Grant' });

const lastDayAfterFirst = (value: {
  starts_on?: string | null | undefined;
  ends_on?: string | null | undefined;
}) => value.starts_on == null || value.ends_on == null || value.starts_on <= value.ends_on;

export const newGrant = z
  .strictObject({
    code,
    ...grantFields,
    starts_on: grantFields.starts_on.default(null),
    ends_on: grantFields.ends_on.default(null),
    currency: currency.default('USD'),
    cash_budget_cents: cents.default(0),
  })
  .refine(lastDayAfterFirst, { error: 'ends_on < starts_on', path: ['ends_on'] })
  .meta({ id: 'NewGrant' });

export const grantChange = z
  .strictObject({
    donor_name: name.optional(),
    title: name.optional(),
    starts_on: day.nullable().optional(),
    ends_on: day.nullable().optional(),
    cash_budget_cents: cents.optional(),
    active: z.boolean().optional(),
  })
  .refine(lastDayAfterFirst, { error: 'ends_on < starts_on', path: ['ends_on'] })
  .meta({ id: 'GrantChange' });

export const grantsQuery = listQuery(['code', 'donor_name', 'id'], {
  code: code.optional(),
  active: flag.optional(),
});
export const grantsPage = pageOf(grant);

const standardLine = z.strictObject({
  item_id: id,
  basis: z
    .enum(['household', 'person', 'female_12_49', 'infant_0_23_months', 'site'])
    .meta({ description: 'What the rate is per' }),
  rate_numerator: z.int().min(1).max(1_000_000),
  rate_denominator: z.int().min(1).max(1_000_000).default(1).meta({
    description: '2 per household is 2/1; 1 per 2 persons is 1/2',
  }),
  tier: z.int().min(1).max(9).default(1).meta({ description: '1 is life-saving and is served first' }),
});

export const standard = z
  .strictObject({
    id,
    code,
    version_number: z.int(),
    name_es: name,
    name_en: name,
    state: z.enum(['current', 'superseded']),
    created_at: moment,
    lines: z.array(z.strictObject({ ...standardLine.shape, item_code: code })),
  })
  .meta({ id: 'EntitlementStandard' });

export const newStandard = z
  .strictObject({ code, name_es: name, name_en: name, lines: z.array(standardLine).min(1).max(500) })
  .meta({ id: 'NewEntitlementStandard' });

export const standardsQuery = listQuery(['code', 'id'], {
  code: code.optional(),
  state: z.enum(['current', 'superseded']).optional(),
});
export const standardsPage = pageOf(standard);
