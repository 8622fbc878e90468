import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { bucketViolations, type OverDecision } from './buckets.ts';
import { SUPPLIER } from './places.ts';
import { post } from './post.ts';
import { findReceipt, insertReceipt, type ReceiptCountRow, type ReceiptLineRow } from './receipt-store.ts';
import type { newReceipt } from './schema.ts';
import { ensureLots, findBins, findWarehouse, type StoredLot } from './store.ts';

type NewReceipt = z.infer<typeof newReceipt>;
type NewReceiptLine = NewReceipt['lines'][number];
type OtherBuckets =
  | 'damaged'
  | 'missing'
  | 'over'
  | 'over_decision'
  | 'damaged_refused'
  | 'damaged_location_id';

/** A line of a receipt; what is not said of its buckets is good. Lot and bin are needed for what enters stock only. */
export type ReceiptLine = Omit<
  NewReceiptLine,
  OtherBuckets | 'lot_number' | 'location_id' | 'quantity' | 'packed'
> &
  Partial<Pick<NewReceiptLine, OtherBuckets>> & {
    quantity: number;
    /** How many base units its packages hold, when that was said. */
    units_per_pack?: number | null;
    lot_number: string | null;
    location_id: string | null;
    /** The line of the expected consignment that it is received against. */
    expected_line_id?: string;
  };

export type ReceiptInput = Omit<NewReceipt, 'means' | 'lines' | 'note'> & {
  means: NewReceipt['means'] | 'opening_balance';
  lines: readonly ReceiptLine[];
  note?: string | null;
  /** The file an opening balance came from. */
  import_id?: string;
  expected_consignment_id?: string;
  closes?: boolean;
};

/** Damaged goods are a lot of their own: one condition holds for a whole lot. */
export const damagedLotNumber = (lotNumber: string): string => `${lotNumber}-D`;

/**
 * Receives goods into lots of a warehouse: registers the lots, posts one movement from the supplier, issues a goods received
 * note with what was counted. Throws `not_found`, `unknown_reference`, `movement_rule`, `lot_mismatch`, `receipt_rule`;
 * nothing is saved then.
 */
export async function receive(tx: Tx, context: Context, principal: Principal, input: ReceiptInput) {
  const warehouse = found(await findWarehouse(tx, input.warehouse_id), 'warehouse', input.warehouse_id);
  const now = today(context.clock, warehouse.time_zone);
  const receivedOn = input.received_on ?? now;
  if (receivedOn > now) {
    const pointer = '/body/received_on';
    throw new Problem('movement_rule', {}, [{ rule: 'date_in_future', pointer, value: receivedOn }]);
  }
  const violations = bucketViolations(input.lines.map(bucketsOf));
  const { entries, violations: incomplete } = entriesOf(input.lines);
  violations.push(...incomplete);
  if (violations.length > 0) throw new Problem('receipt_rule', {}, violations);
  assertLots(entries, receivedOn);
  await assertReferences(tx, input, entries);
  const lots = await registerLots(tx, context, entries, receivedOn);
  const id = context.ids.next();
  const entered = entries.map(
    (entry, index): ReceiptLineRow => ({
      lot_id: present(lots[index], 'the lot of the entry'),
      location_id: entry.location_id,
      quantity: entry.quantity,
    }),
  );
  const movementId =
    entered.length === 0 ? null : await postEntries(tx, context, principal, id, entered, receivedOn);
  const { lines: _, import_id, closes, ...fields } = input;
  await insertReceipt(
    tx,
    {
      id,
      ...fields,
      number: await nextNumber(tx, 'GRN'),
      received_on: receivedOn,
      movement_id: movementId,
      import_id: import_id ?? null,
      expected_consignment_id: input.expected_consignment_id ?? null,
      transfer_id: null,
      closes: Number(closes ?? false),
      note: input.note ?? null,
      posted_by: principal.person_id,
      posted_at: instant(context.clock),
    },
    entered,
    countsOf(input.lines, entries, lots),
  );
  return found(await findReceipt(tx, id), 'receipt', id);
}

async function postEntries(
  tx: Tx,
  context: Context,
  principal: Principal,
  receiptId: string,
  entered: readonly ReceiptLineRow[],
  receivedOn: string,
): Promise<string> {
  const posted = await post(tx, context, principal, {
    kind: 'receive',
    occurred_on: receivedOn,
    document: { kind: 'receipt', id: receiptId },
    lines: entered.map((line) => ({
      ...line,
      from_location_id: SUPPLIER,
      to_location_id: line.location_id,
    })),
  });
  return posted.id;
}

function bucketsOf(line: ReceiptLine) {
  const { quantity: good, damaged = 0, missing = 0, over = 0, over_decision = null } = line;
  return { good, damaged, missing, over, over_decision: over_decision as OverDecision | null };
}

