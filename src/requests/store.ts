import { type Expression, type SqlBool, sql } from 'kysely';
import { sitesWithin } from '../access/scope-store.ts';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { ProposedBasis } from './proposal.ts';
import {
  awaitedStates,
  type NextActor,
  type RequestState,
  type RequestStep,
  requestSteps,
} from './states.ts';

function requestQuery(reader: Reader) {
  return reader
    .selectFrom('requests')
    .innerJoin('sites', 'sites.id', 'requests.site_id')
    .select([
      'requests.id as id',
      'requests.number as number',
      'requests.operation_id as operation_id',
      'requests.site_id as site_id',
      'sites.code as site_code',
      'requests.state as state',
      'requests.priority as priority',
      'requests.justification as justification',
      'requests.standard_id as standard_id',
      'requests.count_id as count_id',
      'requests.requested_by as requested_by',
      'requests.submitted_at as submitted_at',
      'requests.due_on as due_on',
      'requests.decided_by as decided_by',
      'requests.decided_at as decided_at',
      'requests.decision_comment as decision_comment',
      'requests.closing_reason as closing_reason',
      'requests.ended_at as ended_at',
      'requests.next_actor as next_actor',
      'requests.next_since as next_since',
      'requests.version as version',
      'requests.created_at as created_at',
      'requests.updated_at as updated_at',
    ]);
}

export interface RequestFilter {
  site_id?: string | undefined;
  operation_id?: string | undefined;
  state?: RequestState | undefined;
  priority?: number | undefined;
  next_actor?: NextActor | undefined;
  late?: boolean | undefined;
  /** Only what is of the sites this person is assigned to. */
  within?: string | null | undefined;
}

const equalities = ['site_id', 'operation_id', 'state', 'priority', 'next_actor'] as const;

/** Waited for and past its day; written out, so that the index over what is waited for serves it. */
function isLate(today: string): Expression<SqlBool> {
  const awaited = sql.raw(awaitedStates.map((state) => `'${state}'`).join(', '));
  return sql<boolean>`(requests.state in (${awaited}) and requests.due_on < ${today})`;
}

/** `today` is the day that decides what is late. */
export async function listRequests(reader: Reader, request: PageRequest & RequestFilter, today: string) {
  let query = requestQuery(reader);
  for (const field of equalities) {
    const value = request[field];
    if (value !== undefined) query = query.where(`requests.${field}`, '=', value as never);
  }
  if (request.within != null) query = query.where('requests.site_id', 'in', sitesWithin(request.within));
  if (request.late === true) query = query.where(isLate(today));
  if (request.late === false) query = query.where((eb) => eb.not(isLate(today)));
  const columns = {
    created_at: 'requests.created_at',
    id: 'requests.id',
    number: 'requests.number',
    next_since: 'requests.next_since',
    due_on: 'requests.due_on',
  };
  const page = await fetchPage(query, { columns, key: ['requests.id'] }, request);
  return mapPage(page, (rows) => withParts(reader, rows));
}

export async function findRequest(reader: Reader, id: string) {
  const rows = await requestQuery(reader).where('requests.id', '=', id).execute();
  return (await withParts(reader, rows))[0];
}

export type StoredRequest = NonNullable<Awaited<ReturnType<typeof findRequest>>>;

export interface StoredLine {
  line_number: number;
  item_id: string;
  item_code: string;
  quantity_requested: number;
  quantity_approved: number | null;
  quantity_promised: number;
  quantity_sent: number;
  quantity_delivered: number;
  proposed: number | null;
  basis: ProposedBasis | null;
  reason: string | null;
  substitutes_line: number | null;
}

