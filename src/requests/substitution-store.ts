import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';
import { type SubstitutionStep, substitutionSteps } from './states.ts';

function substitutionQuery(reader: Reader) {
  return reader
    .selectFrom('request_substitutions as offers')
    .innerJoin('request_lines', (join) =>
      join
        .onRef('request_lines.request_id', '=', 'offers.request_id')
        .onRef('request_lines.line_number', '=', 'offers.line_number'),
    )
    .innerJoin('items', 'items.id', 'request_lines.item_id')
    .innerJoin('items as substitutes', 'substitutes.id', 'offers.substitute_id')
    .select([
      'offers.id as id',
      'offers.request_id as request_id',
      'offers.line_number as line_number',
      'items.id as item_id',
      'items.code as item_code',
      'offers.substitute_id as substitute_id',
      'substitutes.code as substitute_code',
      'offers.quantity as quantity',
      'offers.substitute_quantity as substitute_quantity',
      'offers.reason as reason',
      'offers.state as state',
      'offers.offered_by as offered_by',
      'offers.offered_at as offered_at',
      'offers.answered_by as answered_by',
      'offers.answered_at as answered_at',
      'offers.answer as answer',
      'offers.new_line_number as new_line_number',
    ]);
}

export async function listSubstitutions(reader: Reader, requestId: string, request: PageRequest) {
  const query = substitutionQuery(reader).where('offers.request_id', '=', requestId);
  return fetchPage(query, { columns: { id: 'offers.id' }, key: ['offers.id'] }, request);
}

export async function findSubstitution(reader: Reader, id: string) {
  return substitutionQuery(reader).where('offers.id', '=', id).executeTakeFirst();
}

export interface NewSubstitutionRow {
  id: string;
  request_id: string;
  line_number: number;
  substitute_id: string;
  quantity: number;
  substitute_quantity: number;
  reason: string;
  offered_by: string;
  offered_at: string;
}

/** False when another offer for the line still waits for its answer. */
export async function insertSubstitution(tx: Tx, row: NewSubstitutionRow): Promise<boolean> {
  const result = await tx
    .insertInto('request_substitutions')
    .values({
      ...row,
      state: 'offered',
      answered_by: null,
      answered_at: null,
      answer: null,
      new_line_number: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['request_id', 'line_number']).where('state', '=', sql.lit('offered')).doNothing(),
    )
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export interface AnswerDetails {
  answered_by: string;
  answered_at: string;
  answer: string | null;
  new_line_number?: number;
}

/** Takes one step if the offer still waits; false when it does not. */
export async function stepSubstitution(
  tx: Tx,
  id: string,
  step: SubstitutionStep,
  details: AnswerDetails,
): Promise<boolean> {
  const { from, to } = substitutionSteps[step];
  const result = await tx
    .updateTable('request_substitutions')
    .set({ state: to, ...details })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Withdraws what was offered for a request that came to its end. */
export async function withdrawOffers(tx: Tx, requestId: string, at: string): Promise<void> {
  const { from, to } = substitutionSteps.withdraw;
  await tx
    .updateTable('request_substitutions')
    .set({ state: to, answered_at: at })
    .where('request_id', '=', requestId)
    .where('state', 'in', from)
    .execute();
}

/** Takes some of what was approved away from a line; false when not so much of it is left to promise. */
export async function takeApproved(
  tx: Tx,
  line: { request_id: string; line_number: number },
  quantity: number,
): Promise<boolean> {
  const result = await tx
    .updateTable('request_lines')
    .set({ quantity_approved: sql<number>`quantity_approved - ${quantity}` })
    .where('request_id', '=', line.request_id)
    .where('line_number', '=', line.line_number)
    .where(sql<boolean>`quantity_approved - promised - sent - delivered >= ${quantity}`)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Adds a line for a substitute, approved as it is. The caller holds the request. */
export async function insertSubstituteLine(
  tx: Tx,
  line: {
    request_id: string;
    line_number: number;
    item_id: string;
    quantity: number;
    substitutes_line: number;
    reason: string;
  },
): Promise<void> {
  const { quantity, ...rest } = line;
  await tx
    .insertInto('request_lines')
    .values({
      ...rest,
      quantity_requested: quantity,
      quantity_approved: quantity,
      proposed: null,
      basis: null,
    })
    .execute();
}
