import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { acknowledgeNotice, cancelReservation, fill, preEmpt } from './change.ts';
import { listNotices } from './notice-store.ts';
import { reserve } from './reserve.ts';
import * as schema from './schema.ts';
import { findReservation, listQueue, listReservations } from './store.ts';

const reading = { method: 'GET', tag: 'reservations', permission: 'plans.read' } as const;
const writing = { method: 'POST', tag: 'reservations', permission: 'stock.write' } as const;
const refusals = ['reservation_rule', 'earmark_blocked', 'insufficient_stock', 'queue_order'] as const;

/** Who holds what and until when, who waits, and what holders are told. */
export function reservationRoutes(routes: Routes): void {
  readingRoutes(routes);
  reservingRoutes(routes);
  queueRoutes(routes);
  noticeRoutes(routes);
}

function readingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/reservations',
      operationId: 'listReservations',
      sites: 'filtered',
      summary: 'List reservations',
      description:
        'Who holds what: plans, requests, people and teams, each with its lots, what of them was used or given back, and what still waits.',
      query: schema.reservationsQuery,
      answer: schema.reservationsPage,
    },
    async ({ context, principal, query: { any_state, state, ...query } }) => ({
      body: await listReservations(context.database.read, {
        ...query,
        within: principal.within,
        ...(any_state ? {} : { state }),
      }),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/reservations/:id',
      operationId: 'getReservation',
      sites: { params: 'reservation' },
      summary: 'Read a reservation',
      description: 'One reservation with its lots.',
      params: schema.idParams,
      answer: schema.reservation,
    },
    async ({ context, params }) => ({
      body: found(await findReservation(context.database.read, params.id), 'reservation', params.id),
    }),
  );
}

function reservingRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/reservations',
      operationId: 'reserve',
      summary: 'Reserve goods',
      description:
        'Reserves an item in a warehouse for a request, a person or a team, until the end of a day there; after it, it holds nothing. With lots, exactly those; otherwise the first to expire that are good, free and allowed by their grants for the site or operation named. All or nothing; by item, partial reserves what there is and lets the rest wait in the queue. What others of the same or a more urgent priority wait for and may have is theirs until all of them are served: taking it is refused, naming them, unless `queue` says so with a reason that they are told. Goods for a site pass nobody who waits for the same site.',
      body: schema.newReservation,
      answer: schema.reservation,
      problems: ['unknown_reference', ...refusals],
    },
    async ({ tx, context, principal, body }) => {
      const made = await reserve(tx, context, principal, body);
      return { body: made, location: `/v1/reservations/${made.id}` };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/reservations/:id/cancellation',
      operationId: 'cancelReservation',
      summary: 'Cancel a reservation',
      description:
        'Gives back exactly what it still holds and leaves the queue. One of a plan is cancelled with its plan or consignment.',
      params: schema.idParams,
      answer: schema.reservation,
      problems: ['state_conflict', 'reservation_rule'],
    },
    async ({ tx, context, principal, params }) => ({
      body: await cancelReservation(tx, context, principal, params.id),
    }),
  );
}

function queueRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/reservation-queue',
      operationId: 'listReservationQueue',
      sites: 'filtered',
      summary: 'List the queue of an item',
      description:
        'Who waits for an item in a warehouse, in the order in which they are served: the most urgent priority first, within it who came first.',
      query: schema.queueQuery,
      answer: schema.reservationsPage,
    },
    async ({ context, principal, query }) => ({
      body: await listQueue(context.database.read, { ...query, within: principal.within }),
    }),
  );
  routes.write(
    {
      ...writing,
      url: '/v1/reservations/:id/fill',
      operationId: 'fillReservation',
      summary: 'Fill a waiting reservation',
      description:
        'Gives the first in the queue what has come free, first expiry first; what is still missing waits on. Refused to any other, naming who comes first.',
      params: schema.idParams,
      answer: schema.reservation,
      problems: ['state_conflict', ...refusals],
    },
    async ({ tx, context, params }) => ({ body: await fill(tx, context, params.id) }),
  );
  routes.write(
    {
      ...writing,
      permission: 'reservations.preempt',
      url: '/v1/reservations/:id/pre-emption',
      operationId: 'preEmptReservations',
      summary: 'Take what others reserved, in an emergency',
      description:
        'Gives a waiting reservation what is free and then what reservations of a less urgent priority hold of the item in that warehouse, plans included: from the least urgent first, and of those from the last to come. Every holder gets a notice with the justification, and so does whoever waits first and is passed.',
      params: schema.idParams,
      body: schema.justification,
      answer: schema.reservation,
      problems: ['state_conflict', ...refusals],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await preEmpt(tx, context, principal, params.id, body.justification),
    }),
  );
}

function noticeRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/reservation-notices',
      operationId: 'listReservationNotices',
      sites: 'filtered',
      summary: 'List notices to holders',
      description: 'What was taken from whom, by whom and why, newest first unless sorted otherwise.',
      query: schema.noticesQuery,
      answer: schema.noticesPage,
    },
    async ({ context, principal, query }) => ({
      body: await listNotices(context.database.read, { ...query, within: principal.within }),
    }),
  );
  routes.write(
    {
      ...writing,
      permission: 'reservations.acknowledge',
      url: '/v1/reservation-notices/:id/acknowledgement',
      operationId: 'acknowledgeReservationNotice',
      sites: { params: 'notice' },
      summary: 'Acknowledge a notice',
      description: 'The person a notice is for has seen it. Done again, it keeps the first time.',
      params: schema.idParams,
      answer: schema.notice,
      problems: ['not_the_holder'],
    },
    async ({ tx, context, principal, params }) => ({
      body: await acknowledgeNotice(tx, context, principal, params.id),
    }),
  );
}