async function withParts<Row extends { id: string }>(
  reader: Reader,
  rows: Row[],
): Promise<(Row & { plan_ids: string[]; lines: StoredLine[] })[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const [lines, plans] = await Promise.all([readLines(reader, ids), readPlans(reader, ids)]);
  const linesOf = new Map<string, StoredLine[]>(ids.map((id) => [id, []]));
  for (const { request_id, basis, ...line } of lines) {
    linesOf.get(request_id)?.push({ ...line, basis: basis === null ? null : JSON.parse(basis) });
  }
  const plansOf = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { request_id, plan_id } of plans) plansOf.get(request_id)?.push(plan_id);
  return rows.map((row) => ({
    ...row,
    plan_ids: plansOf.get(row.id) ?? [],
    lines: linesOf.get(row.id) ?? [],
  }));
}

function readLines(reader: Reader, ids: readonly string[]) {
  return reader
    .selectFrom('request_lines')
    .innerJoin('items', 'items.id', 'request_lines.item_id')
    .select([
      'request_lines.request_id as request_id',
      'request_lines.line_number as line_number',
      'request_lines.item_id as item_id',
      'items.code as item_code',
      'request_lines.quantity_requested as quantity_requested',
      'request_lines.quantity_approved as quantity_approved',
      'request_lines.promised as quantity_promised',
      'request_lines.sent as quantity_sent',
      'request_lines.delivered as quantity_delivered',
      'request_lines.proposed as proposed',
      'request_lines.basis as basis',
      'request_lines.reason as reason',
      'request_lines.substitutes_line as substitutes_line',
    ])
    .where('request_lines.request_id', 'in', ids)
    .orderBy('request_lines.request_id')
    .orderBy('request_lines.line_number')
    .execute();
}

/** The plans that promised or sent something of each request and did not give it all back, the first made first. */
function readPlans(reader: Reader, ids: readonly string[]) {
  return reader
    .selectFrom('request_promises')
    .select(['request_id', 'plan_id'])
    .where('request_id', 'in', ids)
    .whereRef('quantity', '>', 'released')
    .groupBy(['request_id', 'plan_id'])
    .orderBy('request_id')
    .orderBy('plan_id')
    .execute();
}

export interface NewRequestRow {
  id: string;
  number: string;
  site_id: string;
  operation_id: string;
  state: 'draft' | 'submitted';
  priority: number;
  justification: string | null;
  standard_id: string | null;
  count_id: string | null;
  body_sha256: string | null;
  requested_by: string;
  due_on: string;
}

export interface NewLineRow {
  item_id: string;
  quantity_requested: number;
  proposed: number | null;
  basis: ProposedBasis | null;
  reason: string | null;
}

