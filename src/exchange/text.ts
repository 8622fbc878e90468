import { Problem, type Violation } from '../lib/problem.ts';

export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface DecodedText {
  /** The text without its byte order mark. */
  text: string;
  encoding: TextEncodingName;
}

/**
 * A whole file that cannot be read. `reason` is a token that needs no translation (`XLSX`, `NUL`, `l. 14`), because it
 * is put into the Spanish and the English text alike; the sentence for people is the violation's.
 */
export function unreadableFile(
  fileName: string,
  reason: string,
  violation: Omit<Violation, 'file'>,
): Problem {
  return new Problem('unreadable_file', { file: fileName, reason }, [{ ...violation, file: fileName }]);
}

/**
 * Bytes of a text file → its text: UTF-8 with or without byte order mark, UTF-16 with one, and Windows-1252 (which
 * holds all of printable Latin-1) for what is not UTF-8.
 *
 * Throws Problem `unreadable_file` for a workbook, archive or PDF, for NUL bytes, for JSON, XML or HTML, and for UTF-8
 * with damaged places, which would otherwise pass as Windows-1252 with every accent doubled.
 */
export function decodeText(bytes: Uint8Array, fileName: string): DecodedText {
  refuseKnownFormats(bytes, fileName);
  const decoded = decodeBytes(bytes, fileName);
  if (decoded.text.includes('\0')) throw unreadableFile(fileName, 'NUL', { rule: 'file_binary' });
  refuseMarkup(decoded.text, fileName);
  return decoded;
}

/** Text with inner runs of white space (line breaks too) as one space, none around it, accents composed. */
export function collapseSpaces(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** Text for comparing names: no accents, case or punctuation. `Nº de Niños/as` → `no de ninos as`. */
export function comparableText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** True for a ZIP archive, which a workbook (.xlsx) is. */
export function startsLikeZip(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06]);
}

const SIGNATURES: ReadonlyArray<{ format: string; bytes: readonly number[] }> = [
  { format: 'PDF', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { format: 'ZIP', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { format: 'ZIP', bytes: [0x50, 0x4b, 0x05, 0x06] },
  { format: 'XLS', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
];

function refuseKnownFormats(bytes: Uint8Array, fileName: string): void {
  const found = SIGNATURES.find((signature) => startsWith(bytes, signature.bytes));
  if (!found) return;
  const format = found.format === 'ZIP' ? archiveFormat(bytes) : found.format;
  throw unreadableFile(fileName, format, { rule: 'file_format', params: { format } });
}

/** Which ZIP it is: the names of an archive's members stand in it uncompressed. */
function archiveFormat(bytes: Uint8Array): string {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (archive.includes('xl/')) return 'XLSX';
  return archive.includes('opendocument.spreadsheet') ? 'ODS' : 'ZIP';
}

function decodeBytes(bytes: Uint8Array, fileName: string): DecodedText {
  if (startsWith(bytes, [0xff, 0xfe])) return decodeUtf16(bytes, 'utf-16le', fileName);
  if (startsWith(bytes, [0xfe, 0xff])) return decodeUtf16(bytes, 'utf-16be', fileName);
  const utf8 = strictlyDecoded(bytes, 'utf-8');
  if (utf8 !== null) return { text: utf8, encoding: 'utf-8' };
  // A NUL in such bytes means no text at all; saying so is more use than a remark about accents.
  if (!bytes.includes(0)) refuseDamagedUtf8(bytes, fileName);
  return { text: decodeWindows1252(bytes), encoding: 'windows-1252' };
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be', fileName: string): DecodedText {
  const text = strictlyDecoded(bytes, encoding);
  if (text === null) throw damagedText(fileName, new TextDecoder(encoding).decode(bytes));
  return { text, encoding };
}

function strictlyDecoded(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * Windows-1252 text hardly ever holds a valid UTF-8 sequence (`É»` is one), and then among many single accents. More
 * valid sequences than broken places therefore means UTF-8 that was cut or pasted together.
 */
function refuseDamagedUtf8(bytes: Uint8Array, fileName: string): void {
  const lenient = new TextDecoder('utf-8').decode(bytes);
  const broken = lenient.match(/�/gu)?.length ?? 0;
  const valid = lenient.match(/[^\p{ASCII}�]/gu)?.length ?? 0;
  if (valid > broken) throw damagedText(fileName, lenient);
}

function damagedText(fileName: string, lenient: string): Problem {
  const line = lenient.slice(0, lenient.indexOf('�')).split(/\r\n|\r|\n/u).length;
  return unreadableFile(fileName, `l. ${line}`, { rule: 'file_encoding', params: { line } });
}

/** What Windows-1252 has at 0x80 to 0x9F, where Latin-1 has control codes; a space marks the five unused places. */
const WINDOWS_1252_HIGH = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

function decodeWindows1252(bytes: Uint8Array): string {
  // Not TextDecoder: some Node releases decode `windows-1252` as plain Latin-1 and lose the euro sign and quotes.
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return latin1.replace(/[\u0080-\u009f]/gu, (control) => {
    const character = WINDOWS_1252_HIGH[control.charCodeAt(0) - 0x80];
    return character === undefined || character === ' ' ? control : character;
  });
}

/** Portals often answer with a page or JSON under a `.csv` name; split at commas it would give nonsense row errors. */
function refuseMarkup(text: string, fileName: string): void {
  const start = text.slice(0, 200).trimStart().toLowerCase();
  const format = /^<(!doctype html|html|table)\b/u.test(start)
    ? 'HTML'
    : start.startsWith('<?xml')
      ? 'XML'
      : isJson(text, start)
        ? 'JSON'
        : null;
  if (format) throw unreadableFile(fileName, format, { rule: 'file_format', params: { format } });
}

function isJson(text: string, start: string): boolean {
  if (!start.startsWith('{') && !start.startsWith('[')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}
