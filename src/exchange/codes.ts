import { code } from '../lib/fields.ts';
import { sha256 } from '../lib/hash.ts';

const MAX_DERIVED = 48;

/** True for a text that can be a code as it stands. */
export function isCode(text: string): boolean {
  return code.safeParse(text).success;
}

/** A name as a code: capital letters without accents, digits, hyphens. `Casa Comunal Río 2` → `CASA-COMUNAL-RIO-2`. */
export function codeFrom(name: string, otherwise: string): string {
  const letters = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/gu, '-');
  return letters.slice(0, MAX_DERIVED).replace(/^-+|-+$/gu, '') || otherwise;
}

/** Codes in use, letter case apart; gives out others. */
export class CodesInUse {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set([...taken].map((text) => text.toLowerCase()));
  }

  /** Takes the code; where it is in use, the same with a few characters that follow from `identity` alone. */
  claim(wanted: string, identity: string): string {
    const digest = sha256(identity).toUpperCase();
    for (let length = 0; ; length += 6) {
      const candidate = length === 0 ? wanted : `${wanted.slice(0, MAX_DERIVED)}-${digest.slice(0, length)}`;
      if (this.#taken.has(candidate.toLowerCase()) && length < digest.length) continue;
      this.#taken.add(candidate.toLowerCase());
      return candidate;
    }
  }
}
