import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { forbiddenLots } from '../catalogue/earmark-check.ts';
import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { respectQueue } from '../reservations/queue.ts';
import { pick, usableStock } from './fefo.ts';
import type { newIssue, picksQuery } from './pick-schema.ts';
import { holdItemBalances, listBinLots, type WarehouseLot } from './pick-store.ts';
import { DISTRIBUTED } from './places.ts';
import { post } from './post.ts';
import { findWarehouse } from './store.ts';

type Asked = z.infer<typeof picksQuery>;

/**
 * What would be picked of an item in a warehouse, first expiry first out, and what is passed over and why. Nothing is promised by it.
 * Throws `not_found`, `unknown_reference`.
 */
export async function choosePicks(reader: Reader, context: Context, asked: Asked) {
  const { warehouse_id, item_id, quantity } = asked;
  const warehouse = found(await findWarehouse(reader, warehouse_id), 'warehouse', warehouse_id);
  if ((await missingIds(reader, 'items', [item_id])).size > 0) {
    throw new Problem('unknown_reference', {}, [
      { rule: 'unknown_reference', value: item_id, params: { resource: 'item' } },
    ]);
  }
  const day = today(context.clock, warehouse.time_zone);
  const lots = await listBinLots(reader, warehouse_id, item_id);
  const lotIds = lots.map(({ lot_id }) => lot_id);
  const forbidden = await forbiddenLots(reader, lotIds, asked, day);
  const judged = lots.map((lot) => (forbidden.has(lot.lot_id) ? { ...lot, earmarked: true as const } : lot));
  const stock = usableStock(judged, item_id, {
    as_of: day,
    arrival_on: asked.arrival_on === undefined || asked.arrival_on < day ? day : asked.arrival_on,
    minimum_remaining_days: asked.minimum_remaining_days,
  });
  const { picks, unallocated } = pick(stock, quantity);
  const nameOf = new Map(lots.map((lot) => [placeKey(lot), namesOf(lot)]));
  const named = <Part extends { lot_id: string; location_id: string }>(part: Part) => ({
    ...(nameOf.get(placeKey(part)) as Names),
    ...part,
  });
  return {
    warehouse_id,
    item_id,
    quantity,
    usable: stock.usable,
    picked: quantity - unallocated,
    unallocated,
    picks: picks.map(named),
    skipped: stock.skipped.map(named),
  };
}

const placeKey = ({ lot_id, location_id }: { lot_id: string; location_id: string }) =>
  `${lot_id} ${location_id}`;

type Names = ReturnType<typeof namesOf>;

function namesOf({ lot_id, lot_number, expires_on, location_id, location_code }: WarehouseLot) {
  return { lot_id, lot_number, expires_on, location_id, location_code };
}

/**
 * Issues a quantity of an item from a warehouse, picked first expiry first out over all its bins. Whoever else wants the same lots
 * waits, so that stock that is there is never refused. Throws what `choosePicks` and `post` throw, and `insufficient_stock` when there
 * is too little and the caller does not take less, and `queue_order` when others wait for it and `queue` does not say to pass them.
 */
export async function issueItem(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newIssue>,
) {
  const { item_id, warehouse_id, quantity } = input;
  await holdItemBalances(tx, item_id, warehouse_id);
  const { usable, ...chosen } = await choosePicks(tx, context, input);
  if (chosen.picked === 0 || (chosen.unallocated > 0 && !input.accept_less)) {
    const skipped = chosen.skipped.reduce((sum, part) => sum + part.quantity, 0);
    throw new Problem('insufficient_stock', { count: 1 }, [
      { rule: 'pick_left', pointer: '/body/quantity', value: String(quantity), params: { usable, skipped } },
    ]);
  }
  const posted = await post(tx, context, principal, {
    kind: 'issue',
    occurred_on: input.occurred_on,
    reference: input.reference,
    note: input.note,
    destination: { site_id: input.site_id },
    lines: chosen.picks.map((part) => ({
      lot_id: part.lot_id,
      from_location_id: part.location_id,
      to_location_id: DISTRIBUTED,
      quantity: part.quantity,
    })),
  });
  await respectQueue(tx, context, principal, chosen.picks, {
    site_ids: input.site_id === undefined ? [] : [input.site_id],
    decision: input.queue,
    isTaken: true,
  });
  return { movement_id: posted.id, occurred_on: posted.occurred_on, posted_at: posted.posted_at, ...chosen };
}
