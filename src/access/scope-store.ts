import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../database/database.ts';
import type { Sited } from './site-rule.ts';

/** The sites a person is assigned to, alone or with their whole operation: a subquery of identifiers. */
export function sitesWithin(personId: string): RawBuilder<string> {
  return sql<string>`(select person_sites.site_id from person_sites
    where person_sites.person_id = ${personId} and person_sites.site_id is not null
    union select sites.id from person_sites join sites on sites.operation_id = person_sites.operation_id
    where person_sites.person_id = ${personId})`;
}

/** The operations a person is assigned to, or to a site of. */
export function operationsWithin(personId: string): RawBuilder<string> {
  return sql<string>`(select person_sites.operation_id from person_sites
    where person_sites.person_id = ${personId} and person_sites.operation_id is not null
    union select sites.operation_id from person_sites join sites on sites.id = person_sites.site_id
    where person_sites.person_id = ${personId})`;
}

type Within = (id: string, personId: string) => RawBuilder<{ found: number }>;

const bySite =
  (table: string): Within =>
  (id, personId) =>
    sql`select 1 as found from ${sql.table(table)} where id = ${id} and site_id in ${sitesWithin(personId)}`;

const within: Readonly<Record<Sited, Within>> = {
  site: (id, personId) =>
    sql`select 1 as found from sites where id = ${id} and id in ${sitesWithin(personId)}`,
  operation: (id, personId) =>
    sql`select 1 as found from operations where id = ${id} and id in ${operationsWithin(personId)}`,
  'whole operation': (id, personId) =>
    sql`select 1 as found from person_sites where operation_id = ${id} and person_id = ${personId}`,
  'household count': bySite('household_counts'),
  request: bySite('requests'),
  consignment: bySite('consignments'),
  substitution: (id, personId) =>
    sql`select 1 as found from request_substitutions join requests on requests.id = request_substitutions.request_id
      where request_substitutions.id = ${id} and requests.site_id in ${sitesWithin(personId)}`,
  plan: (id, personId) =>
    sql`select 1 as found from plans where id = ${id} and operation_id in ${operationsWithin(personId)}`,
  reservation: (id, personId) =>
    sql`select 1 as found from reservations where id = ${id}
      and (held_by = ${personId} or site_id in ${sitesWithin(personId)})`,
  notice: (id, personId) =>
    sql`select 1 as found from reservation_notices where id = ${id} and to_person_id = ${personId}`,
};

/** Whether something exists and belongs to the sites of a person. */
export async function isWithin(reader: Reader, of: Sited, id: string, personId: string): Promise<boolean> {
  const { rows } = await within[of](id, personId).execute(reader as never);
  return rows.length > 0;
}
