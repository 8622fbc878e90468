import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';
import type { LotCondition } from '../database/tables/stock.ts';

export interface ConditionRow {
  id: string;
  lot_id: string;
  condition_before: LotCondition;
  condition: LotCondition;
  note: string | null;
  changed_by: string;
  changed_at: string;
}

export async function insertCondition(tx: Tx, row: ConditionRow): Promise<void> {
  await tx.insertInto('lot_conditions').values(row).execute();
}

/** Every time the condition of a lot was judged anew: by whom, when, why. */
export async function listConditions(reader: Reader, lotId: string, request: PageRequest) {
  const query = reader
    .selectFrom('lot_conditions')
    .innerJoin('people', 'people.id', 'lot_conditions.changed_by')
    .select([
      'lot_conditions.id as id',
      'lot_id',
      'condition_before',
      'condition',
      'note',
      'changed_by',
      'people.name as changed_by_name',
      'changed_at',
    ])
    .where('lot_id', '=', lotId);
  return fetchPage(query, { columns: { id: 'lot_conditions.id' }, key: ['lot_conditions.id'] }, request);
}
