import type { Permission, Role } from './permissions.ts';

/** Who asks: a person with roles, identified by an API token. */
export interface Principal {
  readonly person_id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<Permission>;
}
