import { z } from 'zod';
import { code, id, listQuery, moment, name, pageOf, version } from '../lib/fields.ts';
import { permissions, roles } from './permissions.ts';

export const idParams = z.strictObject({ id });

const heldRoles = z.array(z.enum(roles)).min(1).meta({ description: 'Roles; each is a set of permissions' });

/** Kept in small letters, so that one address is one person however it was typed. */
const email = z.email().max(200).toLowerCase();

export const person = z
  .strictObject({ id, name, email, roles: heldRoles, active: z.boolean(), version, created_at: moment })
  .meta({ id: 'Person' });

export const newPerson = z.strictObject({ name, email, roles: heldRoles }).meta({ id: 'NewPerson' });

export const personChange = z
  .strictObject({ name: name.optional(), roles: heldRoles.optional(), active: z.boolean().optional() })
  .meta({ id: 'PersonChange' });

export const peopleQuery = listQuery(['name', 'email', 'id'], {});
export const peoplePage = pageOf(person);

const label = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .meta({ description: 'What the token is for', examples: ['phone'] });

export const apiToken = z
  .strictObject({
    id,
    person_id: id,
    label,
    made_by: id.nullable().meta({ description: 'Who made it; null when it was made from the shell' }),
    created_at: moment,
    expires_at: moment.nullable(),
    revoked_at: moment.nullable(),
  })
  .meta({ id: 'ApiToken' });

export const newApiToken = z
  .strictObject({
    person_id: id,
    label,
    expires_in_days: z
      .int()
      .min(1)
      .max(730)
      .default(365)
      .meta({ description: 'Days until it stops working' }),
  })
  .meta({ id: 'NewApiToken' });

export const madeApiToken = z
  .strictObject({
    ...apiToken.shape,
    token: z.string().meta({ description: 'Shown this once; only its hash is kept' }),
  })
  .meta({ id: 'MadeApiToken' });

export const apiTokensQuery = listQuery(['created_at', 'id'], { person_id: id.optional() });
export const apiTokensPage = pageOf(apiToken);

export const newAssignment = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({ kind: z.literal('operation'), operation_id: id }),
    z.strictObject({ kind: z.literal('site'), site_id: id }),
  ])
  .meta({ id: 'NewAssignment' });

export const assignment = z
  .strictObject({
    id,
    person_id: id,
    kind: z.enum(['all', 'operation', 'site']),
    operation_id: id.nullable(),
    operation_code: code.nullable(),
    site_id: id.nullable(),
    site_code: code.nullable(),
    assigned_by: id.nullable().meta({ description: 'null where it was so before there were assignments' }),
    assigned_at: moment,
  })
  .meta({ id: 'Assignment' });

export const assignmentsQuery = listQuery(['id'], {});
export const assignmentsPage = pageOf(assignment);

export const me = z
  .strictObject({ person_id: id, name, roles: heldRoles, permissions: z.array(z.enum(permissions)) })
  .meta({ id: 'Me' });
