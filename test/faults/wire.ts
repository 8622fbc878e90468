import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Write } from './load.ts';
import type { ServiceProcess } from './service-process.ts';

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Awaiting {
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** One connection to the service, written and read byte by byte, for what no well-behaved client does. */
export class Wire {
  readonly #socket: Socket;
  readonly #awaiting: Awaiting[] = [];
  #received = Buffer.alloc(0);
  /** Resolves when the connection is closed, by whomever. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => resolve());
    });
    // A reset is a way to be closed.
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#deliver();
    });
    socket.on('close', () => {
      for (const { reject } of this.#awaiting.splice(0)) {
        reject(new Error(`closed after ${this.#received.length} bytes of an answer`));
      }
    });
  }

  static async open({ host, port }: Pick<ServiceProcess, 'host' | 'port'>): Promise<Wire> {
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    return new Wire(socket);
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  /** Sends and waits until the kernel has it all. */
  sent(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** The next answer, in the order of the requests; also `100 Continue`. Rejects when the connection closes before its end. */
  answer(): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#socket.closed) reject(new Error('closed before'));
      this.#awaiting.push({ resolve, reject });
      this.#deliver();
    });
  }

  /** Takes nothing more from the kernel until `resume`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Goes away: after a farewell (`end`), without reading what comes (`destroy`), or by a reset, as a lost phone does. */
  leave(how: 'end' | 'destroy' | 'reset'): void {
    if (how === 'end') this.#socket.end();
    else if (how === 'destroy') this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  #deliver(): void {
    for (;;) {
      const next = this.#awaiting[0];
      const parsed = next === undefined ? undefined : parseAnswer(this.#received);
      if (next === undefined || parsed === undefined) return;
      this.#received = this.#received.subarray(parsed.length);
      this.#awaiting.shift();
      next.resolve(parsed.answer);
    }
  }
}

/** The first whole answer in the bytes, all of which here have a Content-Length or no body. */
function parseAnswer(bytes: Buffer): { answer: WireAnswer; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString().split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const length = end + 4 + Number(headers['content-length'] ?? 0);
  if (bytes.length < length) return undefined;
  const answer = {
    status: Number(statusLine.split(' ')[1]),
    headers,
    body: bytes.subarray(end + 4, length).toString(),
  };
  return { answer, length };
}

export interface Request {
  readonly head: string;
  readonly body: string;
}

/** A write as it goes over the wire. */
export function requestOf(token: string, write: Write, more: Readonly<Record<string, string>> = {}): Request {
  const body = JSON.stringify(write.body);
  const headers = {
    host: 'service',
    authorization: `Bearer ${token}`,
    'idempotency-key': write.key,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...more,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return { head: `POST ${write.path} HTTP/1.1\r\n${lines.join('')}\r\n`, body };
}

export function getRequest(path: string, token?: string): string {
  const authorization = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
  return `GET ${path} HTTP/1.1\r\nhost: service\r\n${authorization}\r\n`;
}
