import { present } from '../../lib/assert.ts';

/**
 * What a TrueType font can print and how wide it is, read from its tables `cmap` (format 4, which holds the basic plane), `hmtx`,
 * `hhea` and `head` (ISO/IEC 14496-22).
 */
export class Font {
  readonly #glyphs = new Map<number, number>();
  readonly #advances: number[] = [];
  readonly #unitsPerEm: number;

  constructor(file: Uint8Array) {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const tables = tablesOf(view);
    this.#unitsPerEm = view.getUint16(present(tables.get('head'), 'the head of a font') + 18);
    this.#readAdvances(view, tables);
    this.#readGlyphs(view, present(tables.get('cmap'), 'the characters of a font'));
  }

  /** Whether there is a shape for a character. */
  covers(codePoint: number): boolean {
    return this.#glyphs.has(codePoint);
  }

  /** Width of a text in points at a size; pairs are not drawn closer together. */
  width(text: string, size: number): number {
    let units = 0;
    for (const character of text) {
      const glyph = this.#glyphs.get(character.codePointAt(0) ?? 0) ?? 0;
      units += this.#advances[Math.min(glyph, this.#advances.length - 1)] ?? 0;
    }
    return (units / this.#unitsPerEm) * size;
  }

  #readAdvances(view: DataView, tables: ReadonlyMap<string, number>): void {
    const advances = view.getUint16(present(tables.get('hhea'), 'the metrics of a font') + 34);
    const start = present(tables.get('hmtx'), 'the widths of a font');
    for (let glyph = 0; glyph < advances; glyph += 1) this.#advances.push(view.getUint16(start + 4 * glyph));
  }

  #readGlyphs(view: DataView, cmap: number): void {
    const start = present(unicodeTable(view, cmap), 'the Unicode characters of a font');
    const doubled = view.getUint16(start + 6);
    const segment = (part: number, index: number) =>
      start + 14 + part * doubled + (part === 0 ? 0 : 2) + 2 * index;
    for (let index = 0; 2 * index < doubled; index += 1) {
      const last = view.getUint16(segment(0, index));
      const first = view.getUint16(segment(1, index));
      const delta = view.getUint16(segment(2, index));
      const offsetAt = segment(3, index);
      const offset = view.getUint16(offsetAt);
      for (let code = first; code <= last && code < 0xffff; code += 1) {
        const stored = offset === 0 ? code : view.getUint16(offsetAt + offset + 2 * (code - first));
        const glyph = offset !== 0 && stored === 0 ? 0 : (stored + delta) & 0xffff;
        if (glyph !== 0) this.#glyphs.set(code, glyph);
      }
    }
  }
}

/** Tag of each table → where it begins. */
function tablesOf(view: DataView): ReadonlyMap<string, number> {
  const tables = new Map<string, number>();
  for (let index = 0; index < view.getUint16(4); index += 1) {
    const at = 12 + 16 * index;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(at + byte)));
    tables.set(tag, view.getUint32(at + 8));
  }
  return tables;
}

const WINDOWS = 3;
const UNICODE = 1;
const SEGMENTS = 4;

function unicodeTable(view: DataView, cmap: number): number | undefined {
  for (let index = 0; index < view.getUint16(cmap + 2); index += 1) {
    const at = cmap + 4 + 8 * index;
    const start = cmap + view.getUint32(at + 4);
    const isUnicode = view.getUint16(at) === WINDOWS && view.getUint16(at + 2) === UNICODE;
    if (isUnicode && view.getUint16(start) === SEGMENTS) return start;
  }
  return undefined;
}

/**
 * A text as a font can print it. A character without a shape is printed as its code point, `[U+4E2D]`: nothing that somebody
 * entered disappears from a paper that is signed.
 */
export function printable(text: string, font: Pick<Font, 'covers'>): string {
  let printed = '';
  for (const character of text.normalize('NFC')) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n') printed += '\n';
    else if (/\s/.test(character)) printed += ' ';
    else if (code >= 0x20 && code !== ZERO_WIDTH_SPACE && font.covers(code)) printed += character;
    else printed += `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  }
  return printed;
}

/** Fonts have it, and nobody sees it. */
const ZERO_WIDTH_SPACE = 0x200b;
