import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Test } from 'tap';
import { Agent } from 'undici';
import { projectRoot } from '../../src/config/paths.ts';
import { Client } from '../helpers/client.ts';
import { Contract } from '../helpers/contract.ts';

const DATA_KEY = Buffer.from(Array.from({ length: 32 }, (_, byte) => byte)).toString('base64');
const CONNECTIONS = 64;

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly address?: string;
  readonly route?: string;
  readonly status?: number;
  readonly err?: { readonly message: string; readonly code?: string };
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A real service in a process of its own, as `npm start` runs it. */
export interface ServiceProcess {
  readonly pid: number;
  readonly base: string;
  readonly host: string;
  readonly port: number;
  /** Speaks as the person whose token it was started with; every answer is held against the service's own contract. */
  readonly client: Client;
  /** Speaks as the person of another token. */
  as(token: string): Client;
  /** What it logged so far. */
  readonly log: readonly LogLine[];
  /** What it wrote beside the log. */
  readonly complaints: readonly string[];
  /** Resolves with the first line of that message, logged already or later; rejects when the process ends without it. */
  logged(message: string): Promise<LogLine>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process has ended and its output is read. */
  readonly exited: Promise<Exit>;
}

export interface Start {
  readonly url: string;
  /** Of the person the client speaks as; from `addPerson`. */
  readonly token: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** A shell command that runs in the process before it becomes the service: `ulimit …`. */
  readonly shell?: string;
}

function environment(url: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? '', DATABASE_URL: url, DATA_KEY, PORT: '0', HOST: '127.0.0.1', ...more };
}

/** Adds a person to the database with the project's own command, which also brings the schema up to date; gives the token. */
export async function addPerson(url: string, email: string, roles: string): Promise<string> {
  const script = join(projectRoot, 'dist/scripts/add-person.js');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, '--name', 'Persona de prueba', '--email', email, '--roles', roles],
    { env: environment(url) },
  );
  return stdout.trim();
}

/** Starts the service and resolves when it answers. It is killed with the test where the test has not ended it. */
export async function startProcess(t: Test, start: Start): Promise<ServiceProcess> {
  const running = launch(t, start);
  const { address } = await running.logged('ready');
  if (address === undefined) throw new Error('the service did not say where it listens');
  const { hostname, port } = new URL(address);
  const agent = new Agent({ connections: CONNECTIONS });
  t.teardown(() => agent.destroy());
  contract ??= readContract(address, agent);
  const held = await contract;
  const as = (token: string) => new Client(address, token, held, agent);
  return { ...running, base: address, host: hostname, port: Number(port), client: as(start.token), as };
}

/** Every process started here runs the same program, so one reading of its contract serves all. */
let contract: Promise<Contract> | undefined;

async function readContract(address: string, agent: Agent): Promise<Contract> {
  const reply = await new Client(address, null, null, agent).get('/documentation/json');
  return new Contract(reply.body);
}

export type Launched = Omit<ServiceProcess, 'base' | 'host' | 'port' | 'client' | 'as'>;

/** Starts the service without waiting for it, also where it is not going to come up. */
export function launch(t: Test, start: Omit<Start, 'token'>): Launched {
  const main = join(projectRoot, 'dist/src/main.js');
  const env = environment(start.url, start.environment);
  const [command, ...rest] =
    start.shell === undefined
      ? [process.execPath, main]
      : ['bash', '--norc', '-c', `${start.shell}; exec "$0" "$1"`, process.execPath, main];
  const child = spawn(command ?? '', rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const output = new Output(child, exited);
  t.teardown(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
  });
  return {
    pid: child.pid ?? 0,
    log: output.log,
    complaints: output.complaints,
    logged: (message) => output.logged(message),
    kill: (signal) => {
      child.kill(signal);
    },
    exited,
  };
}

interface Awaiting {
  readonly message: string;
  readonly resolve: (line: LogLine) => void;
  readonly reject: (error: Error) => void;
}

/** Reads the log line by line and tells those who wait for one. */
class Output {
  readonly log: LogLine[] = [];
  readonly complaints: string[] = [];
  #awaiting: Awaiting[] = [];
  #ended = false;

  constructor(child: ChildProcess, exited: Promise<Exit>) {
    if (child.stdout === null || child.stderr === null) throw new Error('the output is read');
    createInterface(child.stdout).on('line', (text) => this.#take(JSON.parse(text) as LogLine));
    createInterface(child.stderr).on('line', (text) => this.complaints.push(text));
    exited.then(
      () => this.#end(),
      () => this.#end(),
    );
  }

  logged(message: string): Promise<LogLine> {
    const known = this.log.find((line) => line.msg === message);
    if (known !== undefined) return Promise.resolve(known);
    if (this.#ended) return Promise.reject(this.#ending(message));
    return new Promise((resolve, reject) => {
      this.#awaiting.push({ message, resolve, reject });
    });
  }

  #take(line: LogLine): void {
    this.log.push(line);
    this.#awaiting = this.#awaiting.filter((waiting) => {
      if (waiting.message !== line.msg) return true;
      waiting.resolve(line);
      return false;
    });
  }

  #end(): void {
    this.#ended = true;
    for (const { message, reject } of this.#awaiting) reject(this.#ending(message));
    this.#awaiting = [];
  }

  #ending(message: string): Error {
    const last = this.log.slice(-5).map((line) => JSON.stringify(line));
    return new Error(`ended before "${message}":\n${[...this.complaints, ...last].join('\n')}`);
  }
}
