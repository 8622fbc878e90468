import encoders from 'bwip-js/node';
import { present } from '../../lib/assert.ts';

/** A dark rectangle, in modules or bars of width 1 from the top left. */
export interface Dark {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Barcode {
  /** In modules, without the quiet zone around it. */
  readonly width: number;
  readonly height: number;
  readonly dark: readonly Dark[];
}

type Options = Parameters<typeof encoders.raw>[0];

/** What the encoder gives: modules row by row, 1 is dark; widths of bars and spaces. */
interface Modules {
  pixs: number[];
  pixx: number;
}

interface Bars {
  sbs: number[];
}

/** At least level M, at which a seventh may be lost, and more where it fits: what is printed lies in the dust of a warehouse. */
const ERROR_CORRECTION = 'M';

/** A text as a QR code (ISO/IEC 18004). Each run of dark modules in a row is one rectangle. */
export function qrCode(text: string): Barcode {
  const drawn = encoders.raw({ bcid: 'qrcode', text, eclevel: ERROR_CORRECTION } as Options) as Modules[];
  const { pixs, pixx } = present(drawn[0], 'a QR code');
  const height = pixs.length / pixx;
  const dark: Dark[] = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < pixx; x += 1) {
      const start = x;
      while (x < pixx && pixs[y * pixx + x] === 1) x += 1;
      if (x > start) dark.push({ x: start, y, width: x - start, height: 1 });
    }
  }
  return { width: pixx, height, dark };
}

/** Whether Code 128 can say a text: printable ASCII. */
export function isCode128(text: string): boolean {
  return /^[\x20-\x7e]{1,40}$/.test(text);
}

/** A text of printable ASCII as Code 128 (ISO/IEC 15417), one high. */
export function code128(text: string): Barcode {
  const drawn = encoders.raw({ bcid: 'code128', text } as Options) as Bars[];
  const { sbs } = present(drawn[0], 'a Code 128 symbol');
  const dark: Dark[] = [];
  let x = 0;
  for (const [index, width] of sbs.entries()) {
    // Bars and spaces take turns, bars first.
    if (index % 2 === 0) dark.push({ x, y: 0, width, height: 1 });
    x += width;
  }
  return { width: x, height: 1, dark };
}
