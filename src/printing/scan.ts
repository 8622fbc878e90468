import { documentNumber } from '../lib/running-number.ts';

/** A scanned or typed text as codes are compared: without spaces, in capitals. Only the letters of ASCII have two cases there. */
export function scanKey(text: string): string {
  return text.replaceAll(/\s/g, '').replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** The number of a document as people write it, `GRN42` or `GRN-000042`: its prefix, and the number in full. */
export function numberOf(key: string): { prefix: string; number: string } | undefined {
  const [, prefix, digits] = /^([A-Z]{2,5})[-–.]?(\d{1,12})$/.exec(key) ?? [];
  if (prefix === undefined || digits === undefined) return undefined;
  return { prefix, number: documentNumber(prefix, Number(digits)) };
}
