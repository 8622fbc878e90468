import { findGrant } from '../catalogue/store.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { componentsOf, insertComponents } from '../kitting/conversion-store.ts';
import type { LotAmount } from '../kitting/recipes.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { Problem } from '../lib/problem.ts';
import { ensureLot, findLot, type Lot, rowLike } from '../stock/store.ts';

/**
 * The lot of the same goods under another grant: registered with its number, days, value, owner and attributes when there is none.
 * A kit's is made of the counterparts of its parts, so that it is taken apart into goods of that grant and obeys that grant alone.
 * Throws `lot_mismatch` when the number stands for other goods there.
 */
export async function counterpart(tx: Tx, context: Context, lot: Lot, grantId: string): Promise<string> {
  const row = rowLike(lot, { id: context.ids.next(), grant_id: grantId });
  const stored = await ensureLot(tx, row, instant(context.clock));
  const { lot_number } = lot;
  if (stored.expires_on !== lot.expires_on || stored.condition !== lot.condition) {
    const params = { lot_number, expires_on: stored.expires_on };
    throw new Problem('lot_mismatch', {}, [{ rule: 'lot_differs', value: lot_number, params }]);
  }
  const parts = await componentsOf(tx, lot.id);
  if (stored.id !== row.id) {
    await assertSameContents(tx, lot, stored.id, grantId, parts);
    return stored.id;
  }
  const theirs: LotAmount[] = [];
  for (const { lot_id, quantity } of parts) {
    const part = present(await findLot(tx, lot_id), 'a lot that is part of a kit');
    theirs.push({ lot_id: await counterpart(tx, context, part, grantId), quantity });
  }
  await insertComponents(tx, stored.id, theirs);
  return stored.id;
}

/** A lot that is there under the grant consists of the same goods, whichever grants they are under. */
async function assertSameContents(
  tx: Tx,
  lot: Lot,
  storedId: string,
  grantId: string,
  parts: readonly LotAmount[],
): Promise<void> {
  const stored = await componentsOf(tx, storedId);
  const [expected, found] = await Promise.all([goodsOf(tx, parts), goodsOf(tx, stored)]);
  if (expected === found) return;
  const grant = present(await findGrant(tx, grantId), 'the grant').code;
  const { lot_number } = lot;
  throw new Problem('lot_mismatch', {}, [
    { rule: 'lot_contents_differ', value: lot_number, params: { lot_number, grant } },
  ]);
}

/** The goods of a recipe in one text, the same for the same items, lot numbers and quantities. */
async function goodsOf(tx: Tx, parts: readonly LotAmount[]): Promise<string> {
  const named = await Promise.all(
    parts.map(async ({ lot_id, quantity }) => {
      const { item_id, lot_number } = present(await findLot(tx, lot_id), 'a lot that is part of a kit');
      return JSON.stringify([item_id, lot_number, quantity]);
    }),
  );
  return named.sort().join();
}