/** False when there is a request of this identifier. */
export async function insertRequest(
  tx: Tx,
  request: NewRequestRow,
  lines: readonly NewLineRow[],
  at: string,
): Promise<boolean> {
  const isDraft = request.state === 'draft';
  const inserted = await tx
    .insertInto('requests')
    .values({
      ...request,
      granted: null,
      submitted_at: isDraft ? null : at,
      decided_by: null,
      decided_at: null,
      decision_comment: null,
      closing_reason: null,
      ended_at: null,
      next_actor: isDraft ? 'responder' : 'logistics',
      next_since: at,
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) return false;
  await insertLines(tx, request.id, lines);
  return true;
}

async function insertLines(tx: Tx, requestId: string, lines: readonly NewLineRow[]): Promise<void> {
  const rows = lines.map(({ basis, ...line }, index) => ({
    request_id: requestId,
    line_number: index + 1,
    ...line,
    quantity_approved: null,
    basis: basis === null ? null : JSON.stringify(basis),
    substitutes_line: null,
  }));
  await tx.insertInto('request_lines').values(rows).execute();
}

/** Puts other lines in place of those of a draft. */
export async function replaceLines(tx: Tx, requestId: string, lines: readonly NewLineRow[]): Promise<void> {
  await tx.deleteFrom('request_lines').where('request_id', '=', requestId).execute();
  await insertLines(tx, requestId, lines);
}

/** What was sent when a request was made under an identifier of the client's. */
export async function findBodySha256(reader: Reader, id: string) {
  return reader
    .selectFrom('requests')
    .select(['body_sha256', 'requested_by'])
    .where('id', '=', id)
    .executeTakeFirst();
}

export interface StepDetails {
  granted?: 'approved' | 'partly_approved';
  submitted_at?: string;
  due_on?: string;
  decided_by?: string;
  decided_at?: string;
  decision_comment?: string | null;
  closing_reason?: string;
  ended_at?: string;
}

const actorAfter: Readonly<Record<RequestStep, NextActor>> = {
  submit: 'logistics',
  approve: 'logistics',
  approve_in_part: 'logistics',
  reject: 'nobody',
  cancel: 'nobody',
  close_short: 'nobody',
};

/**
 * Takes one step if the request stands where the step may start and nothing of it is promised or on the road; false when not. Since
 * when somebody has to act changes with who it is.
 */
export async function stepRequest(
  tx: Tx,
  id: string,
  step: RequestStep,
  at: string,
  details: StepDetails = {},
): Promise<boolean> {
  const { from, to } = requestSteps[step];
  const actor = actorAfter[step];
  const result = await tx
    .updateTable('requests')
    .set({
      state: to,
      ...details,
      next_actor: actor,
      next_since: sql<string>`case when next_actor = ${actor} then next_since else ${at} end`,
      version: sql<number>`version + 1`,
      updated_at: at,
    })
    .where('id', '=', id)
    .where('state', 'in', from)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('request_lines')
            .select('request_lines.line_number')
            .whereRef('request_lines.request_id', '=', 'requests.id')
            .where(sql<boolean>`request_lines.promised + request_lines.sent > 0`),
        ),
      ),
    )
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function grantLines(
  tx: Tx,
  requestId: string,
  lines: readonly { line_number: number; quantity_approved: number }[],
): Promise<void> {
  for (const line of lines) {
    await tx
      .updateTable('request_lines')
      .set({ quantity_approved: line.quantity_approved })
      .where('request_id', '=', requestId)
      .where('line_number', '=', line.line_number)
      .execute();
  }
}

/** What the other requests of a site still ask for by item: handed in and neither promised, on the road nor delivered. */
export async function listAsked(
  reader: Reader,
  siteId: string,
  except?: string,
): Promise<ReadonlyMap<string, number>> {
  let query = reader
    .selectFrom('requests')
    .innerJoin('request_lines', 'request_lines.request_id', 'requests.id')
    .select([
      'request_lines.item_id as item_id',
      sql<number>`cast(sum(coalesce(quantity_approved, quantity_requested) - promised - sent - delivered) as bigint)`.as(
        'asked',
      ),
    ])
    .where('requests.site_id', '=', siteId)
    .where('requests.state', 'in', awaitedStates)
    .groupBy('request_lines.item_id');
  if (except !== undefined) query = query.where('requests.id', '<>', except);
  return new Map((await query.execute()).map((row) => [row.item_id, row.asked]));
}

export interface GrantedLine {
  request_id: string;
  site_id: string;
  item_id: string;
  quantity: number;
}

/**
 * What the requests of an operation's active sites were granted, in a fixed order. Requests that plans have taken up and
 * those fulfilled count too: what a site got or has coming is set against everything it was granted, so what a plan left short
 * stays a need. Of one closed short, only what it got counts.
 */
export async function listGrantedLines(reader: Reader, operationId: string): Promise<GrantedLine[]> {
  const quantity = sql<number>`case when requests.state = 'closed_short' then delivered else quantity_approved end`;
  return reader
    .selectFrom('request_lines')
    .innerJoin('requests', 'requests.id', 'request_lines.request_id')
    .innerJoin('sites', 'sites.id', 'requests.site_id')
    .select([
      'requests.id as request_id',
      'requests.site_id as site_id',
      'request_lines.item_id as item_id',
      quantity.as('quantity'),
    ])
    .where('requests.operation_id', '=', operationId)
    .where('sites.active', '=', 1)
    .where('requests.granted', 'is not', null)
    .where('requests.state', '<>', 'cancelled')
    .where(quantity, '>', 0)
    .orderBy('requests.id')
    .orderBy('request_lines.line_number')
    .execute();
}
