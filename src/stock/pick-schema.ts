import { z } from 'zod';
import { day, id, moment, note, quantity } from '../lib/fields.ts';
import { queueDecision } from '../reservations/schema.ts';

const asked = {
  warehouse_id: id,
  item_id: id,
  site_id: id.optional().meta({ description: 'The site it is for, where a grant limits where its goods go' }),
  arrival_on: day.optional().meta({
    description:
      'The day the goods reach whoever gets them; today unless given. A lot has to be good until then',
  }),
};

const remaining = { description: 'Days a lot must still be good after arrival' };

export const picksQuery = z.strictObject({
  ...asked,
  quantity: z.coerce.number().pipe(quantity),
  minimum_remaining_days: z.coerce.number().int().min(0).max(3650).default(0).meta(remaining),
});

export const newIssue = z
  .strictObject({
    ...asked,
    quantity,
    minimum_remaining_days: z.int().min(0).max(3650).default(0).meta(remaining),
    accept_less: z
      .boolean()
      .default(false)
      .meta({ description: 'Issue what there is when there is less; refused otherwise' }),
    queue: queueDecision.optional().meta({ description: 'To issue what others wait for' }),
    occurred_on: day.optional().meta({ description: 'Today at the warehouse unless given' }),
    reference: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .meta({ examples: ['VALE-0031'] }),
    note: note.optional(),
  })
  .meta({ id: 'NewIssue' });

const part = {
  lot_id: id,
  lot_number: z.string(),
  expires_on: day.nullable(),
  location_id: id,
  location_code: z.string(),
  quantity,
};

const answerFields = {
  warehouse_id: id,
  item_id: id,
  quantity,
  picked: z.int(),
  unallocated: z.int().meta({ description: 'Asked for and not picked' }),
  picks: z.array(z.strictObject(part)).meta({ description: 'In the order in which they are picked' }),
  skipped: z.array(
    z.strictObject({
      ...part,
      reason: z.enum(['held', 'expired', 'expiring', 'earmark', 'reserved']).meta({
        description:
          'held: on hold, in quarantine or damaged. expiring: good today, but not long enough after arrival. earmark: its grant does not allow it for the site, or for use that names none. reserved: promised to others',
      }),
    }),
  ),
};

export const picks = z
  .strictObject({ ...answerFields, usable: z.int().meta({ description: 'What could be picked at most' }) })
  .meta({ id: 'Picks' });

export const issue = z
  .strictObject({ ...answerFields, movement_id: id, occurred_on: day, posted_at: moment })
  .meta({ id: 'Issue' });
