import { stringify } from 'csv-stringify/sync';
import { guardCell } from '../exchange/formula-guard.ts';
import { assert } from '../lib/assert.ts';
import { sha256 } from '../lib/hash.ts';
import { formatCents, sumCents } from '../lib/money.ts';
import { isPaymentReference } from './payment-reference.ts';

/** One transfer as the provider is told about it. */
export interface InstructionLine {
  readonly reference: string;
  readonly household_code: string;
  readonly beneficiary_name: string;
  readonly account: string;
  readonly amount_cents: number;
  /** ISO 4217, three capital letters; one file holds one currency. */
  readonly currency: string;
}

export interface InstructionFile {
  readonly bytes: Buffer;
  /** Of `bytes`, 64 hexadecimal digits. */
  readonly sha256: string;
  readonly payment_count: number;
  readonly total_cents: number;
}

export const INSTRUCTION_COLUMNS = [
  'reference',
  'household_code',
  'beneficiary_name',
  'account',
  'amount',
  'currency',
] as const;

/** First cell of the closing line. No payment may use it as its reference. */
export const CONTROL_LINE = 'TOTAL';

/** A mobile-money account in international form. A spreadsheet can at worst read it as a number, never run it. */
const INTERNATIONAL_NUMBER = /^\+[0-9]{6,15}$/;

/**
 * Renders the instruction file for a provider: CSV after RFC 4180 in UTF-8 without byte order mark, CRLF, a header,
 * one line for each payment in order of the reference's code units, and a closing line
 * `TOTAL,<number of payments>,,,<sum of amounts>,<currency>`. Count and sum stand last so that a file cut short on
 * the way shows it; they are what NbOfTxs and CtrlSum are in pain.001.
 *
 * The same payments in any order give the same bytes. Text cells are guarded against formulas, see `guardCell`.
 *
 * Throws when there is no payment, a reference is malformed or stands twice, an amount is not above zero, or
 * currencies are mixed: the list was checked before approval, so each of these is a bug and must not reach a bank.
 */
export function renderInstructionFile(payments: readonly InstructionLine[]): InstructionFile {
  const sorted = [...payments].sort((a, b) =>
    a.reference < b.reference ? -1 : a.reference > b.reference ? 1 : 0,
  );
  const currency = checkLines(sorted);
  const total_cents = sumCents(sorted.map((payment) => payment.amount_cents));
  const control = [CONTROL_LINE, String(sorted.length), '', '', formatCents(total_cents), currency];
  const text = stringify([INSTRUCTION_COLUMNS, ...sorted.map(cells), control], { record_delimiter: '\r\n' });
  const bytes = Buffer.from(text, 'utf8');
  return { bytes, sha256: sha256(bytes), payment_count: sorted.length, total_cents };
}

/** `+50370001234` stays as it is, because the provider pays to exactly these characters. */
function guardAccount(account: string): string {
  return INTERNATIONAL_NUMBER.test(account) ? account : guardCell(account);
}

function cells(payment: InstructionLine): string[] {
  return [
    payment.reference,
    guardCell(payment.household_code),
    guardCell(payment.beneficiary_name),
    guardAccount(payment.account),
    formatCents(payment.amount_cents),
    payment.currency,
  ];
}

/** Holds for a whole file in order of reference; answers with its one currency. */
function checkLines(sorted: readonly InstructionLine[]): string {
  const currency = sorted[0]?.currency ?? '';
  assert(/^[A-Z]{3}$/.test(currency), 'an instruction file has a payment and a currency');
  let previous = CONTROL_LINE;
  for (const payment of sorted) {
    const { reference } = payment;
    assert(
      isPaymentReference(reference) && reference !== CONTROL_LINE,
      `reference ${reference} is malformed`,
    );
    assert(reference !== previous, `reference ${reference} stands twice`);
    assert(payment.amount_cents > 0, `payment ${reference} has no amount`);
    assert(payment.currency === currency, `payment ${reference} is in another currency`);
    previous = reference;
  }
  return currency;
}
