import { z } from 'zod';
import { importAnswerFields, importQueryFields } from '../exchange/imports.ts';
import {
  code,
  currency,
  day,
  flag,
  id,
  listQuery,
  moment,
  note,
  pageOf,
  quantity,
  quantityOrZero,
} from '../lib/fields.ts';
import { takingDecision } from '../reservations/schema.ts';
import { abcClasses } from './abc.ts';
import { countStates } from './states.ts';

export const idParams = z.strictObject({ id });

const mode = z.enum(['freeze', 'delta']).meta({
  description:
    'freeze: nothing enters or leaves the scope until the count is posted or cancelled. delta: work goes on; the difference at the time of counting is applied to what is there when it is posted',
});
const state = z.enum(countStates);
const number = z.string().meta({ examples: ['CNT-000001'] });
const decimal = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,9})?$/)
  .meta({ description: 'Exact decimal', examples: ['250.00'] });
const percent = z.int().min(0).max(100);

const abc = z.strictObject({
  classes: z.array(z.enum(abcClasses)).min(1).max(3),
  measure: z.enum(['value_on_hand', 'value_moved']).meta({
    description:
      'value_on_hand: what lies in the warehouse × unit value. value_moved: what left it in the last 365 days × unit value',
  }),
  currency: currency.default('USD').meta({ description: 'Values in another currency are taken as unknown' }),
  a_percent: percent.default(80).meta({ description: 'Items that make up this share of all value are A' }),
  b_percent: percent.default(95).meta({ description: 'Items from there up to this share are B, the rest C' }),
});

const scope = z.strictObject({
  location_ids: z.array(id).nullable().meta({ description: 'Bins; null is every bin of the warehouse' }),
  item_ids: z.array(id).nullable(),
  category: z.string().nullable(),
  abc: abc.nullable().meta({ description: 'Items whose value is not known are in no class' }),
});

export type CountScope = z.infer<typeof scope>;

export const newCount = z
  .strictObject({
    warehouse_id: id,
    mode,
    blind: z
      .boolean()
      .default(true)
      .meta({ description: 'Whoever counts is not shown what is expected, neither here nor on the sheet' }),
    location_ids: z.array(id).min(1).max(2000).optional(),
    item_ids: z.array(id).min(1).max(2000).optional(),
    category: z.string().trim().min(1).max(100).optional(),
    abc: abc.optional(),
    threshold_value: decimal
      .optional()
      .meta({ description: 'Not above the policy, which holds unless given' }),
    threshold_share_percent: percent.optional(),
    note: note.nullable().default(null),
  })
  .meta({
    id: 'NewStockCount',
    description:
      'Bins may be limited; items by one of item_ids, category and abc; without any, all that lies there',
  });

const person = id.nullable();
const at = moment.nullable();
const lines = z.int().min(0);

const countFields = {
  id,
  number,
  warehouse_id: id,
  warehouse_code: code,
  mode,
  blind: z.boolean(),
  state,
  scope,
  threshold_value: decimal,
  threshold_currency: currency,
  threshold_share_percent: percent,
  note: z.string().nullable(),
  round: z.int().min(1).meta({ description: 'Rises with each recount' }),
  round_started_at: moment,
  opened_by: id,
  opened_at: moment,
  closed_by: person,
  closed_at: at,
  approved_by: person,
  approved_at: at,
  posted_by: person,
  posted_at: at,
  cancelled_by: person,
  cancelled_at: at,
  movement_id: id.nullable().meta({ description: 'The adjustment; null also when there was no difference' }),
};

export const count = z.strictObject(countFields).meta({ id: 'StockCount' });

export const countDetail = z
  .strictObject({
    ...countFields,
    lines_total: lines,
    lines_counted: lines,
    lines_to_recount: lines,
    lines_differing: lines.nullable().meta({ description: 'null until the count is closed' }),
    lines_above_threshold: lines.nullable(),
    difference_value: z.string().nullable().meta({
      description: 'Losses and gains added up, as far as values are known; null until it is closed',
    }),
    second_person: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether somebody who neither opened it nor counted has to approve it' }),
  })
  .meta({ id: 'StockCountDetail' });

export const countsQuery = listQuery(['id'], { warehouse_id: id.optional(), state: state.optional() }, '-id');
export const countsPage = pageOf(count);

const hidden = ' null while a blind count is being counted';

