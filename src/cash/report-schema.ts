import { z } from 'zod';
import { importAnswerFields, importQueryFields } from '../exchange/imports.ts';
import { cents, currency, day, id, listQuery, moment, pageOf } from '../lib/fields.ts';
import { MATCH_KINDS } from './match.ts';

export const fspReportImportQuery = z.strictObject({
  ...importQueryFields,
  currency: currency
    .optional()
    .meta({ description: 'What a blank currency means; without it the file must say the currency' }),
});

/** A sum over many rows goes beyond what one amount may be. */
const centsSum = z.int().min(0);

const matchKind = z.enum(MATCH_KINDS).meta({ description: 'What a row turned out to be' });

const outcomeSum = z
  .strictObject({
    kind: matchKind,
    rows: z.int(),
    stated_cents: centsSum.meta({ description: 'What the rows say' }),
    applied_cents: centsSum.meta({ description: 'What they add to what households were paid' }),
    reversed_cents: centsSum.meta({ description: 'What they take away from it' }),
    difference_cents: centsSum.meta({
      description: 'Unpaid after the row, stated beyond what was due, or not applied, as the kind says',
    }),
  })
  .meta({ id: 'FspReportOutcome' });

export const fspReport = z
  .strictObject({
    id,
    list_id: id,
    sequence_number: z.int().meta({ description: 'Reports of a list in the order of their import' }),
    file_name: z.string(),
    file_sha256: z.string(),
    row_count: z.int().meta({ description: 'Rows taken' }),
    rows_refused: z.int().meta({ description: 'Rows left out as unreadable, by on_error=skip_rows' }),
    imported_by: id,
    imported_at: moment,
    outcomes: z.array(outcomeSum),
  })
  .meta({ id: 'FspReport' });

export const fspReportImport = z
  .strictObject({
    ...importAnswerFields,
    outcomes: z.array(outcomeSum),
    payments_changed: z.int().min(0),
    applied_cents: centsSum,
    reversed_cents: centsSum,
  })
  .meta({
    id: 'FspReportImport',
    description: 'What this call changed, or would change; import_id is the identifier of the report',
  });

export const fspReportsQuery = listQuery(['id'], { list_id: id.optional() });
export const fspReportsPage = pageOf(fspReport);

const reason = z.string().nullable().meta({
  description:
    'The provider’s words. A code such as AC04 for everyone; other text may hold names and is null without households.read_personal',
});

export const fspReportRow = z
  .strictObject({
    row_number: z.int().meta({ description: 'As a spreadsheet shows it' }),
    reference: z.string(),
    status: z.enum(['paid', 'failed', 'pending', 'unknown']),
    status_text: z.string().nullable().meta({
      description:
        'The provider’s own word; one of no known meaning may hold names and is null without households.read_personal',
    }),
    amount_cents: cents.nullable(),
    currency: currency.nullable(),
    fsp_reference: z.string().nullable(),
    paid_on: day.nullable(),
    reason,
    outcome: matchKind,
    payment_id: id.nullable(),
    applied_cents: cents,
    reversed_cents: cents,
    difference_cents: cents,
  })
  .meta({ id: 'FspReportRow' });

export const fspReportRowsQuery = listQuery(['row_number'], { outcome: matchKind.optional() });
export const fspReportRowsPage = pageOf(fspReportRow);

const explanationKinds = [
  ...MATCH_KINDS.filter((kind): kind is Exclude<typeof kind, 'matched'> => kind !== 'matched'),
  'not_reported',
  'returned',
] as const;
const explanation = z.enum(explanationKinds);
const kindCounts = z.partialRecord(explanation, z.int());
const signedCents = z.int();

export const tieOutAnswer = z
  .strictObject({
    list_id: id,
    list_number: z.string(),
    list_state: z.enum(['approved', 'instructed']),
    currency,
    approved_cents: centsSum,
    instructed_cents: centsSum,
    reported_paid_cents: centsSum.meta({
      description: 'Paid rows as stated in this currency, repeated and unknown ones included',
    }),
    paid_cents: centsSum,
    counts: z.strictObject({
      payments: z.int(),
      instructed: z.int(),
      paid_in_full: z.int(),
      report_rows: z.int(),
      rows_refused: z
        .int()
        .meta({ description: 'Unreadable rows of the reports, left out by on_error=skip_rows' }),
      unpaid: kindCounts,
      reported: kindCounts,
    }),
    lines: z.array(
      z.strictObject({
        side: z.enum(['unpaid', 'reported']).meta({
          description: 'unpaid explains approved − paid, reported explains reported − paid',
        }),
        kind: explanation,
        reference: z.string(),
        payment_id: id.nullable(),
        file: z.string().nullable(),
        row: z.int().nullable(),
        amount_cents: cents.nullable(),
        currency: currency.nullable(),
        difference_cents: cents,
        reason,
      }),
    ),
    bridge: z
      .array(
        z.strictObject({
          side: z.enum(['approved', 'unpaid', 'reported']),
          label: z.enum(['approved', ...explanationKinds]),
          amount_cents: signedCents,
        }),
      )
      .meta({ description: 'Steps from what was approved to what was reported; they add up to the latter' }),
    unexplained_cents: signedCents.meta({
      description: 'Reported less the sum of the bridge: 0 when all is explained',
    }),
    inconsistencies: z
      .array(
        z.strictObject({
          payment_id: id,
          reference: z.string(),
          paid_cents: signedCents,
          evidence_cents: signedCents,
        }),
      )
      .meta({ description: 'Payments whose paid amount their own evidence does not give' }),
    ledger: z.strictObject({
      committed_cents: signedCents,
      with_fsp_cents: signedCents,
      paid_cents: signedCents,
      agrees: z.boolean().meta({ description: 'The cash ledger says the same as payments and list' }),
    }),
  })
  .meta({ id: 'TieOut' });
