import type { Routes } from '../http/route.ts';
import { today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { findCategory, listCategories } from './category-store.ts';
import {
  addCategory,
  addItem,
  changeCategory,
  changeItem,
  OFFICE_TIME_ZONE,
  recordUnitValue,
} from './items.ts';
import {
  categoriesPage,
  categoriesQuery,
  category,
  categoryChange,
  idParams,
  item,
  itemChange,
  itemsPage,
  itemsQuery,
  itemValue,
  itemValuesPage,
  itemValuesQuery,
  newCategory,
  newItem,
  newItemValue,
  valuesOn,
  valuesOnQuery,
} from './schema.ts';
import { findItem, listItems } from './store.ts';
import { listUnitValues, unitValuesOn } from './value-store.ts';

const reading = { method: 'GET', tag: 'catalogue', permission: 'catalogue.read' } as const;
const adding = { method: 'POST', tag: 'catalogue', permission: 'catalogue.write', status: 201 } as const;
const changing = { method: 'PATCH', tag: 'catalogue', permission: 'catalogue.write', ifMatch: true } as const;

/** Categories, items and their unit values. */
export function itemRoutes(routes: Routes): void {
  categoryRoutes(routes);
  routes.read(
    {
      ...reading,
      url: '/v1/items',
      operationId: 'listItems',
      summary: 'List items',
      description: 'Items and kits of the catalogue.',
      query: itemsQuery,
      answer: itemsPage,
    },
    async ({ context, query }) => ({ body: await listItems(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/items/:id',
      operationId: 'getItem',
      summary: 'Read an item',
      description: 'One item or kit; the ETag is needed to change it.',
      params: idParams,
      answer: item,
    },
    async ({ context, params }) => {
      const body = found(await findItem(context.database.read, params.id), 'item', params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...adding,
      url: '/v1/items',
      operationId: 'addItem',
      summary: 'Add an item',
      description:
        'Adds an item with its packing levels and substitutes. Leave an unknown weight or volume out; zero is refused.',
      body: newItem,
      answer: item,
      problems: ['conflict', 'unknown_reference', 'item_rule'],
    },
    async ({ tx, context, body }) => {
      const made = await addItem(tx, context, body);
      return { body: made, location: `/v1/items/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...changing,
      url: '/v1/items/:id',
      operationId: 'changeItem',
      summary: 'Change an item',
      description:
        'Changes the fields given. The base unit of an item in use keeps its meaning: rename it only to correct it.',
      params: idParams,
      body: itemChange,
      answer: item,
      problems: ['unknown_reference', 'item_rule'],
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeItem(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
  valueRoutes(routes);
}

function categoryRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/categories',
      operationId: 'listCategories',
      summary: 'List categories',
      description: 'What items are sorted under.',
      query: categoriesQuery,
      answer: categoriesPage,
    },
    async ({ context, query }) => ({ body: await listCategories(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/categories/:id',
      operationId: 'getCategory',
      summary: 'Read a category',
      description: 'One category; the ETag is needed to change it.',
      params: idParams,
      answer: category,
    },
    async ({ context, params }) => {
      const body = found(await findCategory(context.database.read, params.id), 'category', params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...adding,
      url: '/v1/categories',
      operationId: 'addCategory',
      summary: 'Add a category',
      description: 'Adds a category, alone or under another.',
      body: newCategory,
      answer: category,
      problems: ['conflict', 'unknown_reference'],
    },
    async ({ tx, context, body }) => {
      const made = await addCategory(tx, context, body);
      return { body: made, location: `/v1/categories/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...changing,
      url: '/v1/categories/:id',
      operationId: 'changeCategory',
      summary: 'Rename a category',
      description: 'Changes the names given; code and place stay.',
      params: idParams,
      body: categoryChange,
      answer: category,
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeCategory(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
}

function valueRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/items/:id/unit-values',
      operationId: 'listItemUnitValues',
      summary: 'List the unit values of an item',
      description: 'The whole history, in every currency: a value holds from its day until the next.',
      params: idParams,
      query: itemValuesQuery,
      answer: itemValuesPage,
    },
    async ({ context, params, query }) => {
      const { read } = context.database;
      found(await findItem(read, params.id), 'item', params.id);
      return { body: await listUnitValues(read, params.id, query) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/items/:id/unit-values/as-of',
      operationId: 'getItemUnitValuesOn',
      summary: 'Read the unit values of an item as of a day',
      description:
        'One value a currency: that from the latest day not after the one asked, and of several for one day the last recorded.',
      params: idParams,
      query: valuesOnQuery,
      answer: valuesOn,
    },
    async ({ context, params, query }) => {
      const { read } = context.database;
      found(await findItem(read, params.id), 'item', params.id);
      const as_of = query.as_of ?? today(context.clock, OFFICE_TIME_ZONE);
      const values = await unitValuesOn(read, [params.id], as_of, query.known_at);
      return { body: { as_of, data: values.map(({ item_id: _, ...value }) => value) } };
    },
  );
  routes.write(
    {
      ...adding,
      url: '/v1/items/:id/unit-values',
      operationId: 'recordItemUnitValue',
      summary: 'Record a unit value',
      description:
        'Adds to the history what one base unit is worth from a day on. To correct a value record it again for the same day.',
      params: idParams,
      body: newItemValue,
      answer: itemValue,
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await recordUnitValue(tx, context, principal, params.id, body),
    }),
  );
}
