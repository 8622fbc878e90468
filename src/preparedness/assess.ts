import { findStandard } from '../catalogue/standard-store.ts';
import type { Context } from '../context.ts';
import type { Reader } from '../database/database.ts';
import { mapPage, type PageRequest } from '../database/paging.ts';
import { availableToPromise, readSupply } from '../kitting/promise.ts';
import { freeExpiring, itemCodes } from '../kitting/store.ts';
import { present } from '../lib/assert.ts';
import { today } from '../lib/clock.ts';
import { addCalendarDays, daysBetween } from '../lib/days.ts';
import { found } from '../lib/expect.ts';
import { groupBy } from '../lib/group-by.ts';
import { findWarehouse } from '../stock/store.ts';
import { type Coverage, coverageOf, daysOfCover, type Later, type Need, type Store } from './coverage.ts';
import { fraction, isByPeople, ratesOf } from './rates.ts';
import { activeWarehouses, listArrivals, listTargets, type TargetRow } from './store.ts';

/** Days ahead for which expiry is looked at unless somebody says otherwise. */
const OUTLOOK_DAYS = 90;

/** A page of the targets in force, each with what covers it. */
export async function listCoverage(
  reader: Reader,
  context: Context,
  request: PageRequest & { warehouse_id?: string | undefined; expiring_before?: string | undefined },
) {
  const { expiring_before, ...targets } = request;
  const page = await listTargets(reader, { ...targets, active: true });
  return mapPage(page, (rows) =>
    Promise.all(rows.map((row) => coverageOfTarget(reader, context, row, expiring_before))),
  );
}

/** What covers a target today, on each warehouse's own day, and what still will when the lots that expire before a day are gone. */
export async function coverageOfTarget(
  reader: Reader,
  context: Context,
  target: TargetRow,
  expiringBefore: string | undefined,
) {
  const warehouses =
    target.warehouse_id === null
      ? await activeWarehouses(reader)
      : [found(await findWarehouse(reader, target.warehouse_id), 'warehouse', target.warehouse_id)];
  const days = warehouses.map(({ time_zone }) => today(context.clock, time_zone));
  const as_of = [...days].sort()[0] ?? today(context.clock, 'UTC');
  const expiring_before = expiringBefore ?? addCalendarDays(as_of, OUTLOOK_DAYS);
  const needs = target.needs.map(
    ({ items, ...rates }): Need => ({ item_ids: items.map((item) => item.item_id), ...rates }),
  );
  const items = needs.flatMap((need) => need.item_ids);
  const stockOn = (dayOf: (today: string) => string): Promise<Store[]> =>
    Promise.all(
      warehouses.map(({ id }, index) =>
        readSupply(reader, id, dayOf(present(days[index], 'the day there')), items),
      ),
    );
  const now = await stockOn((day) => day);
  const then = await stockOn((day) => (day < expiring_before ? expiring_before : day));
  const current = coverageOf(target.quantity, needs, now);
  const wanted = everyItem(items, now);
  const arriving = await Promise.all(
    warehouses.map(({ id }, index) =>
      listArrivals(reader, id, wanted, present(days[index], 'the day there')),
    ),
  );
  const arrived = coverageOf(
    target.quantity,
    needs,
    now.map((store, index) => received(store, arriving[index] ?? [])),
  );
  const sumOf = (stores: readonly Store[], item: string) =>
    stores.reduce((sum, store) => sum + (store.free.get(item) ?? 0), 0);
  const { id, code, name_es, name_en, warehouse_id, unit, quantity } = target;
  return {
    ...{ id, code, name_es, name_en, warehouse_id, unit, required: quantity, as_of, expiring_before },
    covered: current.covered,
    missing: current.missing,
    covered_then: coverageOf(quantity, needs, then).covered,
    needs: current.needs.map((need, index) => {
      const items = target.needs[index]?.items ?? [];
      const expiring = items.reduce(
        (sum, item) => sum + sumOf(now, item.item_id) - sumOf(then, item.item_id),
        0,
      );
      return { items, ...need, expiring };
    }),
    restore: await named(reader, current.restore),
    arrivals: arriving.flat().sort((a, b) => (a.expected_on < b.expected_on ? -1 : 1)),
    covered_with_arrivals: arrived.covered,
    to_order: await named(reader, arrived.restore),
  };
}

