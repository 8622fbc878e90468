import { z } from 'zod';
import { importAnswerFields, importQueryFields } from '../exchange/imports.ts';
import { cents, code, currency, id, listQuery, moment, name, pageOf, version } from '../lib/fields.ts';

export const idParams = z.strictObject({ id });

const householdSize = z
  .int()
  .min(1)
  .max(200)
  .meta({ description: 'Persons', examples: [4] });

const amount = z
  .int()
  .min(1)
  .max(100_000_000_000)
  .meta({ description: 'Cents of the currency, 1 or more', examples: [14500] });

const transferValue = z.strictObject({
  min_household_size: householdSize,
  max_household_size: householdSize
    .nullable()
    .meta({ description: 'Last size with this value; null for all above' }),
  amount_cents: amount,
});

const programmeState = z.enum(['open', 'closed']);

const programmeNames = { name_es: name, name_en: name };

const programmeFields = {
  operation_id: id,
  grant_id: id,
  code,
  ...programmeNames,
  modality: z.enum(['multipurpose_cash', 'cash_for_shelter', 'conditional_cash', 'voucher']),
  fsp_name: name.meta({ description: 'Financial service provider (FSP) that pays' }),
  currency: currency.meta({ description: 'ISO 4217; the same as the grant’s' }),
  needs_account: z
    .boolean()
    .meta({ description: 'false where the provider pays at a counter and no account is needed' }),
  values: z.array(transferValue).min(1).max(50).meta({
    description: 'What a household is paid by its size; every size from 1 up has exactly one value',
  }),
};

