import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { hotQuery, param } from '../database/hot.ts';
import type { NextActor, RequestState } from './states.ts';

const IDS_A_QUERY = 500;

function chunksOf<T>(values: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < values.length; start += IDS_A_QUERY)
    chunks.push(values.slice(start, start + IDS_A_QUERY));
  return chunks;
}

const holdQuery = hotQuery<{ id: string }, Tx>((tx) =>
  tx
    .updateTable('requests')
    .set({ version: sql<number>`version` })
    .where('id', '=', param<string>('id'))
    .returning('id'),
);

/** Holds requests until the transaction ends, in the one order that everybody takes them in. */
export async function holdRequests(tx: Tx, ids: readonly string[]): Promise<void> {
  await Promise.all([...ids].sort().map((id) => holdQuery(tx, { id })));
}

/** The requests that a plan counted. */
export async function listCounted(reader: Reader, planId: string): Promise<string[]> {
  const rows = await reader
    .selectFrom('plan_requests')
    .select('request_id')
    .where('plan_id', '=', planId)
    .execute();
  return rows.map((row) => row.request_id);
}

/** Requests a plan counted that count no more: withdrawn, or closed short since the plan was made. */
export async function listWithdrawn(
  reader: Reader,
  planId: string,
): Promise<{ number: string; state: RequestState }[]> {
  return reader
    .selectFrom('plan_requests')
    .innerJoin('requests', 'requests.id', 'plan_requests.request_id')
    .innerJoin('plans', 'plans.id', 'plan_requests.plan_id')
    .innerJoin('plan_revisions', (join) =>
      join
        .onRef('plan_revisions.plan_id', '=', 'plans.id')
        .onRef('plan_revisions.revision', '=', 'plans.revision'),
    )
    .select(['requests.number as number', 'requests.state as state'])
    .where('plan_requests.plan_id', '=', planId)
    .where((eb) =>
      eb.or([
        eb('requests.state', 'in', ['draft', 'submitted', 'rejected', 'cancelled']),
        eb.and([
          eb('requests.state', '=', 'closed_short'),
          eb('requests.ended_at', '>', eb.ref('plan_revisions.made_at')),
        ]),
      ]),
    )
    .orderBy('requests.number')
    .execute();
}

export interface OpenLine {
  request_id: string;
  line_number: number;
  site_id: string;
  item_id: string;
  /** approved − promised − sent − delivered, above zero. */
  open: number;
}

const openPart = sql<number>`(quantity_approved - promised - sent - delivered)`;

/** The lines of some requests to which more may be promised, the most urgent and the first made first. */
export async function listOpenLines(reader: Reader, requestIds: readonly string[]): Promise<OpenLine[]> {
  const parts = await Promise.all(
    chunksOf(requestIds).map((ids) =>
      reader
        .selectFrom('request_lines')
        .innerJoin('requests', 'requests.id', 'request_lines.request_id')
        .select([
          'request_lines.request_id as request_id',
          'request_lines.line_number as line_number',
          'requests.site_id as site_id',
          'request_lines.item_id as item_id',
          'requests.priority as priority',
          'requests.created_at as created_at',
          openPart.as('open'),
        ])
        .where('request_lines.request_id', 'in', ids)
        .where('requests.state', 'in', ['approved', 'partly_approved', 'planned', 'in_fulfilment'])
        .where(openPart, '>', 0)
        .execute(),
    ),
  );
  return parts.flat().sort(compareUrgency);
}

interface Urgency {
  priority: number;
  created_at: string;
  request_id: string;
  line_number: number;
}

