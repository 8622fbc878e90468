import { inflateSync } from 'node:zlib';

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PdfPage {
  width: number;
  height: number;
  /** Pieces of text in the order they were drawn. */
  pieces: string[];
  /** Filled rectangles in the order they were drawn, from the top left. */
  rects: Rect[];
}

interface Parsed {
  dictionary: string;
  stream: Buffer | null;
}

/** Reads back what a PDF shows, as far as pdfkit writes it: pages, text through the fonts' own maps, rectangles. */
export class Pdf {
  readonly pages: readonly PdfPage[];
  /** As the file says it: `(D:20260805180000Z)`. */
  readonly createdAt: string;
  readonly #objects = new Map<number, Parsed>();

  constructor(bytes: Buffer) {
    const text = bytes.toString('latin1');
    if (!text.startsWith('%PDF-1.') || !text.trimEnd().endsWith('%%EOF')) throw new Error('not a whole PDF');
    for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
      const start = match.index + match[0].length;
      const end = text.indexOf('\nendobj', start);
      const body = text.slice(start, end);
      const at = body.indexOf('\nstream\n');
      const length = Number(/\/Length (\d+)/.exec(body)?.[1]);
      const from = start + at + '\nstream\n'.length;
      const packed = at < 0 ? null : bytes.subarray(from, from + length);
      const dictionary = at < 0 ? body : body.slice(0, at);
      const stream = packed !== null && dictionary.includes('/FlateDecode') ? inflateSync(packed) : packed;
      this.#objects.set(Number(match[1]), { dictionary, stream });
    }
    const all = [...this.#objects.values()].map(({ dictionary }) => dictionary);
    const dated = all.map((dictionary) => /\/CreationDate (\d+ 0 R)/.exec(dictionary)?.[1]);
    this.createdAt = this.#object(dated.find((reference) => reference !== undefined)).dictionary;
    this.pages = [...this.#objects.values()]
      .filter(({ dictionary }) => /\/Type \/Page\b/.test(dictionary))
      .map((page) => this.#page(page));
  }

  /** All text without any space: how words are split into pieces is the layout's business. */
  get squeezed(): string {
    return this.pages.map(squeeze).join('\f');
  }

  /** Those of some texts that are not in the document, wherever lines are broken. */
  lacks(texts: readonly string[]): string[] {
    const { squeezed } = this;
    return texts.filter((text) => !squeezed.includes(text.replaceAll(/\s/g, '')));
  }

  #object(reference: string | undefined): Parsed {
    const found = this.#objects.get(Number(/^(\d+) 0 R/.exec(reference ?? '')?.[1]));
    if (found === undefined) throw new Error(`no object ${reference}`);
    return found;
  }

  #page(page: Parsed): PdfPage {
    const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(page.dictionary) ?? [];
    const resources = this.#object(/\/Resources (\d+ 0 R)/.exec(page.dictionary)?.[1]).dictionary;
    const fonts = new Map<string, ReadonlyMap<string, string>>();
    const list = /\/Font <<([^>]*)>>/.exec(resources)?.[1] ?? '';
    for (const [, name = '', reference] of list.matchAll(/\/(F\d+) (\d+ 0 R)/g)) {
      const font = this.#object(reference).dictionary;
      const map = this.#object(/\/ToUnicode (\d+ 0 R)/.exec(font)?.[1]).stream?.toString('latin1') ?? '';
      fonts.set(name, unicodeMap(map));
    }
    const content = this.#object(/\/Contents (\d+ 0 R)/.exec(page.dictionary)?.[1]).stream;
    return {
      width: Number(width),
      height: Number(height),
      ...readContent(content?.toString('latin1') ?? '', fonts),
    };
  }
}

function squeeze(page: PdfPage): string {
  return page.pieces.join('').replaceAll(/\s/g, '');
}

/** Glyph (four hexadecimal digits) → text, of a font's ToUnicode map. */
function unicodeMap(map: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const toText = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le');
  for (const [, block = ''] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, first = '', list = ''] of block.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g)) {
      const start = Number.parseInt(first, 16);
      for (const [index, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]+)>/g)].entries())
        texts.set((start + index).toString(16).padStart(4, '0'), toText(hex));
    }
  }
  return texts;
}

function readContent(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>) {
  const pieces: string[] = [];
  const rects: Rect[] = [];
  let font: ReadonlyMap<string, string> = new Map();
  for (const line of content.split('\n')) {
    const chosen = /^\/(F\d+) [\d.]+ Tf$/.exec(line)?.[1];
    if (chosen !== undefined) font = fonts.get(chosen) ?? new Map();
    if (line.endsWith(' TJ')) {
      const glyphs = [...line.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
      pieces.push(glyphs.map((glyph) => font.get(glyph) ?? `<${glyph}>`).join(''));
    }
    const rect = /^([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re$/.exec(line);
    if (rect !== null) {
      const [x = 0, y = 0, width = 0, height = 0] = rect.slice(1).map(Number);
      rects.push({ x, y, width, height });
    }
  }
  return { pieces, rects };
}
