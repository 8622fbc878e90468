import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type Page, type PageRequest } from '../database/paging.ts';
import type { Role } from './permissions.ts';

export interface FoundPrincipal {
  person_id: string;
  name: string;
  roles: string[];
  /** When the token stops working, if ever. */
  expires_at: string | null;
  /** Assigned to all sites there are and will be. */
  all_sites: boolean;
}

/** The active person behind a token that is neither revoked nor expired at `at`. */
export async function findPrincipal(
  reader: Reader,
  tokenSha256: string,
  at: string,
): Promise<FoundPrincipal | undefined> {
  const rows = await reader
    .selectFrom('api_tokens')
    .innerJoin('people', 'people.id', 'api_tokens.person_id')
    .leftJoin('person_roles', 'person_roles.person_id', 'people.id')
    .leftJoin('person_sites as everywhere', (join) =>
      join.onRef('everywhere.person_id', '=', 'people.id').on('everywhere.kind', '=', 'all'),
    )
    .select([
      'people.id as person_id',
      'people.name as name',
      'person_roles.role as role',
      'api_tokens.expires_at as expires_at',
      'everywhere.id as everywhere_id',
    ])
    .where('api_tokens.token_sha256', '=', tokenSha256)
    .where('api_tokens.revoked_at', 'is', null)
    .where((eb) => eb.or([eb('api_tokens.expires_at', 'is', null), eb('api_tokens.expires_at', '>', at)]))
    .where('people.active', '=', 1)
    .execute();
  const first = rows[0];
  if (first === undefined) return undefined;
  return {
    person_id: first.person_id,
    name: first.name,
    expires_at: first.expires_at,
    all_sites: first.everywhere_id !== null,
    roles: rows.flatMap((row) => (row.role === null ? [] : [row.role])),
  };
}

export interface NewPerson {
  id: string;
  name: string;
  email: string;
  roles: readonly Role[];
}

/** False when the e-mail address is taken. */
export async function insertPerson(tx: Tx, person: NewPerson, at: string): Promise<boolean> {
  const { roles, ...row } = person;
  const result = await tx
    .insertInto('people')
    .values({ ...row, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows === 0n) return false;
  await insertRoles(tx, person.id, roles);
  return true;
}

export async function insertRoles(tx: Tx, personId: string, held: readonly Role[]): Promise<void> {
  await tx
    .insertInto('person_roles')
    .values([...new Set(held)].map((role) => ({ person_id: personId, role })))
    .execute();
}

export interface NewToken {
  id: string;
  person_id: string;
  label: string;
  token_sha256: string;
  /** Who made it; absent where it was made from the shell. */
  made_by?: string;
  expires_at: string | null;
}

export async function insertToken(tx: Tx, token: NewToken, at: string): Promise<void> {
  await tx
    .insertInto('api_tokens')
    .values({ ...token, made_by: token.made_by ?? null, created_at: at, revoked_at: null })
    .execute();
}

export interface PersonRow {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  active: boolean;
  version: number;
  created_at: string;
}

const personColumns = ['id', 'name', 'email', 'active', 'version', 'created_at'] as const;

export async function listPeople(reader: Reader, request: PageRequest): Promise<Page<PersonRow>> {
  const page = await fetchPage(
    reader.selectFrom('people').select(personColumns),
    { columns: { name: 'people.name', email: 'people.email', id: 'people.id' }, key: ['people.id'] },
    request,
  );
  return mapPage(page, (rows) => withRoles(reader, rows));
}

export async function findPerson(reader: Reader, personId: string): Promise<PersonRow | undefined> {
  const rows = await reader.selectFrom('people').select(personColumns).where('id', '=', personId).execute();
  return (await withRoles(reader, rows))[0];
}

async function withRoles<Row extends { id: string; active: number }>(
  reader: Reader,
  rows: Row[],
): Promise<(Omit<Row, 'active'> & { roles: Role[]; active: boolean })[]> {
  if (rows.length === 0) return [];
  const held = await reader
    .selectFrom('person_roles')
    .selectAll()
    .where(
      'person_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('role')
    .execute();
  return rows.map((row) => ({
    ...row,
    active: row.active === 1,
    roles: held.filter((entry) => entry.person_id === row.id).map((entry) => entry.role as Role),
  }));
}

/** Changes a person whose version is still `version`; false when it is not. */
export async function updatePerson(
  tx: Tx,
  personId: string,
  version: number,
  change: { name?: string | undefined; active?: boolean | undefined; roles?: readonly Role[] | undefined },
  at: string,
): Promise<boolean> {
  const { roles, active, name } = change;
  const result = await tx
    .updateTable('people')
    .set((eb) => ({
      ...(name === undefined ? {} : { name }),
      ...(active === undefined ? {} : { active: active ? 1 : 0 }),
      version: eb('version', '+', 1),
      updated_at: at,
    }))
    .where('id', '=', personId)
    .where('version', '=', version)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  if (roles !== undefined) {
    await tx.deleteFrom('person_roles').where('person_id', '=', personId).execute();
    await insertRoles(tx, personId, roles);
  }
  return true;
}

const tokenColumns = [
  'id',
  'person_id',
  'label',
  'made_by',
  'created_at',
  'expires_at',
  'revoked_at',
] as const;

export async function listTokens(reader: Reader, request: PageRequest & { person_id?: string | undefined }) {
  let query = reader.selectFrom('api_tokens').select(tokenColumns);
  if (request.person_id !== undefined) query = query.where('person_id', '=', request.person_id);
  const columns = { created_at: 'api_tokens.created_at', id: 'api_tokens.id' };
  return fetchPage(query, { columns, key: ['api_tokens.id'] }, request);
}

export async function findToken(reader: Reader, tokenId: string) {
  return reader.selectFrom('api_tokens').select(tokenColumns).where('id', '=', tokenId).executeTakeFirst();
}

/** Revokes once; a second time changes nothing. */
export async function revokeToken(tx: Tx, tokenId: string, at: string): Promise<void> {
  await tx
    .updateTable('api_tokens')
    .set({ revoked_at: at })
    .where('id', '=', tokenId)
    .where('revoked_at', 'is', null)
    .execute();
}
