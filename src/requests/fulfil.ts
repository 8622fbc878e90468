import type { Tx } from '../database/database.ts';
import { assert } from '../lib/assert.ts';
import { groupBy } from '../lib/group-by.ts';
import {
  type Counted,
  countLine,
  holdRequests,
  insertPromises,
  insertShipments,
  type LinePart,
  listCounted,
  listOpenLines,
  listPromises,
  listShipments,
  listWithdrawn,
  readStandings,
  type StoredShipment,
  updateShipment,
  usePromise,
  writeStanding,
} from './fulfil-store.ts';
import { shareArrived, shareOut } from './share.ts';
import { standing } from './standing.ts';
import type { RequestState } from './states.ts';
import { withdrawOffers } from './substitution-store.ts';

/** So much of an item. */
export interface ItemQuantity {
  item_id: string;
  quantity: number;
}

/**
 * Promises what an approved plan gives each site to the requests of the site that the plan counted, the most urgent and the
 * first made first, up to what was approved; the rest of it serves the standard. Gives the requests that count no more: the plan
 * must not be approved then.
 */
export async function promiseToRequests(
  tx: Tx,
  planId: string,
  gives: readonly (ItemQuantity & { site_id: string })[],
  at: string,
): Promise<{ number: string; state: RequestState }[]> {
  const counted = await listCounted(tx, planId);
  await holdRequests(tx, counted);
  const gone = await listWithdrawn(tx, planId);
  if (gone.length > 0 || counted.length === 0) return gone;
  const given = new Map<string, number>();
  for (const { site_id, item_id, quantity } of gives) {
    const key = `${site_id} ${item_id}`;
    given.set(key, (given.get(key) ?? 0) + quantity);
  }
  const claims = groupBy(await listOpenLines(tx, counted), ({ site_id, item_id }) => `${site_id} ${item_id}`);
  const promises = [...claims].flatMap(([key, lines]) => {
    const shares = shareOut(
      given.get(key) ?? 0,
      lines.map((line) => line.open),
    );
    return lines.flatMap(({ open: _, request_id, line_number, site_id, item_id }, index) => {
      const quantity = shares[index] as number;
      return quantity === 0 ? [] : [{ plan_id: planId, request_id, line_number, site_id, item_id, quantity }];
    });
  });
  await insertPromises(tx, promises);
  await countParts(tx, promises, (quantity) => ({ promised: quantity, sent: 0, delivered: 0 }));
  await settle(tx, promises, at);
  return [];
}

/** Gives back what a plan promised to requests and did not send: to those of one site, or of all. */
export async function releaseRequests(tx: Tx, planId: string, at: string, siteId?: string): Promise<void> {
  const promises = await listPromises(tx, planId, siteId);
  const parts = promises.map(({ promised, ...line }) => ({ ...line, quantity: promised }));
  await holdRequests(tx, requestsOf(parts));
  await usePromises(tx, planId, parts, 'released');
  await countParts(tx, parts, (quantity) => ({ promised: -quantity, sent: 0, delivered: 0 }));
  await settle(tx, parts, at);
}

/** Counts what leaves in a consignment as sent to the requests that its plan promised it to. */
export async function shipToRequests(
  tx: Tx,
  consignment: { id: string; plan_id: string; site_id: string },
  load: readonly ItemQuantity[],
  at: string,
): Promise<void> {
  const promises = groupBy(
    await listPromises(tx, consignment.plan_id, consignment.site_id),
    ({ item_id }) => item_id,
  );
  const loaded = groupBy(load, ({ item_id }) => item_id);
  const parts = [...promises].flatMap(([item_id, own]) => {
    const quantity = (loaded.get(item_id) ?? []).reduce((sum, line) => sum + line.quantity, 0);
    const shares = shareOut(
      quantity,
      own.map(({ promised }) => promised),
    );
    return own.flatMap(({ request_id, line_number }, index) => {
      const part = shares[index] as number;
      return part === 0 ? [] : [{ request_id, line_number, item_id, quantity: part }];
    });
  });
  await holdRequests(tx, requestsOf(parts));
  await usePromises(tx, consignment.plan_id, parts, 'sent');
  await insertShipments(tx, consignment.id, parts);
  await countParts(tx, parts, (quantity) => ({ promised: -quantity, sent: quantity, delivered: 0 }));
  await settle(tx, parts, at);
}

/** A line of a consignment after a receipt: what of it came in good condition so far, and what may still come. */
export interface ArrivedLine {
  item_id: string;
  good: number;
  coming: number;
}

/** Counts what arrived in a consignment as delivered to its requests; what was lost is asked for again. */
export async function deliverToRequests(
  tx: Tx,
  consignmentId: string,
  lines: readonly ArrivedLine[],
  at: string,
): Promise<void> {
  const shipments = await listShipments(tx, consignmentId);
  await holdRequests(tx, requestsOf(shipments));
  const arrived = groupBy(lines, ({ item_id }) => item_id);
  const changed: StoredShipment[] = [];
  for (const [item_id, own] of groupBy(shipments, (part) => part.item_id)) {
    const sum = (of: 'good' | 'coming') =>
      (arrived.get(item_id) ?? []).reduce((total, line) => total + line[of], 0);
    const shares = shareArrived(
      sum('good'),
      sum('coming'),
      own.map(({ quantity }) => quantity),
    );
    for (const [index, part] of own.entries()) {
      const { delivered, lost } = shares[index] as { delivered: number; lost: number };
      const [came, gone] = [delivered - part.delivered, lost - part.lost];
      if (came === 0 && gone === 0) continue;
      changed.push(part);
      await updateShipment(tx, consignmentId, { ...part, delivered, lost });
      await count(tx, part, { promised: 0, sent: -came - gone, delivered: came });
    }
  }
  await settle(tx, changed, at);
}

/** Lets requests stand where their goods say, and withdraws what was offered for one that came to its end. The caller holds them. */
export async function settle(tx: Tx, requests: readonly { request_id: string }[], at: string): Promise<void> {
  const ids = requestsOf(requests);
  if (ids.length === 0) return;
  for (const now of await readStandings(tx, ids)) {
    assert(now.granted !== null, `request ${now.id} was granted`);
    const next = standing(now.granted, now, now.offers > 0);
    await writeStanding(tx, now.id, next, at);
    if (next.state === 'fulfilled' && now.offers > 0) await withdrawOffers(tx, now.id, at);
  }
}

function requestsOf(parts: readonly { request_id: string }[]): string[] {
  return [...new Set(parts.map(({ request_id }) => request_id))];
}

async function usePromises(
  tx: Tx,
  planId: string,
  parts: readonly LinePart[],
  as: 'sent' | 'released',
): Promise<void> {
  for (const part of parts)
    assert(await usePromise(tx, planId, part, as), `plan ${planId} still promises ${part.quantity}`);
}

async function countParts(
  tx: Tx,
  parts: readonly LinePart[],
  of: (quantity: number) => Counted,
): Promise<void> {
  for (const part of parts) await count(tx, part, of(part.quantity));
}

async function count(
  tx: Tx,
  line: { request_id: string; line_number: number },
  counted: Counted,
): Promise<void> {
  const isCounted = await countLine(tx, line, counted);
  assert(isCounted, `line ${line.line_number} of request ${line.request_id} can be counted`);
}
