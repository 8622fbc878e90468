/** What a person may be asked to do; each role is a set of permissions and nothing else. */
export const roles = [
  'logistics',
  'responder',
  'finance_maker',
  'finance_approver',
  'auditor',
  'admin',
] as const;

export type Role = (typeof roles)[number];

export const permissions = [
  'access.manage',
  'access.assign',
  'catalogue.read',
  'catalogue.write',
  'grants.write',
  'grants.budget',
  'stock.read',
  'stock.write',
  'stock.close',
  'reservations.acknowledge',
  'reservations.preempt',
  'sites.read',
  'sites.write',
  'counts.write',
  'requests.read',
  'requests.write',
  'requests.decide',
  'requests.converse',
  'plans.read',
  'plan_inputs.read',
  'plans.write',
  'plans.approve',
  'dispatch.read',
  'dispatch.write',
  'dispatch.receive',
  'cash.read',
  'cash.make',
  'cash.approve',
  'households.read',
  'households.write',
  'households.read_personal',
  'feeds.read',
  'feeds.write',
  'mappings.read',
  'mappings.write',
  'audit.read',
  'audit.seal',
  'metrics.read',
] as const;

export type Permission = (typeof permissions)[number];

const everyRead = permissions.filter((permission) => permission.endsWith('.read'));

/** Who may do what. Permissions are data: a route names one, a role holds some. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  logistics: [
    'access.assign',
    'catalogue.read',
    'catalogue.write',
    'grants.write',
    'stock.read',
    'stock.write',
    'stock.close',
    'reservations.acknowledge',
    'reservations.preempt',
    'sites.read',
    'sites.write',
    'counts.write',
    'requests.read',
    'requests.decide',
    'requests.converse',
    'plans.read',
    'plan_inputs.read',
    'plans.write',
    'plans.approve',
    'dispatch.read',
    'dispatch.write',
    'dispatch.receive',
    'feeds.read',
    'feeds.write',
    'mappings.read',
    'mappings.write',
    'audit.read',
    'audit.seal',
  ],
  responder: [
    'catalogue.read',
    'sites.read',
    'counts.write',
    'requests.read',
    'requests.write',
    'requests.converse',
    'plans.read',
    'reservations.acknowledge',
    'dispatch.read',
    'dispatch.receive',
  ],
  finance_maker: [
    'catalogue.read',
    'grants.write',
    'grants.budget',
    'sites.read',
    'cash.read',
    'cash.make',
    'households.read',
    'households.write',
    'households.read_personal',
  ],
  finance_approver: ['catalogue.read', 'sites.read', 'cash.read', 'cash.approve', 'households.read'],
  auditor: everyRead.filter((permission) => permission !== 'metrics.read'),
  admin: [
    'access.manage',
    'access.assign',
    'metrics.read',
    'catalogue.read',
    'sites.read',
    'audit.read',
    'audit.seal',
  ],
};

/** Everything a set of roles may do. */
export function permissionsOf(held: readonly Role[]): ReadonlySet<Permission> {
  return new Set(held.flatMap((role) => rolePermissions[role]));
}
