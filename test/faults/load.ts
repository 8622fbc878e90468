import { randomInt, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Test } from 'tap';
import { type SeededRandom, seededRandom } from '../../db/sample/random.ts';
import { verify } from '../../src/audit/verify.ts';
import { openDatabase } from '../../src/database/dialect.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Client, Reply } from '../helpers/client.ts';
import { made } from '../helpers/world.ts';

const LOTS = 4;
const PLENTY = 1_000_000;

/** Where the writes of a load go: one item, two bins, and lots that hold more than any load takes. */
export interface Depot {
  readonly item: string;
  readonly grant: string;
  readonly warehouse: string;
  readonly bins: readonly [string, string];
  readonly lots: readonly { readonly id: string; readonly number: string }[];
}

export async function buildDepot(client: Client): Promise<Depot> {
  const names = { name_es: 'Lona', name_en: 'Tarpaulin' };
  const item = await made(client, '/v1/items', {
    ...names,
    code: 'LONA',
    category: 'shelter',
    base_unit: 'piece',
  });
  const grant = await made(client, '/v1/grants', { code: 'GRANT', donor_name: 'Donor', title: 'Relief' });
  const warehouse = await made(client, '/v1/warehouses', {
    code: 'HUB',
    name: 'Hub',
    country: 'PA',
    time_zone: 'America/Panama',
    bins: [
      { code: 'A1', name: 'A1' },
      { code: 'B1', name: 'B1' },
    ],
  });
  const [first, second] = await client.all(`/v1/locations?warehouse_id=${warehouse}&sort=code`);
  const received = await client.post('/v1/receipts', {
    ...receiptHead,
    warehouse_id: warehouse,
    reference: 'STOCK',
    lines: Array.from({ length: LOTS }, (_, lot) => ({
      item_id: item,
      grant_id: grant,
      lot_number: `LOT-${lot}`,
      location_id: first.id,
      quantity: PLENTY,
    })),
  });
  if (received.status !== 201) throw new Error(`receive: ${received.bytes.toString()}`);
  const lots = received.body.lines.map((line: { lot_id: string; lot_number: string }) => ({
    id: line.lot_id,
    number: line.lot_number,
  }));
  return { item, grant, warehouse, bins: [first.id, second.id], lots };
}

const receiptHead = { received_from: 'Proveedor', means: 'sea' };

/** One write of a load: what is sent, and the mark by which its effects are counted. */
export interface Write {
  readonly kind: 'receipt' | 'issue' | 'move' | 'item';
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly key: string;
  /** A text that no other write has: the reference of a receipt, the note of a movement, the code of an item. */
  readonly mark: string;
  /** What it changes on hand, by `lot number @ bin`. */
  readonly changes: Readonly<Record<string, number>>;
  reply?: Reply;
}

export function acknowledged(write: Write): boolean {
  return write.reply !== undefined && write.reply.status < 300;
}

/** A seed for this run, printed; `FAULT_SEED` repeats an earlier one. */
export function seedOf(t: Test): SeededRandom {
  const seed = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31));
  t.comment(`FAULT_SEED=${seed} repeats this run's choices`);
  return seededRandom(seed);
}

/** Makes writes of every kind, all of which the stock allows, and knows what must be on hand when each is done once. */
export class Writes {
  readonly made: Write[] = [];
  readonly #depot: Depot;
  readonly #random: SeededRandom;

  constructor(depot: Depot, random: SeededRandom) {
    this.#depot = depot;
    this.#random = random;
  }

