import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import type { RevisionKey } from './keep-revision.ts';
import type { PlanDesk } from './plan-desk.ts';
import { toldRevision } from './read-revision.ts';
import { prepareRevision, revisePlan, stopRevision, submitPlan } from './revise-plan.ts';
import { findRevision, listRevisions } from './revision-store.ts';
import * as schema from './schema.ts';
import { findPlan } from './store.ts';

const reading = { method: 'GET', tag: 'planning', permission: 'plan_inputs.read' } as const;
const writing = { method: 'POST', tag: 'planning', permission: 'plans.write' } as const;

/** Revisions of a plan: what was computed when, from what, with which cells fixed; and how far a computation is. */
export function revisionRoutes(routes: Routes, desk: PlanDesk): void {
  routes.read(
    {
      ...reading,
      url: '/v1/plans/:id/revisions',
      operationId: 'listPlanRevisions',
      summary: 'List the revisions of a plan',
      description:
        'All of them, the latest first. Each computed one can be read and computed again from its inputs.',
      params: schema.idParams,
      answer: schema.planRevisions,
    },
    async ({ context, params, language }) => {
      const { read } = context.database;
      found(await findPlan(read, params.id), 'plan', params.id);
      const rows = await listRevisions(read, params.id);
      return { body: { data: rows.map((row) => toldRevision(row, language)) } };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/plans/:id/revisions/:revision',
      operationId: 'getPlanRevision',
      summary: 'Read a revision of a plan',
      description: 'Whether it is computed, how far its computation is in percent, or why it failed.',
      params: schema.revisionParams,
      answer: schema.planRevision,
    },
    async ({ context, params, language }) => {
      const row = await findRevision(context.database.read, params.id, params.revision);
      return { body: toldRevision(found(row, 'plan revision', `${params.id}/${params.revision}`), language) };
    },
  );
  editingRoutes(routes, desk);
  endingRoutes(routes);
}

function editingRoutes(routes: Routes, desk: PlanDesk): void {
  // Known only when the change is made; the work after it needs it.
  const begun = new WeakMap<object, RevisionKey>();
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/plans/:id/revisions',
      operationId: 'revisePlan',
      summary: 'Edit a plan',
      description:
        'Computes the plan again with what holds now. Pins fix a cell (site and item) at a quantity, 0 forbids it; the rest is shared again. Pins and options that are not given stay as they are, so that a body with the version alone solves a plan again after something changed. The revision before is kept. A submitted plan has to be submitted again. A large plan is answered at once; the revision before holds until the new one is computed.',
      params: schema.idParams,
      body: schema.newRevision,
      answer: schema.plan,
      problems: [
        'unknown_reference',
        'plan_rule',
        'state_conflict',
        'precondition_failed',
        'plan_queue_full',
      ],
    },
    async ({ context, params, body, atEnd }) => {
      const prepared = await prepareRevision(context, desk, params.id, body);
      atEnd(async () => {
        const key = begun.get(prepared);
        if (key !== undefined && prepared.solved === null) desk.begin(key);
      });
      return prepared;
    },
    async ({ tx, context, principal, params, body, prepared }) => {
      const of = { plan_id: params.id, version: body.version };
      const { key, plan } = await revisePlan(tx, context, principal, of, prepared, body.note ?? null);
      begun.set(prepared, key);
      return {
        body: plan,
        location: `/v1/plans/${params.id}/revisions/${key.revision}`,
        version: plan.version,
      };
    },
  );
}

function endingRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      url: '/v1/plans/:id/revisions/:revision/cancellation',
      operationId: 'stopPlanRevision',
      summary: 'Stop computing a revision',
      description:
        'The revision before stays the one that holds. A plan without one is failed then: make a new revision, or cancel the plan.',
      params: schema.revisionParams,
      answer: schema.planRevision,
      problems: ['state_conflict'],
    },
    async ({ tx, context, params, language }) => {
      const key = { plan_id: params.id, revision: params.revision };
      return { body: toldRevision(await stopRevision(tx, context, key), language) };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/plans/:id/submission',
      operationId: 'submitPlan',
      summary: 'Submit a plan',
      description: 'Says that the plan is ready to be approved. An edit takes it back.',
      params: schema.idParams,
      answer: schema.plan,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params }) => {
      const body = await submitPlan(tx, context, principal, params.id);
      return { body, version: body.version };
    },
  );
}
