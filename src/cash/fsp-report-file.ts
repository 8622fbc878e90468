import {
  type CellResult,
  calendarDate,
  cellViolation,
  collect,
  type DateOrder,
  identifierText,
  plainText,
  type SourceCell,
  stated,
} from '../exchange/cells.ts';
import type { TableLimits } from '../exchange/csv.ts';
import {
  type CellOf,
  type ExplicitMapping,
  type FieldSpec,
  missingColumn,
  type RowsRead,
  readRows,
} from '../exchange/mapping.ts';
import type { TableFile } from '../exchange/table-file.ts';
import { comparableText } from '../exchange/text.ts';
import { assert } from '../lib/assert.ts';
import { formatCents, parseCents } from '../lib/money.ts';
import type { Violation } from '../lib/problem.ts';
import { withoutValues } from './cells.ts';

/** What a provider says became of a payment; `unknown` is a word we do not know, not an error of the file. */
export type ReportStatus = 'paid' | 'failed' | 'pending' | 'unknown';

interface ReportRowFields {
  readonly file: string;
  /** As a spreadsheet shows it; the header stands in row 1 of a plain file. */
  readonly row: number;
  readonly reference: string;
  /** The provider's own word. */
  readonly status_text: string;
  readonly fsp_reference: string | null;
  /** Calendar date, YYYY-MM-DD. */
  readonly paid_on: string | null;
  readonly reason: string | null;
}

