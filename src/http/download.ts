import { Readable } from 'node:stream';

/** A client that takes nothing for so long is cut off: what it reads from holds a place and a connection of the database. */
const STALL_MS = 60_000;

/**
 * Makes a stream of a file that is made piece by piece. Resolves when the first piece is there, and rejects with whatever
 * prevents it. The next piece is asked for when the client has taken those before; a client that goes away, or that takes nothing
 * for a minute, ends the work. `onError` hears of a failure after the first piece: all that is left then is to break the
 * connection, so that nobody takes the part for the whole.
 */
export async function startDownload(
  pieces: AsyncIterable<Uint8Array>,
  onError: (error: Error) => void,
  stallMs = STALL_MS,
): Promise<Readable> {
  const iterator = pieces[Symbol.asyncIterator]();
  let first: IteratorResult<Uint8Array> | undefined = await iterator.next();
  let timer: NodeJS.Timeout | undefined;
  // Not a generator: one that was never begun would not pass on that the stream was closed.
  const source: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => source,
    next: async () => {
      clearTimeout(timer);
      const piece = first ?? (await iterator.next());
      first = undefined;
      timer = setTimeout(() => stream.destroy(), stallMs).unref();
      return piece;
    },
    return: async () => {
      clearTimeout(timer);
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
  const stream = Readable.from(source, { objectMode: false, highWaterMark: 65_536 });
  stream.on('error', onError);
  stream.on('close', () => clearTimeout(timer));
  return stream;
}