export const programme = z
  .strictObject({
    id,
    ...programmeFields,
    state: programmeState.meta({ description: 'A closed programme takes no new payment lists' }),
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Programme' });

export const newProgramme = z
  .strictObject({
    ...programmeFields,
    currency: programmeFields.currency.default('USD'),
    needs_account: programmeFields.needs_account.default(true),
  })
  .meta({ id: 'NewProgramme' });

export const programmeChange = z
  .strictObject({
    ...z.object(programmeNames).partial().shape,
    state: z.literal('closed').optional().meta({ description: 'Closes it; what is listed goes on' }),
  })
  .meta({ id: 'ProgrammeChange' });

export const programmesQuery = listQuery(['code', 'id'], {
  operation_id: id.optional(),
  grant_id: id.optional(),
  code: code.optional(),
  state: programmeState.optional(),
});
export const programmesPage = pageOf(programme);

export const household = z
  .strictObject({
    id,
    operation_id: id,
    code,
    site_id: id.nullable(),
    household_size: householdSize,
    has_document: z.boolean(),
    has_account: z.boolean(),
    created_at: moment,
  })
  .meta({ id: 'Household', description: 'Without personal data' });

const personalData = {
  head_name: name.meta({ description: 'Head of household', examples: ['Delmy Carmen Arévalo Majano'] }),
  document: z
    .string()
    .trim()
    .min(1)
    .max(50)
    .nullable()
    .meta({ description: 'Identity document; one household an operation', examples: ['01234567-0'] }),
  account: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .nullable()
    .meta({ description: 'Bank account or mobile-money number to pay to' }),
};

export const newHousehold = z
  .strictObject({
    operation_id: id,
    code,
    site_id: id.nullable().default(null),
    household_size: householdSize,
    ...personalData,
    document: personalData.document.default(null),
    account: personalData.account.default(null),
  })
  .meta({
    id: 'NewHousehold',
    description: 'Names, documents and accounts are encrypted before they are stored',
  });

export const householdsQuery = listQuery(['code', 'household_size', 'id'], {
  operation_id: id.optional(),
  site_id: id.optional(),
  code: code.optional(),
});
export const householdsPage = pageOf(household);

const { date_order: _, ...householdQueryFields } = importQueryFields;
export const householdImportQuery = z.strictObject(householdQueryFields);

export const householdImport = z
  .strictObject({
    ...importAnswerFields,
    persons: z.int().min(0).meta({ description: 'Sum of the sizes of the households taken' }),
  })
  .meta({ id: 'HouseholdImport' });

const purpose = z
  .string()
  .trim()
  .min(5)
  .max(500)
  .meta({
    description: 'Why you need to see it; kept for the auditor',
    examples: ['Confirmar cuenta devuelta AC04'],
  });

export const newPersonalDataView = z.strictObject({ purpose }).meta({ id: 'NewPersonalDataView' });

export const openedPersonalData = z
  .strictObject({ view_id: id, household_id: id, code, ...personalData, purpose, viewed_at: moment })
  .meta({ id: 'OpenedPersonalData' });

export const personalDataView = z
  .strictObject({
    id,
    person_id: id,
    person_name: z.string().meta({ description: 'The member of staff who looked' }),
    subject_kind: z.enum(['household', 'payment_list']),
    subject_id: id,
    purpose: z.string(),
    viewed_at: moment,
  })
  .meta({ id: 'PersonalDataView', description: 'Who opened whose personal data, when and why' });

export const personalDataViewsQuery = listQuery(
  ['viewed_at', 'id'],
  { person_id: id.optional(), subject_id: id.optional() },
  '-viewed_at',
);
export const personalDataViewsPage = pageOf(personalDataView);

/* Payment lists */

/** A sum over many payments goes beyond what one amount may be. */
const centsSum = z.int().min(0);

const listState = z.enum(['draft', 'submitted', 'approved', 'instructed', 'cancelled']).meta({
  description: 'draft → submitted → approved → instructed; back to draft, or cancelled before instruction',
});

const householdSelection = (value: {
  household_ids?: unknown;
  all_households?: unknown;
  site_id?: unknown;
}): boolean =>
  [value.household_ids, value.all_households, value.site_id].filter((one) => one !== undefined).length === 1;

export const newPaymentList = z
  .strictObject({
    programme_id: id,
    household_ids: z.array(id).min(1).max(50_000).optional(),
    all_households: z.literal(true).optional().meta({ description: 'Every household of the operation' }),
    site_id: id.optional().meta({ description: 'Every household of this site' }),
  })
  .refine(householdSelection, { error: 'household_ids | all_households | site_id', path: ['household_ids'] })
  .meta({ id: 'NewPaymentList', description: 'Exactly one of household_ids, all_households and site_id' });

const person = id.nullable().meta({ description: 'A person' });

export const paymentList = z
  .strictObject({
    id,
    number: z.string().meta({ examples: ['PL-000001'] }),
    programme_id: id,
    programme_code: code,
    state: listState,
    currency,
    payment_count: z.int(),
    total_cents: centsSum.meta({ description: 'Sum of the payments' }),
    made_by: id,
    submitted_by: person,
    submitted_at: moment.nullable(),
    approved_by: person,
    approved_at: moment.nullable(),
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'PaymentList' });

export const paymentListsQuery = listQuery(['number', 'id'], {
  programme_id: id.optional(),
  state: listState.optional(),
});
export const paymentListsPage = pageOf(paymentList);

const comment = z.string().trim().min(1).max(2000);

export const paymentListReturn = z.strictObject({ comment }).meta({ id: 'PaymentListReturn' });
export const paymentListCancellation = z.strictObject({ comment }).meta({ id: 'PaymentListCancellation' });

export const paymentListStep = z
  .strictObject({
    id,
    action: z.enum(['make', 'submit', 'return', 'approve', 'instruct', 'cancel']),
    comment: comment.nullable(),
    taken_by: id,
    taken_at: moment,
  })
  .meta({ id: 'PaymentListStep', description: 'Who did what to the list, never edited' });

export const paymentListStepsQuery = listQuery(['id'], {});
export const paymentListStepsPage = pageOf(paymentListStep);

const paymentState = z
  .enum(['planned', 'instructed', 'paid', 'short', 'failed', 'pending', 'unknown', 'cancelled'])
  .meta({
    description: 'instructed: nothing reported yet; short: reported as paid, but less than the amount',
  });

export const payment = z
  .strictObject({
    id,
    list_id: id,
    reference: z.string().meta({ description: 'End-to-end reference, at most 35 characters' }),
    household_id: id,
    household_code: code,
    household_size: householdSize.meta({ description: 'As it was when the list was made' }),
    amount_cents: amount,
    currency,
    state: paymentState,
    paid_cents: cents.meta({ description: 'Confirmed by the provider, less what it took back' }),
  })
  .meta({ id: 'Payment' });

export const paymentsQuery = listQuery(['reference', 'id'], { state: paymentState.optional() });
export const paymentsPage = pageOf(payment);

export const instruction = z
  .strictObject({
    id,
    number: z.string().meta({ examples: ['INS-000001'] }),
    list_id: id,
    file_name: z.string(),
    file_sha256: z.string().meta({ description: 'Of the file, the same at every download' }),
    payment_count: z.int(),
    total_cents: centsSum,
    currency,
    made_by: id,
    made_at: moment,
  })
  .meta({
    id: 'PaymentInstruction',
    description: 'What the provider was told to pay, without personal data',
  });

const account = z.enum(['budget', 'committed', 'with_fsp', 'paid']);

export const cashEntry = z
  .strictObject({
    id,
    list_id: id,
    payment_id: id.nullable(),
    kind: z.enum(['commit', 'instruct', 'pay', 'release', 'reversal']),
    from_account: account,
    to_account: account,
    amount_cents: amount,
    currency,
    evidence_kind: z.enum(['payment_list', 'instruction', 'fsp_report_row']),
    evidence_id: z.string().meta({ description: 'For a report row: report and row number with a / between' }),
    reverses_entry_id: id.nullable(),
    posted_by: id,
    posted_at: moment,
  })
  .meta({ id: 'CashEntry', description: 'One posting of the cash ledger, never edited' });

export const cashEntriesQuery = listQuery(['id'], {
  list_id: id.optional(),
  payment_id: id.optional(),
  kind: cashEntry.shape.kind.optional(),
});
export const cashEntriesPage = pageOf(cashEntry);