/** The items of a target and all that their kits are built from. */
function everyItem(items: readonly string[], [first]: readonly Store[]): string[] {
  const kits = first?.compositions.innermostFirst() ?? [];
  const parts = kits.flatMap((kit) => first?.compositions.of(kit) ?? []);
  return [...new Set([...items, ...parts.map((part) => part.item_id)])];
}

/** A warehouse when what is expected has come. */
function received(store: Store, arrivals: readonly { item_id: string; quantity: number }[]): Store {
  const free = new Map(store.free);
  for (const { item_id, quantity } of arrivals) free.set(item_id, (free.get(item_id) ?? 0) + quantity);
  return { ...store, free };
}

async function named(reader: Reader, restore: Coverage['restore']) {
  const codes = await itemCodes(reader, restore.keys());
  return [...restore]
    .map(([item_id, quantity]) => ({ item_id, item_code: present(codes.get(item_id), 'a code'), quantity }))
    .sort((a, b) => (a.item_code < b.item_code ? -1 : 1));
}

export interface Surge {
  warehouse_id: string;
  standard_id: string;
  households_per_day: number;
  persons_per_household: number;
}

/** What is still good of a supply after each day on which some of it expires. */
async function stillGood(
  reader: Reader,
  warehouseId: string,
  as_of: string,
  supply: Store,
): Promise<Later[]> {
  const expiring = await freeExpiring(reader, warehouseId, as_of, supply.free.keys());
  const days = groupBy(
    expiring.sort((a, b) => (a.expires_on < b.expires_on ? -1 : 1)),
    ({ expires_on }) => expires_on,
  );
  let free: ReadonlyMap<string, number> = supply.free;
  return [...days].map(([last, gone]) => {
    const rest = new Map(free);
    for (const { item_id, quantity } of gone) rest.set(item_id, (rest.get(item_id) ?? 0) - quantity);
    free = rest;
    return { days: daysBetween(as_of, last) + 1, free };
  });
}

/** How many days a warehouse lasts when so many households a day are served by a standard, first expiry first. Throws `not_found`. */
export async function assessSurge(reader: Reader, context: Context, surge: Surge) {
  const warehouse = found(await findWarehouse(reader, surge.warehouse_id), 'warehouse', surge.warehouse_id);
  const standard = found(
    await findStandard(reader, surge.standard_id),
    'entitlement standard',
    surge.standard_id,
  );
  const as_of = today(context.clock, warehouse.time_zone);
  const { households_per_day, persons_per_household } = surge;
  const uses = ratesOf(standard.lines, true, persons_per_household).map((rate) => ({
    ...rate,
    numerator: rate.numerator * households_per_day,
  }));
  const supply = await readSupply(
    reader,
    warehouse.id,
    as_of,
    uses.map((use) => use.item_id),
  );
  const cover = daysOfCover(uses, supply, await stillGood(reader, warehouse.id, as_of, supply));
  const codes = new Map(standard.lines.map((line) => [line.item_id, line.item_code]));
  const codeOf = (item: string) => present(codes.get(item), 'the code of a line');
  const outOn = (days: number | null) => (days === null ? null : addCalendarDays(as_of, days));
  const shortest = Math.min(...cover.items.map(({ days }) => days ?? Number.POSITIVE_INFINITY));
  return {
    ...surge,
    as_of,
    days: cover.together,
    runs_out_on: outOn(cover.together),
    first: cover.items
      .filter(({ days }) => days === shortest)
      .map(({ item_id }) => ({ item_id, item_code: codeOf(item_id) })),
    items: uses.map((use, index) => {
      const days = present(cover.items[index], 'the days of an item').days;
      return {
        item_id: use.item_id,
        item_code: codeOf(use.item_id),
        available_to_promise: availableToPromise(supply, use.item_id).available_to_promise,
        per_day: fraction(use.numerator, use.denominator),
        days,
        runs_out_on: outOn(days),
      };
    }),
    left_out: standard.lines
      .filter((line) => !isByPeople(line))
      .map(({ item_id, item_code, basis }) => ({ item_id, item_code, basis })),
  };
}
