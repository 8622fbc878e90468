import { z } from 'zod';
import {
  code,
  currency,
  day,
  id,
  listQuery,
  moment,
  name,
  note,
  pageOf,
  quantity,
  unitValue,
} from '../lib/fields.ts';
import { condition, lotNumber } from '../stock/schema.ts';

export const idParams = z.strictObject({ id });

/** Bounded so that the units of all parts together stay exact. */
const kits = z.int().min(1).max(1_000_000).meta({ description: 'Kits, 1 or more' });
const amount = z.int().min(0);

const occurredOn = day
  .optional()
  .meta({ description: "Today in the warehouse's time zone unless given; never in the future" });

const lotAtPlace = z.strictObject({ lot_id: id, location_id: id, quantity });

export const newBuild = z
  .strictObject({
    kit_item_id: id,
    quantity: kits,
    location_id: id.meta({ description: 'The bin the kits are put in; the parts come from its warehouse' }),
    grant_id: id.optional().meta({
      description:
        'Which of the grants of its parts carries a kit, where they differ. The parts keep their own grants and come back with them.',
    }),
    build_nested: z
      .boolean()
      .default(false)
      .meta({ description: 'Also builds kits that go into the kit, as far as there are not enough ready' }),
    components: z.array(lotAtPlace).min(1).max(500).optional().meta({
      description: 'The lots to use, exactly what the kits need; first expiry first unless given',
    }),
    occurred_on: occurredOn,
    note: note.optional(),
  })
  .refine((build) => !(build.build_nested && build.components !== undefined), {
    error: 'build_nested chooses the lots itself: leave components out',
    path: ['components'],
  })
  .meta({ id: 'NewKitBuild' });

export const newTakeApart = z
  .strictObject({
    lot_id: id.meta({ description: 'A lot of kits that was built here' }),
    location_id: id.meta({ description: 'The bin where the kits are' }),
    quantity: kits,
    to_location_id: id.optional().meta({ description: 'The bin for the parts; the same unless given' }),
    components: z.array(lotAtPlace).min(1).max(500).optional().meta({
      description: 'Which lot goes to which bin: together exactly what went into the kits',
    }),
    occurred_on: occurredOn,
    note: note.optional(),
  })
  .meta({ id: 'NewKitTakeApart' });

export const newRepack = z
  .strictObject({
    lot_id: id,
    location_id: id.meta({ description: 'The bin where the units are' }),
    quantity: quantity.meta({ description: 'Base units to repack' }),
    units_per_pack: quantity.meta({ description: 'Base units in one new pack' }),
    allow_loose: z.boolean().default(false).meta({ description: 'What does not fill a pack is left single' }),
    to_location_id: id.optional().meta({ description: 'The bin for the packs; the same unless given' }),
    occurred_on: occurredOn,
    note: note.optional(),
  })
  .meta({ id: 'NewRepack' });

const conversionKind = z.enum(['build', 'take_apart', 'repack']);

export const conversion = z
  .strictObject({
    id,
    number: z.string().meta({ examples: ['CNV-000012'] }),
    kind: conversionKind,
    warehouse_id: id,
    item_id: id.meta({ description: 'The kit, or the item repacked' }),
    item_code: code,
    composition_version: z.int().nullable(),
    quantity: quantity.meta({ description: 'Kits built or taken apart, units repacked' }),
    occurred_on: day,
    note: z.string().nullable(),
    movement_id: id,
    reversed_by_movement_id: id.nullable(),
    posted_by: id,
    posted_at: moment,
    lots: z.array(
      z.strictObject({
        lot_id: id,
        lot_number: lotNumber,
        item_id: id,
        item_code: code,
        grant_id: id,
        grant_code: code,
        expires_on: day.nullable(),
        unit_value: unitValue.nullable(),
        currency: currency.nullable(),
        units_per_pack: quantity.nullable(),
        quantity: z.int().meta({ description: 'More than 0: came into bins; less: went into others' }),
      }),
    ),
  })
  .meta({ id: 'Conversion' });

