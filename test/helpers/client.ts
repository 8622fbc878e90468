import { randomUUID } from 'node:crypto';
import { type Agent, request } from 'undici';
import type { Contract } from './contract.ts';

export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Parsed JSON; null when there is none. Black-box tests look into it freely. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the service answered
  body: any;
  bytes: Buffer;
}

export interface Options {
  key?: string;
  ifMatch?: string;
  language?: string;
  headers?: Record<string, string>;
}

/** Speaks HTTP to a running service as one person, and holds every answer against the published contract. */
export class Client {
  readonly #base: string;
  readonly #token: string | null;
  readonly #contract: Contract | null;
  readonly #agent: Agent;

  /** For a test that speaks HTTP by itself. */
  get token(): string {
    return this.#token ?? '';
  }

  constructor(base: string, token: string | null, contract: Contract | null, agent: Agent) {
    this.#base = base;
    this.#token = token;
    this.#contract = contract;
    this.#agent = agent;
  }

  get(path: string, options: Options = {}): Promise<Reply> {
    return this.send('GET', path, undefined, options);
  }

  post(path: string, body?: unknown, options: Options = {}): Promise<Reply> {
    return this.send('POST', path, body, { key: options.key ?? randomUUID(), ...options });
  }

  patch(path: string, body: unknown, options: Options = {}): Promise<Reply> {
    return this.send('PATCH', path, body, { key: options.key ?? randomUUID(), ...options });
  }

  /** Uploads a file. */
  upload(path: string, file: Uint8Array | string, options: Options = {}): Promise<Reply> {
    const headers = { 'content-type': 'text/csv', ...options.headers };
    return this.send('POST', path, Buffer.from(file), { key: randomUUID(), ...options, headers });
  }

  /** Every row of a list, page by page. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the service answered
  async all(path: string, limit = 200): Promise<any[]> {
    const rows = [];
    let cursor: string | null = null;
    do {
      const joint = path.includes('?') ? '&' : '?';
      const reply: Reply = await this.get(
        `${path}${joint}limit=${limit}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      rows.push(...reply.body.data);
      cursor = reply.body.next_cursor;
    } while (cursor !== null);
    return rows;
  }

  async send(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body: unknown,
    options: Options,
  ): Promise<Reply> {
    const isFile = Buffer.isBuffer(body);
    const headers: Record<string, string> = {
      ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
      ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
      ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
      'accept-language': options.language ?? 'en',
      ...(body !== undefined && !isFile ? { 'content-type': 'application/json' } : {}),
      ...options.headers,
    };
    const answer = await request(`${this.#base}${path}`, {
      method,
      headers,
      body: body === undefined ? null : isFile ? body : JSON.stringify(body),
      dispatcher: this.#agent,
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const isJson = /json/.test(String(answer.headers['content-type']));
    const reply = {
      status: answer.statusCode,
      headers: answer.headers,
      body: isJson ? JSON.parse(bytes.toString()) : null,
      bytes,
    };
    this.#contract?.check(method, path, reply);
    return reply;
  }
}