  next(): Write {
    const kind = this.#random.pick(['receipt', 'issue', 'issue', 'move', 'item'] as const);
    const mark = `${kind.toUpperCase()}-${this.made.length + 1}`;
    const write: Write = { kind, key: randomUUID(), mark, ...this.#content(kind, mark) };
    this.made.push(write);
    return write;
  }

  /** On hand by `lot number @ bin`, as it is once every write made so far has had its one effect. */
  expectedOnHand(): Record<string, number> {
    const [first, second] = this.#depot.bins;
    const sums: Record<string, number> = {};
    for (const { number } of this.#depot.lots) sums[`${number} @ ${first}`] = PLENTY;
    for (const { changes } of this.made) {
      for (const [place, change] of Object.entries(changes)) sums[place] = (sums[place] ?? 0) + change;
    }
    for (const { number } of this.#depot.lots) sums[`${number} @ ${second}`] ??= 0;
    return sums;
  }

  #content(kind: Write['kind'], mark: string): Pick<Write, 'path' | 'body' | 'changes'> {
    const { item, grant, warehouse, bins } = this.#depot;
    const lot = this.#random.pick(this.#depot.lots);
    const quantity = 1 + this.#random.below(9);
    const [from, to] = bins;
    if (kind === 'item') {
      const body = {
        code: mark,
        name_es: 'Manta',
        name_en: 'Blanket',
        category: 'shelter',
        base_unit: 'piece',
      };
      return { path: '/v1/items', body, changes: {} };
    }
    if (kind === 'receipt') {
      const line = { item_id: item, grant_id: grant, quantity };
      const lines = [
        { ...line, lot_number: lot.number, location_id: from },
        { ...line, lot_number: mark, location_id: to },
      ];
      const body = { ...receiptHead, warehouse_id: warehouse, reference: mark, lines };
      return {
        path: '/v1/receipts',
        body,
        changes: { [`${lot.number} @ ${from}`]: quantity, [`${mark} @ ${to}`]: quantity },
      };
    }
    const line = { lot_id: lot.id, from_location_id: from, quantity };
    const path = '/v1/stock/movements';
    const taken = { [`${lot.number} @ ${from}`]: -quantity };
    if (kind === 'issue') return { path, body: { kind, note: mark, lines: [line] }, changes: taken };
    return {
      path,
      body: { kind, note: mark, lines: [{ ...line, to_location_id: to }] },
      changes: { ...taken, [`${lot.number} @ ${to}`]: quantity },
    };
  }
}

export async function send(client: Client, write: Write): Promise<Reply> {
  write.reply = await client.post(write.path, write.body, { key: write.key });
  return write.reply;
}

/**
 * Keeps `workers` writes under way. After each answer `onAnswer` decides whether to go on; a worker whose connection breaks
 * stops. Resolves when all have stopped.
 */
export async function pour(
  client: Client,
  writes: Writes,
  workers: number,
  onAnswer: (write: Write) => boolean | Promise<boolean>,
): Promise<void> {
  const work = async () => {
    for (;;) {
      const write = writes.next();
      try {
        await send(client, write);
      } catch (error) {
        if (!isBrokenConnection(error)) throw error;
        return;
      }
      if (!(await onAnswer(write))) return;
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}

export function isBrokenConnection(error: unknown): boolean {
  const { code } = error as { code?: string };
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_DESTROYED'].includes(code ?? '');
}

/** More than there can be broken connections in the service's pool, each of which may cost a try. */
const MOST_TRIES = 30;

/** Sends every write that was not acknowledged again, with its own key and body, again after a 503. Gives those writes. */
export async function repeatUnacknowledged(client: Client, writes: Writes): Promise<Write[]> {
  const open = writes.made.filter((write) => !acknowledged(write));
  const queue = [...open];
  const work = async () => {
    for (let write = queue.shift(); write !== undefined; write = queue.shift()) {
      for (let tries = 1; (await send(client, write)).status === 503 && tries < MOST_TRIES; ) tries += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  return open;
}

/** How often each mark is found in what the service tells: receipts by reference, movements by note, items by code. */
export async function effects(client: Client): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const [receipts, movements, items] = await Promise.all([
    client.all('/v1/receipts?sort=id', 500),
    client.all('/v1/stock/movements?sort=id', 500),
    client.all('/v1/items?sort=id', 500),
  ]);
  const marks = [
    ...receipts.map((row) => row.reference),
    ...movements.filter((row) => row.note !== null).map((row) => row.note),
    ...items.map((row) => row.code),
  ];
  for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return counts;
}

/** Every write of the load was sent until it was acknowledged: each has one effect, and what is on hand is their sum. */
export async function assertEachDoneOnce(t: Test, client: Client, writes: Writes): Promise<void> {
  const counts = await effects(client);
  t.same(
    writes.made.filter((write) => !acknowledged(write)).map(describe),
    [],
    'every write is acknowledged by now',
  );
  t.same(
    writes.made
      .filter((write) => counts.get(write.mark) !== 1)
      .map((write) => [describe(write), counts.get(write.mark)]),
    [],
    `each of ${writes.made.length} writes has exactly one effect`,
  );
  const rows = await client.all('/v1/stock/balances?location_kind=bin&nonzero=false', 500);
  const onHand = Object.fromEntries(
    rows.map((row) => [`${row.lot_number} @ ${row.location_id}`, row.on_hand as number]),
  );
  const expected = writes.expectedOnHand();
  const places = new Set([...Object.keys(expected), ...Object.keys(onHand)]);
  t.same(
    [...places]
      .filter((place) => (onHand[place] ?? 0) !== (expected[place] ?? 0))
      .map((place) => [place, onHand[place], expected[place]]),
    [],
    'on hand is the sum of what was written',
  );
}

function describe(write: Write): string {
  return `${write.mark} ${write.key} ${write.reply?.status ?? 'no answer'} ${write.reply?.body?.code ?? ''}`;
}

/** What was acknowledged can be read by the address it was acknowledged with, and says what was answered. */
export async function assertAcknowledgedThere(t: Test, client: Client, writes: Writes): Promise<void> {
  const told = writes.made.filter(acknowledged);
  const missing: string[] = [];
  const queue = [...told];
  const work = async () => {
    for (let write = queue.shift(); write !== undefined; write = queue.shift()) {
      const read = await client.get(String(write.reply?.headers.location));
      if (read.status !== 200 || !isDeepStrictEqual(read.body, write.reply?.body)) {
        missing.push(`${describe(write)} → ${read.status} ${read.bytes.toString()}`);
      }
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  t.ok(told.length > 0, `${told.length} writes were acknowledged`);
  t.same(missing, [], 'everything acknowledged is there as it was answered');
}

/** Recomputes every balance and total from its parts, as `npm run verify` does. */
export async function assertVerified(t: Test, url: string): Promise<void> {
  const database = openDatabase({ url, poolSize: 2, onIdleError: () => undefined }, systemClock);
  try {
    const results = await verify(database.read);
    t.ok(results.length >= 15, `${results.length} checks`);
    t.same(
      results.filter((result) => result.findings.length > 0),
      [],
      'every check holds: nothing is half-written',
    );
  } finally {
    await database.close();
  }
}
