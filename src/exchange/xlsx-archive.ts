import { SaxesParser } from 'saxes';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { Problem } from '../lib/problem.ts';
import { unreadableFile } from './text.ts';

/** What is unpacked of one workbook at most. A bomb of a few kilobytes unpacks to gigabytes; an honest file stays far below. */
const MAX_UNPACKED_BYTES = 200 * 1024 * 1024;
const MAX_ENTRIES = 2_000;

type Options = { xmlns: false; position: false };

export interface XmlHandler {
  /** Names come without their namespace prefix. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** The parts of a workbook, unpacked as they are read and never more than the limit all together. */
export class WorkbookArchive {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #fileName: string;
  #unpacked = 0;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, fileName: string) {
    this.#zip = zip;
    this.#entries = entries;
    this.#fileName = fileName;
  }

  /** Throws Problem `unreadable_file` for a damaged archive or one with more entries than any workbook has. */
  static async open(bytes: Uint8Array, fileName: string): Promise<WorkbookArchive> {
    const entries = new Map<string, Entry>();
    try {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const zip = await fromBufferPromise(buffer, { lazyEntries: true });
      for await (const entry of zip.eachEntry()) {
        entries.set(entry.fileName.toLowerCase(), entry);
        if (entries.size > MAX_ENTRIES) throw unpackedTooLarge(fileName);
      }
      return new WorkbookArchive(zip, entries, fileName);
    } catch (error) {
      throw asUnreadable(error, fileName);
    }
  }

  has(path: string): boolean {
    return this.#entries.has(path.toLowerCase());
  }

  /**
   * Reads a part as XML, piece by piece; what the handler throws comes through. A part that is not there has nothing in it.
   * Throws Problem `unreadable_file` for damage and beyond the limit.
   */
  async readXml(path: string, handler: XmlHandler): Promise<void> {
    const entry = this.#entries.get(path.toLowerCase());
    if (entry === undefined) return;
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      const parser = parserFor(handler);
      const stream = await this.#zip.openReadStreamPromise(entry);
      for await (const chunk of stream) {
        this.#unpacked += (chunk as Buffer).length;
        if (this.#unpacked > MAX_UNPACKED_BYTES) throw unpackedTooLarge(this.#fileName);
        parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      }
      parser.write(decoder.decode()).close();
    } catch (error) {
      throw asUnreadable(error, this.#fileName);
    }
  }
}

function parserFor({ open, close, text }: XmlHandler): SaxesParser<Options> {
  const parser = new SaxesParser<Options>({ xmlns: false, position: false });
  parser.on('error', (error) => {
    throw error;
  });
  if (open !== undefined) parser.on('opentag', (tag) => open(localName(tag.name), tag.attributes));
  if (close !== undefined) parser.on('closetag', (tag) => close(localName(tag.name)));
  if (text !== undefined) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  return parser;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}

function unpackedTooLarge(fileName: string): Problem {
  const max = MAX_UNPACKED_BYTES / 1024 / 1024;
  return unreadableFile(fileName, 'ZIP', { rule: 'file_unpacks_too_large', params: { max } });
}

/** The message of a parser helps nobody who typed the file; where it came from does. */
function asUnreadable(error: unknown, fileName: string): unknown {
  if (error instanceof Problem) return error;
  // Without a code it is a mistake of ours, not of the file.
  if (error instanceof TypeError && !('code' in error)) return error;
  return unreadableFile(fileName, 'XLSX', { rule: 'file_damaged' });
}
