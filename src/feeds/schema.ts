import { z } from 'zod';
import { id, listQuery, moment, name, pageOf, version } from '../lib/fields.ts';
import { countSource } from '../sites/schema.ts';

export const idParams = z.strictObject({ id });

const url = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((text) => URL.canParse(text) && new URL(text).username === '', { error: 'no user in the address' })
  .meta({ description: 'Answers with CSV, JSON (a list of objects or of rows) or .xlsx, HXL-tagged or not' });

const everyMinutes = z.int().min(5).max(10_080).nullable().meta({ description: 'null: on demand alone' });

const secret = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/),
    value: z.string().regex(/^[\x20-\x7e]{1,2000}$/),
  })
  .nullable()
  .meta({ description: 'A header that lets the service in; kept sealed and never answered' });

export const feed = z
  .strictObject({
    id,
    name,
    operation_id: id,
    url: z.string(),
    source: countSource,
    every_minutes: everyMinutes,
    header_name: z.string().nullable().meta({ description: 'Of the secret header, if there is one' }),
    active: z.boolean(),
    next_pull_at: moment,
    failures: z.int().meta({ description: 'Pulls that failed one after the other' }),
    created_by: id,
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Feed' });

export const newFeed = z
  .strictObject({
    name,
    operation_id: id,
    url,
    source: countSource.default('other'),
    every_minutes: everyMinutes.default(null),
    secret: secret.default(null),
  })
  .meta({ id: 'NewFeed' });

export const feedChange = z
  .strictObject({
    url: url.optional(),
    every_minutes: everyMinutes.optional(),
    secret: secret.optional(),
    active: z.boolean().optional(),
  })
  .meta({ id: 'FeedChange' });

export const feedsQuery = listQuery(['id'], { operation_id: id.optional() });
export const feedsPage = pageOf(feed);

export const pullQuery = z.strictObject({
  dry_run: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false)
    .meta({ description: 'true: the same answer, nothing saved' }),
});

export const pull = z
  .strictObject({
    id,
    feed_id: id,
    outcome: z.enum(['taken', 'unchanged', 'already_imported', 'refused', 'failed']).meta({
      description:
        'unchanged: the server says so (304). refused: the table breaks the rules of an import. failed: nothing usable came',
    }),
    started_at: moment,
    ended_at: moment,
    pulled_by: id.nullable().meta({ description: 'null: the service by itself' }),
    attempts: z.int(),
    http_status: z.int().nullable(),
    bytes: z.int().min(0),
    rows_total: z.int().min(0),
    rows_taken: z.int().min(0),
    rows_refused: z.int().min(0),
    import_id: id.nullable(),
    problem: z.string().nullable().meta({ description: 'Code of the problem and what it names' }),
  })
  .meta({ id: 'FeedPull' });

export const pullsQuery = listQuery(['id'], {}, '-id');
export const pullsPage = pageOf(pull);
