import { z } from 'zod';
import { importAnswerFields, importQueryFields } from '../exchange/imports.ts';
import { code, flag } from '../lib/fields.ts';

const { file_name, sheet, dry_run, on_error } = importQueryFields;

export const itemImportQuery = z.strictObject({ file_name, sheet, dry_run, on_error });

const count = z.int().min(0);

const fieldChange = z.strictObject({
  field: z.string(),
  old: z.string().nullable(),
  new: z.string().nullable(),
});

const { rows_total, rows_refused, ignored_columns, error_count, errors } = importAnswerFields;

export const itemImport = z
  .strictObject({
    dry_run: z.boolean(),
    rows_total,
    rows_refused,
    added: count,
    changed: count,
    unchanged: count,
    items: z
      .array(
        z.strictObject({
          row: z.int(),
          code,
          change: z.enum(['added', 'changed', 'unchanged']),
          fields: z.array(fieldChange),
        }),
      )
      .meta({ description: 'Every row taken, in the order of the file' }),
    ignored_columns,
    error_count,
    errors,
  })
  .meta({ id: 'ItemImport' });

export const itemExportQuery = z.strictObject({
  category: code.optional(),
  active: flag.optional(),
});

export const referenceQuery = z.strictObject({
  dry_run: flag.default(false).meta({ description: 'true: the same answer, nothing saved' }),
  overwrite: flag.default(false).meta({
    description:
      'true: what differs is set to the reference. false: what the mission keeps stays, and is told',
  }),
});

export const referenceLoad = z
  .strictObject({
    dry_run: z.boolean(),
    added: count,
    changed: count,
    kept: count.meta({ description: 'Items that differ from the reference and stay as they are' }),
    unchanged: count,
    families_added: count,
    drafts_added: count.meta({ description: 'Compositions drafted for kits that had none' }),
    items: z.array(
      z.strictObject({
        code,
        change: z.enum(['added', 'changed', 'kept', 'unchanged']),
        fields: z.array(fieldChange),
      }),
    ),
  })
  .meta({ id: 'ReferenceLoad' });
