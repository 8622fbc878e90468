import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { ensureLot } from '../stock/store.ts';
import { describeCount } from './describe.ts';
import { checkEntries, type Entered, holdForEntry, saveEntries } from './enter.ts';
import { findLine, insertLines, nextLineNumber } from './line-store.ts';
import type { newFoundLot } from './schema.ts';
import { placeInScope } from './scope-store.ts';
import type { Count } from './store.ts';

type FoundLot = z.infer<typeof newFoundLot>;
type NewLot = NonNullable<FoundLot['lot']>;

/**
 * Puts a lot on a count that was not listed there, with the quantity found: a lot known already, or one registered now. Throws
 * `not_found`, `state_conflict`, `unknown_reference`, `lot_mismatch`, `stock_count_rule`; nothing is saved then.
 */
export async function addFoundLot(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: FoundLot,
) {
  const count = await holdForEntry(tx, id);
  const lotId =
    input.lot_id ?? (await registerLot(tx, context, count, present(input.lot, 'a new lot'), '/body/lot'));
  const place = { pointer: '/body' };
  const found = await addLine(tx, context, count, lotId, input.location_id, place);
  if ('rule' in found) {
    const code = found.rule === 'unknown_reference' ? found.rule : 'stock_count_rule';
    throw new Problem(code, {}, [found]);
  }
  const { quantity, counted_at, note } = input;
  const entered: Entered = {
    line: found,
    quantity,
    counted_at,
    note,
    replaces: false,
    import_id: null,
    place,
  };
  const { entries, broken } = await checkEntries(tx, context, count, [entered]);
  if (broken.length > 0) throw new Problem('stock_count_rule', {}, broken);
  await saveEntries(tx, context, principal, count, entries);
  return describeCount(tx, id);
}

/** Registers a lot that was found, or finds it by item, number and grant. Throws `unknown_reference`, `lot_mismatch`. */
export async function registerLot(
  tx: Tx,
  context: Context,
  count: Count,
  lot: NewLot,
  pointer: string,
): Promise<string> {
  const violations: Violation[] = [];
  for (const [field, table, resource] of [
    ['item_id', 'items', 'item'],
    ['grant_id', 'grants', 'grant'],
  ] as const) {
    if ((await missingIds(tx, table, [lot[field]])).size === 0) continue;
    violations.push({
      rule: 'unknown_reference',
      pointer: `${pointer}/${field}`,
      value: lot[field],
      params: { resource },
    });
  }
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
  const { expires_on, manufactured_on } = lot;
  const now = today(context.clock, count.time_zone);
  if (expires_on !== null && manufactured_on !== null && expires_on < manufactured_on) {
    violations.push({
      rule: 'expiry_before_manufacture',
      pointer: `${pointer}/expires_on`,
      value: expires_on,
    });
  }
  if (manufactured_on !== null && manufactured_on > now) {
    violations.push({
      rule: 'date_in_future',
      pointer: `${pointer}/manufactured_on`,
      value: manufactured_on,
    });
  }
  if (violations.length > 0) throw new Problem('lot_mismatch', {}, violations);
  const stored = await ensureLot(
    tx,
    { id: context.ids.next(), ...lot, received_on: now, condition: 'good', unit_value: null, currency: null },
    instant(context.clock),
  );
  if (stored.expires_on !== expires_on) {
    const params = { lot_number: stored.lot_number, expires_on: stored.expires_on };
    throw new Problem('lot_mismatch', {}, [
      { rule: 'lot_differs', pointer: `${pointer}/expires_on`, value: expires_on, params },
    ]);
  }
  return stored.id;
}

/** A line for a lot in a bin; or what speaks against one. */
export async function addLine(
  tx: Tx,
  context: Context,
  count: Count,
  lotId: string,
  locationId: string,
  place: Entered['place'],
) {
  const scoped = await placeInScope(tx, count.id, lotId, locationId);
  if (scoped === undefined) return unknownPlace(tx, lotId, locationId, place);
  const { lot_number, location_code: location, isInside, on_hand } = scoped;
  if (!isInside) {
    const params = { lot_number, location };
    return { ...place, rule: 'outside_count', value: lot_number, params } satisfies Violation;
  }
  const there = await findLine(tx, count.id, lotId, locationId);
  if (there !== undefined) {
    const params = { lot_number, location, line_number: there.line_number };
    return { ...place, rule: 'already_on_count', value: lot_number, params } satisfies Violation;
  }
  const line_number = await nextLineNumber(tx, count.id);
  const row = { id: context.ids.next(), count_id: count.id, line_number, lot_id: lotId };
  await insertLines(tx, [{ ...row, location_id: locationId, listed: 0, on_hand_at_start: on_hand }]);
  return present(await findLine(tx, count.id, lotId, locationId), 'the line just added');
}

async function unknownPlace(
  tx: Tx,
  lotId: string,
  locationId: string,
  place: Entered['place'],
): Promise<Violation> {
  const isLot = (await missingIds(tx, 'lots', [lotId])).size > 0;
  const params = { resource: isLot ? 'lot' : 'location' };
  return { ...place, rule: 'unknown_reference', value: isLot ? lotId : locationId, params };
}
