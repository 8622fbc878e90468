import { z } from 'zod';
import { code, day, flag, id, listQuery, moment, note, pageOf, quantity } from '../lib/fields.ts';
import { reservationStates } from './states.ts';

export const idParams = z.strictObject({ id });

const amount = z.int();

const priority = z.int().min(1).max(9).meta({ description: '1 is the most urgent; plans have 5' });

const purpose = z.string().trim().min(1).max(500).meta({ description: 'What the goods are wanted for' });

const newHolder = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('request'), request_id: id }),
    z.strictObject({ kind: z.literal('person') }),
    z.strictObject({ kind: z.literal('team'), name: z.string().trim().min(1).max(200) }),
  ])
  .meta({ id: 'NewHolder', description: 'An approved request, whoever asks, or a team they ask for' });

/** What to do about those who have waited longer for the same goods. */
export const queueDecision = z.strictObject({ decision: z.literal('pass'), reason: note }).meta({
  id: 'QueueDecision',
  description:
    'pass: take the goods although others wait for them first; each of those gets a notice with the reason. Without it such a taking is refused with the list of who waits.',
});

export const newReservation = z
  .strictObject({
    holder: newHolder,
    purpose,
    item_id: id,
    warehouse_id: id,
    quantity: quantity.optional().meta({ description: 'By item; the sum of the lots otherwise' }),
    lots: z
      .array(z.strictObject({ lot_id: id, location_id: id, quantity }))
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Exactly these lots; otherwise the first to expire that are good and free' }),
    partial: z
      .boolean()
      .default(false)
      .meta({ description: 'By item only: reserve what there is now and let the rest wait in the queue' }),
    site_id: id.optional().meta({ description: 'The site the goods are for; a request names its own' }),
    operation_id: id.optional().meta({ description: 'The operation, where no site is known yet' }),
    priority: priority.default(5),
    queue: queueDecision
      .optional()
      .meta({ description: 'To take what others with the same or a more urgent priority wait for' }),
    until_on: day.meta({ description: "Last day it holds, in the warehouse's own day" }),
  })
  .refine(({ lots, quantity: asked }) => lots !== undefined || asked !== undefined, {
    path: ['quantity'],
    error: 'quantity or lots',
  })
  .refine(({ lots, partial }) => lots === undefined || !partial, {
    path: ['partial'],
    error: 'lots are reserved all or none',
  })
  .meta({ id: 'NewReservation' });

const holdOfLot = z.strictObject({
  lot_id: id,
  lot_number: z.string(),
  expires_on: day.nullable(),
  location_id: id,
  location_code: z.string(),
  quantity: amount.meta({ description: 'Ever reserved: remaining + used + released' }),
  remaining: amount.meta({ description: 'Still held' }),
  used: amount,
  released: amount.meta({ description: 'Given back or taken' }),
});

export const reservation = z
  .strictObject({
    id,
    holder_kind: z.enum(['plan', 'request', 'person', 'team']),
    holder: z.string().meta({ description: 'Number of the plan or request, name of the team or person' }),
    held_by: id.meta({ description: 'Who answers for it and is told when something is taken' }),
    plan_id: id.nullable(),
    plan_number: z.string().nullable(),
    request_id: id.nullable(),
    purpose: z.string().nullable(),
    site_id: id.nullable(),
    site_code: code.nullable(),
    operation_id: id.nullable(),
    warehouse_id: id,
    warehouse_code: code,
    item_id: id,
    item_code: code,
    quantity: amount.meta({ description: 'Wanted' }),
    waiting: amount.meta({ description: 'Still waits in the queue' }),
    remaining: amount.meta({ description: 'Still held; 0 once it left or was released' }),
    used: amount,
    released: amount,
    priority,
    until_on: day.nullable(),
    state: z.enum(reservationStates),
    created_at: moment,
    ended_at: moment.nullable(),
    lots: z.array(holdOfLot),
  })
  .meta({ id: 'Reservation' });

export const reservationsQuery = listQuery(['id'], {
  plan_id: id.optional(),
  request_id: id.optional(),
  held_by: id.optional(),
  site_id: id.optional(),
  warehouse_id: id.optional(),
  item_id: id.optional(),
  lot_id: id.optional(),
  location_id: id.optional(),
  state: z.enum(reservationStates).default('open'),
  any_state: flag.default(false).meta({ description: 'true shows those that ended too' }),
});
export const reservationsPage = pageOf(reservation);

export const queueQuery = listQuery(['priority'], { warehouse_id: id, item_id: id });

export const justification = z
  .strictObject({ justification: note.meta({ description: 'Why it cannot wait; every holder reads it' }) })
  .meta({ id: 'PreEmption' });

export const notice = z
  .strictObject({
    id,
    reservation_id: id,
    holder: z.string(),
    to_person_id: id,
    kind: z.enum(['released', 'preempted', 'expired', 'kept', 'passed']).meta({
      description:
        'released: taken by a write-off, count or hold. preempted: taken by a more urgent reservation. expired: its last day is over. kept: its lot may not leave for now, and it still holds it. passed: what it waits for went to somebody else',
    }),
    item_code: code,
    lot_id: id.nullable(),
    lot_number: z.string().nullable(),
    location_id: id.nullable(),
    quantity: amount,
    reason: z.string().nullable(),
    taken_by_reservation_id: id.nullable(),
    made_by: id.nullable(),
    made_at: moment,
    acknowledged_at: moment.nullable(),
  })
  .meta({ id: 'ReservationNotice' });

export const noticesQuery = listQuery(
  ['id'],
  {
    to_person_id: id.optional(),
    reservation_id: id.optional(),
    acknowledged: flag.optional(),
  },
  '-id',
);
export const noticesPage = pageOf(notice);

/** What to do with reservations that a change would eat. */
export const takingDecision = z.strictObject({ decision: z.literal('release'), reason: note }).meta({
  id: 'ReservationDecision',
  description:
    'release: those who came last lose just as much as is needed, and are told the reason. Without a decision such a change is refused with the list of who would lose what.',
});

/** What to do with reservations of a lot that may not leave any more. */
export const holdDecision = z.strictObject({ decision: z.enum(['release', 'keep']), reason: note }).meta({
  id: 'LotReservationDecision',
  description:
    'release: every reservation of the lot loses it. keep: they still hold it, in case it turns good again; nothing leaves meanwhile. Either way the holders are told the reason.',
});
