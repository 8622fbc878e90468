import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type RuleCode } from '../lib/problem.ts';
import { CONVERSION } from '../stock/places.ts';
import { ensureLot, findLots, type Lot, rowLike } from '../stock/store.ts';
import { componentsOf, insertComponents } from './conversion-store.ts';
import { convert, placesElsewhere, readConversion, workAt } from './convert.ts';
import type { LotAmount } from './recipes.ts';
import type { newRepack } from './schema.ts';

type NewRepack = z.infer<typeof newRepack>;

/** Characters a lot number may have. */
const MAX_LOT_NUMBER = 100;

/**
 * Puts units of a lot into packs of another size: they become a lot of the same item, grant and expiry that is packed so. Units are
 * conserved. Packs of the size in which the goods once came are that first lot again. Throws `not_found`, `unknown_reference`,
 * `pack_rule`, `conflict`, and what `post` throws.
 */
export async function repack(tx: Tx, context: Context, principal: Principal, input: NewRepack) {
  const at = await workAt(tx, context, input);
  const lot = found((await findLots(tx, [input.lot_id])).get(input.lot_id), 'lot', input.lot_id);
  const target = { location_id: input.to_location_id ?? at.bin.id, pointer: '/body/to_location_id' };
  const elsewhere = await placesElsewhere(tx, [target], at.bin);
  if (elsewhere.length > 0) throw new Problem('unknown_reference', {}, elsewhere);
  const packs = packsOf(lot, input);
  const origin = await originOf(tx, lot);
  const made: LotAmount[] = [];
  for (const { size, quantity } of packs) {
    made.push({ lot_id: await packedLot(tx, context, origin, size), quantity });
  }
  const moved = packs.reduce((sum, { quantity }) => sum + quantity, 0);
  const id = await convert(tx, context, principal, at, {
    kind: 'repack',
    item_id: lot.item_id,
    quantity: moved,
    note: input.note,
    // The origin is not made: it is what the others consist of.
    lots: [{ lot_id: lot.id, quantity: -moved }, ...made].filter((part) => part.lot_id !== origin.id),
    lines: [
      { lot_id: lot.id, from_location_id: at.bin.id, to_location_id: CONVERSION, quantity: moved },
      ...made.map((part) => ({
        ...part,
        from_location_id: CONVERSION,
        to_location_id: target.location_id,
      })),
    ],
  });
  return readConversion(tx, id);
}

/** Full packs, and what is left over as single units; units that are single already stay where they are. */
function packsOf(lot: Lot, input: NewRepack): { size: number; quantity: number }[] {
  const size = input.units_per_pack;
  const { quantity } = input;
  const refuse = (rule: RuleCode, params: Record<string, number | string>) =>
    new Problem('pack_rule', {}, [{ rule, pointer: '/body/units_per_pack', params }]);
  if (size === lot.units_per_pack) throw refuse('same_pack', { lot_number: lot.lot_number, size });
  const left = quantity % size;
  if (left === quantity || (left > 0 && !input.allow_loose)) {
    throw refuse('pack_remainder', { quantity, size, left });
  }
  const isLoose = lot.units_per_pack === null || lot.units_per_pack === 1;
  const full = { size, quantity: quantity - left };
  return left === 0 || isLoose ? [full] : [full, { size: 1, quantity: left }];
}

/** The lot in which the goods came, before any repacking. */
async function originOf(tx: Tx, lot: Lot): Promise<Lot> {
  const [first] = await componentsOf(tx, lot.id);
  const before = first === undefined ? undefined : (await findLots(tx, [first.lot_id])).get(first.lot_id);
  return before?.item_id === lot.item_id ? before : lot;
}

/** The lot of the same goods in packs of this size, registered when it is the first of them. */
async function packedLot(tx: Tx, context: Context, origin: Lot, size: number): Promise<string> {
  if (origin.units_per_pack === size) return origin.id;
  const ending = `/x${size}`;
  const lot_number = `${origin.lot_number.slice(0, MAX_LOT_NUMBER - ending.length)}${ending}`;
  const lot = { ...rowLike(origin, { id: context.ids.next(), lot_number }), units_per_pack: size };
  const stored = await ensureLot(tx, lot, instant(context.clock));
  if (stored.id === lot.id) {
    await insertComponents(tx, lot.id, [{ lot_id: origin.id, quantity: 1 }]);
    return lot.id;
  }
  const before = await componentsOf(tx, stored.id);
  if (before.length !== 1 || present(before[0], 'its origin').lot_id !== origin.id) {
    throw new Problem('conflict', { resource: 'lot', field: 'lot_number', value: lot_number });
  }
  return stored.id;
}
