import { connect, type Socket } from 'node:net';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly milliseconds: number;
  /** The next request to send, a whole HTTP/1.1 message. */
  readonly next: () => Buffer;
  /** The only status that counts; any other stops the run. */
  readonly expect: number;
}

/**
 * Keeps every connection busy with one request after the other and counts the answers. Written on bare sockets so that the
 * generator costs little beside the servers it compares. Gives answers per second.
 */
export async function load(options: LoadOptions): Promise<number> {
  const started = process.hrtime.bigint();
  const deadline = started + BigInt(options.milliseconds) * 1_000_000n;
  const counts = await Promise.all(
    Array.from({ length: options.connections }, () => drive(options, deadline)),
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

function drive(options: LoadOptions, deadline: bigint): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(options.port, '127.0.0.1');
    let answers = 0;
    let pending: Buffer = Buffer.alloc(0);
    socket.setNoDelay(true);
    socket.once('error', reject);
    socket.once('connect', () => socket.write(options.next()));
    socket.on('data', (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const length = answerLength(pending);
      if (length === undefined || pending.length < length) return;
      const status = Number(pending.toString('latin1', 9, 12));
      if (status !== options.expect) {
        fail(socket, reject, pending);
        return;
      }
      pending = pending.subarray(length);
      answers += 1;
      if (process.hrtime.bigint() < deadline) {
        socket.write(options.next());
      } else {
        socket.destroy();
        resolve(answers);
      }
    });
  });
}

function fail(socket: Socket, reject: (error: Error) => void, answer: Buffer): void {
  socket.destroy();
  reject(new Error(`unexpected answer: ${answer.toString('utf8', 0, 600)}`));
}

const headerEnd = Buffer.from('\r\n\r\n');

/** Bytes of the first answer in the buffer; undefined while its header is not complete. */
function answerLength(buffer: Buffer): number | undefined {
  const end = buffer.indexOf(headerEnd);
  if (end === -1) return undefined;
  const length = /content-length: (\d+)/i.exec(buffer.toString('latin1', 0, end))?.[1];
  return end + headerEnd.length + Number(length ?? 0);
}

/** A whole HTTP request; `body` is sent as JSON. */
export function httpRequest(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Buffer {
  const content = body === undefined ? '' : JSON.stringify(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined
      ? []
      : ['content-type: application/json', `content-length: ${Buffer.byteLength(content)}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${content}`);
}
