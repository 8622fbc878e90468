import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';

function messageQuery(reader: Reader) {
  return reader
    .selectFrom('request_messages')
    .innerJoin('people', 'people.id', 'request_messages.written_by')
    .select([
      'request_messages.id as id',
      'request_messages.request_id as request_id',
      'request_messages.text as text',
      'request_messages.written_by as written_by',
      'people.name as written_by_name',
      'request_messages.written_at as written_at',
    ]);
}

export async function listMessages(reader: Reader, requestId: string, request: PageRequest) {
  const query = messageQuery(reader).where('request_id', '=', requestId);
  const columns = { written_at: 'request_messages.written_at' };
  return fetchPage(query, { columns, key: ['request_messages.id'] }, request);
}

export async function findMessage(reader: Reader, id: string) {
  return messageQuery(reader).where('request_messages.id', '=', id).executeTakeFirst();
}

/** False when there is a message of this identifier. */
export async function insertMessage(
  tx: Tx,
  row: { id: string; request_id: string; text: string; written_by: string; written_at: string },
): Promise<boolean> {
  const result = await tx
    .insertInto('request_messages')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}
