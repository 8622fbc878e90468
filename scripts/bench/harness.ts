import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../src/config/paths.ts';

export interface Result {
  readonly bench: string;
  readonly ours: number;
  readonly reference: number;
  readonly unit: string;
  readonly ratio: number;
  /** What the ratio is held to; a line without one only informs. */
  readonly goal?: string;
  /** How long one instance of several took. */
  readonly seconds?: number;
}

export interface Bench {
  readonly name: string;
  /** Gives its results, at the end or one after the other. What else was named on the command line narrows a benchmark of many. */
  run(words: readonly string[]): Promise<Result | readonly Result[]> | AsyncIterable<Result>;
}

/** A program of this project that listens and says so in a log line with `address`. */
export interface Running {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a compiled program, waits until it listens. */
export async function start(program: string, variables: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, [join(projectRoot, 'dist', program)], {
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await listeningPort(child, program);
  child.stdout?.resume();
  return {
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function listeningPort(child: ChildProcess, program: string): Promise<number> {
  if (child.stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /"address":"https?:\/\/[^"]*:(\d+)"/.exec(line)?.[1];
    if (address !== undefined) return Number(address);
  }
  throw new Error(`${program} ended before it listened`);
}

/** A new folder, and how to remove it with all that is in it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'acopio-bench-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A folder that is gone when the work is done. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const { folder, remove } = temporaryFolder();
  try {
    return await work(folder);
  } finally {
    remove();
  }
}

/**
 * Measures two rates in turn, A B A B …, after one uncounted round of each, and compares them pair by pair: a machine that grows
 * slower meanwhile slows both. Gives the medians.
 */
export async function compare(
  rounds: number,
  ours: () => Promise<number>,
  reference: () => Promise<number>,
): Promise<{ ours: number; reference: number; ratio: number }> {
  await ours();
  await reference();
  const pairs: { ours: number; reference: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ ours: await ours(), reference: await reference() });
  }
  return {
    ours: Math.round(median(pairs.map((pair) => pair.ours))),
    reference: Math.round(median(pairs.map((pair) => pair.reference))),
    ratio: Math.round(median(pairs.map((pair) => pair.ours / pair.reference)) * 100) / 100,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