export const line = z
  .strictObject({
    id,
    line_number: z.int().min(1),
    lot_id: id,
    lot_number: z.string(),
    item_id: id,
    item_code: code,
    grant_code: code,
    expires_on: day.nullable(),
    location_id: id,
    location_code: z.string(),
    listed: z.boolean().meta({ description: 'false: found while counting' }),
    round: z.int().min(0).meta({ description: 'The round it was last counted in; 0 when not yet' }),
    recount: z.boolean().meta({ description: 'To be counted again in this round' }),
    counted: quantityOrZero.nullable().meta({ description: `null when not counted;${hidden} again` }),
    counted_at: at,
    counted_by: person,
    on_hand_at_start: z
      .int()
      .nullable()
      .meta({ description: `When the count began;${hidden}` }),
    expected: z
      .int()
      .nullable()
      .meta({ description: 'What the ledger says lay there at counted_at; null until the count is closed' }),
    difference: z.int().nullable().meta({ description: 'counted − expected' }),
    above_threshold: z.boolean().nullable(),
  })
  .meta({ id: 'StockCountLine' });

export const linesQuery = listQuery(['line_number'], {
  counted: flag.optional(),
  recount: flag.optional(),
  differs: flag.optional().meta({ description: 'Once closed: lines with a difference' }),
  above_threshold: flag.optional(),
});
export const linesPage = pageOf(line);

export const closedCount = z
  .strictObject({
    count: countDetail,
    uncounted: z
      .array(z.strictObject({ line_number: z.int(), lot_number: z.string(), location_code: z.string() }))
      .meta({
        description: 'The first 200 lines nobody counted: nothing is posted for them, nothing set to 0',
      }),
    uncounted_total: lines,
  })
  .meta({ id: 'ClosedStockCount' });

const countedAt = z.iso.datetime({ offset: true }).meta({
  description:
    'When it was counted, not before the round began. Needed where the lot has moved since; now unless given',
  examples: ['2026-08-05T13:04:05Z'],
});

export const newEntries = z
  .strictObject({
    lines: z
      .array(
        z.strictObject({
          line_id: id,
          quantity: quantityOrZero,
          counted_at: countedAt.optional(),
          replaces: z
            .boolean()
            .default(false)
            .meta({ description: 'Puts it in the place of what was entered in this round; both are kept' }),
          note: note.nullable().default(null),
        }),
      )
      .min(1)
      .max(1000),
  })
  .meta({ id: 'NewStockCountEntries' });

export const newFoundLot = z
  .strictObject({
    location_id: id,
    quantity,
    counted_at: countedAt.optional(),
    note: note.nullable().default(null),
    lot_id: id.optional().meta({ description: 'A lot already registered' }),
    lot: z
      .strictObject({
        item_id: id,
        lot_number: z.string().trim().min(1).max(100),
        grant_id: id,
        expires_on: day.nullable(),
        manufactured_on: day.nullable().default(null),
      })
      .optional()
      .meta({ description: 'A lot to be registered, or found by item, number and grant' }),
  })
  .refine((found) => (found.lot_id === undefined) !== (found.lot === undefined), {
    error: 'lot_id | lot',
  })
  .meta({ id: 'NewFoundLot' });

export const countPosting = z
  .strictObject({
    reservations: takingDecision
      .optional()
      .meta({ description: 'Needed where a loss would take what others reserved' }),
  })
  .meta({ id: 'StockCountPosting', description: 'May be left out' })
  .nullable();

export const newRecount = z
  .strictObject({ line_ids: z.array(id).min(1).max(1000) })
  .meta({ id: 'NewStockRecount' });

export const entry = z
  .strictObject({
    id,
    line_id: id,
    line_number: z.int().min(1),
    round: z.int().min(1),
    quantity: quantityOrZero.nullable().meta({ description: `Of other people:${hidden}` }),
    counted_at: moment,
    counted_by: id,
    recorded_at: moment,
    note: z.string().nullable(),
  })
  .meta({ id: 'StockCountEntry' });

export const entriesQuery = listQuery(['id'], { line_id: id.optional() });
export const entriesPage = pageOf(entry);

export const sheetImportQuery = z.strictObject({
  ...importQueryFields,
  counted_at: countedAt.optional().meta({ description: 'For rows that give no time of their own' }),
  replaces: flag
    .default(false)
    .meta({ description: 'true: put in the place of what was entered in this round already' }),
  add_found: flag.default(false).meta({
    description:
      'true: a lot that is not on the count is added, registered where it is new. Without it, it is an error',
  }),
});

export const sheetImport = z
  .strictObject({
    ...importAnswerFields,
    rows_blank: lines.meta({ description: 'Rows without a quantity: not counted, never 0' }),
    lines_found: lines.meta({ description: 'Lots that were not on the count' }),
  })
  .meta({ id: 'StockCountSheetImport' });