type EntryBucket = 'good' | 'damaged' | 'over';

/** A quantity of a lot that enters a bin. */
interface Entry extends Omit<ReceiptLine, OtherBuckets | 'lot_number' | 'location_id' | 'expected_line_id'> {
  bucket: EntryBucket;
  /** Index of the line it is a part of. */
  line: number;
  lot_number: string;
  location_id: string;
}

const MAX_LOT_NUMBER = 100;

/** What of the lines enters stock: the good, the damaged that is kept, and the over that is accepted. */
function entriesOf(lines: readonly ReceiptLine[]): { entries: Entry[]; violations: Violation[] } {
  const parts = lines.map((line, index) => ({ line, index, parts: partsOf(line) }));
  return {
    violations: parts.flatMap((one) => incomplete(one.line, one.parts, `/body/lines/${one.index}`)),
    entries: parts.flatMap(({ line, index, parts }) =>
      parts.flatMap(({ location_id, lot_number, ...part }): Entry[] => {
        if (location_id === null || lot_number === null) return [];
        const { item_id, grant_id, expires_on, manufactured_on, condition, unit_value, currency } = line;
        const lot = { item_id, grant_id, expires_on, manufactured_on, condition, unit_value, currency };
        // What was damaged is loose.
        const units_per_pack = part.bucket === 'damaged' ? null : (line.units_per_pack ?? null);
        return [{ ...lot, units_per_pack, line: index, location_id, lot_number, ...part }];
      }),
    ),
  };
}

type Part = Pick<Entry, 'bucket' | 'quantity'> &
  Partial<Pick<Entry, 'condition' | 'grant_id'>> &
  Pick<ReceiptLine, 'lot_number' | 'location_id'>;

function partsOf(line: ReceiptLine): Part[] {
  const { damaged, over, over_decision } = bucketsOf(line);
  const { location_id, lot_number } = line;
  const parts: Part[] = [
    { bucket: 'good', quantity: line.quantity, location_id, lot_number },
    {
      bucket: 'damaged',
      quantity: line.damaged_refused === true ? 0 : damaged,
      location_id: line.damaged_location_id ?? location_id,
      lot_number: lot_number === null ? null : damagedLotNumber(lot_number),
      condition: 'damaged',
    },
    {
      bucket: 'over',
      quantity: over_decision?.decision === 'accept' ? over : 0,
      location_id,
      lot_number,
      grant_id: over_decision?.grant_id ?? line.grant_id,
    },
  ];
  return parts.filter(({ quantity }) => quantity > 0);
}

/** What enters stock has a lot number, for damaged goods with room for their mark, and a bin. */
function incomplete(line: ReceiptLine, parts: readonly Part[], pointer: string): Violation[] {
  if (parts.length === 0) return [];
  const violations: Violation[] = [];
  if (line.lot_number === null) violations.push({ rule: 'required', pointer: `${pointer}/lot_number` });
  if (parts.some(({ location_id }) => location_id === null)) {
    violations.push({ rule: 'required', pointer: `${pointer}/location_id` });
  }
  if (parts.some(({ lot_number }) => (lot_number ?? '').length > MAX_LOT_NUMBER)) {
    const params = { max: MAX_LOT_NUMBER - damagedLotNumber('').length };
    violations.push({ rule: 'too_long', pointer: `${pointer}/lot_number`, params });
  }
  return violations;
}

function countsOf(
  lines: readonly ReceiptLine[],
  entries: readonly Entry[],
  lots: readonly string[],
): ReceiptCountRow[] {
  const lotOf = new Map(entries.map(({ line, bucket }, index) => [`${line} ${bucket}`, lots[index] ?? null]));
  return lines.map((line, index): ReceiptCountRow => {
    const { over_decision, ...buckets } = bucketsOf(line);
    return {
      ...buckets,
      expected_line_id: line.expected_line_id ?? null,
      transfer_line_id: null,
      item_id: line.item_id,
      grant_id: line.grant_id,
      lot_number: line.lot_number,
      lot_id: lotOf.get(`${index} good`) ?? null,
      damaged_lot_id: lotOf.get(`${index} damaged`) ?? null,
      over_decision: over_decision?.decision ?? null,
      over_lot_id: lotOf.get(`${index} over`) ?? null,
    };
  });
}

