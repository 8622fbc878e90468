import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';

function assignmentQuery(reader: Reader) {
  return reader
    .selectFrom('person_sites')
    .leftJoin('sites', 'sites.id', 'person_sites.site_id')
    .leftJoin('operations', 'operations.id', 'person_sites.operation_id')
    .select([
      'person_sites.id as id',
      'person_sites.person_id as person_id',
      'person_sites.kind as kind',
      'person_sites.operation_id as operation_id',
      'operations.code as operation_code',
      'person_sites.site_id as site_id',
      'sites.code as site_code',
      'person_sites.assigned_by as assigned_by',
      'person_sites.assigned_at as assigned_at',
    ]);
}

export async function listAssignments(reader: Reader, personId: string, request: PageRequest) {
  const query = assignmentQuery(reader).where('person_sites.person_id', '=', personId);
  return fetchPage(query, { columns: { id: 'person_sites.id' }, key: ['person_sites.id'] }, request);
}

export async function findAssignment(reader: Reader, id: string) {
  return assignmentQuery(reader).where('person_sites.id', '=', id).executeTakeFirst();
}

export interface NewAssignmentRow {
  id: string;
  person_id: string;
  kind: 'all' | 'operation' | 'site';
  operation_id: string | null;
  site_id: string | null;
  assigned_by: string | null;
  assigned_at: string;
}

/** What makes a person see all sites, before anybody is there to assign them. */
export function toAllSites(personId: string, at: string): NewAssignmentRow {
  const where = { kind: 'all', operation_id: null, site_id: null } as const;
  return { id: personId, person_id: personId, ...where, assigned_by: null, assigned_at: at };
}

/** False when the person is assigned to the same already. */
export async function insertAssignment(tx: Tx, row: NewAssignmentRow): Promise<boolean> {
  const result = await tx
    .insertInto('person_sites')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** False when it is gone already. */
export async function deleteAssignment(tx: Tx, id: string): Promise<boolean> {
  const result = await tx.deleteFrom('person_sites').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}
