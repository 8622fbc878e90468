import type { Routes } from '../http/route.ts';
import { today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { findWarehouse } from '../stock/store.ts';
import { assessSurge, coverageOfTarget, listCoverage } from './assess.ts';
import * as schema from './schema.ts';
import { findTarget, listLevels, listTargets } from './store.ts';
import { addTarget, changeTarget, setLevel } from './targets.ts';

const reading = { method: 'GET', tag: 'preparedness', permission: 'stock.read' } as const;
const writing = { tag: 'preparedness', permission: 'stock.write' } as const;

/** Preparedness targets and their coverage, stock levels, days of cover in a surge. */
export function preparednessRoutes(routes: Routes): void {
  targetRoutes(routes);
  coverageRoutes(routes);
  levelRoutes(routes);
}

function targetRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      method: 'POST',
      url: '/v1/preparedness-targets',
      operationId: 'addPreparednessTarget',
      summary: 'Add a preparedness target',
      description:
        'What is to be kept ready: so many kits, or goods for so many households or persons, in a warehouse or over all of them.',
      body: schema.newTarget,
      answer: schema.target,
      status: 201,
      problems: ['not_found', 'unknown_reference', 'conflict'],
    },
    async ({ tx, context, body }) => {
      const made = await addTarget(tx, context, body);
      return { body: made, location: `/v1/preparedness-targets/${made.id}`, version: made.version };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/preparedness-targets',
      operationId: 'listPreparednessTargets',
      summary: 'List preparedness targets',
      description: 'Targets with what one unit of each takes.',
      query: schema.targetsQuery,
      answer: schema.targetsPage,
    },
    async ({ context, query }) => ({ body: await listTargets(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/preparedness-targets/:id',
      operationId: 'getPreparednessTarget',
      summary: 'Read a preparedness target',
      description: 'One target; the ETag is needed to change it.',
      params: schema.idParams,
      answer: schema.target,
    },
    async ({ context, params }) => {
      const body = found(
        await findTarget(context.database.read, params.id),
        'preparedness target',
        params.id,
      );
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...writing,
      method: 'PATCH',
      ifMatch: true,
      url: '/v1/preparedness-targets/:id',
      operationId: 'changePreparednessTarget',
      summary: 'Change a preparedness target',
      description: 'Changes the fields given. What one unit takes stays: add another target for that.',
      params: schema.idParams,
      body: schema.targetChange,
      answer: schema.target,
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeTarget(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
}

function coverageRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/preparedness/coverage',
      operationId: 'listCoverage',
      summary: 'Targets against stock',
      description:
        'Every target in force with what covers it: ready, could be built, missing, expiring, and what would restore it. Each target is judged alone.',
      query: schema.coveragesQuery,
      answer: schema.coveragesPage,
    },
    async ({ context, query }) => ({ body: await listCoverage(context.database.read, context, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/preparedness-targets/:id/coverage',
      operationId: 'getCoverage',
      summary: 'A target against stock',
      description: 'What covers one target. Stock is judged on the day it is in each warehouse.',
      params: schema.idParams,
      query: schema.coverageQuery,
      answer: schema.coverage,
    },
    async ({ context, params, query }) => {
      const reader = context.database.read;
      const target = found(await findTarget(reader, params.id), 'preparedness target', params.id);
      return { body: await coverageOfTarget(reader, context, target, query.expiring_before) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/preparedness/surge',
      operationId: 'assessSurge',
      summary: 'Days of cover in a surge',
      description:
        'How long the free stock of a warehouse lasts when so many households a day are served by a standard, and what runs out first. Nothing is assumed to arrive meanwhile; what expires is used first and counts up to its last day.',
      query: schema.surgeQuery,
      answer: schema.surge,
      problems: ['not_found'],
    },
    async ({ context, query }) => ({ body: await assessSurge(context.database.read, context, query) }),
  );
}

function levelRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      method: 'POST',
      url: '/v1/stock-levels',
      operationId: 'setStockLevel',
      summary: 'Set stock levels',
      description: 'Minimum and reorder level of an item in a warehouse, in place of those before.',
      body: schema.newLevel,
      answer: schema.level,
      status: 201,
      problems: ['not_found', 'unknown_reference'],
    },
    async ({ tx, context, principal, body }) => ({ body: await setLevel(tx, context, principal, body) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/stock-levels',
      operationId: 'listStockLevels',
      summary: 'Stock against its levels',
      description:
        'Levels of a warehouse with what is free of each item; below=reorder leaves what is to buy.',
      query: schema.levelsQuery,
      answer: schema.levelsPage,
      problems: ['not_found'],
    },
    async ({ context, query }) => {
      const reader = context.database.read;
      const warehouse = found(
        await findWarehouse(reader, query.warehouse_id),
        'warehouse',
        query.warehouse_id,
      );
      const day = today(context.clock, warehouse.time_zone);
      return { body: await listLevels(reader, query, day) };
    },
  );
}
