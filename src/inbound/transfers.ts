import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { missingIds } from '../database/versioned.ts';
import { assert, present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { post } from '../stock/post.ts';
import { findBins, findWarehouse, insertLocations } from '../stock/store.ts';
import { transferSteps } from './states.ts';
import type { newTransfer, newTransferLines, transferDeparture } from './transfer-schema.ts';
import {
  findTransfer,
  findTransferWithLines,
  insertTransfer,
  insertTransferLines,
  listTransferLines,
  stepTransfer,
} from './transfer-store.ts';

type NewLine = z.infer<typeof newTransferLines>['lines'][number];

/**
 * Drafts a transfer between two warehouses, with a place of its own on the road. Nothing moves or is held yet. Throws
 * `not_found`, `transfer_rule` naming every line.
 */
export async function draftTransfer(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newTransfer>,
) {
  const { from_warehouse_id, to_warehouse_id, lines, ...fields } = input;
  found(await findWarehouse(tx, from_warehouse_id), 'warehouse', from_warehouse_id);
  found(await findWarehouse(tx, to_warehouse_id), 'warehouse', to_warehouse_id);
  const violations = await lineViolations(tx, from_warehouse_id, lines, []);
  if (from_warehouse_id === to_warehouse_id)
    violations.push({ rule: 'same_warehouse', pointer: '/body/to_warehouse_id' });
  if (violations.length > 0) throw new Problem('transfer_rule', {}, violations);
  const at = instant(context.clock);
  const id = context.ids.next();
  const number = await nextNumber(tx, 'TRF');
  const road = context.ids.next();
  const place = { id: road, kind: 'in_transit' as const, warehouse_id: null, site_id: null };
  const added = await insertLocations(tx, [{ ...place, code: number, name: number }], at);
  assert(added === 1, 'each transfer has a place of its own');
  await insertTransfer(tx, {
    id,
    number,
    from_warehouse_id,
    to_warehouse_id,
    ...fields,
    state: 'draft',
    in_transit_location_id: road,
    transporter: null,
    vehicle_plate: null,
    transport_document: null,
    departed_on: null,
    departed_by: null,
    created_by: principal.person_id,
    created_at: at,
    updated_at: at,
  });
  await insertTransferLines(tx, numbered(context, id, lines, 0));
  return present(await findTransferWithLines(tx, id), 'the transfer just drafted');
}

function numbered(context: Context, transferId: string, lines: readonly NewLine[], before: number) {
  return lines.map((line, index) => ({
    id: context.ids.next(),
    transfer_id: transferId,
    line_number: before + index + 1,
    ...line,
  }));
}

/** What is wrong with new lines: lots and bins that do not exist there, and a lot of a bin that is on the transfer already. */
async function lineViolations(
  tx: Tx,
  warehouseId: string,
  lines: readonly NewLine[],
  present: readonly { lot_id: string; location_id: string; line_number: number }[],
): Promise<Violation[]> {
  const lots = await missingIds(
    tx,
    'lots',
    lines.map((line) => line.lot_id),
  );
  const bins = new Set((await findBins(tx, warehouseId)).map((bin) => bin.id));
  const key = (line: { lot_id: string; location_id: string }) => `${line.lot_id} ${line.location_id}`;
  const firstOf = new Map(present.map((line) => [key(line), line.line_number]));
  return lines.flatMap((line, index): Violation[] => {
    const pointer = `/body/lines/${index}`;
    const violations: Violation[] = [];
    const miss = (field: 'lot_id' | 'location_id', resource: string) =>
      violations.push({
        rule: 'unknown_reference',
        pointer: `${pointer}/${field}`,
        value: line[field],
        params: { resource },
      });
    if (lots.has(line.lot_id)) miss('lot_id', 'lot');
    if (!bins.has(line.location_id)) miss('location_id', 'bin of the sending warehouse');
    const first = firstOf.get(key(line));
    if (first !== undefined) violations.push({ rule: 'duplicate_line', pointer, params: { first } });
    else firstOf.set(key(line), present.length + index + 1);
    return violations;
  });
}

/** Adds lines to a draft. Throws `not_found`, `state_conflict` once it has left, `transfer_rule`. */
export async function addTransferLines(
  tx: Tx,
  context: Context,
  id: string,
  input: z.infer<typeof newTransferLines>,
) {
  await take(tx, id, 'add_lines', instant(context.clock));
  const transfer = present(await findTransfer(tx, id), 'the transfer');
  const lines = await listTransferLines(tx, id);
  const violations = await lineViolations(tx, transfer.from_warehouse_id, input.lines, lines);
  if (violations.length > 0) throw new Problem('transfer_rule', {}, violations);
  await insertTransferLines(tx, numbered(context, id, input.lines, lines.length));
  return present(await findTransferWithLines(tx, id), 'the transfer');
}

/**
 * Sends a transfer off: what is free of its lots leaves the bins and is on the road. Throws `not_found`, `state_conflict`, and
 * what `post` throws: `insufficient_stock` naming each lot of which too little is free of reservations.
 */
export async function departTransfer(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof transferDeparture>,
) {
  const before = found(await findTransfer(tx, id), 'transfer', id);
  const sender = present(await findWarehouse(tx, before.from_warehouse_id), 'the sender');
  const departed_on = input.departed_on ?? today(context.clock, sender.time_zone);
  const details = { ...input, departed_on, departed_by: principal.person_id };
  await take(tx, id, 'depart', instant(context.clock), details);
  const lines = await listTransferLines(tx, id);
  await post(tx, context, principal, {
    kind: 'transfer',
    occurred_on: departed_on,
    document: { kind: 'transfer', id },
    lines: lines.map(({ lot_id, location_id, quantity }) => ({
      lot_id,
      from_location_id: location_id,
      to_location_id: before.in_transit_location_id,
      quantity,
    })),
  });
  return present(await findTransferWithLines(tx, id), 'the transfer');
}

/** Cancels a transfer that has not left. Throws `not_found`, `state_conflict`. */
export async function cancelTransfer(tx: Tx, context: Context, id: string) {
  await take(tx, id, 'cancel', instant(context.clock));
  return present(await findTransferWithLines(tx, id), 'the transfer');
}

/** Takes a step and holds the transfer. Throws `not_found`, `state_conflict`. */
export async function take(
  tx: Tx,
  id: string,
  step: keyof typeof transferSteps,
  at: string,
  details: Parameters<typeof stepTransfer>[4] = {},
): Promise<void> {
  if (await stepTransfer(tx, id, step, at, details)) return;
  const { number, state } = found(await findTransfer(tx, id), 'transfer', id);
  assertStepped(false, 'transfer', { id: number, state }, step, transferSteps[step].from);
}
