import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { assign, unassign } from './assign.ts';
import { listAssignments } from './assignment-store.ts';
import { assignment, assignmentsPage, assignmentsQuery, idParams, newAssignment } from './schema.ts';
import { findPerson } from './store.ts';

/** Which sites a responder sees and writes for. */
export function assignmentRoutes(routes: Routes): void {
  const assigning = { tag: 'access', permission: 'access.assign' } as const;
  routes.read(
    {
      ...assigning,
      method: 'GET',
      url: '/v1/people/:id/assignments',
      operationId: 'listAssignments',
      summary: 'List what a person is assigned to',
      description:
        'Sites, operations or all sites. A responder sees and writes only what belongs to them; other roles are not limited by it.',
      params: idParams,
      query: assignmentsQuery,
      answer: assignmentsPage,
    },
    async ({ context, params, query }) => {
      const reader = context.database.read;
      found(await findPerson(reader, params.id), 'person', params.id);
      return { body: await listAssignments(reader, params.id, query) };
    },
  );
  routes.write(
    {
      ...assigning,
      method: 'POST',
      url: '/v1/people/:id/assignments',
      status: 201,
      operationId: 'assignPerson',
      summary: 'Assign a person to sites',
      description:
        'To a site, to all sites of an operation, those to come too, or to all there are; a new person starts with none. Works at once in this process, within two seconds in others.',
      params: idParams,
      body: newAssignment,
      answer: assignment,
      problems: ['unknown_reference', 'conflict'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await assign(tx, context, principal, params.id, body),
    }),
  );
  routes.write(
    {
      ...assigning,
      method: 'POST',
      url: '/v1/assignments/:id/removal',
      operationId: 'removeAssignment',
      summary: 'Take an assignment away',
      description: 'The person no longer sees what belongs to it; what they wrote stays.',
      params: idParams,
      answer: assignment,
    },
    async ({ tx, params }) => ({ body: await unassign(tx, params.id) }),
  );
}
