import type { Permission, Role } from './permissions.ts';

/** Who asks: a person with roles, identified by an API token. */
export interface Principal {
  readonly person_id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<Permission>;
  /**
   * The person whose assignments limit what may be seen and written by this call; null where nothing does. A list leaves out
   * what is not of `sitesWithin(within)`.
   */
  readonly within: string | null;
  /** The person, unless they are assigned to all sites: for answers that join what several permissions give. */
  readonly assigned: string | null;
}
