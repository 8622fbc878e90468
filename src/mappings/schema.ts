import { z } from 'zod';
import { type ImportKind, importFields, importKinds } from '../exchange/import-kinds.ts';
import { flag, id, listQuery, moment, name, pageOf, version } from '../lib/fields.ts';

export const idParams = z.strictObject({ id });

const kind = z.enum(importKinds).meta({ description: 'What is imported through it' });

const fieldsText = Object.entries(importFields)
  .map(([key, fields]) => `${key}: ${fields.join(', ')}`)
  .join('; ');

const columns = z
  .record(z.string(), z.string().trim().min(1).max(300).nullable())
  .refine((given) => Object.keys(given).length <= 100, { error: 'at most 100 fields' })
  .meta({
    description: `Field → header of the column in the file (compared without accents, case and punctuation) or its HXL tag; null leaves the field out though a column is named like it. A field not given is found by its usual headers and tags. Fields of ${fieldsText}`,
    examples: [{ item_name: 'Item Name', lot_number: 'Tracking Number', comments: null }],
  });

const dateOrder = z
  .enum(['DMY', 'MDY'])
  .nullable()
  .meta({ description: 'Order of dates such as 05/08/2026 in these files; null: such dates are refused' });

export const importMapping = z
  .strictObject({
    id,
    kind,
    name,
    columns,
    date_order: dateOrder,
    active: z.boolean(),
    created_by: id,
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'ImportMapping' });

export const newImportMapping = z
  .strictObject({ kind, name, columns, date_order: dateOrder.default(null) })
  .superRefine((mapping, check) => unknownFields(mapping.kind, mapping.columns, check))
  .meta({ id: 'NewImportMapping' });

export const importMappingChange = z
  .strictObject({
    name: name.optional(),
    columns: columns.optional(),
    date_order: dateOrder.optional(),
    active: z.boolean().optional(),
  })
  .meta({ id: 'ImportMappingChange' });

export const importMappingsQuery = listQuery(['name', 'id'], {
  kind: kind.optional(),
  active: flag.optional(),
});
export const importMappingsPage = pageOf(importMapping);

function unknownFields(of: ImportKind, given: Record<string, unknown>, check: z.RefinementCtx): void {
  const known: readonly string[] = importFields[of];
  for (const field of Object.keys(given).filter((key) => !known.includes(key))) {
    check.addIssue({ code: 'custom', path: ['columns', field], message: `one of ${known.join(', ')}` });
  }
}
