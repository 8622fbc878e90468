import { z } from 'zod';
import { labelSizes } from '../documents/paper/labels.ts';
import { day, id } from '../lib/fields.ts';
import { momentQuery } from '../stock/schema.ts';

export const idParams = z.strictObject({ id });

const language = z.enum(['es', 'en']).optional().meta({ description: 'Instead of Accept-Language' });

const rendering = {
  format: z.enum(['pdf']).default('pdf').meta({ description: 'File format' }),
  language,
};

export const paperQuery = z.strictObject(rendering);

export const giftQuery = z.strictObject({
  ...rendering,
  regime: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Transport regime, such as a transit; left open to be written in otherwise' }),
});

const days = {
  from_day: day.optional().meta({ description: 'What was before is the opening balance' }),
  to_day: day.optional().meta({ description: 'As of the end of this day' }),
  known_at: momentQuery.shape.known_at,
};

export const stockCardQuery = z.strictObject({ ...rendering, warehouse_id: id, ...days });

export const binCardQuery = z.strictObject({
  ...rendering,
  lot_id: id.optional().meta({ description: 'One lot; unless given every lot that lies there' }),
  ...days,
});

const size = z.enum(labelSizes).default('a4-2x4').meta({
  description:
    'a4-2x4: 99.1 × 67.7 mm, eight on a sheet of A4. a4-3x7: 63.5 × 38.1 mm, twenty-one. 100x150 and 100x50: one label a page, in mm, for a roll',
});

const box = z.coerce.number().int().min(1).max(1_000_000);

export const boxLabelsQuery = z
  .strictObject({
    ...rendering,
    size,
    first_box: box.optional().meta({ description: 'The first box unless given' }),
    last_box: box.optional().meta({ description: 'The last box unless given' }),
  })
  .refine((query) => (query.last_box ?? Number.MAX_SAFE_INTEGER) >= (query.first_box ?? 1), {
    error: 'last_box is not before first_box',
    path: ['last_box'],
  });

export const binLabelsQuery = z.strictObject({
  ...rendering,
  size,
  location_id: id.optional().meta({ description: 'One bin; unless given all of the warehouse' }),
});

export const lookupQuery = z.strictObject({
  code: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({
      description:
        'What was scanned or typed: a label or document of ours, or the number of a document, a lot, an item, a bin. Case and spaces do not matter',
      examples: ['grn-000001'],
    }),
});

export const hitKinds = [
  'item',
  'lot',
  'bin',
  'box',
  'receipt',
  'site_receipt',
  'consignment',
  'transfer',
  'stock_count',
  'movement',
  'expected_consignment',
  'claim',
  'conversion',
  'grant_loan',
  'plan',
  'request',
] as const;

export const lookup = z
  .strictObject({
    code: z.string(),
    hits: z.array(
      z
        .strictObject({
          kind: z.enum(hitKinds),
          id,
          code: z.string().meta({ description: 'What people call it: its number or code' }),
          text: z.string().nullable().meta({ description: 'What it is, or where' }),
          box: z.int().nullable().meta({ description: 'Of a box: its number within its line' }),
          path: z.string().meta({ description: 'Where it is read' }),
          documents: z.array(z.string()).meta({ description: 'Paths of its printed documents' }),
        })
        .meta({ id: 'LookupHit' }),
    ),
    complete: z.boolean().meta({ description: 'False when more than 50 of a kind carry the code' }),
  })
  .meta({ id: 'Lookup' });
