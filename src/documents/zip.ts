import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import { assert } from '../lib/assert.ts';

/** A file of an archive; its content is made as the archive is read. */
export interface ZipEntry {
  /** ASCII, with `/` between folders. */
  readonly name: string;
  readonly content: Iterable<string> | AsyncIterable<string>;
}

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** 1 January 1980, the first day a ZIP file knows: the same content gives the same bytes. */
const NO_DATE = 0x0021;
/** Sizes and checksum follow the content; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
const VERSION = 20;
/** Beyond it the format needs its 64-bit extension. */
const MAX_SIZE = 0xffff_ffff;

/**
 * A ZIP archive as it is made, piece by piece (PKWARE's APPNOTE, without the 64-bit extension): nothing is held but what the
 * compressor holds. Throws when the archive or a file in it passes 4 GiB.
 */
export async function* renderZip(entries: Iterable<ZipEntry>): AsyncGenerator<Uint8Array, void> {
  const written: Written[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'ascii');
    const start = offset;
    const sums = { crc: 0, size: 0 };
    const head = localHeader(name);
    yield head;
    offset += head.length;
    let packed = 0;
    for await (const piece of deflated(entry.content, sums)) {
      yield piece;
      packed += piece.length;
    }
    const tail = record([
      [4, 0x0807_4b50],
      [4, sums.crc],
      [4, packed],
      [4, sums.size],
    ]);
    yield tail;
    offset += packed + tail.length;
    assert(sums.size <= MAX_SIZE && offset <= MAX_SIZE, 'an archive stays below 4 GiB');
    written.push({ name, offset: start, packed, ...sums });
  }
  yield Buffer.concat([...written.map(centralHeader), endOfCentralDirectory(written, offset)]);
}

/** The content compressed; `sums` says, once it is read, what went in. */
async function* deflated(content: ZipEntry['content'], sums: { crc: number; size: number }) {
  async function* bytes() {
    for await (const text of content) {
      const piece = Buffer.from(text);
      sums.crc = crc32(piece, sums.crc);
      sums.size += piece.length;
      yield piece;
    }
  }
  const deflate = createDeflateRaw();
  // A failure of the source ends the compressor, whose reader below then throws it.
  pipeline(Readable.from(bytes(), { objectMode: false }), deflate, () => undefined);
  for await (const piece of deflate) yield piece as Uint8Array;
}

/** Little-endian numbers of so many bytes each. */
function record(fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

function localHeader(name: Buffer): Buffer {
  const fields = record([
    [4, 0x0403_4b50],
    [2, VERSION],
    [2, FLAGS],
    [2, DEFLATED],
    [2, 0],
    [2, NO_DATE],
    [4, 0],
    [4, 0],
    [4, 0],
    [2, name.length],
    [2, 0],
  ]);
  return Buffer.concat([fields, name]);
}

function centralHeader({ name, offset, crc, packed, size }: Written): Buffer {
  const fields = record([
    [4, 0x0201_4b50],
    [2, VERSION],
    [2, VERSION],
    [2, FLAGS],
    [2, DEFLATED],
    [2, 0],
    [2, NO_DATE],
    [4, crc],
    [4, packed],
    [4, size],
    [2, name.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, offset],
  ]);
  return Buffer.concat([fields, name]);
}

function endOfCentralDirectory(written: readonly Written[], offset: number): Buffer {
  const size = written.reduce((sum, { name }) => sum + 46 + name.length, 0);
  return record([
    [4, 0x0605_4b50],
    [2, 0],
    [2, 0],
    [2, written.length],
    [2, written.length],
    [4, size],
    [4, offset],
    [2, 0],
  ]);
}
