import { subDays } from 'date-fns';
import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { closeGate } from '../database/gates.ts';
import { missingIds } from '../database/versioned.ts';
import { instant, today } from '../lib/clock.ts';
import { toBillionths } from '../lib/decimal.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { findBins, findWarehouse } from '../stock/store.ts';
import { classify } from './abc.ts';
import { describeCount } from './describe.ts';
import { insertLines } from './line-store.ts';
import type { newCount } from './schema.ts';
import { balancesInScope, itemsOfCategory, lotsMoved, lotsOnHand } from './scope-store.ts';
import { findOverlapping, insertCount } from './store.ts';

type NewCount = z.infer<typeof newCount>;

const MOST_LINES = 20_000;
const DAYS_MOVED = 365;

/**
 * Opens a count of what lies in its scope at this moment. Postings under way are waited for and none begins meanwhile, so the
 * lines are exactly what the ledger says. Throws `not_found`, `unknown_reference`, `stock_count_rule`, `stock_count_overlap`.
 */
export async function openCount(tx: Tx, context: Context, principal: Principal, input: NewCount) {
  await closeGate(tx, 'ledger');
  const warehouse = found(await findWarehouse(tx, input.warehouse_id), 'warehouse', input.warehouse_id);
  const thresholds = thresholdsOf(context, input);
  const items = await itemsInScope(tx, context, input, warehouse.time_zone);
  const bins = await binsInScope(tx, input);
  const id = context.ids.next();
  const at = instant(context.clock);
  await insertCount(
    tx,
    {
      id,
      number: await nextNumber(tx, 'CNT'),
      warehouse_id: input.warehouse_id,
      mode: input.mode,
      blind: Number(input.blind),
      freezes: Number(input.mode === 'freeze'),
      every_item: Number(items === null),
      scope: JSON.stringify({
        location_ids: input.location_ids ?? null,
        item_ids: input.item_ids ?? null,
        category: input.category ?? null,
        abc: input.abc ?? null,
      }),
      ...thresholds,
      note: input.note,
      round_started_at: at,
      opened_by: principal.person_id,
      opened_at: at,
    },
    bins,
    items ?? [],
  );
  const others = await findOverlapping(tx, id);
  if (others.length > 0) throw new Problem('stock_count_overlap', { counts: others.join(', ') });
  const balances = await balancesInScope(tx, id);
  if (balances.length > MOST_LINES) {
    throw rule({ rule: 'count_too_large', params: { lines: balances.length, most: MOST_LINES } });
  }
  if (balances.length === 0) throw rule({ rule: 'nothing_to_count' });
  await insertLines(
    tx,
    balances.map(({ lot_id, location_id, quantity }, index) => ({
      id: context.ids.next(),
      count_id: id,
      line_number: index + 1,
      lot_id,
      location_id,
      listed: 1,
      on_hand_at_start: quantity,
    })),
  );
  return describeCount(tx, id);
}

function rule(violation: Violation): Problem {
  return new Problem('stock_count_rule', {}, [violation]);
}

/** A count may ask for a second person earlier than the policy does, never later: whoever opens it is who is looked after. */
function thresholdsOf(context: Context, input: NewCount) {
  const { thresholdValue, thresholdCurrency, thresholdSharePercent } = context.config.counting;
  const value = input.threshold_value ?? thresholdValue;
  const share = input.threshold_share_percent ?? thresholdSharePercent;
  const violations: Violation[] = [];
  const refuse = (field: string, asked: string | number, most: string | number) =>
    violations.push({
      rule: 'threshold_above_policy',
      pointer: `/body/${field}`,
      value: String(asked),
      params: { most },
    });
  if (toBillionths(value) > toBillionths(thresholdValue)) refuse('threshold_value', value, thresholdValue);
  if (share > thresholdSharePercent) refuse('threshold_share_percent', share, thresholdSharePercent);
  if (violations.length > 0) throw new Problem('stock_count_rule', {}, violations);
  return { threshold_value: value, threshold_currency: thresholdCurrency, threshold_share_percent: share };
}

/** The items a count is limited to; null for all of them. */
async function itemsInScope(
  tx: Tx,
  context: Context,
  { item_ids, category, abc, warehouse_id }: NewCount,
  timeZone: string,
): Promise<string[] | null> {
  if ([item_ids, category, abc].filter((given) => given !== undefined).length > 1) {
    throw rule({ rule: 'scope_contradicts', pointer: '/body' });
  }
  if (item_ids !== undefined) {
    const missing = await missingIds(tx, 'items', item_ids);
    refuseMissing(item_ids, missing, 'item_ids', 'item');
    return [...new Set(item_ids)];
  }
  if (category !== undefined) return itemsOfCategory(tx, category);
  if (abc === undefined) return null;
  const since = dayBefore(today(context.clock, timeZone));
  const lots = await (abc.measure === 'value_on_hand'
    ? lotsOnHand(tx, warehouse_id)
    : lotsMoved(tx, warehouse_id, since));
  const wanted = new Set(abc.classes);
  return [...classify(lots, abc)].filter(([, cls]) => wanted.has(cls)).map(([id]) => id);
}

function dayBefore(day: string): string {
  return subDays(new Date(`${day}T00:00:00.000Z`), DAYS_MOVED)
    .toISOString()
    .slice(0, 10);
}

async function binsInScope(tx: Tx, { warehouse_id, location_ids }: NewCount): Promise<string[]> {
  const bins = (await findBins(tx, warehouse_id)).map((bin) => bin.id);
  if (location_ids === undefined) return bins;
  const known = new Set(bins);
  const missing = new Set(location_ids.filter((id) => !known.has(id)));
  refuseMissing(location_ids, missing, 'location_ids', 'bin of the warehouse');
  return [...new Set(location_ids)];
}

function refuseMissing(
  given: readonly string[],
  missing: ReadonlySet<string>,
  field: string,
  resource: string,
): void {
  const violations = given.flatMap((id, index): Violation[] =>
    missing.has(id)
      ? [{ rule: 'unknown_reference', pointer: `/body/${field}/${index}`, value: id, params: { resource } }]
      : [],
  );
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}
