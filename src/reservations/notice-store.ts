import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';
import type { NoticeKind } from '../database/tables/reservations.ts';
import { holderName } from './hold-store.ts';

export interface NewNoticeRow {
  id: string;
  reservation_id: string;
  to_person_id: string;
  kind: NoticeKind;
  lot_id: string | null;
  location_id: string | null;
  quantity: number;
  reason: string | null;
  taken_by_reservation_id: string | null;
  made_by: string | null;
  made_at: string;
}

export async function insertNotices(tx: Tx, rows: readonly NewNoticeRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += 500) {
    await tx
      .insertInto('reservation_notices')
      .values(rows.slice(start, start + 500))
      .execute();
  }
}

function noticeQuery(reader: Reader) {
  return reader
    .selectFrom('reservation_notices')
    .innerJoin('reservations', 'reservations.id', 'reservation_notices.reservation_id')
    .innerJoin('people', 'people.id', 'reservations.held_by')
    .innerJoin('items', 'items.id', 'reservations.item_id')
    .leftJoin('plans', 'plans.id', 'reservations.plan_id')
    .leftJoin('requests', 'requests.id', 'reservations.request_id')
    .leftJoin('lots', 'lots.id', 'reservation_notices.lot_id')
    .select([
      'reservation_notices.id as id',
      'reservation_notices.reservation_id as reservation_id',
      holderName.as('holder'),
      'reservation_notices.to_person_id as to_person_id',
      'reservation_notices.kind as kind',
      'items.code as item_code',
      'reservation_notices.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'reservation_notices.location_id as location_id',
      'reservation_notices.quantity as quantity',
      'reservation_notices.reason as reason',
      'reservation_notices.taken_by_reservation_id as taken_by_reservation_id',
      'reservation_notices.made_by as made_by',
      'reservation_notices.made_at as made_at',
      'reservation_notices.acknowledged_at as acknowledged_at',
    ]);
}

export interface NoticeFilter {
  to_person_id?: string | undefined;
  reservation_id?: string | undefined;
  acknowledged?: boolean | undefined;
  /** Only what this person is told. */
  within?: string | null | undefined;
}

export async function listNotices(reader: Reader, request: PageRequest & NoticeFilter) {
  let query = noticeQuery(reader);
  if (request.to_person_id !== undefined)
    query = query.where('reservation_notices.to_person_id', '=', request.to_person_id);
  if (request.within != null) query = query.where('reservation_notices.to_person_id', '=', request.within);
  if (request.reservation_id !== undefined)
    query = query.where('reservation_notices.reservation_id', '=', request.reservation_id);
  if (request.acknowledged !== undefined)
    query = query.where('reservation_notices.acknowledged_at', request.acknowledged ? 'is not' : 'is', null);
  const columns = { id: 'reservation_notices.id' };
  return fetchPage(query, { columns, key: ['reservation_notices.id'] }, request);
}

export async function findNotice(reader: Reader, id: string) {
  return noticeQuery(reader).where('reservation_notices.id', '=', id).executeTakeFirst();
}

/** The person a notice is for has seen it; the first time counts. False when it is for somebody else. */
export async function acknowledge(tx: Tx, id: string, personId: string, at: string): Promise<boolean> {
  const result = await tx
    .updateTable('reservation_notices')
    .set((eb) => ({ acknowledged_at: eb.fn.coalesce('acknowledged_at', eb.val(at)) }))
    .where('id', '=', id)
    .where('to_person_id', '=', personId)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
