import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assert } from '../lib/assert.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { makeRoom } from '../reservations/decide.ts';
import type { Hold, Holding } from '../reservations/hold-store.ts';
import { respectQueue } from '../reservations/queue.ts';
import { assertHeld, useHolds } from '../reservations/use.ts';
import { lotNameOf, placeOf } from './known.ts';
import { findMovement, findReversalOf, type NamedLine } from './ledger-store.ts';
import { ADJUSTMENT, DISTRIBUTED, type HandKind, LOSS, movementRules } from './places.ts';
import { type PostingLine, post } from './post.ts';
import { boundReceipt } from './receipt-store.ts';
import type { movement, newMovement, newReversal } from './schema.ts';

type Line = z.infer<typeof newMovement>['lines'][number];

/** Posts a movement that a person enters. Throws what `post` throws, `movement_rule` for a line that is not complete, `reservation_short`, `queue_order` for an issue of what others wait for, and `reservation_decision` when a write-off or an adjustment would eat what others reserved. */
export async function move(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newMovement>,
): Promise<z.infer<typeof movement>> {
  const violations: Violation[] = [];
  if (movementRules[input.kind].needsReason && input.reason === undefined) {
    violations.push({ rule: 'reason_required', pointer: '/body/reason' });
  }
  const lines = input.lines.flatMap((line, index): PostingLine[] => {
    const ends = endsOf(input.kind, line);
    const pointer = `/body/lines/${index}`;
    if (typeof ends === 'string') {
      violations.push({ rule: 'location_needed', pointer, params: { kind: input.kind, needed: ends } });
      return [];
    }
    if (ends.from_location_id === ends.to_location_id) {
      violations.push({ rule: 'same_place', pointer });
      return [];
    }
    if (line.reservation_id !== undefined && input.kind !== 'issue') {
      violations.push({ rule: 'reservation_for_issue', pointer: `${pointer}/reservation_id` });
    }
    const from_reserved = line.reservation_id !== undefined;
    return [{ lot_id: line.lot_id, ...ends, quantity: line.quantity, from_reserved }];
  });
  if (violations.length > 0) throw new Problem('movement_rule', {}, violations);
  const used = holdsUsed(input.lines);
  if (used.length > 0) await assertHeld(tx, used);
  if (input.kind === 'write_off' || input.kind === 'adjust') {
    await makeRoom(tx, context, principal, lines.map(toTaking), input.reservations);
  }
  const destination = { site_id: input.site_id, operation_id: input.operation_id };
  const posted = await post(tx, context, principal, { ...input, destination, lines });
  if (used.length > 0) await useHolds(tx, context, used);
  if (input.kind === 'issue') {
    const free = lines.filter(({ from_reserved }) => from_reserved !== true).map(toTaking);
    const site_ids = input.site_id === undefined ? [] : [input.site_id];
    await respectQueue(tx, context, principal, free, { site_ids, decision: input.queue, isTaken: true });
  }
  return {
    ...posted,
    kind: input.kind,
    reason: input.reason ?? null,
    note: input.note ?? null,
    reference: input.reference ?? null,
    reverses_movement_id: null,
    posted_by: principal.person_id,
    posted_by_name: principal.name,
    lines: await Promise.all(lines.map((line) => named(tx, context, line))),
  };
}

/** A posted line with the names people know it by, from what is remembered of them. */
async function named(tx: Tx, context: Context, posted: PostingLine): Promise<NamedLine> {
  const { from_reserved: _, ...line } = posted;
  const [lot, from, to] = await Promise.all([
    lotNameOf(tx, context, line.lot_id),
    placeOf(tx, context, line.from_location_id),
    placeOf(tx, context, line.to_location_id),
  ]);
  assert(lot !== null && from !== null && to !== null, 'what was posted exists');
  return { ...line, ...lot, from_location_code: from.code, to_location_code: to.code };
}

/** What of reservations the lines use up. */
function holdsUsed(lines: readonly Line[]): Hold[] {
  return lines.flatMap(({ reservation_id, lot_id, from_location_id, quantity }): Hold[] =>
    reservation_id === undefined || from_location_id === undefined
      ? []
      : [{ reservation_id, lot_id, location_id: from_location_id, quantity }],
  );
}

function toTaking({ lot_id, from_location_id, quantity }: PostingLine): Holding {
  return { lot_id, location_id: from_location_id, quantity };
}

/** Both ends of a line; the fixed counter-place of the kind fills the one a person does not give. A text names what is missing. */
function endsOf(kind: HandKind, line: Line): { from_location_id: string; to_location_id: string } | string {
  const { from_location_id: from, to_location_id: to } = line;
  if (kind === 'move' || kind === 'put_away' || kind === 'return') {
    if (from === undefined || to === undefined) return 'from_location_id, to_location_id';
    return { from_location_id: from, to_location_id: to };
  }
  if (kind === 'adjust') {
    if ((from === undefined) === (to === undefined)) return 'from_location_id | to_location_id';
    return { from_location_id: from ?? ADJUSTMENT, to_location_id: to ?? ADJUSTMENT };
  }
  if (from === undefined || to !== undefined) return 'from_location_id';
  return { from_location_id: from, to_location_id: kind === 'write_off' ? LOSS : DISTRIBUTED };
}

/**
 * Posts the exact opposite of a movement, once. Throws `not_found`, `not_reversible` (a reversal, one already reversed, or
 * one that belongs to a consignment), `movement_rule` for a day before the original's, and `insufficient_stock` or
 * `backdated_below_zero` naming each lot that has moved on since.
 */
export async function reverse(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof newReversal>,
) {
  const original = found(await findMovement(tx, id), 'movement', id);
  if (original.kind === 'reversal')
    throw new Problem('not_reversible', { id, reason: 'it is a reversal itself' });
  const { document_kind, document_id } = original;
  if (['consignment', 'transfer', 'transfer_receipt', 'grant_loan'].includes(document_kind)) {
    const reason = `it belongs to ${document_kind.replace('_', ' ')} ${document_id}`;
    throw new Problem('not_reversible', { id, reason });
  }
  const bound = document_kind === 'receipt' ? await boundReceipt(tx, document_id) : undefined;
  if (bound !== undefined)
    throw new Problem('not_reversible', { id, reason: `it belongs to receipt ${bound}` });
  const earlier = await findReversalOf(tx, id);
  if (earlier !== undefined)
    throw new Problem('not_reversible', { id, reason: `movement ${earlier} reversed it` });
  const { note, occurred_on } = input;
  if (occurred_on !== undefined && occurred_on < original.occurred_on) {
    const params = { day: original.occurred_on };
    throw new Problem('movement_rule', {}, [
      { rule: 'before_original', pointer: '/body/occurred_on', value: occurred_on, params },
    ]);
  }
  const lines = original.lines.map((line) => ({
    lot_id: line.lot_id,
    from_location_id: line.to_location_id,
    to_location_id: line.from_location_id,
    quantity: line.quantity,
  }));
  const posted = await post(tx, context, principal, {
    kind: 'reversal',
    occurred_on,
    note,
    document: { kind: original.document_kind, id: original.document_id },
    lines,
    reverses: { id, kind: original.kind },
  });
  return found(await findMovement(tx, posted.id), 'movement', posted.id);
}
