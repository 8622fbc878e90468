import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { startDownload } from '../../src/http/download.ts';

const PIECE = Buffer.alloc(64 * 1024, 'x');

/** A file without end that counts its pieces and says when it was let go of. */
function endless() {
  const state = { made: 0, open: 0 };
  const pieces = async function* () {
    state.open += 1;
    try {
      for (;;) {
        state.made += 1;
        yield PIECE;
        await setImmediate();
      }
    } finally {
      state.open -= 1;
    }
  };
  return { state, pieces: pieces() };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

function closed(response: IncomingMessage): Promise<void> {
  return new Promise((resolve) => response.once('close', () => resolve()));
}

/** A client that has read the head of the answer and nothing more. */
async function served(t: Test, pieces: AsyncIterable<Uint8Array>, stallMs?: number) {
  const errors: string[] = [];
  const server = createServer((_request, response) => {
    startDownload(pieces, (error) => errors.push(error.message), stallMs).then(
      (stream) => {
        stream.once('error', () => response.destroy());
        stream.once('close', () => {
          if (!response.writableFinished) response.destroy();
        });
        response.once('close', () => stream.destroy());
        stream.pipe(response);
      },
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  request.on('error', () => undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return { response, errors };
}

t.test('a client that reads nothing holds up the work, and one that leaves ends it', async (t) => {
  const { state, pieces } = endless();
  const { response } = await served(t, pieces);
  let before = -1;
  // It stops by itself once the buffers on the way are full.
  for (let turn = 0; state.made !== before; turn += 1) {
    before = state.made;
    for (let round = 0; round < 2_000; round += 1) await setImmediate();
    if (turn > 50) break;
  }
  t.ok(state.made < 500, `${state.made} pieces of 64 KiB were made for nobody`);
  t.equal(state.open, 1);
  response.destroy();
  await until(() => state.open === 0);
  t.equal(state.open, 0, 'the work is over');
});

t.test('a client that takes nothing for long is cut off', async (t) => {
  const { state, pieces } = endless();
  const { response } = await served(t, pieces, 100);
  await until(() => state.open === 0);
  response.resume();
  await closed(response);
  t.equal(response.complete, false, 'and sees that it has not got all');
});

t.test('what fails before the first piece is thrown, what fails later breaks the connection', async (t) => {
  const failing = (after: number) =>
    (async function* () {
      for (let made = 0; made < after; made += 1) yield PIECE;
      throw new Error('no more rows');
    })();
  await t.rejects(
    startDownload(failing(0), () => t.fail('nobody is told twice')),
    /no more rows/,
  );
  const { response, errors } = await served(t, failing(3));
  response.resume();
  await closed(response);
  t.equal(response.complete, false);
  t.same(errors, ['no more rows']);
});

t.test('a stream that is closed before anyone read from it lets go of the file', async (t) => {
  const { state, pieces } = endless();
  const stream = await startDownload(pieces, (error) => t.fail(error.message));
  t.equal(state.open, 1);
  stream.destroy();
  await until(() => state.open === 0);
  t.equal(state.made, 1);
});
