import type { z } from 'zod';
import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { findPlan } from '../planning/store.ts';
import { keepLoads, prepareLoads } from './compute-loads.ts';
import { addCarrier, addLeg, changeCarrier, changeLeg, setVehicles } from './fleet.ts';
import { findLeg, listLegs } from './leg-store.ts';
import { findLoadInputs, findLoadPlan, listLoadPlans } from './load-store.ts';
import { LoadSolver } from './load-threads.ts';
import * as schema from './schema.ts';
import { findCarrier, listCarriers, listVehicles } from './store.ts';

// Loads tell of all sites of a plan: they are read by who works with the whole stock, not by who is assigned to sites.
const reading = { method: 'GET', tag: 'loading', permission: 'stock.read' } as const;
const adding = { method: 'POST', tag: 'loading', permission: 'dispatch.write', status: 201 } as const;
const changing = { method: 'PATCH', tag: 'loading', permission: 'dispatch.write', ifMatch: true } as const;

/** Carriers, fleets, legs, and what of an approved plan goes on which vehicle. */
export function loadingRoutes(routes: Routes): void {
  carrierRoutes(routes);
  fleetRoutes(routes);
  legRoutes(routes);
  loadRoutes(routes);
  loadReadingRoutes(routes);
}

function carrierRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/carriers',
      operationId: 'listCarriers',
      summary: 'List carriers',
      description: 'Containers, aircraft, trucks: what each holds and where the figures come from.',
      query: schema.carriersQuery,
      answer: schema.carriersPage,
    },
    async ({ context, query }) => ({ body: await listCarriers(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/carriers/:id',
      operationId: 'getCarrier',
      summary: 'Read a carrier',
      description: 'One carrier; the ETag is needed to change it.',
      params: schema.idParams,
      answer: schema.carrier,
    },
    async ({ context, params }) => {
      const body = found(await findCarrier(context.database.read, params.id), 'carrier', params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...adding,
      url: '/v1/carriers',
      operationId: 'addCarrier',
      summary: 'Add a carrier',
      description: 'A kind of vehicle, container or aircraft with what one of it holds.',
      body: schema.newCarrier,
      answer: schema.carrier,
      problems: ['conflict'],
    },
    async ({ tx, context, body }) => {
      const made = await addCarrier(tx, context, body);
      return { body: made, location: `/v1/carriers/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...changing,
      url: '/v1/carriers/:id',
      operationId: 'changeCarrier',
      summary: 'Change a carrier',
      description: 'Changes the figures given. Load plans that were computed before keep theirs.',
      params: schema.idParams,
      body: schema.carrierChange,
      answer: schema.carrier,
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeCarrier(tx, context, { id: params.id, version }, body);
      return { body: changed, version: changed.version };
    },
  );
}

function fleetRoutes(routes: Routes): void {
  routes.write(
    {
      ...adding,
      url: '/v1/fleet-vehicles',
      operationId: 'setFleetVehicles',
      summary: 'Set how many vehicles a warehouse has',
      description:
        'How many of a carrier can go on trips for a warehouse at once, and what a trip costs. What was set before is replaced.',
      body: schema.newVehicles,
      answer: schema.vehicles,
      problems: ['unknown_reference'],
    },
    async ({ tx, context, principal, body }) => ({
      body: await setVehicles(tx, context, principal, body),
      location: `/v1/fleet-vehicles?warehouse_id=${body.warehouse_id}`,
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/fleet-vehicles',
      operationId: 'listFleetVehicles',
      summary: 'List the vehicles of a warehouse',
      description: 'How many of each carrier, with their costs.',
      query: schema.vehiclesQuery,
      answer: schema.vehiclesPage,
    },
    async ({ context, query }) => ({ body: await listVehicles(context.database.read, query) }),
  );
}

function legRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/transport-legs',
      operationId: 'listTransportLegs',
      summary: 'List transport legs',
      description: 'Ways by air, sea or road from a warehouse to where trips begin.',
      query: schema.legsQuery,
      answer: schema.legsPage,
    },
    async ({ context, query }) => ({ body: await listLegs(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/transport-legs/:id',
      operationId: 'getTransportLeg',
      summary: 'Read a transport leg',
      description: 'One leg; the ETag is needed to change it.',
      params: schema.idParams,
      answer: schema.leg,
    },
    async ({ context, params }) => {
      const body = found(await findLeg(context.database.read, params.id), 'transport leg', params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...adding,
      url: '/v1/transport-legs',
      operationId: 'addTransportLeg',
      summary: 'Add a transport leg',
      description:
        'A way from a warehouse to an entry point: by which carrier, how many, what each costs, how long it takes, and whether dangerous goods may go.',
      body: schema.newLeg,
      answer: schema.leg,
      problems: ['unknown_reference', 'conflict'],
    },
    async ({ tx, context, body }) => {
      const made = await addLeg(tx, context, body);
      return { body: made, location: `/v1/transport-legs/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...changing,
      url: '/v1/transport-legs/:id',
      operationId: 'changeTransportLeg',
      summary: 'Change a transport leg',
      description: 'Changes the fields given; active false takes it out of use.',
      params: schema.idParams,
      body: schema.legChange,
      answer: schema.leg,
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeLeg(tx, context, { id: params.id, version }, body);
      return { body: changed, version: changed.version };
    },
  );
}

function loadRoutes(routes: Routes): void {
  const solver = new LoadSolver();
  routes.write(
    {
      ...adding,
      permission: 'plans.write',
      url: '/v1/plans/:id/load-plans',
      operationId: 'computeLoadPlan',
      summary: 'Plan the loads of an approved plan',
      description:
        'Works out which vehicle of the warehouse brings what where: least lateness first, then fewest vehicles, then least distance, as far as the search finds. Payload, usable volume and pallets hold for every vehicle; a site is served by several where it gets more than one holds. What finds no place is listed with its reason. An unknown weight or volume makes the load incomplete; it is never taken for 0. Nothing else changes, and the same inputs give the same loads.',
      params: schema.idParams,
      body: schema.newLoadPlan,
      answer: schema.loadPlan,
      problems: ['state_conflict', 'unknown_reference', 'plan_queue_full'],
    },
    ({ context, params, body }) => prepareLoads(context, solver, params.id, body),
    async ({ tx, context, principal, prepared }) => {
      const made = await keepLoads(tx, context, principal, prepared);
      return { body: made, location: `/v1/load-plans/${made.id}` };
    },
  );
}

function loadReadingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/plans/:id/load-plans',
      operationId: 'listLoadPlans',
      summary: 'List the load plans of a plan',
      description: 'Each with its totals, newest first.',
      params: schema.idParams,
      query: schema.loadPlansQuery,
      answer: schema.loadPlansPage,
    },
    async ({ context, params, query }) => {
      const reader = context.database.read;
      found(await findPlan(reader, params.id), 'plan', params.id);
      return { body: await listLoadPlans(reader, params.id, query) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/load-plans/:id',
      operationId: 'getLoadPlan',
      summary: 'Read a load plan',
      description: 'Per vehicle its stops in order, what is loaded, how full it is, times and cost.',
      params: schema.idParams,
      answer: schema.loadPlan,
    },
    async ({ context, params }) => ({
      body: found(await findLoadPlan(context.database.read, params.id), 'load plan', params.id),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/load-plans/:id/inputs',
      operationId: 'getLoadInputs',
      summary: 'What a load plan was computed from',
      description: 'The exact inputs. The bytes of the answer have the SHA-256 that the load plan names.',
      params: schema.idParams,
      answer: schema.loadInputs,
    },
    async ({ context, params }) => {
      const inputs = found(await findLoadInputs(context.database.read, params.id), 'load plan', params.id);
      return { body: JSON.parse(inputs) as z.infer<typeof schema.loadInputs> };
    },
  );
}
