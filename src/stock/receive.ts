import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { SUPPLIER } from './places.ts';
import { post } from './post.ts';
import { findReceipt, insertReceipt, type ReceiptLineRow } from './receipt-store.ts';
import type { newReceipt } from './schema.ts';
import { ensureLot, findBins, findWarehouse, type StoredLot } from './store.ts';

type NewReceipt = z.infer<typeof newReceipt>;
export type ReceiptLine = NewReceipt['lines'][number];

export type ReceiptInput = Omit<NewReceipt, 'means'> & {
  means: NewReceipt['means'] | 'opening_balance';
  /** The file an opening balance came from. */
  import_id?: string;
};

/**
 * Receives goods into lots of a warehouse: registers the lots, posts one movement from the supplier, issues a goods received
 * note. Throws `not_found`, `unknown_reference`, `movement_rule`, `lot_mismatch`; nothing is saved then.
 */
export async function receive(tx: Tx, context: Context, principal: Principal, input: ReceiptInput) {
  const warehouse = found(await findWarehouse(tx, input.warehouse_id), 'warehouse', input.warehouse_id);
  const now = today(context.clock, warehouse.time_zone);
  const receivedOn = input.received_on ?? now;
  if (receivedOn > now) {
    const pointer = '/body/received_on';
    throw new Problem('movement_rule', {}, [{ rule: 'date_in_future', pointer, value: receivedOn }]);
  }
  assertLines(input.lines, receivedOn);
  await assertReferences(tx, input);
  const lines = await registerLots(tx, context, input.lines, receivedOn);
  const id = context.ids.next();
  const posted = await post(tx, context, principal, {
    kind: 'receive',
    occurred_on: receivedOn,
    document: { kind: 'receipt', id },
    lines: lines.map((line) => ({ ...line, from_location_id: SUPPLIER, to_location_id: line.location_id })),
  });
  const { lines: _, import_id, ...fields } = input;
  await insertReceipt(
    tx,
    {
      id,
      ...fields,
      number: await nextNumber(tx, 'GRN'),
      received_on: receivedOn,
      movement_id: posted.id,
      import_id: import_id ?? null,
      posted_by: principal.person_id,
      posted_at: instant(context.clock),
    },
    lines,
  );
  return found(await findReceipt(tx, id), 'receipt', id);
}

/** What can be refused without looking anything up. */
function assertLines(lines: readonly ReceiptLine[], receivedOn: string): void {
  const violations: Violation[] = [];
  const firstOf = new Map<string, { index: number; expires_on: string | null }>();
  lines.forEach((line, index) => {
    const pointer = `/body/lines/${index}`;
    const { expires_on, manufactured_on, lot_number } = line;
    if (expires_on !== null && manufactured_on !== null && expires_on < manufactured_on) {
      violations.push({
        rule: 'expiry_before_manufacture',
        pointer: `${pointer}/expires_on`,
        value: expires_on,
      });
    }
    if (manufactured_on !== null && manufactured_on > receivedOn) {
      violations.push({
        rule: 'date_in_future',
        pointer: `${pointer}/manufactured_on`,
        value: manufactured_on,
      });
    }
    const key = `${line.item_id} ${line.grant_id} ${lot_number}`;
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, { index, expires_on });
    else if (first.expires_on !== expires_on) {
      const params = { lot_number, expires_on: first.expires_on };
      violations.push({ rule: 'lot_differs', pointer: `${pointer}/expires_on`, value: expires_on, params });
    }
  });
  if (violations.length > 0) throw new Problem('lot_mismatch', {}, violations);
}

/** Items and grants exist, and every bin is one of this warehouse. */
async function assertReferences(tx: Tx, input: ReceiptInput): Promise<void> {
  const missingItems = await missingIds(
    tx,
    'items',
    input.lines.map((line) => line.item_id),
  );
  const missingGrants = await missingIds(
    tx,
    'grants',
    input.lines.map((line) => line.grant_id),
  );
  const bins = new Set((await findBins(tx, input.warehouse_id)).map((bin) => bin.id));
  const violations: Violation[] = [];
  const miss = (index: number, field: keyof ReceiptLine, resource: string, value: string) =>
    violations.push({
      rule: 'unknown_reference',
      pointer: `/body/lines/${index}/${field}`,
      value,
      params: { resource },
    });
  input.lines.forEach((line, index) => {
    if (missingItems.has(line.item_id)) miss(index, 'item_id', 'item', line.item_id);
    if (missingGrants.has(line.grant_id)) miss(index, 'grant_id', 'grant', line.grant_id);
    if (!bins.has(line.location_id)) miss(index, 'location_id', 'bin of the warehouse', line.location_id);
  });
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

/** Registers the lots in an order all writers share, so that receipts of the same lots wait in line and never crosswise. */
async function registerLots(
  tx: Tx,
  context: Context,
  lines: readonly ReceiptLine[],
  receivedOn: string,
): Promise<ReceiptLineRow[]> {
  const at = instant(context.clock);
  const violations: Violation[] = [];
  const registered: ReceiptLineRow[] = [];
  const key = ({ item_id, lot_number, grant_id }: ReceiptLine) => `${item_id} ${grant_id} ${lot_number}`;
  const inOrder = [...lines.entries()].sort(([, a], [, b]) => (key(a) < key(b) ? -1 : 1));
  for (const [index, line] of inOrder) {
    const { location_id, quantity, ...lot } = line;
    const stored = await ensureLot(tx, { id: context.ids.next(), ...lot, received_on: receivedOn }, at);
    violations.push(...contradictions(line, stored, `/body/lines/${index}`));
    registered[index] = { lot_id: stored.id, location_id, quantity };
  }
  if (violations.length > 0) throw new Problem('lot_mismatch', {}, violations);
  return registered;
}

/** What a line says of its lot that is not so. More of a held lot joins it silently; held goods never make a good lot. */
function contradictions(line: ReceiptLine, stored: StoredLot, pointer: string): Violation[] {
  const { lot_number, expires_on, condition } = stored;
  const violations: Violation[] = [];
  if (expires_on !== line.expires_on) {
    const params = { lot_number, expires_on };
    violations.push({
      rule: 'lot_differs',
      pointer: `${pointer}/expires_on`,
      value: line.expires_on,
      params,
    });
  }
  if (line.condition !== 'good' && line.condition !== condition) {
    const params = { lot_number, condition };
    violations.push({
      rule: 'lot_condition_differs',
      pointer: `${pointer}/condition`,
      value: line.condition,
      params,
    });
  }
  return violations;
}
