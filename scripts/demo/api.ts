import { randomUUID } from 'node:crypto';
import { request } from 'undici';

/** What the service answered; a script reads the fields it knows from the contract. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes are those of openapi.json
export type Json = any;

/** A refusal, with the words the service gave. */
export class Refused extends Error {
  readonly status: number;
  readonly body: Json;

  constructor(path: string, status: number, body: Json) {
    super(`${path}: ${status} ${body?.detail ?? ''} ${describeErrors(body)}`);
    this.status = status;
    this.body = body;
  }
}

function describeErrors(body: Json): string {
  const errors = (body?.errors ?? []) as { row?: number; pointer?: string; message: string }[];
  return errors
    .slice(0, 5)
    .map(
      (error) => `[${error.row === undefined ? (error.pointer ?? '') : `row ${error.row}`}] ${error.message}`,
    )
    .join(' ');
}

/** One request and its successful answer. */
export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body: Json;
  readonly answer: Json;
}

/** Speaks to a running service as one person, over HTTP like anyone else. Throws `Refused` for anything but success. */
export class Api {
  readonly #base: string;
  readonly #token: string;
  readonly #onExchange: (exchange: Exchange) => void;

  constructor(base: string, token: string, onExchange: (exchange: Exchange) => void = () => {}) {
    this.#base = base;
    this.#token = token;
    this.#onExchange = onExchange;
  }

  get(path: string): Promise<Json> {
    return this.#send('GET', path);
  }

  post(path: string, body?: Json): Promise<Json> {
    return this.#send(
      'POST',
      path,
      body === undefined ? undefined : JSON.stringify(body),
      'application/json',
    );
  }

  /** Edits what was read just before, by its version. */
  patch(path: string, version: number, body: Json): Promise<Json> {
    return this.#send('PATCH', path, JSON.stringify(body), 'application/json', {
      'if-match': `"${version}"`,
    });
  }

  upload(path: string, file: Uint8Array | string): Promise<Json> {
    return this.#send('POST', path, Buffer.from(file), 'text/csv');
  }

  async all(path: string): Promise<Json[]> {
    const rows: Json[] = [];
    const joint = path.includes('?') ? '&' : '?';
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Json = await this.get(
        `${path}${joint}limit=500${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      rows.push(...page.data);
      cursor = page.next_cursor;
    }
    return rows;
  }

  async #send(
    method: Exchange['method'],
    path: string,
    body?: string | Buffer,
    type?: string,
    headers: Record<string, string> = {},
  ): Promise<Json> {
    const answer = await request(`${this.#base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        'accept-language': 'en',
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...headers,
        ...(body === undefined || type === undefined ? {} : { 'content-type': type }),
      },
      body: body ?? null,
    });
    const text = await answer.body.text();
    const parsed = /json/.test(String(answer.headers['content-type'])) ? JSON.parse(text) : text;
    if (answer.statusCode >= 300) throw new Refused(path, answer.statusCode, parsed);
    this.#onExchange({
      method,
      path,
      body: typeof body === 'string' ? JSON.parse(body) : undefined,
      answer: parsed,
    });
    return parsed;
  }
}
