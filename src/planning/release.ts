import type { Tx } from '../database/database.ts';
import { assert } from '../lib/assert.ts';
import { endHeld, listHeld, release, sumHoldings } from './reservation-store.ts';

/**
 * Gives back exactly what a plan still holds, for all its sites or for one, and nothing that has left. The caller holds the
 * plan's row, as every departure does, so what is read here stays so.
 */
export async function releaseHeld(tx: Tx, planId: string, siteId?: string): Promise<void> {
  const held = await listHeld(tx, { planId, siteId });
  const [ended, released] = await Promise.all([
    endHeld(tx, { planId, siteId }),
    Promise.all(sumHoldings(held).map((holding) => release(tx, holding))),
  ]);
  assert(ended === held.length && !released.includes(false), `plan ${planId} held what it says it holds`);
}
