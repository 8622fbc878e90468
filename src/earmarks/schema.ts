import { z } from 'zod';
import { code, day, id, listQuery, moment, name, note, pageOf, quantity } from '../lib/fields.ts';
import { momentQuery } from '../stock/schema.ts';
import { loanStates } from './states.ts';

export const idParams = z.strictObject({ id });

const amount = z.int();

export const newLoan = z
  .strictObject({
    lot_id: id.meta({ description: 'The lot lent; its grant is the lender' }),
    location_id: id.meta({ description: 'The bin it lies in, and stays in' }),
    quantity,
    borrower_grant_id: id,
    reason: note,
    agreed_by: name.meta({ description: 'Who agreed for the lender' }),
    agreed_on: day,
  })
  .meta({ id: 'NewGrantLoan' });

export const newRepayment = z
  .strictObject({
    lot_id: id.meta({ description: 'A lot of the borrower, of the same item' }),
    location_id: id,
    quantity,
    note: note.optional(),
  })
  .meta({ id: 'NewGrantLoanRepayment' });

export const waiver = z.strictObject({ reason: note }).meta({ id: 'GrantLoanWaiver' });

export const loan = z
  .strictObject({
    id,
    number: z.string().meta({ examples: ['LOAN-000001'] }),
    lender_grant_id: id,
    lender_grant_code: code,
    borrower_grant_id: id,
    borrower_grant_code: code,
    item_id: id,
    item_code: code,
    lot_id: id,
    lot_number: z.string(),
    borrowed_lot_id: id.meta({ description: 'The lot of the borrower that the goods became' }),
    quantity: amount,
    repaid: amount,
    open: amount.meta({ description: 'Still owed; 0 once repaid or waived' }),
    state: z.enum(loanStates),
    reason: z.string(),
    agreed_by: z.string(),
    agreed_on: day,
    movement_id: id,
    made_by: id,
    made_at: moment,
    waived_at: moment.nullable(),
    waived_reason: z.string().nullable(),
    repayments: z.array(
      z.strictObject({
        id,
        lot_id: id,
        returned_lot_id: id,
        quantity: amount,
        note: z.string().nullable(),
        movement_id: id,
        made_at: moment,
      }),
    ),
  })
  .meta({ id: 'GrantLoan' });

export const loansQuery = listQuery(
  ['id'],
  {
    lender_grant_id: id.optional(),
    borrower_grant_id: id.optional(),
    item_id: id.optional(),
    state: z.enum(loanStates).optional(),
  },
  '-id',
);
export const loansPage = pageOf(loan);

const asOf = {
  as_of: day.optional().meta({ description: 'At the end of this day; now unless given' }),
  known_at: momentQuery.shape.known_at,
};

export const grantLotRow = z
  .strictObject({
    id,
    lot_number: z.string(),
    item_id: id,
    item_code: code,
    expires_on: day.nullable(),
    condition: z.string(),
    unit_value: z.string().nullable(),
    currency: z.string().nullable(),
    received: amount.meta({
      description:
        'From suppliers. received = on_hand + in_transit + at_sites + distributed + lost + adjusted_away + in_kits + lent − borrowed',
    }),
    received_value: z.string().nullable().meta({ description: 'received × unit_value, exact' }),
    on_hand: amount.meta({ description: 'In bins of warehouses' }),
    in_transit: amount,
    at_sites: amount,
    distributed: amount,
    lost: amount,
    adjusted_away: amount.meta({ description: 'Net of adjustments: found is negative' }),
    in_kits: amount.meta({ description: 'Inside kits and packs; negative for what was made from others' }),
    lent: amount.meta({ description: 'Gone to other grants, as a loan or a repayment' }),
    borrowed: amount.meta({ description: 'Come from other grants, as a loan or a repayment' }),
  })
  .meta({ id: 'GrantReportLot' });

export const grantReportQuery = listQuery(['lot_number', 'id'], asOf);
export const grantReportPage = pageOf(grantLotRow);

export const grantPlaceRow = z
  .strictObject({
    id: z.string().meta({ description: 'lot_id:location_id' }),
    lot_id: id,
    lot_number: z.string(),
    item_code: code,
    location_id: id,
    location_kind: z.enum(['bin', 'in_transit', 'site']),
    location_code: z.string(),
    warehouse_code: code.nullable(),
    site_code: code.nullable(),
    quantity: amount,
  })
  .meta({ id: 'GrantReportPlace' });

export const grantPlacesPage = pageOf(grantPlaceRow);
export const grantPlacesQuery = listQuery(['lot_number', 'id'], asOf);

export const grantReachedRow = z
  .strictObject({
    id: z.string().meta({ description: 'site_id:item_id' }),
    site_id: id,
    site_code: code,
    item_id: id,
    item_code: code,
    arrived: amount.meta({ description: 'Came to the site, less what was sent back' }),
    distributed: amount.meta({ description: 'Given out there' }),
    lost: amount.meta({ description: 'Written off or adjusted away there, less what was found' }),
    there: amount.meta({ description: 'Still at the site: arrived − distributed − lost' }),
  })
  .meta({ id: 'GrantReportReached' });

export const grantReachedPage = pageOf(grantReachedRow);
export const grantReachedQuery = listQuery(['site_code', 'id'], asOf);
