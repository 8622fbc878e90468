import type { z } from 'zod';
import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { approvePlan } from './approve.ts';
import { keepPlan, workOut } from './make-plan.ts';
import { PlanSolver } from './plan-threads.ts';
import * as schema from './schema.ts';
import { findPlan, findPlanInputs, listPlanLines, listPlans } from './store.ts';

const reading = { method: 'GET', tag: 'planning', permission: 'plans.read' } as const;

/** Plans: from counts and requests to lots for each site, with reasons for what is missing. */
export function planRoutes(routes: Routes): void {
  writingRoutes(routes);
  readingRoutes(routes);
  partRoutes(routes);
}

function writingRoutes(routes: Routes): void {
  const solver = new PlanSolver({ atOnce: 2, waiting: 20 });
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
        'Computes what each active site of the operation needs, shares what the warehouse has and picks lots, first expiry first. Scarce stock goes to priority 1 first, and within a priority to the site with the lowest coverage, one unit at a time; at equal coverage to the smaller need (to the larger one while both have nothing), then by site code. Nothing is reserved before approval.',
      body: schema.newPlan,
      answer: schema.plan,
      problems: ['unknown_reference', 'plan_rule', 'state_conflict', 'not_found', 'plan_queue_full'],
    },
    async ({ context, body, atEnd }) => {
      const signal = new AbortController().signal;
      const worked = await workOut(context, solver, body, { signal, progress: () => {} });
      atEnd(() => worked.solved.release());
      return worked;
    },
    async ({ tx, context, principal, body, prepared }) => {
      const made = await keepPlan(tx, context, principal, body, prepared);
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
        'Reserves every lot the plan picked, all or nothing. When a count, a site, stock, what the sites have coming or a request changed since, or the operation was closed or the day of arrival has passed, nothing is reserved and the answer names each change: compute a new plan then.',
      params: schema.idParams,
      answer: schema.plan,
      problems: ['state_conflict', 'plan_rule', 'plan_changed'],
    },
    async ({ tx, context, principal, params }) => {
      const body = await approvePlan(tx, context, principal, params.id);
      return { body, version: body.version };
    },
  );
}

function readingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/plans',
      operationId: 'listPlans',
      summary: 'List plans',
      description: 'Plans by operation, warehouse or state, newest first unless sorted otherwise.',
      query: schema.plansQuery,
      answer: schema.plansPage,
    },
    async ({ context, query }) => ({ body: await listPlans(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/plans/:id',
      operationId: 'getPlan',
      summary: 'Read a plan',
      description: 'One plan with its totals by item; its lines are a list of their own.',
      params: schema.idParams,
      answer: schema.plan,
    },
    async ({ context, params }) => {
      const body = found(await findPlan(context.database.read, params.id), 'plan', params.id);
      return { body, version: body.version };
    },
  );
}

function partRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/plans/:id/lines',
      operationId: 'listPlanLines',
      summary: 'List the lines of a plan',
      description:
        'One line for each site and item: what it needs and why, what it has or has coming, what it gets from which lots, and the reasons for what is missing.',
      params: schema.idParams,
      query: schema.planLinesQuery,
      answer: schema.planLinesPage,
    },
    async ({ context, params, query }) => {
      const reader = context.database.read;
      found(await findPlan(reader, params.id), 'plan', params.id);
      return { body: await listPlanLines(reader, params.id, query) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/plans/:id/inputs',
      operationId: 'getPlanInputs',
      summary: 'What a plan was computed from',
      description:
        'The exact inputs. The bytes of the answer have the SHA-256 that the plan names; the same inputs give the same plan.',
      params: schema.idParams,
      answer: schema.planInputs,
    },
    async ({ context, params }) => {
      const inputs = found(await findPlanInputs(context.database.read, params.id), 'plan', params.id);
      return { body: JSON.parse(inputs) as z.infer<typeof schema.planInputs> };
    },
  );
}
