import { listItems } from '../catalogue/store.ts';
import type { Context } from '../context.ts';
import type { Reader } from '../database/database.ts';
import { mapPage, type PageRequest } from '../database/paging.ts';
import { present } from '../lib/assert.ts';
import { today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { findWarehouse, listWarehouses } from '../stock/store.ts';
import { type Amounts, type Ask, Compositions, howMany, promiseInTurn } from './buildable.ts';
import { agreedParts, findKit, freeAmounts, itemCodes } from './store.ts';

/** What a warehouse has free on a day of some items and of all that they can be built from. */
export interface Supply {
  compositions: Compositions;
  free: Amounts;
}

/** Reads the agreed compositions of items and what the warehouse has free of each of them and of their parts. */
export async function readSupply(
  reader: Reader,
  warehouseId: string,
  day: string,
  itemIds: readonly string[],
): Promise<Supply> {
  const partsOf = await agreedParts(reader, itemIds);
  const items = [...itemIds, ...[...partsOf.values()].flat().map((part) => part.item_id)];
  return {
    compositions: new Compositions(partsOf),
    free: await freeAmounts(reader, warehouseId, day, items),
  };
}

/** What is ready of an item and how many more can be built; `short` is what is missing for one more. */
export function availableToPromise({ compositions, free }: Supply, itemId: string) {
  const parts = compositions.of(itemId);
  const available = free.get(itemId) ?? 0;
  if (parts === undefined) {
    return { available, buildable: 0, available_to_promise: available, short: new Map([[itemId, 1]]) };
  }
  const { quantity, short } = howMany(parts, free, compositions);
  return { available, buildable: quantity, available_to_promise: available + quantity, short };
}

/** How many of a kit each warehouse has ready and could build. Throws `not_found`. */
export async function buildableByWarehouse(
  reader: Reader,
  context: Context,
  kitId: string,
  request: PageRequest & { warehouse_id?: string | undefined },
) {
  found(await findKit(reader, kitId), 'kit', kitId);
  const page = await listWarehouses(reader, { ...request, id: request.warehouse_id });
  return mapPage(page, (rows) =>
    Promise.all(
      rows.map(async ({ id, code, time_zone }) => {
        const as_of = today(context.clock, time_zone);
        const supply = await readSupply(reader, id, as_of, [kitId]);
        const { short, ...amounts } = availableToPromise(supply, kitId);
        return { id, code, as_of, ...amounts, binding: await named(reader, short) };
      }),
    ),
  );
}

/** Items of the catalogue with what a warehouse has and could build of each. Throws `not_found`. */
export async function listAvailableToPromise(
  reader: Reader,
  context: Context,
  request: PageRequest & {
    warehouse_id: string;
    kind?: 'item' | 'kit' | undefined;
    code?: string | undefined;
  },
) {
  const { warehouse_id, ...items } = request;
  const warehouse = found(await findWarehouse(reader, warehouse_id), 'warehouse', warehouse_id);
  const page = await listItems(reader, items);
  return mapPage(page, async (rows) => {
    const day = today(context.clock, warehouse.time_zone);
    const supply = await readSupply(
      reader,
      warehouse_id,
      day,
      rows.map((row) => row.id),
    );
    return rows.map(({ id, code, kind, name_es, name_en }) => {
      const { short: _, ...amounts } = availableToPromise(supply, id);
      return { id, code, kind, name_es, name_en, ...amounts };
    });
  });
}

/** What a warehouse can give of several items together, in the order asked. Throws `not_found`, `unknown_reference`. */
export async function promise(reader: Reader, context: Context, warehouseId: string, asks: readonly Ask[]) {
  const warehouse = found(await findWarehouse(reader, warehouseId), 'warehouse', warehouseId);
  const codes = await itemCodes(
    reader,
    asks.map((ask) => ask.item_id),
  );
  const unknown = asks.filter((ask) => !codes.has(ask.item_id));
  if (unknown.length > 0) {
    const pointer = '/query/ask';
    throw new Problem(
      'unknown_reference',
      {},
      unknown.map(({ item_id }) => ({
        rule: 'unknown_reference',
        pointer,
        value: item_id,
        params: { resource: 'item' },
      })),
    );
  }
  const as_of = today(context.clock, warehouse.time_zone);
  const supply = await readSupply(reader, warehouseId, as_of, [...codes.keys()]);
  const data = [];
  for (const { short, ...promised } of promiseInTurn(asks, supply.free, supply.compositions)) {
    const item_code = present(codes.get(promised.item_id), 'the code of an item');
    data.push({ ...promised, item_code, short: await named(reader, short) });
  }
  return { warehouse_id: warehouseId, as_of, data };
}

async function named(reader: Reader, short: Amounts) {
  const codes = await itemCodes(reader, short.keys());
  return [...short]
    .map(([item_id, quantity]) => ({
      item_id,
      item_code: present(codes.get(item_id), 'the code of an item'),
      // A demand beyond every stock is only known to be that.
      quantity: Math.min(quantity, 1_000_000_000),
    }))
    .sort((a, b) => (a.item_code < b.item_code ? -1 : 1));
}