/** What can be refused without looking anything up. */
function assertLots(entries: readonly Entry[], receivedOn: string): void {
  const violations: Violation[] = [];
  const firstOf = new Map<string, { expires_on: string | null }>();
  for (const entry of entries) {
    const pointer = `/body/lines/${entry.line}`;
    const { expires_on, lot_number } = entry;
    if (entry.bucket === 'good' || !entries.some((one) => one.line === entry.line && one.bucket === 'good')) {
      violations.push(...datesViolations(entry, receivedOn, pointer));
    }
    const key = `${entry.item_id} ${entry.grant_id} ${lot_number}`;
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, { expires_on });
    else if (first.expires_on !== expires_on) {
      const params = { lot_number, expires_on: first.expires_on };
      violations.push({ rule: 'lot_differs', pointer: `${pointer}/expires_on`, value: expires_on, params });
    }
  }
  if (violations.length > 0) throw new Problem('lot_mismatch', {}, violations);
}

function datesViolations(
  { expires_on, manufactured_on }: Entry,
  receivedOn: string,
  pointer: string,
): Violation[] {
  const violations: Violation[] = [];
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
  return violations;
}

/** Items and grants exist, and every bin is one of this warehouse. */
async function assertReferences(tx: Tx, input: ReceiptInput, entries: readonly Entry[]): Promise<void> {
  const { lines } = input;
  const grants = [...lines.map((line) => line.grant_id), ...entries.map((entry) => entry.grant_id)];
  const items = lines.map((line) => line.item_id);
  const missingItems = await missingIds(tx, 'items', items);
  const missingGrants = await missingIds(tx, 'grants', grants);
  const bins = new Set((await findBins(tx, input.warehouse_id)).map((bin) => bin.id));
  const violations: Violation[] = [];
  const miss = (index: number, field: string, resource: string, value: string) =>
    violations.push({
      rule: 'unknown_reference',
      pointer: `/body/lines/${index}/${field}`,
      value,
      params: { resource },
    });
  lines.forEach((line, index) => {
    const { location_id, damaged_location_id = null, over_decision = null } = line;
    if (missingItems.has(line.item_id)) miss(index, 'item_id', 'item', line.item_id);
    if (missingGrants.has(line.grant_id)) miss(index, 'grant_id', 'grant', line.grant_id);
    const overGrant = over_decision?.grant_id ?? null;
    if (overGrant !== null && missingGrants.has(overGrant))
      miss(index, 'over_decision/grant_id', 'grant', overGrant);
    if (location_id !== null && !bins.has(location_id))
      miss(index, 'location_id', 'bin of the warehouse', location_id);
    if (damaged_location_id !== null && !bins.has(damaged_location_id))
      miss(index, 'damaged_location_id', 'bin of the warehouse', damaged_location_id);
  });
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

/**
 * Registers lots in an order all writers share, so that receipts of the same lots wait in line and never crosswise; gives their
 * identifiers in the order asked. Throws `lot_mismatch` for every line that contradicts a lot there is.
 */
export async function registerLots(
  tx: Tx,
  context: Context,
  entries: readonly Omit<Entry, 'bucket' | 'location_id' | 'quantity'>[],
  receivedOn: string,
): Promise<string[]> {
  const violations: Violation[] = [];
  const registered: string[] = [];
  const key = ({ item_id, lot_number, grant_id }: (typeof entries)[number]) =>
    `${item_id} ${grant_id} ${lot_number}`;
  const inOrder = [...entries.entries()].sort(([, a], [, b]) => (key(a) < key(b) ? -1 : 1));
  const lots = inOrder.map(([, entry]) => lotOf(entry, context.ids.next(), receivedOn));
  const stored = await ensureLots(tx, lots, instant(context.clock));
  for (const [at, [index, entry]] of inOrder.entries()) {
    const lot = present(stored[at], 'the lot of the entry');
    violations.push(...contradictions(entry, lot, `/body/lines/${entry.line}`));
    registered[index] = lot.id;
  }
  if (violations.length > 0) throw new Problem('lot_mismatch', {}, violations);
  return registered;
}

function lotOf(entry: Omit<Entry, 'bucket' | 'location_id' | 'quantity'>, id: string, received_on: string) {
  const { item_id, grant_id, lot_number, expires_on, manufactured_on, condition, unit_value, currency } =
    entry;
  const grown = { expires_on, manufactured_on, received_on };
  const { units_per_pack = null } = entry;
  return { id, item_id, grant_id, lot_number, ...grown, condition, unit_value, currency, units_per_pack };
}

/** What a line says of its lot that is not so. More of a held lot joins it silently; held goods never make a good lot. */
function contradictions(
  line: Pick<Entry, 'expires_on' | 'condition' | 'units_per_pack'>,
  stored: StoredLot,
  pointer: string,
): Violation[] {
  const { lot_number, expires_on, condition, units_per_pack } = stored;
  const violations: Violation[] = [];
  const size = line.units_per_pack ?? null;
  if (size !== null && units_per_pack !== null && size !== units_per_pack) {
    const params = { lot_number, size, units_per_pack };
    violations.push({ rule: 'lot_pack_differs', pointer: `${pointer}/packed`, value: String(size), params });
  }
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
