import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Reader, Tx } from '../database/database.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { type PostingLine, post } from '../stock/post.ts';
import { findConversion, insertConversion } from './conversion-store.ts';
import type { LotAmount } from './recipes.ts';
import { findBin, warehousesOf } from './store.ts';

/** The next number of a build, taking apart or repacking. */
export function nextConversionNumber(tx: Tx): Promise<string> {
  return nextNumber(tx, 'CNV');
}

export interface Workplace {
  /** The number of the document to be written. */
  number: string;
  bin: { id: string; code: string; warehouse_id: string; warehouse_code: string };
  /** The day it is there. */
  today: string;
  occurred_on: string;
}

/**
 * Where a conversion happens and when. Conversions take turns: whoever has the next number holds it until the transaction ends, so
 * that two builds of the same parts never choose the same lots. Throws `not_found`, `movement_rule`.
 */
export async function workAt(
  tx: Tx,
  context: Context,
  input: { location_id: string; occurred_on?: string | undefined },
): Promise<Workplace> {
  const number = await nextConversionNumber(tx);
  const bin = found(await findBin(tx, input.location_id), 'bin', input.location_id);
  const now = today(context.clock, bin.time_zone);
  const occurred_on = input.occurred_on ?? now;
  if (occurred_on > now) {
    const pointer = '/body/occurred_on';
    throw new Problem('movement_rule', {}, [{ rule: 'date_in_future', pointer, value: occurred_on }]);
  }
  return { number, bin, today: now, occurred_on };
}

export interface Conversion {
  kind: 'build' | 'take_apart' | 'repack';
  item_id: string;
  composition_id?: string | null;
  quantity: number;
  note?: string | undefined;
  /** Lots made (more than zero) or undone (less). */
  lots: readonly LotAmount[];
  lines: readonly PostingLine[];
}

/** Posts the movement of a conversion and writes its document; gives its identifier. Throws what `post` throws. */
export async function convert(
  tx: Tx,
  context: Context,
  principal: Principal,
  at: Workplace,
  conversion: Conversion,
): Promise<string> {
  const { lots, lines, note, ...fields } = conversion;
  const id = context.ids.next();
  const posted = await post(tx, context, principal, {
    kind: conversion.kind,
    occurred_on: at.occurred_on,
    note,
    document: { kind: 'conversion', id },
    lines,
  });
  const row = {
    composition_id: null,
    ...fields,
    id,
    number: at.number,
    warehouse_id: at.bin.warehouse_id,
    movement_id: posted.id,
    posted_by: principal.person_id,
    posted_at: instant(context.clock),
  };
  await insertConversion(tx, row, lots);
  return id;
}

export async function readConversion(reader: Reader, id: string) {
  return found(await findConversion(reader, id), 'conversion', id);
}

/** Says of every place that is no bin of the warehouse where it was given. */
export async function placesElsewhere(
  reader: Reader,
  places: readonly { location_id: string; pointer: string }[],
  warehouse: { warehouse_id: string; warehouse_code: string },
): Promise<Violation[]> {
  const warehouses = await warehousesOf(
    reader,
    places.map((place) => place.location_id),
  );
  return places
    .filter(({ location_id }) => warehouses.get(location_id) !== warehouse.warehouse_id)
    .map(({ location_id, pointer }) => ({
      rule: 'unknown_reference',
      pointer,
      value: location_id,
      params: { resource: `bin of warehouse ${warehouse.warehouse_code}` },
    }));
}
