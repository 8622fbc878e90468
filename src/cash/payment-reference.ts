import { createHash } from 'node:crypto';
import { assert } from '../lib/assert.ts';

/** EndToEndId of ISO 20022 pain.001 holds at most 35 characters (Max35Text). */
export const MAX_REFERENCE_LENGTH = 35;

/** Crockford's base 32: no I, L, O or U, so that a reference survives being read over the phone. */
const DIGEST_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DIGEST_CHARACTERS = 13;

/** Leaves room for at least four characters of the household code. */
const LIST_NUMBER = /^[A-Za-z0-9][A-Za-z0-9-]{0,14}$/;

/** The restricted Latin set of ISO 20022 for payments, and no sign in front that a spreadsheet would calculate. */
const REFERENCE = /^[A-Za-z0-9][A-Za-z0-9/\-?:().,'+ ]{0,34}$/;

/**
 * The end-to-end reference of one payment: `<list number>-<household code, readable part>-<digest>`, for example
 * `LP-0007-HH001-8Z4W…`; at most 35 characters of `A–Z 0–9 -`, the same each time for the same list and household.
 *
 * The digest (65 bits of SHA-256 over the exact list number and code) tells apart what the readable part cannot:
 * `a1` and `A1`, `hh-001` and `HH001`, long codes with the same beginning, codes in other scripts. Everything is
 * upper case, so references stay distinct at a provider that folds case. Two of a million households of a list
 * share a digest with a probability of about one in a hundred million; the renderer of the instruction file refuses
 * a reference that stands twice.
 *
 * Throws when the list number is not 1 to 15 letters, digits and hyphens, or the code is empty.
 */
export function paymentReference(listNumber: string, householdCode: string): string {
  assert(LIST_NUMBER.test(listNumber), `${listNumber} is not a payment list number`);
  assert(householdCode !== '', 'a household code is not empty');
  const digest = shortDigest(`${listNumber}\n${householdCode}`);
  const room = MAX_REFERENCE_LENGTH - listNumber.length - digest.length - 2;
  const readable = householdCode
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, room);
  return [listNumber.toUpperCase(), readable, digest].filter((part) => part !== '').join('-');
}

/** Whether a text may stand as an end-to-end reference in a file for a provider. */
export function isPaymentReference(text: string): boolean {
  return REFERENCE.test(text);
}

/** Five bits a character from the front of the SHA-256 of the text's UTF-8. */
function shortDigest(text: string): string {
  const bytes = createHash('sha256').update(text, 'utf8').digest();
  let rest = bytes.readBigUInt64BE(0) * 2n + BigInt(bytes.readUInt8(8) >> 7);
  let digest = '';
  for (let n = 0; n < DIGEST_CHARACTERS; n += 1) {
    digest = DIGEST_ALPHABET.charAt(Number(rest % 32n)) + digest;
    rest /= 32n;
  }
  return digest;
}
