import type { Sealing } from '../lib/sealing.ts';

/** What is known of the person a household is paid through. Never logged, never in a problem. */
export interface PersonalData {
  readonly head_name: string;
  readonly document: string | null;
  readonly account: string | null;
}

export interface SealedPersonalData {
  readonly head_name_sealed: string;
  readonly document_sealed: string | null;
  readonly account_sealed: string | null;
}

/** Each field is bound to its column and household: a sealed text moved to another row does not open. */
function sealContext(column: keyof SealedPersonalData, householdId: string): string {
  return `households.${column} ${householdId}`;
}

/** Personal data as it is stored, with the fingerprint by which a document is known again. */
export function sealPersonalData(
  sealing: Sealing,
  householdId: string,
  data: PersonalData,
): SealedPersonalData & { document_fingerprint: string | null } {
  const seal = (column: keyof SealedPersonalData, text: string) =>
    sealing.seal(text, sealContext(column, householdId));
  return {
    head_name_sealed: seal('head_name_sealed', data.head_name),
    document_sealed: data.document === null ? null : seal('document_sealed', data.document),
    document_fingerprint: data.document === null ? null : documentFingerprint(sealing, data.document),
    account_sealed: data.account === null ? null : seal('account_sealed', data.account),
  };
}

/** The reverse of `sealPersonalData`. */
export function openPersonalData(
  sealing: Sealing,
  householdId: string,
  sealed: SealedPersonalData,
): PersonalData {
  const open = (column: keyof SealedPersonalData) => {
    const text = sealed[column];
    return text === null ? null : sealing.open(text, sealContext(column, householdId));
  };
  return {
    head_name: open('head_name_sealed') ?? '',
    document: open('document_sealed'),
    account: open('account_sealed'),
  };
}

/** `12345678-9`, `12345678 9` and `123456789` are one document; leading zeros count. */
export function documentFingerprint(sealing: Sealing, document: string): string {
  return sealing.fingerprint(comparableDocument(document), 'households.document');
}

/** A document by its letters and digits alone; where it has none, as it stands. */
export function comparableDocument(document: string): string {
  const folded = document.normalize('NFKC').toUpperCase();
  return folded.replace(/[^\p{L}\p{N}]+/gu, '') || folded;
}
