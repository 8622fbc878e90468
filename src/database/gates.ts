import { PostgresAdapter, sql } from 'kysely';
import type { Tx } from './database.ts';

/** Each gate's number: any constant, the same in every process. */
const gates = { ledger: 7_222_018, seals: 7_222_019 } as const;

export type Gate = keyof typeof gates;

/**
 * Gates between transactions that must not overlap and share no row by which the database could tell. Any number may be in
 * one together; whoever closes it waits for them and keeps others out until its own transaction ends. A statement sent after
 * either sees all that those before have committed. On SQLite nothing is to be done: its transactions run one after another.
 */
export async function enterGate(tx: Tx, gate: Gate): Promise<void> {
  if (runsAlone(tx)) return;
  await sql`select pg_advisory_xact_lock_shared(${sql.lit(gates[gate])})`.execute(tx);
}

/** See `enterGate`. */
export async function closeGate(tx: Tx, gate: Gate): Promise<void> {
  if (runsAlone(tx)) return;
  await sql`select pg_advisory_xact_lock(${sql.lit(gates[gate])})`.execute(tx);
}

function runsAlone(tx: Tx): boolean {
  return !(tx.getExecutor().adapter instanceof PostgresAdapter);
}
