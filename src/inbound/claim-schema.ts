import { z } from 'zod';
import {
  cents,
  code,
  currency,
  day,
  flag,
  id,
  listQuery,
  moment,
  name,
  note,
  pageOf,
  quantity,
  unitValue,
  version,
} from '../lib/fields.ts';
import { claimStates } from './states.ts';

const state = z.enum(claimStates);

const claimFields = {
  id,
  number: z.string().meta({ examples: ['CLM-000001'] }),
  subject_kind: z
    .enum(['receipt', 'transfer_receipt', 'consignment_receipt'])
    .meta({ description: 'The kind of receipt that found it' }),
  subject_id: id,
  subject_number: z.string().meta({ examples: ['GRN-000001'] }),
  line_number: z.int(),
  warehouse_id: id.meta({ description: 'Where the goods came in; for a site, where they came from' }),
  bucket: z.enum(['damaged', 'missing', 'over']),
  item_id: id,
  item_code: code,
  grant_id: id,
  grant_code: code,
  lot_id: id.nullable(),
  lot_number: z.string().nullable(),
  quantity,
  unit_value: unitValue
    .nullable()
    .meta({ description: 'What one unit was worth when the claim was opened; null when unknown' }),
  currency: currency.nullable(),
  value_cents: cents.nullable().meta({
    description:
      'quantity × unit_value, exact, rounded once, half a cent up; null when the unit value is unknown',
  }),
  liable_party: z
    .string()
    .meta({ description: 'Supplier of a receipt; transporter of a transfer or a consignment' }),
  due_on: day.meta({ description: '30 days after the receipt unless changed' }),
  overdue: z
    .boolean()
    .meta({ description: 'Not decided, and the day due has passed where the goods came in' }),
  state,
  settled_cents: cents.nullable(),
  version,
  created_at: moment,
  updated_at: moment,
};

export const claim = z.strictObject(claimFields).meta({ id: 'Claim' });

export const claimDetail = z
  .strictObject({
    ...claimFields,
    history: z.array(
      z.strictObject({
        step_number: z.int(),
        step: z.enum(['open', 'change', 'submit', 'settle', 'waive']),
        note: z.string().nullable(),
        amount_cents: cents.nullable(),
        taken_by: id,
        taken_at: moment,
      }),
    ),
    evidence: z.array(
      z.strictObject({
        id,
        reference: z.string(),
        note: z.string().nullable(),
        added_by: id,
        added_at: moment,
      }),
    ),
  })
  .meta({ id: 'ClaimWithHistory' });

export const claimsQuery = listQuery(['due_on', 'id'], {
  state: state.optional(),
  subject_id: id.optional().meta({ description: 'Claims of this receipt' }),
  warehouse_id: id.optional(),
  due_before: day.optional(),
  overdue: flag.optional().meta({ description: 'true: only overdue ones' }),
});
export const claimsPage = pageOf(claim);

export const claimChange = z
  .strictObject({ liable_party: name.optional(), due_on: day.optional() })
  .meta({ id: 'ClaimChange' });

export const newEvidence = z
  .strictObject({
    reference: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .meta({ description: 'Where it is kept: a file, a photo number, a signed waybill' }),
    note: note.nullable().default(null),
  })
  .meta({ id: 'NewClaimEvidence' });

export const submission = z
  .strictObject({ note: note.nullable().default(null) })
  .meta({ id: 'ClaimSubmission' });

export const settlement = z
  .strictObject({
    amount_cents: cents.meta({ description: 'What the liable party made good, in cents of the currency' }),
    note: note.nullable().default(null),
  })
  .meta({ id: 'ClaimSettlement' });

export const waiver = z.strictObject({ reason: note }).meta({ id: 'ClaimWaiver' });
