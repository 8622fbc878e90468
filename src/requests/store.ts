import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import { type RequestState, type RequestStep, requestSteps } from './states.ts';

function requestQuery(reader: Reader) {
  return reader
    .selectFrom('requests')
    .innerJoin('sites', 'sites.id', 'requests.site_id')
    .select([
      'requests.id as id',
      'requests.number as number',
      'sites.operation_id as operation_id',
      'requests.site_id as site_id',
      'sites.code as site_code',
      'requests.state as state',
      'requests.justification as justification',
      'requests.requested_by as requested_by',
      'requests.decided_by as decided_by',
      'requests.decision_comment as decision_comment',
      'requests.plan_id as plan_id',
      'requests.version as version',
      'requests.created_at as created_at',
      'requests.updated_at as updated_at',
    ]);
}

export interface RequestFilter {
  site_id?: string | undefined;
  operation_id?: string | undefined;
  state?: RequestState | undefined;
}

export async function listRequests(reader: Reader, request: PageRequest & RequestFilter) {
  let query = requestQuery(reader);
  if (request.site_id !== undefined) query = query.where('requests.site_id', '=', request.site_id);
  if (request.operation_id !== undefined)
    query = query.where('sites.operation_id', '=', request.operation_id);
  if (request.state !== undefined) query = query.where('requests.state', '=', request.state);
  const columns = { id: 'requests.id', number: 'requests.number', created_at: 'requests.created_at' };
  const page = await fetchPage(query, { columns, key: ['requests.id'] }, request);
  return mapPage(page, (rows) => withLines(reader, rows));
}

export async function findRequest(reader: Reader, id: string) {
  const rows = await requestQuery(reader).where('requests.id', '=', id).execute();
  return (await withLines(reader, rows))[0];
}

interface RequestLine {
  line_number: number;
  item_id: string;
  item_code: string;
  quantity_requested: number;
  quantity_approved: number | null;
}

async function withLines<Row extends { id: string }>(
  reader: Reader,
  rows: Row[],
): Promise<(Row & { lines: RequestLine[] })[]> {
  if (rows.length === 0) return [];
  const lines = await reader
    .selectFrom('request_lines')
    .innerJoin('items', 'items.id', 'request_lines.item_id')
    .select([
      'request_lines.request_id as request_id',
      'request_lines.line_number as line_number',
      'request_lines.item_id as item_id',
      'items.code as item_code',
      'request_lines.quantity_requested as quantity_requested',
      'request_lines.quantity_approved as quantity_approved',
    ])
    .where(
      'request_lines.request_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('request_lines.line_number')
    .execute();
  const linesOf = new Map<string, RequestLine[]>(rows.map((row) => [row.id, []]));
  for (const { request_id, ...line } of lines) linesOf.get(request_id)?.push(line);
  return rows.map((row) => ({ ...row, lines: linesOf.get(row.id) ?? [] }));
}

export interface NewRequestRow {
  id: string;
  number: string;
  site_id: string;
  state: 'draft' | 'submitted';
  justification: string | null;
  requested_by: string;
}

export async function insertRequest(
  tx: Tx,
  request: NewRequestRow,
  lines: readonly { item_id: string; quantity: number }[],
  at: string,
): Promise<void> {
  await tx
    .insertInto('requests')
    .values({
      ...request,
      decided_by: null,
      decision_comment: null,
      plan_id: null,
      created_at: at,
      updated_at: at,
    })
    .execute();
  await tx
    .insertInto('request_lines')
    .values(
      lines.map((line, index) => ({
        request_id: request.id,
        line_number: index + 1,
        item_id: line.item_id,
        quantity_requested: line.quantity,
        quantity_approved: null,
      })),
    )
    .execute();
}

export interface StepDetails {
  decided_by?: string;
  decision_comment?: string | null;
}

/** Takes one step if the request stands where the step may start; false when it does not. */
export async function stepRequest(
  tx: Tx,
  id: string,
  step: RequestStep,
  at: string,
  details: StepDetails = {},
): Promise<boolean> {
  const { from, to } = requestSteps[step];
  const result = await tx
    .updateTable('requests')
    .set({ state: to, ...details, version: sql<number>`version + 1`, updated_at: at })
    .where('id', '=', id)
    .where('state', 'in', from)
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

export interface GrantedLine {
  request_id: string;
  site_id: string;
  item_id: string;
  quantity: number;
}

/**
 * What the requests of an operation's active sites were granted, in a fixed order. Requests that a plan has taken up count
 * too: what a site got or has coming is set against everything it was granted, so what a plan left short stays a need.
 */
export async function listGrantedLines(reader: Reader, operationId: string): Promise<GrantedLine[]> {
  return reader
    .selectFrom('request_lines')
    .innerJoin('requests', 'requests.id', 'request_lines.request_id')
    .innerJoin('sites', 'sites.id', 'requests.site_id')
    .select([
      'requests.id as request_id',
      'requests.site_id as site_id',
      'request_lines.item_id as item_id',
      sql<number>`request_lines.quantity_approved`.as('quantity'),
    ])
    .where('sites.operation_id', '=', operationId)
    .where('sites.active', '=', 1)
    .where('requests.state', 'in', ['approved', 'planned'])
    .where('request_lines.quantity_approved', '>', 0)
    .orderBy('requests.id')
    .orderBy('request_lines.line_number')
    .execute();
}

/**
 * Marks the approved requests among those a plan counted as taken up by it. Gives the ones that count no more: neither
 * approved nor taken up.
 */
export async function takeUpRequests(
  tx: Tx,
  planId: string,
  at: string,
): Promise<{ number: string; state: RequestState }[]> {
  const { from, to } = requestSteps.plan;
  const counted = tx.selectFrom('plan_requests').select('request_id').where('plan_id', '=', planId);
  await tx
    .updateTable('requests')
    .set({ state: to, plan_id: planId, version: sql<number>`version + 1`, updated_at: at })
    .where('id', 'in', counted)
    .where('state', 'in', from)
    .execute();
  return tx
    .selectFrom('requests')
    .select(['number', 'state'])
    .where('id', 'in', counted)
    .where('state', '<>', to)
    .orderBy('number')
    .execute();
}

/** Sends the requests a plan has taken up back to approved: all of them, or those of one site. */
export async function giveBackRequests(tx: Tx, planId: string, at: string, siteId?: string): Promise<void> {
  const { from, to } = requestSteps.unplan;
  let update = tx
    .updateTable('requests')
    .set({ state: to, plan_id: null, version: sql<number>`version + 1`, updated_at: at })
    .where('plan_id', '=', planId)
    .where('state', 'in', from);
  if (siteId !== undefined) update = update.where('site_id', '=', siteId);
  await update.execute();
}
