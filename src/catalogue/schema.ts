import { z } from 'zod';
import type { NeedBasis } from '../database/tables/catalogue.ts';
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
  unitValue,
  version,
} from '../lib/fields.ts';

export const idParams = z.strictObject({ id });

export const category = z
  .strictObject({
    id,
    code,
    name_es: name,
    name_en: name,
    parent_id: id.nullable(),
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Category' });

export const newCategory = z
  .strictObject({
    code,
    name_es: name,
    name_en: name,
    parent_id: id.nullable().default(null).meta({ description: 'The wider category; it stays as given' }),
  })
  .meta({ id: 'NewCategory' });

export const categoryChange = z
  .strictObject({ name_es: name.optional(), name_en: name.optional() })
  .meta({ id: 'CategoryChange' });

export const categoriesQuery = listQuery(['code', 'id'], {
  code: code.optional(),
  parent_id: id.optional(),
});
export const categoriesPage = pageOf(category);

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
  category: code.meta({ description: 'Code of a category', examples: ['shelter'] }),
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
  un_number: z
    .string()
    .regex(/^UN\d{4}$/)
    .nullable()
    .meta({ description: 'UN number; only of dangerous goods', examples: ['UN3481'] }),
  figures_source: name
    .nullable()
    .meta({ description: 'Where weight, volume and shelf life come from', examples: ['Weighed at receipt'] }),
};

const packedWeight = weight.meta({
  description: 'Grams of the whole package; null when unknown, never 0',
  examples: [104000],
});
const packedVolume = volume.meta({
  description: 'Millilitres of the whole package; null when unknown, never 0',
  examples: [280000],
});

export const packingLevel = z.strictObject({
  level: z.enum(['pack', 'bundle', 'bale', 'carton', 'sack', 'crate', 'drum', 'pallet']),
  quantity: z
    .int()
    .min(2)
    .max(1_000_000)
    .meta({ description: 'Base units it holds', examples: [25] }),
  weight_g: packedWeight.default(null),
  volume_ml: packedVolume.default(null),
});

const ratio = z.int().min(1).max(1_000_000).default(1);

const substitute = z.strictObject({
  item_id: id,
  ratio_numerator: ratio.meta({ description: 'So many of the substitute …' }),
  ratio_denominator: ratio.meta({ description: '… for so many of the item' }),
});

const packing = z
  .array(packingLevel)
  .max(8)
  .meta({ description: 'What base units are packed in; the smallest level first' });
const substitutes = z
  .array(substitute)
  .max(20)
  .meta({ description: 'What may be issued instead, the first to be tried first' });

const partFields = {
  packing,
  substitutes: z.array(z.strictObject({ ...substitute.shape, item_code: code })),
};

const newItemFields = {
  code,
  ...itemFields,
  weight_g: weight.default(null),
  volume_ml: volume.default(null),
  shelf_life_days: itemFields.shelf_life_days.default(null),
  dangerous_goods: itemFields.dangerous_goods.default(false),
  un_number: itemFields.un_number.default(null),
  figures_source: itemFields.figures_source.default(null),
  packing: packing.default([]),
  substitutes: substitutes.default([]),
};

const kind = z.enum(['item', 'kit']);

export const item = z
  .strictObject({
    id,
    code,
    kind,
    ...itemFields,
    ...partFields,
    active: z.boolean(),
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Item' });

export const newItem = z.strictObject(newItemFields).meta({ id: 'NewItem' });

export const itemChange = z
  .strictObject({
    ...z.object(itemFields).partial().shape,
    packing: packing.optional().meta({ description: 'Replaces every level' }),
    substitutes: substitutes.optional().meta({ description: 'Replaces every substitute' }),
    active: z.boolean().optional(),
  })
  .meta({ id: 'ItemChange' });

export const itemValue = z
  .strictObject({
    id,
    item_id: id,
    currency,
    valid_from: day,
    unit_value: unitValue,
    source: name.nullable(),
    recorded_by: id,
    recorded_at: moment,
  })
  .meta({ id: 'ItemUnitValue' });

export const newItemValue = z
  .strictObject({
    currency,
    valid_from: day,
    unit_value: unitValue,
    source: name.nullable().default(null).meta({ description: 'Price list, invoice or agreement' }),
  })
  .meta({ id: 'NewItemUnitValue' });

export const itemValuesQuery = listQuery(
  ['valid_from', 'id'],
  { currency: currency.optional() },
  '-valid_from',
);
export const itemValuesPage = pageOf(itemValue);

export const valuesOnQuery = z.strictObject({
  as_of: day.optional().meta({ description: 'Today unless given' }),
  known_at: moment.optional().meta({ description: 'Leaves out what was recorded after this instant' }),
});

export const valuesOn = z
  .strictObject({
    as_of: day,
    data: z.array(z.strictObject({ currency, valid_from: day, unit_value: unitValue })),
  })
  .meta({ id: 'ItemUnitValuesOn' });

export const itemsQuery = listQuery(['code', 'name_es', 'name_en', 'id'], {
  kind: kind.optional(),
  category: code.optional(),
  code: code.optional(),
  active: flag.optional(),
  search: z.string().trim().min(1).max(100).optional().meta({ description: 'Part of the code or a name' }),
});
export const itemsPage = pageOf(item);

export const kitFamily = z
  .strictObject({ id, code, name_es: name, name_en: name, created_at: moment })
  .meta({ id: 'KitFamily' });

export const newKitFamily = z
  .strictObject({ code, name_es: name, name_en: name })
  .meta({ id: 'NewKitFamily' });

export const kitFamiliesQuery = listQuery(['code', 'id'], { code: code.optional() });
export const kitFamiliesPage = pageOf(kitFamily);

const familyFields = {
  kit_family: code.nullable().meta({ description: 'Code of the family it is a variant of' }),
  kit_variant: code.nullable().meta({ description: 'Which variant of its family', examples: ['reusable'] }),
  intended_for: z
    .enum(['household', 'person', 'female_12_49', 'infant_0_23_months', 'site'])
    .nullable()
    .meta({ description: 'Whom one kit is for; the words of entitlement standards' }),
};

const compositionSource = name
  .nullable()
  .meta({ description: 'Where the quantities come from', examples: ['Mesa de Higiene, acta 12'] });

const compositionLine = z.strictObject({ item_id: id, quantity });

export const composition = z
  .strictObject({
    version_number: z.int(),
    state: z.enum(['draft', 'agreed', 'superseded']),
    agreed_with: z.string().nullable().meta({ description: 'With whom the Sector agreed it' }),
    agreed_on: day.nullable(),
    agreed_by: id.nullable().meta({ description: 'Person who recorded the agreement' }),
    agreed_at: moment.nullable(),
    source: compositionSource,
    version: version.meta({ description: 'Rises with every edit of the draft; its ETag' }),
    lines: z.array(z.strictObject({ item_id: id, item_code: code, quantity })),
  })
  .meta({ id: 'KitComposition' });

export const kit = z
  .strictObject({
    ...item.shape,
    kind: z.literal('kit'),
    ...familyFields,
    compositions: z.array(composition),
  })
  .meta({ id: 'Kit' });

export const kitsQuery = listQuery(['code', 'name_es', 'name_en', 'id'], {
  active: flag.optional(),
  family: code.optional().meta({ description: 'The variants of one family' }),
});
export const kitsPage = pageOf(kit);

const compositionLines = z.array(compositionLine).min(1).max(200);

export const newKit = z
  .strictObject({
    ...newItemFields,
    kit_family: familyFields.kit_family.default(null),
    kit_variant: familyFields.kit_variant.default(null),
    intended_for: familyFields.intended_for.default(null),
    source: compositionSource.default(null),
    lines: compositionLines,
  })
  .meta({ id: 'NewKit' });

export const newComposition = z
  .strictObject({ lines: compositionLines, source: compositionSource.default(null) })
  .meta({ id: 'NewKitComposition' });

export const compositionChange = z
  .strictObject({ lines: compositionLines.optional(), source: compositionSource.optional() })
  .meta({ id: 'KitCompositionChange' });

const kitMeasure = z.strictObject({
  known: z.int().nullable().meta({ description: 'Sum of what is known; null when nothing is' }),
  complete: z.boolean().meta({ description: 'false: some part is unknown and the sum is too low' }),
  from: z.enum(['own', 'components']).meta({ description: 'Measured as a kit, or added up from its parts' }),
});

export const kitContents = z
  .strictObject({
    kit_id: id,
    kit_code: code,
    version_number: z.int(),
    state: z.enum(['draft', 'agreed', 'superseded']),
    items: z
      .array(z.strictObject({ item_id: id, item_code: code, quantity }))
      .meta({ description: 'Base items at every depth, added up' }),
    unresolved: z
      .array(code)
      .meta({ description: 'Kits inside without an agreed composition; they are listed as they are' }),
    weight_g: kitMeasure,
    volume_ml: kitMeasure,
  })
  .meta({ id: 'KitContents' });

export const kitContentsQuery = z.strictObject({
  version_number: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'The agreed version unless given; the latest draft where none is agreed' }),
});

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
    .enum([
      ...['household', 'person', 'female_12_49', 'infant_0_23_months', 'site'],
      ...['group', 'vulnerable', 'household_size'],
    ] as [NeedBasis, ...NeedBasis[]])
    .meta({
      description:
        'What the rate is per; group: persons of a sex and age bands; vulnerable: persons of a vulnerable group; household_size: households of so many persons',
    }),
  rate_numerator: z.int().min(1).max(1_000_000),
  rate_denominator: z.int().min(1).max(1_000_000).default(1).meta({
    description: '2 per household is 2/1; 1 per 2 persons is 1/2',
  }),
  tier: z.int().min(1).max(9).default(1).meta({ description: '1 is life-saving and is served first' }),
  sex: z
    .enum(['female', 'male'])
    .nullable()
    .default(null)
    .meta({ description: 'Of a group; both when null' }),
  age_bands: z
    .array(z.enum(['m0_5', 'm6_23', 'y2_4', 'y5_11', 'y12_17', 'y18_59', 'y60_plus']))
    .min(1)
    .max(7)
    .nullable()
    .default(null)
    .meta({ description: 'Of a group; every age when null' }),
  vulnerable_group: z
    .enum([
      'pregnant_or_lactating',
      'disability',
      'chronic_illness',
      'unaccompanied_child',
      'older_person_alone',
    ])
    .nullable()
    .default(null),
  size_from: z
    .int()
    .min(1)
    .max(50)
    .nullable()
    .default(null)
    .meta({ description: 'Persons in the household' }),
  size_to: z.int().min(1).max(50).nullable().default(null),
  assumed_percent: z.int().min(0).max(100).nullable().default(null).meta({
    description:
      'Of a hundred persons (households, for household_size), how many the basis means where a count does not say; such a line then says so',
  }),
  rounding: z.enum(['up', 'nearest', 'down']).default('up').meta({ description: 'Of the need at each site' }),
  every_days: z.int().min(1).max(3650).nullable().default(null).meta({
    description: 'Given again every so many days of the horizon of a plan; once when null',
  }),
  weight: z.int().min(1).max(100).default(1).meta({
    description:
      'Its part of the need of a site is raised to so many times the coverage of a part of weight 1',
  }),
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
