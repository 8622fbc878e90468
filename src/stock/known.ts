import type { Context } from '../context.ts';
import type { Reader } from '../database/database.ts';
import { findLotName, findPlace, type LotName } from './place-store.ts';
import { counterPlaceOf, type Place } from './places.ts';

/** The place of an identifier, read once and then remembered: none of it ever changes. Null when there is none. */
export async function placeOf(reader: Reader, context: Context, id: string): Promise<Place | null> {
  const counterPlace = counterPlaceOf(id);
  if (counterPlace !== undefined) return counterPlace;
  const read = async () => JSON.stringify((await findPlace(reader, id)) ?? null);
  return JSON.parse(await context.facts.of(`place ${id}`, read)) as Place | null;
}

/** What people call a lot, read once and then remembered: it never changes. Null when there is none. */
export async function lotNameOf(reader: Reader, context: Context, id: string): Promise<LotName | null> {
  const read = async () => JSON.stringify((await findLotName(reader, id)) ?? null);
  return JSON.parse(await context.facts.of(`lot ${id}`, read)) as LotName | null;
}
