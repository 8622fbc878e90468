import type { z } from 'zod';
import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { approvePlan } from './approve.ts';
import { findPlanLine, listPlanLines } from './line-store.ts';
import { keepPlan, preparePlan } from './make-plan.ts';
import type { PlanDesk } from './plan-desk.ts';
import { readPlanInputs, revisionToRead } from './read-revision.ts';
import { revisionRoutes } from './revision-routes.ts';
import * as schema from './schema.ts';
import { findPlan, listPlans } from './store.ts';

const reading = { method: 'GET', tag: 'planning', permission: 'plans.read' } as const;

/** Plans: from counts and requests to lots for each site, with reasons for what is missing. */
export function planRoutes(routes: Routes, desk: PlanDesk): void {
  writingRoutes(routes, desk);
  readingRoutes(routes);
  partRoutes(routes);
  revisionRoutes(routes, desk);
}

function writingRoutes(routes: Routes, desk: PlanDesk): void {
  routes.write(
    {
      method: 'POST',
      tag: 'planning',
      permission: 'plans.write',
      status: 201,
      url: '/v1/plans',
      operationId: 'computePlan',
      summary: 'Compute a plan',
      description:
        'Computes what each active site of the operation needs, shares what the warehouse has and picks lots, first expiry first, only from grants that allow the site. Scarce stock goes to priority 1 first, and within a priority to the site with the lowest coverage, one unit at a time; at equal coverage to the smaller need (to the larger one while both have nothing), then by site code. Nothing is reserved before approval. A small plan is answered computed; a large one is answered at once in the state computing and read again until it is computed or failed; its revision 1 says how far it is.',
      body: schema.newPlan,
      answer: schema.plan,
      problems: ['unknown_reference', 'plan_rule', 'state_conflict', 'not_found', 'plan_queue_full'],
    },
    async ({ context, body, atEnd }) => {
      const prepared = await preparePlan(context, desk, body);
      if (prepared.solved === null) atEnd(async () => desk.begin({ plan_id: prepared.id, revision: 1 }));
      return prepared;
    },
    async ({ tx, context, principal, prepared }) => {
      const made = await keepPlan(tx, context, principal, prepared);
      return { body: made, location: `/v1/plans/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      method: 'POST',
      tag: 'planning',
      permission: 'plans.approve',
      url: '/v1/plans/:id/approval',
      operationId: 'approvePlan',
      summary: 'Approve a plan',
      description:
        'Reserves every lot the plan picked, all or nothing. When a count, a site, stock, what the sites have coming or a request changed since, or the operation was closed or the day of arrival has passed, nothing is reserved and the answer names each change: make a new revision then, which keeps the pins. Nor is what others wait for at other sites, unless `queue` says to pass them.',
      params: schema.idParams,
      body: schema.planApproval,
      answer: schema.plan,
      problems: ['state_conflict', 'plan_rule', 'plan_changed'],
    },
    async ({ tx, context, principal, params, body }) => {
      const approved = await approvePlan(tx, context, principal, params.id, body?.queue);
      return { body: approved, version: approved.version };
    },
  );
}

function readingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/plans',
      operationId: 'listPlans',
      sites: 'filtered',
      summary: 'List plans',
      description: 'Plans by operation, warehouse or state, newest first unless sorted otherwise.',
      query: schema.plansQuery,
      answer: schema.plansPage,
    },
    async ({ context, principal, query }) => {
      const { within } = principal;
      const page = await listPlans(context.database.read, { ...query, within });
      return { body: { ...page, data: page.data.map((plan) => shownTo(within, plan)) } };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/plans/:id',
      operationId: 'getPlan',
      sites: { params: 'plan' },
      summary: 'Read a plan',
      description: 'One plan with its totals by item; its lines are a list of their own.',
      params: schema.idParams,
      answer: schema.plan,
    },
    async ({ context, principal, params }) => {
      const body = found(await findPlan(context.database.read, params.id), 'plan', params.id);
      return { body: shownTo(principal.within, body), version: body.version };
    },
  );
}

/** The totals of a plan are of all its sites: who is assigned to some does not get them. */
function shownTo<Plan extends { totals: unknown[] }>(within: string | null, plan: Plan): Plan {
  return within === null ? plan : { ...plan, totals: [] };
}

function partRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/plans/:id/lines',
      operationId: 'listPlanLines',
      sites: { params: 'plan', filtered: true },
      summary: 'List the lines of a plan',
      description:
        'One line for each site and item: what it needs and why, what it has or has coming, what it gets from which lots, and the reasons for what is missing. While no revision is computed there are no lines.',
      params: schema.idParams,
      query: schema.planLinesQuery,
      answer: schema.planLinesPage,
      problems: ['state_conflict'],
    },
    async ({ context, principal, params, query }) => {
      const reader = context.database.read;
      const key = await revisionToRead(reader, params.id, query.revision);
      return { body: await listPlanLines(reader, key, { ...query, within: principal.within }) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/plans/:id/lines/:line_number',
      operationId: 'getPlanLine',
      sites: { params: 'plan', filtered: true },
      summary: 'Read a line of a plan',
      description:
        'Why one site gets this much of one item: the count and the rule behind the need, the reasons, the lots.',
      params: schema.lineParams,
      query: schema.revisionQuery,
      answer: schema.planLine,
      problems: ['state_conflict'],
    },
    async ({ context, principal, params, query }) => {
      const reader = context.database.read;
      const key = await revisionToRead(reader, params.id, query.revision);
      const line = await findPlanLine(reader, key, params.line_number, principal.within);
      return { body: found(line, 'plan line', `${params.id}/${params.line_number}`) };
    },
  );
  routes.read(
    {
      ...reading,
      permission: 'plan_inputs.read',
      url: '/v1/plans/:id/inputs',
      operationId: 'getPlanInputs',
      summary: 'What a plan was computed from',
      description:
        'The exact inputs. The bytes of the answer have the SHA-256 that the plan names; the same inputs give the same plan.',
      params: schema.idParams,
      query: schema.revisionQuery,
      answer: schema.planInputs,
      problems: ['state_conflict'],
    },
    async ({ context, params, query }) => {
      const inputs = await readPlanInputs(context.database.read, params.id, query.revision);
      return { body: JSON.parse(inputs) as z.infer<typeof schema.planInputs> };
    },
  );
}
