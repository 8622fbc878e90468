/** What a code can lead to, each with its letter. Letters are printed on paper: none is ever given another meaning. */
export const codeLetters = {
  bin: 'B',
  consignment: 'C',
  lot: 'L',
  movement: 'M',
  stock_count: 'N',
  receipt: 'R',
  transfer: 'T',
  consignment_line: 'X',
  transfer_line: 'Y',
} as const;

export type CodeKind = keyof typeof codeLetters;

export interface LookupCode {
  readonly kind: CodeKind;
  readonly id: string;
  /** The number of a box of a line. */
  readonly box: number | null;
}

const PREFIX = 'AC';
/** Crockford's base 32: no I, L, O and U, which are mistaken for others. All of it is in the QR's own set of 45 characters. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;

const kinds = new Map<string, CodeKind>(
  Object.entries(codeLetters).map(([kind, letter]) => [letter, kind as CodeKind]),
);

/**
 * What the QR of a paper or a label says: `AC`, a letter for the kind and the identifier in 26 characters, and the number of a
 * box behind a point. It outlives every change of name and tells nothing to whoever has no access.
 */
export function lookupCode(kind: CodeKind, id: string, box: number | null = null): string {
  let rest = BigInt(`0x${id.replaceAll('-', '')}`);
  let digits = '';
  for (let index = 0; index < LENGTH; index += 1) {
    digits = `${DIGITS[Number(rest % 32n)]}${digits}`;
    rest /= 32n;
  }
  return `${PREFIX}${codeLetters[kind]}${digits}${box === null ? '' : `.${box}`}`;
}

/** Reads a code without spaces, in either case; undefined when it is none. */
export function readLookupCode(text: string): LookupCode | undefined {
  const found = /^AC([A-Z])([0-9A-Z]{26})(?:\.([1-9]\d{0,5}))?$/.exec(text.toUpperCase());
  const [, letter = '', digits = '', box] = found ?? [];
  const kind = kinds.get(letter);
  if (kind === undefined) return undefined;
  let value = 0n;
  for (const digit of digits.replaceAll(/[IL]/g, '1').replaceAll('O', '0')) {
    const at = DIGITS.indexOf(digit);
    if (at < 0) return undefined;
    value = value * 32n + BigInt(at);
  }
  if (value >= 1n << 128n) return undefined;
  const hex = value.toString(16).padStart(32, '0');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { kind, id, box: box === undefined ? null : Number(box) };
}
