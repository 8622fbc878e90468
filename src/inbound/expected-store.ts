import { type Insertable, sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { Tables } from '../database/tables/index.ts';
import { outstanding } from '../stock/buckets.ts';
import { dayInZone, type ZoneDays } from './late-store.ts';
import { type ExpectedState, expectedSteps, openExpected } from './states.ts';

export type NewExpectedRow = Insertable<Tables['expected_consignments']>;
export type NewExpectedLineRow = Insertable<Tables['expected_lines']>;

export async function insertExpected(
  tx: Tx,
  row: NewExpectedRow,
  lines: readonly NewExpectedLineRow[],
): Promise<void> {
  await tx.insertInto('expected_consignments').values(row).execute();
  for (let start = 0; start < lines.length; start += 200) {
    await tx
      .insertInto('expected_lines')
      .values(lines.slice(start, start + 200))
      .execute();
  }
}

function expectedQuery(reader: Reader) {
  const sumOf = (expression: ReturnType<typeof sql>) =>
    sql<number>`(select cast(sum(${expression}) as bigint) from expected_lines where expected_lines.expected_consignment_id = expected_consignments.id)`;
  return reader
    .selectFrom('expected_consignments')
    .innerJoin('warehouses', 'warehouses.id', 'expected_consignments.warehouse_id')
    .innerJoin('grants', 'grants.id', 'expected_consignments.grant_id')
    .select([
      'expected_consignments.id as id',
      'expected_consignments.number as number',
      'expected_consignments.warehouse_id as warehouse_id',
      'warehouses.code as warehouse_code',
      'warehouses.time_zone as time_zone',
      'expected_consignments.supplier as supplier',
      'expected_consignments.grant_id as grant_id',
      'grants.code as grant_code',
      'expected_consignments.reference as reference',
      'expected_consignments.means as means',
      'expected_consignments.transport_document as transport_document',
      'expected_consignments.state as state',
      'expected_consignments.expected_on as expected_on',
      'expected_consignments.shipped_on as shipped_on',
      'expected_consignments.cancel_reason as cancel_reason',
      sumOf(sql`quantity`).as('units'),
      sumOf(sql`quantity - good - damaged - missing`).as('outstanding'),
      'expected_consignments.version as version',
      'expected_consignments.created_by as created_by',
      'expected_consignments.created_at as created_at',
      'expected_consignments.updated_at as updated_at',
    ]);
}

type ExpectedRow = Awaited<ReturnType<ReturnType<typeof expectedQuery>['execute']>>[number];

const isOpen = (state: ExpectedState) => (openExpected as readonly ExpectedState[]).includes(state);

function judged({ time_zone, ...row }: ExpectedRow, todayIn: (timeZone: string) => string) {
  return { ...row, late: isOpen(row.state) && row.expected_on < todayIn(time_zone) };
}

export interface ExpectedFilter {
  warehouse_id?: string | undefined;
  grant_id?: string | undefined;
  item_id?: string | undefined;
  state?: ExpectedState | undefined;
  due_before?: string | undefined;
  open?: boolean | undefined;
  late?: boolean | undefined;
}

/** What is due when. Late are those of which something is still to come though the day has passed at their destination. */
export async function listExpected(reader: Reader, request: PageRequest & ExpectedFilter, days: ZoneDays) {
  let query = expectedQuery(reader);
  const { warehouse_id, grant_id, item_id, state, due_before, open, late } = request;
  if (warehouse_id !== undefined)
    query = query.where('expected_consignments.warehouse_id', '=', warehouse_id);
  if (grant_id !== undefined) query = query.where('expected_consignments.grant_id', '=', grant_id);
  if (state !== undefined) query = query.where('expected_consignments.state', '=', state);
  if (due_before !== undefined) query = query.where('expected_consignments.expected_on', '<', due_before);
  if (item_id !== undefined) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('expected_lines')
          .select('expected_lines.id')
          .whereRef('expected_lines.expected_consignment_id', '=', 'expected_consignments.id')
          .where('expected_lines.item_id', '=', item_id),
      ),
    );
  }
  if (open === true || late === true) {
    // In the words of the index of what is open (see migration 0019).
    query = query.where(
      sql<boolean>`expected_consignments.state not in ('received', 'closed_short', 'cancelled')`,
    );
  }
  if (late === true) {
    query = query
      .where('expected_consignments.expected_on', '<', days.latest)
      .where(
        sql<boolean>`expected_consignments.expected_on < ${dayInZone(days, sql.ref('warehouses.time_zone'))}`,
      );
  }
  const columns = { expected_on: 'expected_consignments.expected_on', id: 'expected_consignments.id' };
  const page = await fetchPage(query, { columns, key: ['expected_consignments.id'] }, request);
  return mapPage(page, (rows) => rows.map((row) => judged(row, days.todayIn)));
}