export const conversionsQuery = listQuery(
  ['id', 'number'],
  {
    kind: conversionKind.optional(),
    warehouse_id: id.optional(),
    item_id: id.optional(),
    lot_id: id.optional().meta({ description: 'Conversions that made or undid this lot' }),
  },
  '-id',
);
export const conversionsPage = pageOf(conversion);

export const lotContents = z
  .strictObject({
    lot_id: id,
    components: z
      .array(
        z.strictObject({
          lot_id: id,
          lot_number: lotNumber,
          item_id: id,
          item_code: code,
          grant_id: id,
          grant_code: code,
          expires_on: day.nullable(),
          condition,
          unit_value: unitValue.nullable(),
          currency: currency.nullable(),
          quantity: quantity.meta({ description: 'In one unit of the lot' }),
        }),
      )
      .meta({ description: 'Empty for a lot that came from outside' }),
  })
  .meta({ id: 'LotContents' });

export const containingQuery = listQuery(['id'], {});
export const containingPage = pageOf(
  z
    .strictObject({
      id,
      lot_number: lotNumber,
      item_id: id,
      item_code: code,
      grant_id: id,
      expires_on: day.nullable(),
      condition,
      quantity: quantity.meta({ description: 'Of the lot asked about, in one unit of this' }),
    })
    .meta({ id: 'ContainingLot' }),
);

const shortItem = z.strictObject({ item_id: id, item_code: code, quantity });

export const buildableQuery = listQuery(['code', 'id'], { warehouse_id: id.optional() });
export const buildablePage = pageOf(
  z
    .strictObject({
      id: id.meta({ description: 'The warehouse' }),
      code,
      as_of: day.meta({ description: 'The day it is there' }),
      available: amount.meta({ description: 'Kits that are ready: good, not expired, not reserved' }),
      buildable: amount.meta({ description: 'More kits, from parts and inner kits' }),
      available_to_promise: amount.meta({ description: 'available + buildable' }),
      binding: z.array(shortItem).meta({ description: 'What is missing for one kit more' }),
    })
    .meta({ id: 'Buildable' }),
);

export const promiseQuery = listQuery(['code', 'id'], {
  warehouse_id: id,
  kind: z.enum(['item', 'kit']).optional(),
  code: code.optional(),
});
export const promisePage = pageOf(
  z
    .strictObject({
      id: id.meta({ description: 'The item' }),
      code,
      kind: z.enum(['item', 'kit']),
      name_es: name,
      name_en: name,
      available: amount.meta({ description: 'Good, not expired, not reserved' }),
      buildable: amount.meta({ description: 'Only kits: more of them, from parts and inner kits' }),
      available_to_promise: amount.meta({
        description: 'available + buildable, of this item alone: parts that two kits share count for each',
      }),
    })
    .meta({ id: 'AvailableToPromise' }),
);

export const askQuery = z.strictObject({
  warehouse_id: id,
  ask: z
    .string()
    .regex(/^[0-9a-f-]{36}:[1-9]\d{0,8}(,[0-9a-f-]{36}:[1-9]\d{0,8}){0,99}$/)
    .transform((text) =>
      text.split(',').map((part) => {
        const [item_id = '', asked = ''] = part.split(':');
        return { item_id, quantity: Number(asked) };
      }),
    )
    .meta({
      description: 'item:quantity, up to 100, separated by commas, in the order in which they are served',
      examples: ['01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44:200'],
    }),
});

export const promise = z
  .strictObject({
    warehouse_id: id,
    as_of: day,
    data: z.array(
      z.strictObject({
        item_id: id,
        item_code: code,
        asked: quantity,
        promised: amount.meta({ description: 'ready + built, not more than asked' }),
        ready: amount,
        built: amount,
        short: z.array(shortItem).meta({ description: 'What is missing for all that is asked' }),
      }),
    ),
  })
  .meta({ id: 'Promise' });
