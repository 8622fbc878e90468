import { z } from 'zod';
import { importAnswerFields, importQueryFields } from '../exchange/imports.ts';
import { id } from '../lib/fields.ts';

export const openingImportQuery = z.strictObject({
  ...importQueryFields,
  mapping_id: id
    .optional()
    .meta({ description: 'A saved import mapping; its date order holds unless date_order is given' }),
  warehouse_name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Takes only the rows of this warehouse, as the file calls it' }),
});

const made = z.int().min(0);

export const openingImport = z
  .strictObject({
    ...importAnswerFields,
    receipt_id: id.nullable().meta({ description: 'The receipt that holds the opening balance' }),
    lots_created: made,
    items_created: made,
    grants_created: made,
    bins_created: made,
    quantity: made.meta({ description: 'Sum of the rows taken, whatever they are counted in' }),
  })
  .meta({ id: 'OpeningStockImport' });
