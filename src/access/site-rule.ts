import { type Permission, type Role, rolePermissions } from './permissions.ts';

/** Roles of people who see and write only what belongs to the sites they are assigned to. */
export const assignedRoles: readonly Role[] = ['responder'];

/** What a responder may do that has nothing to do with any site. */
const siteless: readonly Permission[] = ['catalogue.read'];

/** Things that belong to a site, or to the operation of one, by the names their absence is told with. */
export type Sited =
  | 'site'
  | 'operation'
  | 'household count'
  | 'request'
  | 'substitution'
  | 'plan'
  | 'consignment'
  | 'reservation'
  | 'notice'
  /** All sites of an operation, those to come too. */
  | 'whole operation';

/**
 * How a route keeps people to the sites they are assigned to. `none`: it holds nothing of any site. `filtered`: its handler leaves
 * out, by `principal.within`, what is not theirs. `params`: what the `id` of its address is. `body`: the body names a site by
 * `site_id`, here by what it is called where it is unknown; `query` likewise.
 */
export type SiteRule =
  | 'none'
  | 'filtered'
  | { readonly params: Sited; readonly filtered?: true }
  | { readonly body: string }
  | { readonly query: string };

/** True where a route must say how it keeps people to their sites: somebody who is assigned to sites may call it. */
export function needsSiteRule(permission: Permission | 'public'): boolean {
  if (permission === 'public' || siteless.includes(permission)) return false;
  return assignedRoles.some((role) => rolePermissions[role].includes(permission));
}

/** True when roles give a permission by assigned roles alone: whoever holds it otherwise too has it everywhere. */
export function isAssignedOnly(roles: readonly Role[], permission: Permission): boolean {
  return !roles.some((role) => !assignedRoles.includes(role) && rolePermissions[role].includes(permission));
}
