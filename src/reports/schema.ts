import { z } from 'zod';
import { tableFormats } from '../documents/render.ts';
import type { CellType, TableDefinition } from '../documents/table.ts';
import { day, flag, id } from '../lib/fields.ts';
import { momentQuery, movementKind } from '../stock/schema.ts';

const { as_of, known_at } = momentQuery.shape;

const rendering = {
  format: z.enum(tableFormats).default('json').meta({ description: 'File format' }),
  language: z.enum(['es', 'en']).optional().meta({ description: 'Instead of Accept-Language' }),
  hxl: flag.default(false).meta({ description: 'Adds HXL tags: a row of them below the headers' }),
  bom: flag.default(false).meta({ description: 'CSV begins with a byte order mark, for Excel' }),
};

/** The query of a report: its own filters and how it is to be rendered. */
function reportQuery<Shape extends z.ZodRawShape>(filters: Shape) {
  return z.strictObject({ ...filters, ...rendering });
}

const ours = {
  warehouse_id: id.optional(),
  item_id: id.optional(),
  grant_id: id.optional(),
};

export const stockQuery = reportQuery({
  ...ours,
  lot_id: id.optional(),
  location_kind: z.enum(['bin', 'in_transit', 'site']).optional(),
  as_of,
  known_at,
});

export const expiryQuery = reportQuery({
  ...ours,
  within_days: z.coerce
    .number()
    .int()
    .min(0)
    .max(3650)
    .default(90)
    .meta({ description: 'Lots that have expired or will within so many days, by the day it is there' }),
  as_of,
  known_at,
});

export const ageQuery = reportQuery({ ...ours, as_of, known_at });

export const movementsQuery = reportQuery({
  ...ours,
  lot_id: id.optional(),
  kind: movementKind.optional(),
  from_day: day.optional(),
  to_day: day.optional(),
  known_at,
});

const cardFilters = {
  ...ours,
  lot_id: id.optional(),
  from_day: day.optional().meta({ description: 'What was before is the opening balance of each card' }),
  to_day: day.optional().meta({ description: 'As of the end of this day' }),
  known_at,
};

export const stockCardQuery = reportQuery(cardFilters);
export const binCardQuery = reportQuery({ ...cardFilters, location_id: id.optional() });
export type CardQuery = z.infer<typeof stockCardQuery> & { location_id?: string | undefined };

export const lossQuery = reportQuery({
  ...ours,
  lot_id: id.optional(),
  from_day: day.optional(),
  to_day: day.optional(),
  known_at,
});

export const grantQuery = reportQuery({ grant_id: id, as_of, known_at });

export const targetsQuery = reportQuery({
  warehouse_id: id.optional(),
  expiring_before: day.optional().meta({ description: '90 days from today unless given' }),
});

const cells: Readonly<Record<CellType, z.ZodType>> = {
  text: z.string().nullable(),
  integer: z.int().nullable(),
  decimal: z.string().nullable().meta({ description: 'Exact decimal' }),
  date: z.string().nullable().meta({ description: 'YYYY-MM-DD' }),
  instant: z.string().nullable().meta({ description: 'UTC' }),
};

/** The JSON of a table, for the contract. */
export function tableAnswer(id: string, table: TableDefinition) {
  const row = Object.fromEntries(table.columns.map(({ key, type }) => [key, cells[type]]));
  return z
    .strictObject({
      report: z.literal(table.name),
      title: z.string(),
      columns: z.array(
        z.strictObject({
          key: z.string(),
          header: z.string(),
          type: z.enum(['text', 'integer', 'decimal', 'date', 'instant']),
          hxl: z.string().nullable().optional(),
        }),
      ),
      data: z.array(z.strictObject(row)),
      row_count: z.int().min(0).meta({ description: 'Last in the file: one cut short lacks it' }),
    })
    .meta({ id });
}
