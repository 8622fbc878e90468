import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import { present } from '../lib/assert.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { CONVERSION } from '../stock/places.ts';
import { findLots, type Lot } from '../stock/store.ts';
import { componentsOf } from './conversion-store.ts';
import { convert, placesElsewhere, readConversion, workAt } from './convert.ts';
import type { LotAmount } from './recipes.ts';
import type { newTakeApart } from './schema.ts';

type NewTakeApart = z.infer<typeof newTakeApart>;

/**
 * Takes kits of a lot apart into exactly the lots they were built from. Throws `not_found`, `kit_rule` when the lot was not built
 * here or other quantities are stated than went in, `unknown_reference`, and what `post` throws.
 */
export async function takeApart(tx: Tx, context: Context, principal: Principal, input: NewTakeApart) {
  const at = await workAt(tx, context, input);
  const lot = found((await findLots(tx, [input.lot_id])).get(input.lot_id), 'lot', input.lot_id);
  const { chain, parts } = await contentsOf(tx, lot);
  if (parts.length === 0) {
    throw new Problem('kit_rule', {}, [
      { rule: 'not_built_here', pointer: '/body/lot_id', value: lot.lot_number },
    ]);
  }
  const due = parts.map((part) => ({ ...part, quantity: part.quantity * input.quantity }));
  const elsewhere = input.to_location_id ?? at.bin.id;
  const returned = input.components ?? due.map((part) => ({ ...part, location_id: elsewhere }));
  const places = [
    { location_id: elsewhere, pointer: '/body/to_location_id' },
    ...(input.components ?? []).map(({ location_id }, index) => ({
      location_id,
      pointer: `/body/components/${index}/location_id`,
    })),
  ];
  const wrongPlaces = await placesElsewhere(tx, places, at.bin);
  if (wrongPlaces.length > 0) throw new Problem('unknown_reference', {}, wrongPlaces);
  await assertExact(tx, due, returned);
  const id = await convert(tx, context, principal, at, {
    kind: 'take_apart',
    item_id: lot.item_id,
    quantity: input.quantity,
    note: input.note,
    lots: chain.map((lot_id) => ({ lot_id, quantity: -input.quantity })),
    lines: [
      {
        lot_id: lot.id,
        from_location_id: at.bin.id,
        to_location_id: CONVERSION,
        quantity: input.quantity,
      },
      ...returned.map((part) => ({
        lot_id: part.lot_id,
        from_location_id: CONVERSION,
        to_location_id: part.location_id,
        quantity: part.quantity,
      })),
    ],
  });
  return readConversion(tx, id);
}

/** A kit lot that was repacked consists of the lot before, and that one of its parts: the lots undone, and the parts of one unit. */
async function contentsOf(reader: Reader, lot: Lot): Promise<{ chain: string[]; parts: LotAmount[] }> {
  const chain = [lot.id];
  for (;;) {
    const parts = await componentsOf(reader, present(chain.at(-1), 'the lot undone'));
    const [first] = parts;
    if (first === undefined) return { chain, parts };
    const origin = (await findLots(reader, [first.lot_id])).get(first.lot_id);
    if (origin?.item_id !== lot.item_id) return { chain, parts };
    chain.push(origin.id);
  }
}

/** What is stated to come back is what went in, lot by lot. */
async function assertExact(
  reader: Reader,
  due: readonly LotAmount[],
  returned: readonly LotAmount[],
): Promise<void> {
  const lots = new Set([...due, ...returned].map((part) => part.lot_id));
  const sumOf = (parts: readonly LotAmount[], lotId: string) =>
    parts.filter((part) => part.lot_id === lotId).reduce((sum, part) => sum + part.quantity, 0);
  const facts = await findLots(reader, lots);
  const wrong = [...lots].flatMap((lotId): Violation[] => {
    const asked = sumOf(due, lotId);
    const given = sumOf(returned, lotId);
    if (asked === given) return [];
    const { item_code = '–', lot_number = lotId } = facts.get(lotId) ?? {};
    const params = { item_code, lot_number, asked, given };
    return [{ rule: 'kit_lot_constituent', pointer: '/body/components', params }];
  });
  if (wrong.length > 0) throw new Problem('kit_rule', {}, wrong);
}
