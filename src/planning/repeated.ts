import type { Reader } from '../database/database.ts';
import { addCalendarDays } from '../lib/days.ts';
import { groupBy } from '../lib/group-by.ts';
import { listReceivedAfter } from './input-store.ts';
import type { Fulfilment, StandardLine } from './model.ts';

/**
 * What is given again and again is used up: of an item whose lines are all repeated, only what was received within the last
 * period (the shortest of its lines) counts as delivered. Of any other item everything does.
 */
export async function withoutUsedUp(
  reader: Reader,
  fulfilment: readonly Fulfilment[],
  lines: readonly StandardLine[],
  { operation_id, as_of }: { operation_id: string; as_of: string },
): Promise<Fulfilment[]> {
  const periods = periodsOf(lines);
  if (periods.size === 0) return [...fulfilment];
  const recent = new Map<string, number>();
  for (const [days, items] of groupBy([...periods.keys()], (item) => String(periods.get(item)))) {
    const day = addCalendarDays(as_of, -Number(days));
    for (const { site_id, item_id, good } of await listReceivedAfter(reader, operation_id, items, day))
      recent.set(`${site_id} ${item_id}`, good);
  }
  return fulfilment.map((row) =>
    periods.has(row.item_id) ? { ...row, delivered: recent.get(`${row.site_id} ${row.item_id}`) ?? 0 } : row,
  );
}

function periodsOf(lines: readonly StandardLine[]): Map<string, number> {
  const periods = new Map<string, number>();
  for (const [itemId, own] of groupBy(lines, ({ item_id }) => item_id)) {
    const days = own.map(({ every_days }) => every_days ?? Number.POSITIVE_INFINITY);
    if (days.every(Number.isFinite)) periods.set(itemId, Math.min(...days));
  }
  return periods;
}