function compareUrgency(a: Urgency, b: Urgency): number {
  return (
    a.priority - b.priority ||
    compareText(a.created_at, b.created_at) ||
    compareText(a.request_id, b.request_id) ||
    a.line_number - b.line_number
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface LinePart {
  request_id: string;
  line_number: number;
  quantity: number;
}

const counterQuery = hotQuery<{ line_number: number }, Tx>((tx) =>
  tx
    .updateTable('request_lines')
    .set({
      promised: sql<number>`promised + ${param('promised')}`,
      sent: sql<number>`sent + ${param('sent')}`,
      delivered: sql<number>`delivered + ${param('delivered')}`,
    })
    .where('request_id', '=', param<string>('request_id'))
    .where('line_number', '=', param<number>('line_number'))
    .where(
      sql<boolean>`promised + ${param('promised')} >= 0 and sent + ${param('sent')} >= 0
        and ${param('sum')} <= quantity_approved - promised - sent - delivered`,
    )
    .returning('line_number'),
);

/** What is added to the counters of a line; below zero, taken away. */
export interface Counted {
  promised: number;
  sent: number;
  delivered: number;
}

/** Moves the counters of a line; false where one would fall below zero or all of them rise above what was approved. */
export async function countLine(
  tx: Tx,
  line: { request_id: string; line_number: number },
  { promised, sent, delivered }: Counted,
): Promise<boolean> {
  const { request_id, line_number } = line;
  const sum = promised + sent + delivered;
  const { rows } = await counterQuery(tx, { request_id, line_number, promised, sent, delivered, sum });
  return rows.length === 1;
}

export interface NewPromise extends LinePart {
  plan_id: string;
  site_id: string;
  item_id: string;
}

export async function insertPromises(tx: Tx, promises: readonly NewPromise[]): Promise<void> {
  for (const part of chunksOf(promises)) {
    const rows = part.map((promise) => ({ ...promise, promised: promise.quantity }));
    await tx.insertInto('request_promises').values(rows).execute();
  }
}

export interface StoredPromise {
  request_id: string;
  line_number: number;
  item_id: string;
  promised: number;
}

/** What a plan still promises to the requests of a site, or of all sites, the most urgent and the first made first. */
export async function listPromises(
  reader: Reader,
  planId: string,
  siteId?: string,
): Promise<StoredPromise[]> {
  let query = reader
    .selectFrom('request_promises')
    .innerJoin('requests', 'requests.id', 'request_promises.request_id')
    .select([
      'request_promises.request_id as request_id',
      'request_promises.line_number as line_number',
      'request_promises.item_id as item_id',
      'request_promises.promised as promised',
      'requests.priority as priority',
      'requests.created_at as created_at',
    ])
    .where('request_promises.plan_id', '=', planId)
    .where('request_promises.promised', '>', 0);
  if (siteId !== undefined) query = query.where('request_promises.site_id', '=', siteId);
  return (await query.execute()).sort(compareUrgency);
}

/** Turns some of a promise into what was sent, or gives it back; false when not so much is promised any more. */
export async function usePromise(
  tx: Tx,
  planId: string,
  part: LinePart,
  as: 'sent' | 'released',
): Promise<boolean> {
  const result = await tx
    .updateTable('request_promises')
    .set({
      promised: sql<number>`promised - ${part.quantity}`,
      [as]: sql<number>`${sql.ref(as)} + ${part.quantity}`,
    })
    .where('plan_id', '=', planId)
    .where('request_id', '=', part.request_id)
    .where('line_number', '=', part.line_number)
    .where('promised', '>=', part.quantity)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function insertShipments(
  tx: Tx,
  consignmentId: string,
  parts: readonly (LinePart & { item_id: string })[],
): Promise<void> {
  for (const part of chunksOf(parts)) {
    const rows = part.map((row) => ({ ...row, consignment_id: consignmentId }));
    await tx.insertInto('request_shipments').values(rows).execute();
  }
}

export interface StoredShipment extends LinePart {
  item_id: string;
  delivered: number;
  lost: number;
}

/** What a consignment carries for requests, the most urgent and the first made first. */
export async function listShipments(reader: Reader, consignmentId: string): Promise<StoredShipment[]> {
  const rows = await reader
    .selectFrom('request_shipments')
    .innerJoin('requests', 'requests.id', 'request_shipments.request_id')
    .select([
      'request_shipments.request_id as request_id',
      'request_shipments.line_number as line_number',
      'request_shipments.item_id as item_id',
      'request_shipments.quantity as quantity',
      'request_shipments.delivered as delivered',
      'request_shipments.lost as lost',
      'requests.priority as priority',
      'requests.created_at as created_at',
    ])
    .where('consignment_id', '=', consignmentId)
    .execute();
  return rows.sort(compareUrgency);
}

export async function updateShipment(
  tx: Tx,
  consignmentId: string,
  { request_id, line_number, delivered, lost }: Omit<StoredShipment, 'item_id' | 'quantity'>,
): Promise<void> {
  await tx
    .updateTable('request_shipments')
    .set({ delivered, lost })
    .where('consignment_id', '=', consignmentId)
    .where('request_id', '=', request_id)
    .where('line_number', '=', line_number)
    .execute();
}

export interface Standing {
  id: string;
  state: RequestState;
  granted: 'approved' | 'partly_approved' | null;
  next_actor: NextActor;
  approved: number;
  promised: number;
  sent: number;
  delivered: number;
  offers: number;
}

/** Where requests stand with the sums of their lines and how many offered substitutes wait for an answer. */
export async function readStandings(reader: Reader, ids: readonly string[]): Promise<Standing[]> {
  const sum = (column: string) =>
    sql<number>`(select cast(sum(coalesce(${sql.ref(`request_lines.${column}`)}, 0)) as bigint) from request_lines where request_lines.request_id = requests.id)`;
  const parts = await Promise.all(
    chunksOf(ids).map((some) =>
      reader
        .selectFrom('requests')
        .select([
          'id',
          'state',
          'granted',
          'next_actor',
          sum('quantity_approved').as('approved'),
          sum('promised').as('promised'),
          sum('sent').as('sent'),
          sum('delivered').as('delivered'),
          sql<number>`(select count(*) from request_substitutions where request_substitutions.request_id = requests.id and request_substitutions.state = 'offered')`.as(
            'offers',
          ),
        ])
        .where('id', 'in', some)
        .execute(),
    ),
  );
  return parts.flat();
}

/** Writes where a request stands now. The caller holds it. */
export async function writeStanding(
  tx: Tx,
  id: string,
  standing: { state: RequestState; next_actor: NextActor },
  at: string,
): Promise<void> {
  const { state, next_actor } = standing;
  await tx
    .updateTable('requests')
    .set({
      state,
      next_actor,
      next_since: sql<string>`case when next_actor = ${next_actor} then next_since else ${at} end`,
      ...(state === 'fulfilled' ? { ended_at: at } : {}),
      version: sql<number>`version + 1`,
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
}