interface AmountStated {
  readonly status: 'paid' | 'pending' | 'unknown';
  readonly amount_cents: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** A failure need not say how much was not paid; one that says it names its currency too. */
interface AmountOptional {
  readonly status: 'failed';
  readonly amount_cents: number | null;
  readonly currency: string | null;
}

export type FspReportRow = ReportRowFields & (AmountStated | AmountOptional);

export type FspReportField =
  | 'reference'
  | 'status'
  | 'amount'
  | 'currency'
  | 'fsp_reference'
  | 'paid_on'
  | 'reason';

export interface FspReportOptions {
  /** Columns the caller chose, as saved for this provider. */
  readonly mapping?: ExplicitMapping<FspReportField>;
  /** How the provider writes dates in numbers; without it such dates are refused. */
  readonly dateOrder?: DateOrder;
  /** What blank currency cells, or a file without that column, mean; without it they are refused. */
  readonly currency?: string;
  /** YYYY-MM-DD; a payment dated later is refused. */
  readonly lastDay?: string;
  readonly limits?: Partial<TableLimits>;
}

const CURRENCY_FIELD: FieldSpec<FspReportField> = {
  key: 'currency',
  headers: ['currency', 'moneda', 'divisa', 'currency code', 'código de moneda'],
  hxl: ['#currency+code'],
};

const FIELDS: readonly FieldSpec<FspReportField>[] = [
  {
    key: 'reference',
    required: true,
    headers: [
      'reference',
      'referencia',
      'payment reference',
      'referencia de pago',
      'referencia del pago',
      'EndToEndId',
      'end to end id',
    ],
    hxl: [],
  },
  {
    key: 'status',
    required: true,
    headers: ['status', 'estado', 'payment status', 'estado del pago', 'result', 'resultado'],
    hxl: ['#status'],
  },
  {
    key: 'amount',
    required: true,
    headers: ['amount', 'monto', 'importe', 'amount paid', 'paid amount', 'monto pagado', 'importe pagado'],
    hxl: ['#value'],
  },
  CURRENCY_FIELD,
  {
    key: 'fsp_reference',
    headers: [
      'fsp reference',
      'provider reference',
      'referencia del proveedor',
      'transaction id',
      'id de transacción',
      'número de transacción',
      'comprobante',
    ],
    hxl: [],
  },
  {
    key: 'paid_on',
    headers: ['paid on', 'payment date', 'fecha de pago', 'pagado el', 'date', 'fecha'],
    hxl: [],
  },
  {
    key: 'reason',
    headers: [
      'reason',
      'motivo',
      'razón',
      'causa',
      'reason code',
      'código de motivo',
      'error message',
      'error',
    ],
    hxl: [],
  },
];

/**
 * Words of providers and the codes of pain.002. ACSC is pending: the debtor's side settled, which does not say that
 * the household was paid (ACCC does). PART speaks of a batch and not of one payment, so it stays unknown.
 */
const STATUS_WORDS: ReadonlyMap<string, ReportStatus> = new Map([
  ...['paid', 'success', 'pagado', 'pagada', 'accc'].map((word) => [word, 'paid'] as const),
  ...['failed', 'error', 'fallido', 'fallida', 'rejected', 'rechazado', 'rechazada', 'rjct'].map(
    (word) => [word, 'failed'] as const,
  ),
  ...['returned', 'devuelto', 'devuelta'].map((word) => [word, 'failed'] as const),
  ...['pending', 'pendiente', 'pdng', 'acsc', 'acsp'].map((word) => [word, 'pending'] as const),
]);

/** A hundred million: no payment to a household, and a hundred thousand such rows still add up exactly. */
const MAX_AMOUNT_CENTS = 10_000_000_000;
const MAX_REFERENCE_CHARACTERS = 140;
const MAX_REASON_CHARACTERS = 500;

/**
 * Reads a provider's report: CSV with comma, semicolon or tab, headers in Spanish or English or as chosen.
 *
 * A row is either whole and typed or told in `violations` with its row and column, never with what stood there; trouble with the columns means no
 * rows. An unknown status word is no violation, and neither is a row told twice: matching decides about both.
 * Throws Problem `unreadable_file` or `table_too_large` as `readTable` does.
 */
export function readFspReport(file: TableFile, options: FspReportOptions = {}): RowsRead<FspReportRow> {
  const { mapping, limits, currency } = options;
  assert(currency === undefined || isCurrency(currency), `${currency} is not a currency`);
  const read = readRows<FspReportField, FspReportRow>(file, {
    fields: FIELDS,
    mapping,
    limits,
    nameFields: ['reference'],
    checkColumns: (table, { columns, violations }) =>
      currency === undefined && columns.currency === undefined && violations.length === 0
        ? [missingColumn(table, [CURRENCY_FIELD])]
        : [],
    readRow: (cell, row, violations) => readReportRow(cell, row, options, violations),
  });
  return { ...read, violations: withoutValues(read.violations) };
}

/** The meaning of a provider's status word, whatever its case, accents and punctuation. */
export function reportStatus(word: string): ReportStatus {
  return STATUS_WORDS.get(comparableText(word)) ?? 'unknown';
}

/** Null exactly when something was added to `violations`. */
function readReportRow(
  cell: CellOf<FspReportField>,
  row: number,
  options: FspReportOptions,
  violations: Violation[],
): FspReportRow | null {
  const before = violations.length;
  const { file } = cell('reference');
  const reference = collect(
    stated(cell('reference'), identifierText(cell('reference'), MAX_REFERENCE_CHARACTERS)),
    violations,
  );
  const statusText = collect(stated(cell('status'), plainText(cell('status'), 100)), violations);
  const amount = collect(amountCell(cell('amount')), violations);
  const currency = collect(currencyCell(cell('currency'), options.currency), violations);
  const fsp_reference = collect(identifierText(cell('fsp_reference'), MAX_REFERENCE_CHARACTERS), violations);
  const paid_on = collect(paidOn(cell('paid_on'), options), violations);
  const reason = collect(plainText(cell('reason'), MAX_REASON_CHARACTERS), violations);
  if (violations.length > before || reference === null || statusText === null) return null;

  const common = { file, row, reference, status_text: statusText, fsp_reference, paid_on, reason };
  const status = reportStatus(statusText);
  if (status === 'failed' && amount === null) return { ...common, status, amount_cents: null, currency };
  const amount_cents = collect(stated(cell('amount'), { value: amount }), violations);
  const statedCurrency = collect(stated(cell('currency'), { value: currency }), violations);
  if (amount_cents === null || statedCurrency === null) return null;
  return { ...common, status, amount_cents, currency: statedCurrency };
}

function paidOn(cell: SourceCell, { dateOrder, lastDay }: FspReportOptions): CellResult<string | null> {
  const result = calendarDate(cell, dateOrder);
  const isEarly =
    'value' in result && result.value !== null && lastDay !== undefined && result.value > lastDay;
  return isEarly ? { violation: cellViolation(cell, 'date_in_future') } : result;
}

/** An amount in cents; null when blank. */
function amountCell(cell: SourceCell): CellResult<number | null> {
  const parsed = parseCents(cell.text);
  if ('cents' in parsed && parsed.cents > MAX_AMOUNT_CENTS) {
    return { violation: cellViolation(cell, 'number_too_large', { max: formatCents(MAX_AMOUNT_CENTS) }) };
  }
  if ('cents' in parsed) return { value: parsed.cents };
  if (parsed.reason === 'empty') return { value: null };
  return { violation: cellViolation(cell, 'money_amount', { reason: parsed.reason }) };
}

function currencyCell(cell: SourceCell, declared: string | undefined): CellResult<string | null> {
  const text = cell.text.trim().toUpperCase();
  if (text === '') return { value: declared ?? null };
  return isCurrency(text) ? { value: text } : { violation: cellViolation(cell, 'currency_code') };
}

function isCurrency(text: string): boolean {
  return /^[A-Z]{3}$/.test(text);
}
