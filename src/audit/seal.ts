import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import { closeGate } from '../database/gates.ts';
import type { SealedKind } from '../database/tables/audit.ts';
import type { Clock } from '../lib/clock.ts';
import { rootOf } from './merkle.ts';
import { NO_SEAL, sealHash } from './seal-chain.ts';
import type { Seal } from './seal-schema.ts';
import {
  CHUNK,
  idAfter,
  insertSeal,
  keepSweep,
  lastSeal,
  newestSealedId,
  readContents,
  sweptThrough,
  unsealedIds,
} from './seal-store.ts';
import { FORMAT, leafOf } from './sealed-content.ts';

/** A seal covers at most so many rows: its transaction is short, and one proof's file small. */
export const MOST_ROWS = 2_000;

/** So many old rows are looked through at each turn for one that no seal covers. */
const SWEEP_ROWS = 20_000;

const DAY_MS = 86_400_000;

export interface Sealing {
  readonly seal: Seal | null;
  readonly more: boolean;
}

interface Leaf {
  readonly kind: SealedKind;
  readonly row_id: string;
  readonly leaf_sha256: string;
}

/**
 * Seals rows of the ledgers that no seal covers, at most `MOST_ROWS`, behind the last seal. One caller at a time; who posts does
 * not wait. A row whose transaction is still open is not seen and goes into a later seal, whatever its id.
 */
export async function sealRows(tx: Tx, context: Context, sealedBy: string | null): Promise<Sealing> {
  await closeGate(tx, 'seals');
  const movements = await leavesOf(tx, 'movement', await toSeal(tx, context.clock, 'movement', MOST_ROWS));
  const room = MOST_ROWS - movements.length;
  const cash = await leavesOf(tx, 'cash_entry', await toSeal(tx, context.clock, 'cash_entry', room));
  const leaves = [...movements, ...cash];
  if (leaves.length === 0) return { seal: null, more: false };
  const last = await lastSeal(tx);
  const header = {
    number: (last?.number ?? 0) + 1,
    format: FORMAT,
    previous_sha256: last?.sha256 ?? NO_SEAL,
    root_sha256: rootOf(leaves.map((leaf) => leaf.leaf_sha256)),
    count: leaves.length,
    sealed_at: context.clock.now().toISOString(),
    sealed_by: sealedBy,
  };
  const seal = { ...header, sha256: sealHash(header) };
  await insertSeal(
    tx,
    seal,
    leaves.map((leaf, position) => ({ ...leaf, seal_number: seal.number, position })),
  );
  return { seal, more: leaves.length === MOST_ROWS };
}

/**
 * Ids sort by when they were made, so what is new stands at the end: everything since a day before the newest sealed row is
 * looked at each time, which no open transaction outlives. What is older still, by a clock put back or by another hand, is found
 * by a look through the whole ledger, a stretch at each turn.
 */
async function toSeal(tx: Tx, clock: Clock, kind: SealedKind, room: number): Promise<string[]> {
  if (room === 0) return [];
  const newest = await newestSealedId(tx, kind);
  const recent = await unsealedIds(tx, kind, { after: dayBefore(newest, clock) }, room);
  if (recent.length === room) return recent;
  const swept = await sweep(tx, kind, room - recent.length);
  return [...new Set([...swept, ...recent])].slice(0, room);
}

async function sweep(tx: Tx, kind: SealedKind, room: number): Promise<string[]> {
  const after = await sweptThrough(tx, kind);
  const through = await idAfter(tx, kind, after, SWEEP_ROWS);
  const ids = await unsealedIds(tx, kind, { after, through }, room);
  const next = ids.length === room ? after : (through ?? '');
  if (next !== after) await keepSweep(tx, kind, next);
  return ids;
}

/** The first id that can have been made on the day before another was, or before now if that one is from the future. */
function dayBefore(id: string, clock: Clock): string {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(id)) return '';
  const made = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  const from = Math.max(0, Math.min(made, clock.now().getTime()) - DAY_MS);
  const digits = from.toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

async function leavesOf(reader: Reader, kind: SealedKind, ids: readonly string[]): Promise<Leaf[]> {
  const leaves: Leaf[] = [];
  for (let start = 0; start < ids.length; start += CHUNK) {
    const contents = await readContents(reader, kind, ids.slice(start, start + CHUNK));
    for (const content of contents.values())
      leaves.push({ kind, row_id: String(content.row.id), leaf_sha256: leafOf(content) });
  }
  return leaves.sort((a, b) => (a.row_id < b.row_id ? -1 : 1));
}
