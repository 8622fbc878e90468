import type { Context } from '../context.ts';
import type { Routes } from '../http/route.ts';
import { today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { closingRoutes } from './closing-routes.ts';
import { listConditions } from './condition-store.ts';
import { findLotBalanceAt, horizonOf, listStockAt } from './history-store.ts';
import { listItemStock, listItemStockAt } from './item-stock-store.ts';
import { findMovement } from './ledger-store.ts';
import { move, reverse } from './move.ts';
import { listMovements } from './movement-list-store.ts';
import { pickRoutes } from './pick-routes.ts';
import * as placeSchema from './place-schema.ts';
import * as schema from './schema.ts';
import { findLotBalance, listBalances } from './stock-store.ts';
import { findLot, findWarehouse, listLocations, listLots, listWarehouses } from './store.ts';
import { addBins, addWarehouse, changeLot, changeWarehouse } from './warehouses.ts';

const reading = { method: 'GET', tag: 'stock', permission: 'stock.read' } as const;
const posting = { method: 'POST', tag: 'stock', permission: 'stock.write', status: 201 } as const;
const changing = { method: 'PATCH', tag: 'stock', permission: 'stock.write', ifMatch: true } as const;

const dayIn = (context: Context) => (timeZone: string) => today(context.clock, timeZone);

/** Warehouses, lots, balances and the movement ledger. */
export function stockRoutes(routes: Routes): void {
  warehouseRoutes(routes);
  closingRoutes(routes);
  lotRoutes(routes);
  balanceRoutes(routes);
  movementRoutes(routes);
  pickRoutes(routes);
}

function warehouseRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      permission: 'catalogue.read',
      url: '/v1/warehouses',
      operationId: 'listWarehouses',
      summary: 'List warehouses',
      description: 'Warehouses and hubs.',
      query: placeSchema.warehousesQuery,
      answer: placeSchema.warehousesPage,
    },
    async ({ context, query }) => ({ body: await listWarehouses(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      permission: 'catalogue.read',
      url: '/v1/warehouses/:id',
      operationId: 'getWarehouse',
      summary: 'Read a warehouse',
      description: 'One warehouse; the ETag is needed to change it.',
      params: schema.idParams,
      answer: placeSchema.warehouse,
    },
    async ({ context, params }) => {
      const body = found(await findWarehouse(context.database.read, params.id), 'warehouse', params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...posting,
      url: '/v1/warehouses',
      operationId: 'addWarehouse',
      summary: 'Add a warehouse',
      description: 'Adds a warehouse with its bins. Its time zone decides which day it is there, for good.',
      body: placeSchema.newWarehouse,
      answer: placeSchema.warehouse,
      problems: ['conflict'],
    },
    async ({ tx, context, body }) => {
      const made = await addWarehouse(tx, context, body);
      return { body: made, location: `/v1/warehouses/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...changing,
      url: '/v1/warehouses/:id',
      operationId: 'changeWarehouse',
      summary: 'Change a warehouse',
      description: 'Changes the fields given.',
      params: schema.idParams,
      body: placeSchema.warehouseChange,
      answer: placeSchema.warehouse,
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeWarehouse(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
  routes.write(
    {
      ...posting,
      url: '/v1/warehouses/:id/bins',
      operationId: 'addBins',
      summary: 'Add bins',
      description: 'Adds bins to a warehouse; answers with all it has.',
      params: schema.idParams,
      body: placeSchema.newBins,
      answer: placeSchema.locations,
      problems: ['conflict'],
    },
    async ({ tx, context, params, body }) => ({ body: await addBins(tx, context, params.id, body) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/locations',
      operationId: 'listLocations',
      summary: 'List locations',
      description:
        'Every place where stock can be: bins, sites, consignments on the road, and the counter-places.',
      query: placeSchema.locationsQuery,
      answer: placeSchema.locationsPage,
    },
    async ({ context, query }) => ({ body: await listLocations(context.database.read, query) }),
  );
}

function lotRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/lots',
      operationId: 'listLots',
      summary: 'List lots',
      description: 'Lots by item, grant, condition or expiry.',
      query: schema.lotsQuery,
      answer: schema.lotsPage,
    },
    async ({ context, query }) => ({ body: await listLots(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/lots/:id',
      operationId: 'getLot',
      summary: 'Read a lot',
      description: 'One lot; the ETag is needed to change its condition.',
      params: schema.idParams,
      answer: schema.lot,
    },
    async ({ context, params }) => {
      const body = found(await findLot(context.database.read, params.id), 'lot', params.id);
      return { body, version: body.version };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/lots/:id/balance',
      operationId: 'getLotBalance',
      summary: 'Where a lot is',
      description: 'How much of the lot is in warehouses, on the road, at sites, given out or lost.',
      params: schema.idParams,
      query: schema.momentQuery,
      answer: schema.lotBalance,
    },
    async ({ context, params, query }) => {
      const reader = context.database.read;
      const horizon = await horizonOf(reader, query);
      const balance =
        horizon === undefined
          ? await findLotBalance(reader, params.id)
          : await findLotBalanceAt(reader, params.id, horizon);
      return { body: found(balance, 'lot', params.id) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/lots/:id/conditions',
      operationId: 'listLotConditions',
      summary: 'How the condition of a lot changed',
      description: 'Every time it was judged anew: from what to what, by whom, when and why.',
      params: schema.idParams,
      query: schema.lotConditionsQuery,
      answer: schema.lotConditionsPage,
    },
    async ({ context, params, query }) => {
      const reader = context.database.read;
      found(await findLot(reader, params.id), 'lot', params.id);
      return { body: await listConditions(reader, params.id, query) };
    },
  );
  routes.write(
    {
      ...changing,
      url: '/v1/lots/:id',
      operationId: 'changeLot',
      summary: 'Change a lot',
      description:
        'Its condition, its owner, its attributes. A lot that is not good is held: plans leave it out and it cannot be issued or dispatched. When others reserved it, say in reservations whether they lose it or keep it.',
      params: schema.idParams,
      body: schema.lotChange,
      answer: schema.lot,
      problems: ['reservation_decision'],
    },
    async ({ tx, context, principal, params, body, version }) => {
      const changed = await changeLot(tx, context, principal, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
}

function balanceRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/stock/balances',
      operationId: 'listStockBalances',
      summary: 'Stock by lot and place',
      description:
        'available = on_hand − held − reserved. Expiry is judged on the day it is at the warehouse.',
      query: schema.balancesQuery,
      answer: schema.balancesPage,
    },
    async ({ context, query }) => ({
      body: await listBalances(context.database.read, query, dayIn(context)),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/stock/as-of',
      operationId: 'listStockAsOf',
      summary: 'Stock as it was',
      description:
        'On hand by lot and place, counter-places included: as of a day, whatever was entered since; known at an instant, without what was entered later; or both.',
      query: schema.asOfQuery,
      answer: schema.asOfPage,
    },
    async ({ context, query }) => {
      const reader = context.database.read;
      const horizon = await horizonOf(reader, query);
      if (horizon === undefined) {
        throw new Problem('invalid_request', {}, [{ rule: 'required', pointer: '/query/as_of' }]);
      }
      return { body: await listStockAt(reader, query, horizon) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/stock/items',
      operationId: 'listItemStock',
      summary: 'Stock by item',
      description:
        'Every item with what is on hand, held, reserved, available, on the road, at sites, given out, lost; or where it was as of a day, or as known at an instant.',
      query: schema.itemStockQuery,
      answer: schema.itemStockPage,
    },
    async ({ context, query }) => {
      const reader = context.database.read;
      const horizon = await horizonOf(reader, query);
      if (horizon !== undefined) return { body: await listItemStockAt(reader, query, horizon) };
      return { body: await listItemStock(reader, query, dayIn(context)) };
    },
  );
}

function movementRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/stock/movements',
      operationId: 'listMovements',
      summary: 'List movements',
      description: 'The ledger, newest first unless sorted otherwise.',
      query: schema.movementsQuery,
      answer: schema.movementsPage,
    },
    async ({ context, query }) => ({ body: await listMovements(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/stock/movements/:id',
      operationId: 'getMovement',
      summary: 'Read a movement',
      description: 'One posting of the ledger with its lines.',
      params: schema.idParams,
      answer: schema.movement,
    },
    async ({ context, params }) => ({
      body: found(await findMovement(context.database.read, params.id), 'movement', params.id),
    }),
  );
  routes.write(
    {
      ...posting,
      url: '/v1/stock/movements',
      operationId: 'postMovement',
      summary: 'Post a movement',
      description:
        'issue: from a bin, given out. put_away: from a receiving bin to storage or quarantine. move: between bins of one warehouse; to another warehouse goods go by a transfer. return: from a site or from what was given out, into a bin. adjust: from_location_id for less, to_location_id for more. write_off: from a bin or site, lost. distribute: from a site to households. Never more than is there and not promised to others, and no issue of what others wait for unless `queue` says so; two lines of one lot are judged together.',
      body: schema.newMovement,
      answer: schema.movement,
      problems: [
        'insufficient_stock',
        'movement_rule',
        'backdated_below_zero',
        'stock_frozen',
        'earmark_blocked',
        'reservation_decision',
        'reservation_short',
        'queue_order',
      ],
    },
    async ({ tx, context, principal, body }) => {
      const made = await move(tx, context, principal, body);
      return { body: made, location: `/v1/stock/movements/${made.id}` };
    },
  );
  routes.write(
    {
      ...posting,
      url: '/v1/stock/movements/:id/reversal',
      operationId: 'reverseMovement',
      summary: 'Reverse a movement',
      description: 'Posts the exact opposite, once. Refused when the goods have moved on, naming each lot.',
      params: schema.idParams,
      body: schema.newReversal,
      answer: schema.movement,
      problems: [
        'not_reversible',
        'insufficient_stock',
        'movement_rule',
        'backdated_below_zero',
        'stock_frozen',
      ],
    },
    async ({ tx, context, principal, params, body }) => {
      const made = await reverse(tx, context, principal, params.id, body);
      return { body: made, location: `/v1/stock/movements/${made.id}` };
    },
  );
}
