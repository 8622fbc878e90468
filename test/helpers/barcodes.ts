import type { PdfPage, Rect } from './pdf.ts';

/** Readers of the two kinds of symbol that are printed, written from their standards and not with what draws them. */

const QR_SIZE = 56.7;

/** What the QR codes of a page say, in the order they were drawn. */
export function readQrCodes(page: PdfPage): string[] {
  const modules = page.rects.filter(({ height }) => height > 1.5 && height < 2.8);
  const symbols: Rect[][] = [];
  for (const rect of modules) {
    const [first] = symbols.at(-1) ?? [];
    const isOfLast =
      first !== undefined &&
      rect.x >= first.x - 0.1 &&
      rect.x < first.x + QR_SIZE &&
      rect.y >= first.y - 0.1 &&
      rect.y < first.y + QR_SIZE;
    if (isOfLast) symbols.at(-1)?.push(rect);
    else symbols.push([rect]);
  }
  return symbols.map((rects) => decodeQr(modulesOf(rects)));
}

function modulesOf(rects: readonly Rect[]): boolean[][] {
  const [first] = rects;
  if (first === undefined) throw new Error('no modules');
  const size = Math.round(QR_SIZE / first.height);
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const rect of rects) {
    const row = Math.round((rect.y - first.y) / first.height);
    const from = Math.round((rect.x - first.x) / first.height);
    const count = Math.round(rect.width / first.height);
    for (let column = from; column < from + count; column += 1) (modules[row] as boolean[])[column] = true;
  }
  return modules;
}

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (i, j) => (i + j) % 2 === 0,
  (i) => i % 2 === 0,
  (_, j) => j % 3 === 0,
  (i, j) => (i + j) % 3 === 0,
  (i, j) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2 === 0,
  (i, j) => ((i * j) % 2) + ((i * j) % 3) === 0,
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2 === 0,
  (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0,
];

const FORMAT_MASK = 0b101010000010010;
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
/** Data codewords of versions 1 to 3 by level, where all of them are in one block. */
const dataWords: Readonly<Record<number, readonly (number | undefined)[]>> = {
  1: [undefined, 19, 34, 55],
  0: [undefined, 16, 28, 44],
  3: [undefined, 13, 22],
  2: [undefined, 9, 16],
};

/** Reads a QR code of version 1 to 3 (ISO/IEC 18004). Nothing is corrected: what is drawn must be right. */
export function decodeQr(modules: readonly (readonly boolean[])[]): string {
  const size = modules.length;
  const version = (size - 17) / 4;
  const at = (row: number, column: number) => modules[row]?.[column] === true;
  const formatCells = [0, 1, 2, 3, 4, 5, 7, 8].map((column) => at(8, column));
  formatCells.push(...[7, 5, 4, 3, 2, 1, 0].map((row) => at(row, 8)));
  const format = formatCells.reduce((bits, bit) => bits * 2 + Number(bit), 0) ^ FORMAT_MASK;
  const words = dataWords[format >> 13]?.[version];
  if (words === undefined) throw new Error(`level ${format >> 13} of version ${version}`);
  const mask = masks[(format >> 10) & 7] as (row: number, column: number) => boolean;
  const isFunction = (row: number, column: number) =>
    (row < 9 && column < 9) ||
    (row < 9 && column >= size - 8) ||
    (row >= size - 8 && column < 9) ||
    row === 6 ||
    column === 6 ||
    (version > 1 && Math.abs(row - (size - 7)) <= 2 && Math.abs(column - (size - 7)) <= 2);
  const bits: number[] = [];
  let isUp = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right -= 1;
    for (let step = 0; step < size; step += 1) {
      const row = isUp ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (!isFunction(row, column)) bits.push(Number(at(row, column) !== mask(row, column)));
      }
    }
    isUp = !isUp;
  }
  return readSegments(bits.slice(0, 8 * words));
}

type Take = (count: number) => number;

/** By mode: how many bits say how many characters there are, and how those are read. */
const segments: Readonly<Record<number, { countBits: number; read: (take: Take, count: number) => string }>> =
  {
    1: { countBits: 10, read: (take, count) => groups(count, 3, (size) => digits(take, size)) },
    2: { countBits: 9, read: (take, count) => groups(count, 2, (size) => letters(take, size)) },
    4: { countBits: 8, read: (take, count) => groups(count, 1, () => String.fromCharCode(take(8))) },
  };

function groups(count: number, most: number, read: (size: number) => string): string {
  let text = '';
  for (let left = count; left > 0; left -= most) text += read(Math.min(left, most));
  return text;
}

function digits(take: Take, size: number): string {
  return String(take([0, 4, 7, 10][size] ?? 0)).padStart(size, '0');
}

function letters(take: Take, size: number): string {
  if (size === 1) return ALPHANUMERIC[take(6)] ?? '';
  const pair = take(11);
  return `${ALPHANUMERIC[Math.floor(pair / 45)]}${ALPHANUMERIC[pair % 45]}`;
}

function readSegments(bits: readonly number[]): string {
  let position = 0;
  const take: Take = (count) => {
    const value = bits.slice(position, position + count).reduce((sum, bit) => sum * 2 + bit, 0);
    position += count;
    return value;
  };
  let text = '';
  while (position + 4 <= bits.length) {
    const mode = take(4);
    if (mode === 0) break;
    const segment = segments[mode];
    if (segment === undefined) throw new Error(`mode ${mode}`);
    text += segment.read(take, take(segment.countBits));
  }
  return text;
}

/** Widths of bars and spaces of the values 0 to 105 of Code 128, and the stop. */
const PATTERNS =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232'.split(
    ' ',
  );
const STOP = '2331112';

/** What the Code 128 of a page says, its check digit proven. */
export function readCode128(page: PdfPage): string {
  const bars = page.rects.filter(({ height }) => height === 22).sort((a, b) => a.x - b.x);
  const narrow = Math.min(...bars.map(({ width }) => width));
  const widths = bars.flatMap((bar, index) => {
    const next = bars[index + 1];
    const space = next === undefined ? [] : [next.x - bar.x - bar.width];
    return [bar.width, ...space].map((width) => Math.round(width / narrow));
  });
  const text = widths.join('');
  if (!text.endsWith(STOP)) throw new Error(`no stop: ${text}`);
  const values = (text.slice(0, -STOP.length).match(/.{6}/g) ?? []).map((pattern) =>
    PATTERNS.indexOf(pattern),
  );
  const check = values.pop();
  const sum = values.reduce((total, value, index) => total + value * Math.max(1, index), 0);
  if (values.includes(-1) || check !== sum % 103) throw new Error(`unreadable: ${values}`);
  let set = { 103: 'A', 104: 'B', 105: 'C' }[values[0] ?? 0];
  let read = '';
  for (const value of values.slice(1)) {
    if (set !== 'C' && value === 99) set = 'C';
    else if (set !== 'B' && value === 100) set = 'B';
    else if (set !== 'A' && value === 101) set = 'A';
    else read += set === 'C' ? String(value).padStart(2, '0') : String.fromCharCode(value + 32);
  }
  return read;
}
