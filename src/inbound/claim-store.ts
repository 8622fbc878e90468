import { type Insertable, sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { Tables } from '../database/tables/index.ts';
import { dayInZone, type ZoneDays } from './late-store.ts';
import { type ClaimState, claimSteps } from './states.ts';

export type NewClaimRow = Insertable<Tables['claims']>;

/** Writes claims, each with the first step of its history. */
export async function insertClaims(tx: Tx, rows: readonly NewClaimRow[], openedBy: string): Promise<void> {
  for (let start = 0; start < rows.length; start += 100) {
    const part = rows.slice(start, start + 100);
    await tx.insertInto('claims').values(part).execute();
    const steps = part.map(({ id, created_at }) => ({
      claim_id: id,
      step_number: 1,
      step: 'open' as const,
      note: null,
      amount_cents: null,
      taken_by: openedBy,
      taken_at: created_at,
    }));
    await tx.insertInto('claim_steps').values(steps).execute();
  }
}

function claimQuery(reader: Reader) {
  return reader
    .selectFrom('claims')
    .innerJoin('items', 'items.id', 'claims.item_id')
    .innerJoin('grants', 'grants.id', 'claims.grant_id')
    .select([
      'claims.id as id',
      'claims.number as number',
      'claims.subject_kind as subject_kind',
      'claims.subject_id as subject_id',
      'claims.subject_number as subject_number',
      'claims.line_number as line_number',
      'claims.warehouse_id as warehouse_id',
      'claims.time_zone as time_zone',
      'claims.bucket as bucket',
      'claims.item_id as item_id',
      'items.code as item_code',
      'claims.grant_id as grant_id',
      'grants.code as grant_code',
      'claims.lot_id as lot_id',
      'claims.lot_number as lot_number',
      'claims.quantity as quantity',
      'claims.unit_value as unit_value',
      'claims.currency as currency',
      'claims.value_cents as value_cents',
      'claims.liable_party as liable_party',
      'claims.due_on as due_on',
      'claims.state as state',
      'claims.settled_cents as settled_cents',
      'claims.version as version',
      'claims.created_at as created_at',
      'claims.updated_at as updated_at',
    ]);
}

type ClaimRow = Awaited<ReturnType<ReturnType<typeof claimQuery>['execute']>>[number];

function judged({ time_zone, ...row }: ClaimRow, todayIn: (timeZone: string) => string) {
  const pending = row.state === 'open' || row.state === 'submitted';
  return { ...row, overdue: pending && row.due_on < todayIn(time_zone) };
}

export interface ClaimFilter {
  state?: ClaimState | undefined;
  subject_id?: string | undefined;
  warehouse_id?: string | undefined;
  due_before?: string | undefined;
  overdue?: boolean | undefined;
}

/** Claims by state, subject, place and day due. Overdue are those not decided whose day has passed where the goods came in. */
export async function listClaims(reader: Reader, request: PageRequest & ClaimFilter, days: ZoneDays) {
  let query = claimQuery(reader);
  const { state, subject_id, warehouse_id, due_before, overdue } = request;
  if (state !== undefined) query = query.where('claims.state', '=', state);
  if (subject_id !== undefined) query = query.where('claims.subject_id', '=', subject_id);
  if (warehouse_id !== undefined) query = query.where('claims.warehouse_id', '=', warehouse_id);
  if (due_before !== undefined) query = query.where('claims.due_on', '<', due_before);
  if (overdue === true) {
    // In the words of the index of the claims not decided (see migration 0019).
    query = query
      .where(sql<boolean>`claims.state not in ('settled', 'waived')`)
      .where('claims.due_on', '<', days.latest)
      .where(sql<boolean>`claims.due_on < ${dayInZone(days, sql.ref('claims.time_zone'))}`);
  }
  const columns = { due_on: 'claims.due_on', id: 'claims.id' };
  const page = await fetchPage(query, { columns, key: ['claims.id'] }, request);
  return mapPage(page, (rows) => rows.map((row) => judged(row, days.todayIn)));
}

/** A claim with its history and evidence. */
export async function findClaim(reader: Reader, id: string, todayIn: (timeZone: string) => string) {
  const row = await claimQuery(reader).where('claims.id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  const [history, evidence] = await Promise.all([
    reader
      .selectFrom('claim_steps')
      .select(['step_number', 'step', 'note', 'amount_cents', 'taken_by', 'taken_at'])
      .where('claim_id', '=', id)
      .orderBy('step_number')
      .execute(),
    reader
      .selectFrom('claim_evidence')
      .select(['id', 'reference', 'note', 'added_by', 'added_at'])
      .where('claim_id', '=', id)
      .orderBy('id')
      .execute(),
  ]);
  return { ...judged(row, todayIn), history, evidence };
}

/** Takes one step if the claim stands where the step may start. */
export async function stepClaim(
  tx: Tx,
  id: string,
  step: keyof typeof claimSteps,
  at: string,
  settledCents: number | null = null,
): Promise<boolean> {
  const { from, to } = claimSteps[step];
  const result = await tx
    .updateTable('claims')
    .set({ state: to, settled_cents: settledCents, version: sql<number>`version + 1`, updated_at: at })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface ClaimStepRow {
  step: Tables['claim_steps']['step'];
  note: string | null;
  amount_cents: number | null;
  taken_by: string;
  taken_at: string;
}

/** Adds a step to the history of a claim whose row the transaction holds. */
export async function insertClaimStep(tx: Tx, claimId: string, row: ClaimStepRow): Promise<void> {
  await tx
    .insertInto('claim_steps')
    .columns(['claim_id', 'step_number', 'step', 'note', 'amount_cents', 'taken_by', 'taken_at'])
    .expression((eb) =>
      eb
        .selectFrom('claim_steps')
        .select([
          sql<string>`cast(${claimId} as text)`.as('claim_id'),
          sql<number>`max(step_number) + 1`.as('step_number'),
          sql<ClaimStepRow['step']>`cast(${row.step} as text)`.as('step'),
          sql<string | null>`cast(${row.note} as text)`.as('note'),
          sql<number | null>`cast(${row.amount_cents} as bigint)`.as('amount_cents'),
          sql<string>`cast(${row.taken_by} as text)`.as('taken_by'),
          sql<string>`cast(${row.taken_at} as text)`.as('taken_at'),
        ])
        .where('claim_id', '=', claimId),
    )
    .execute();
}

export async function insertEvidence(tx: Tx, row: Tables['claim_evidence']): Promise<void> {
  await tx.insertInto('claim_evidence').values(row).execute();
}

/** The claims of a receipt, in the order of its lines. */
export async function listSubjectClaims(reader: Reader, subjectId: string) {
  return reader
    .selectFrom('claims')
    .select(['id', 'number', 'line_number', 'bucket', 'quantity', 'value_cents', 'currency', 'state'])
    .where('subject_id', '=', subjectId)
    .orderBy('line_number')
    .orderBy('bucket')
    .execute();
}

/** What lots are worth each, for claims about them. */
export async function lotValues(reader: Reader, lotIds: readonly string[]) {
  const values = new Map<string, { unit_value: string | null; currency: string | null }>();
  const unique = [...new Set(lotIds)];
  for (let start = 0; start < unique.length; start += 500) {
    const rows = await reader
      .selectFrom('lots')
      .select(['id', 'unit_value', 'currency'])
      .where('id', 'in', unique.slice(start, start + 500))
      .execute();
    for (const { id, ...value } of rows) values.set(id, value);
  }
  return values;
}