/** The head of an expected consignment, with the time zone of its destination. */
export async function findExpectedHead(reader: Reader, id: string) {
  return expectedQuery(reader).where('expected_consignments.id', '=', id).executeTakeFirst();
}

export async function listExpectedLines(reader: Reader, id: string) {
  const rows = await reader
    .selectFrom('expected_lines')
    .innerJoin('items', 'items.id', 'expected_lines.item_id')
    .select([
      'expected_lines.id as id',
      'line_number',
      'item_id',
      'items.code as item_code',
      'quantity',
      'lot_number',
      'expires_on',
      'unit_value',
      'currency',
      'good',
      'damaged',
      'missing',
      'over',
    ])
    .where('expected_consignment_id', '=', id)
    .orderBy('line_number')
    .execute();
  return rows.map((row) => ({ ...row, outstanding: outstanding(row) }));
}

/** An expected consignment with its lines and every estimate of its arrival. */
export async function findExpected(reader: Reader, id: string, todayIn: (timeZone: string) => string) {
  const head = await findExpectedHead(reader, id);
  if (head === undefined) return undefined;
  const [lines, estimates] = await Promise.all([
    listExpectedLines(reader, id),
    reader
      .selectFrom('arrival_estimates')
      .select(['estimate_number', 'expected_on', 'reason', 'stated_by', 'stated_at'])
      .where('expected_consignment_id', '=', id)
      .orderBy('estimate_number')
      .execute(),
  ]);
  return { ...judged(head, todayIn), lines, estimates };
}

type StepDetails = Partial<
  Pick<NewExpectedRow, 'shipped_on' | 'shipped_by' | 'transport_document' | 'cancelled_by' | 'cancel_reason'>
>;

/** Takes one step if the consignment stands where the step may start, and holds its row until the transaction ends. */
export async function stepExpected(
  tx: Tx,
  id: string,
  step: Exclude<keyof typeof expectedSteps, 'estimate'>,
  at: string,
  details: StepDetails = {},
): Promise<boolean> {
  const { from, to } = expectedSteps[step];
  const result = await tx
    .updateTable('expected_consignments')
    .set({ state: to, ...details, version: sql<number>`version + 1`, updated_at: at })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Sets where the receipts so far leave a consignment whose row the transaction holds. */
export async function settleExpected(tx: Tx, id: string, state: ExpectedState): Promise<void> {
  await tx.updateTable('expected_consignments').set({ state }).where('id', '=', id).execute();
}

/** Sets another day of arrival while something is still to come; gives the number of the estimate, undefined when nothing is. */
export async function setExpectedDay(
  tx: Tx,
  id: string,
  expectedOn: string,
  at: string,
): Promise<number | undefined> {
  const row = await tx
    .updateTable('expected_consignments')
    .set({
      expected_on: expectedOn,
      estimates: sql<number>`estimates + 1`,
      version: sql<number>`version + 1`,
      updated_at: at,
    })
    .where('id', '=', id)
    .where('state', 'in', expectedSteps.estimate.from)
    .returning('estimates')
    .executeTakeFirst();
  return row?.estimates;
}

export async function insertEstimate(tx: Tx, row: Tables['arrival_estimates']): Promise<void> {
  await tx.insertInto('arrival_estimates').values(row).execute();
}
