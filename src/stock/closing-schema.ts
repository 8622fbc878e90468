import { z } from 'zod';
import { day, id, listQuery, moment, name, note, pageOf } from '../lib/fields.ts';

const closedThrough = day.nullable().meta({
  description: 'Nothing is posted on this day or before it from now on; null when everything is open',
});

export const newClosing = z
  .strictObject({
    closed_through: closedThrough,
    note: note.optional().meta({ description: 'Why; needed to reopen days that are closed' }),
  })
  .meta({ id: 'NewWarehouseClosing' });

export const closing = z
  .strictObject({
    id,
    warehouse_id: id,
    closed_through: closedThrough,
    closed_through_before: closedThrough.meta({ description: 'What held until then' }),
    note: z.string().nullable(),
    closed_by: id,
    closed_by_name: name,
    closed_at: moment,
  })
  .meta({ id: 'WarehouseClosing' });

export const closingsQuery = listQuery(['id'], {}, '-id');
export const closingsPage = pageOf(closing);
