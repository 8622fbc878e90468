import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { findLot, findLots } from '../stock/store.ts';
import { build } from './build.ts';
import { componentsOf, listContaining, listConversions } from './conversion-store.ts';
import { readConversion } from './convert.ts';
import { buildableByWarehouse, listAvailableToPromise, promise } from './promise.ts';
import { repack } from './repack.ts';
import * as schema from './schema.ts';
import { takeApart } from './take-apart.ts';

const reading = { method: 'GET', tag: 'kitting', permission: 'stock.read' } as const;
const posting = { method: 'POST', tag: 'kitting', permission: 'stock.write', status: 201 } as const;

/** Kits built and taken apart, lots repacked, what lots consist of, what can be promised. */
export function kittingRoutes(routes: Routes): void {
  conversionRoutes(routes);
  provenanceRoutes(routes);
  promiseRoutes(routes);
}

function conversionRoutes(routes: Routes): void {
  routes.write(
    {
      ...posting,
      url: '/v1/kit-builds',
      operationId: 'buildKits',
      summary: 'Build kits',
      description:
        'Builds kits of the agreed composition from free, good stock of the warehouse, first expiry first, or from the lots named. Kits of the same lots make one lot: it expires with its earliest part and is worth the sum of its parts. A reversal of the movement undoes it.',
      body: schema.newBuild,
      answer: schema.conversion,
      problems: [
        'not_found',
        'unknown_reference',
        'kit_rule',
        'kit_parts_short',
        'insufficient_stock',
        'movement_rule',
        'backdated_below_zero',
        'stock_frozen',
        'conflict',
      ],
    },
    async ({ tx, context, principal, body }) => {
      const made = await build(tx, context, principal, body);
      return { body: made, location: `/v1/conversions/${made.id}` };
    },
  );
  routes.write(
    {
      ...posting,
      url: '/v1/kit-take-aparts',
      operationId: 'takeKitsApart',
      summary: 'Take kits apart',
      description:
        'Gives back exactly the lots the kits were built from, whatever the condition of the kits. A part that was lost is written off afterwards, from the bin it is said to be in.',
      body: schema.newTakeApart,
      answer: schema.conversion,
      problems: [
        'not_found',
        'unknown_reference',
        'kit_rule',
        'insufficient_stock',
        'movement_rule',
        'backdated_below_zero',
        'stock_frozen',
      ],
    },
    async ({ tx, context, principal, body }) => {
      const made = await takeApart(tx, context, principal, body);
      return { body: made, location: `/v1/conversions/${made.id}` };
    },
  );
  routes.write(
    {
      ...posting,
      url: '/v1/repacks',
      operationId: 'repack',
      summary: 'Repack',
      description:
        'Puts units of a good lot into packs of another size: a lot of the same item, grant and expiry. The number of units stays; what does not fill a pack is refused unless it may be left loose.',
      body: schema.newRepack,
      answer: schema.conversion,
      problems: [
        'not_found',
        'unknown_reference',
        'pack_rule',
        'insufficient_stock',
        'movement_rule',
        'backdated_below_zero',
        'stock_frozen',
        'conflict',
      ],
    },
    async ({ tx, context, principal, body }) => {
      const made = await repack(tx, context, principal, body);
      return { body: made, location: `/v1/conversions/${made.id}` };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/conversions',
      operationId: 'listConversions',
      summary: 'List conversions',
      description: 'Builds, takings apart and repackings, newest first unless sorted otherwise.',
      query: schema.conversionsQuery,
      answer: schema.conversionsPage,
    },
    async ({ context, query }) => ({ body: await listConversions(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/conversions/:id',
      operationId: 'getConversion',
      summary: 'Read a conversion',
      description: 'One build, taking apart or repacking with its lots.',
      params: schema.idParams,
      answer: schema.conversion,
    },
    async ({ context, params }) => ({ body: await readConversion(context.database.read, params.id) }),
  );
}

function provenanceRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/lots/:id/components',
      operationId: 'getLotComponents',
      summary: 'What a lot consists of',
      description: 'The lots in one unit of a lot that was built or repacked here, each with its own grant.',
      params: schema.idParams,
      answer: schema.lotContents,
    },
    async ({ context, params }) => {
      const reader = context.database.read;
      found(await findLot(reader, params.id), 'lot', params.id);
      const parts = await componentsOf(reader, params.id);
      const facts = await findLots(
        reader,
        parts.map((part) => part.lot_id),
      );
      const components = parts.flatMap(({ lot_id, quantity }) => {
        const lot = facts.get(lot_id);
        if (lot === undefined) return [];
        const { lot_number, item_id, item_code, grant_id, grant_code } = lot;
        const { expires_on, condition, unit_value, currency } = lot;
        const names = { lot_id, lot_number, item_id, item_code, grant_id, grant_code };
        return [{ ...names, expires_on, condition, unit_value, currency, quantity }];
      });
      return { body: { lot_id: params.id, components } };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/lots/:id/contained-in',
      operationId: 'listContainingLots',
      summary: 'Lots that contain a lot',
      description: 'Kit lots and repacked lots with this lot in them, for a recall.',
      params: schema.idParams,
      query: schema.containingQuery,
      answer: schema.containingPage,
    },
    async ({ context, params, query }) => {
      found(await findLot(context.database.read, params.id), 'lot', params.id);
      return { body: await listContaining(context.database.read, params.id, query) };
    },
  );
}

function promiseRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/kits/:id/buildable',
      operationId: 'listBuildable',
      summary: 'How many kits can be built',
      description:
        'By warehouse, on its own day: ready kits, how many more can be built, and what limits that.',
      params: schema.idParams,
      query: schema.buildableQuery,
      answer: schema.buildablePage,
    },
    async ({ context, params, query }) => ({
      body: await buildableByWarehouse(context.database.read, context, params.id, query),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/stock/available-to-promise',
      operationId: 'listAvailableToPromise',
      summary: 'Available to promise',
      description: 'Of each item what a warehouse has free, and of kits how many more it could build.',
      query: schema.promiseQuery,
      answer: schema.promisePage,
      problems: ['not_found'],
    },
    async ({ context, query }) => ({
      body: await listAvailableToPromise(context.database.read, context, query),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/stock/promise',
      operationId: 'promiseTogether',
      summary: 'Available to promise, several together',
      description:
        'How much of several items a warehouse can give at once, in the order asked. A part that goes into one kit is not counted for the next.',
      query: schema.askQuery,
      answer: schema.promise,
      problems: ['not_found', 'unknown_reference'],
    },
    async ({ context, query }) => ({
      body: await promise(context.database.read, context, query.warehouse_id, query.ask),
    }),
  );
}
