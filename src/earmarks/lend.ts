import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { forbiddenItem } from '../catalogue/earmark-rule.ts';
import { listLimits } from '../catalogue/earmark-store.ts';
import { findGrant, findItem } from '../catalogue/store.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { CONVERSION, DEFAULT_TIME_ZONE } from '../stock/places.ts';
import { post } from '../stock/post.ts';
import { findLot, type Lot } from '../stock/store.ts';
import { counterpart } from './counterpart.ts';
import { addRepaid, findLoan, insertLoan, insertRepayment, waiveOpen } from './loan-store.ts';
import type { newLoan, newRepayment } from './schema.ts';
import { loanSteps } from './states.ts';

/**
 * Lends goods of one grant to another: they stay where they are and become a lot of the borrower, of the same number, expiry,
 * value, owner and attributes; a kit's parts become the borrower's too. Throws `loan_rule` (unknown lot or grant, the lender itself, an item the borrower may not have, a lot that is not good),
 * `lot_mismatch`, and what `post` throws.
 */
export async function lend(tx: Tx, context: Context, principal: Principal, input: z.infer<typeof newLoan>) {
  const lot = await lotToLend(tx, context, input);
  const id = context.ids.next();
  const { lot_id, location_id, quantity, borrower_grant_id, ...agreed } = input;
  const moved = await moveBetween(tx, context, principal, {
    ...{ id, lot, location_id, quantity },
    grant_id: borrower_grant_id,
    note: input.reason,
  });
  await insertLoan(tx, {
    id,
    number: await nextNumber(tx, 'LOAN'),
    lender_grant_id: lot.grant_id,
    borrower_grant_id,
    item_id: lot.item_id,
    lot_id,
    borrowed_lot_id: moved.lot_id,
    quantity,
    ...agreed,
    movement_id: moved.movement_id,
    made_by: principal.person_id,
    made_at: instant(context.clock),
  });
  return present(await findLoan(tx, id), 'the loan just made');
}

async function lotToLend(tx: Tx, context: Context, input: z.infer<typeof newLoan>): Promise<Lot> {
  const [lot, borrower, limits] = await Promise.all([
    findLot(tx, input.lot_id),
    findGrant(tx, input.borrower_grant_id),
    listLimits(tx, input.borrower_grant_id),
  ]);
  const violations: Violation[] = [];
  if (lot === undefined) violations.push(unknown('lot', '/body/lot_id', input.lot_id));
  if (borrower === undefined)
    violations.push(unknown('grant', '/body/borrower_grant_id', input.borrower_grant_id));
  const day = today(context.clock, DEFAULT_TIME_ZONE);
  if (input.agreed_on > day)
    violations.push({ rule: 'date_in_future', pointer: '/body/agreed_on', value: input.agreed_on });
  if (lot !== undefined && borrower !== undefined) {
    if (lot.grant_id === borrower.id)
      violations.push({ rule: 'same_grant', pointer: '/body/borrower_grant_id', value: borrower.code });
    const item = present(await findItem(tx, lot.item_id), 'the item of the lot');
    const allowed = forbiddenItem(limits, { item_id: item.id, category: item.category });
    if (allowed !== null) {
      const { lot_number } = lot;
      const params = { lot_number, grant: borrower.code, allowed, asked: item.code };
      violations.push({
        rule: 'earmark_item',
        pointer: '/body/borrower_grant_id',
        value: lot_number,
        params,
      });
    }
    violations.push(...notGood(lot));
  }
  if (violations.length > 0) throw new Problem('loan_rule', {}, violations);
  return present(lot, 'the lot to lend');
}

function unknown(resource: string, pointer: string, value: string): Violation {
  return { rule: 'unknown_reference', pointer, value, params: { resource } };
}

/** Damaged or expired goods are no loan and repay none. */
function notGood({ lot_number, condition, expires_on }: Lot): Violation[] {
  if (condition === 'good') return [];
  const params = { lot_number, condition, expires_on };
  return [{ rule: 'lot_not_usable', pointer: '/body/lot_id', value: lot_number, params }];
}

interface Passing {
  /** The loan. */
  id: string;
  lot: Lot;
  location_id: string;
  quantity: number;
  /** Whose the goods become. */
  grant_id: string;
  note: string | undefined;
}

/** Turns goods of a lot into the same goods of another grant, where they lie. */
async function moveBetween(
  tx: Tx,
  context: Context,
  principal: Principal,
  { id, lot, location_id, quantity, grant_id, note }: Passing,
): Promise<{ lot_id: string; movement_id: string }> {
  const other = await counterpart(tx, context, lot, grant_id);
  const posted = await post(tx, context, principal, {
    kind: 'loan',
    reason: 'loan',
    note,
    document: { kind: 'grant_loan', id },
    lines: [
      { lot_id: lot.id, from_location_id: location_id, to_location_id: CONVERSION, quantity },
      { lot_id: other, from_location_id: CONVERSION, to_location_id: location_id, quantity },
    ],
  });
  return { lot_id: other, movement_id: posted.id };
}

/**
 * Repays part or all of a loan with goods of the borrower of the same item, never more than is owed. Throws `not_found`,
 * `state_conflict`, `loan_rule`, `lot_mismatch`, and what `post` throws.
 */
export async function repay(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof newRepayment>,
) {
  const loan = found(await findLoan(tx, id), 'loan', id);
  assertStepped(loan.state === 'open', 'loan', loan, 'repay', loanSteps.repay.from);
  const lot = await lotToRepay(tx, loan, input);
  const { quantity } = input;
  if (!(await addRepaid(tx, id, quantity))) {
    const current = found(await findLoan(tx, id), 'loan', id);
    assertStepped(current.state === 'open', 'loan', current, 'repay', loanSteps.repay.from);
    const params = { number: loan.number, open: current.open };
    const violation = {
      rule: 'repays_beyond',
      pointer: '/body/quantity',
      value: String(quantity),
      params,
    } as const;
    throw new Problem('loan_rule', {}, [violation]);
  }
  const moved = await moveBetween(tx, context, principal, {
    ...{ id, lot, quantity, note: input.note },
    location_id: input.location_id,
    grant_id: loan.lender_grant_id,
  });
  await insertRepayment(tx, {
    id: context.ids.next(),
    loan_id: id,
    lot_id: lot.id,
    returned_lot_id: moved.lot_id,
    quantity,
    note: input.note ?? null,
    movement_id: moved.movement_id,
    made_by: principal.person_id,
    made_at: instant(context.clock),
  });
  return present(await findLoan(tx, id), 'the loan just repaid');
}

type Loan = NonNullable<Awaited<ReturnType<typeof findLoan>>>;

async function lotToRepay(tx: Tx, loan: Loan, { lot_id }: z.infer<typeof newRepayment>): Promise<Lot> {
  const lot = await findLot(tx, lot_id);
  const pointer = '/body/lot_id';
  if (lot === undefined) throw new Problem('loan_rule', {}, [unknown('lot', pointer, lot_id)]);
  const { lot_number } = lot;
  const violations = notGood(lot);
  if (lot.item_id !== loan.item_id)
    violations.push({ rule: 'lot_of_other_item', pointer, value: lot_number, params: { lot_number } });
  if (lot.grant_id !== loan.borrower_grant_id) {
    const params = { lot_number, grant: lot.grant_code, borrower: loan.borrower_grant_code };
    violations.push({ rule: 'lot_of_other_grant', pointer, value: lot_number, params });
  }
  if (violations.length > 0) throw new Problem('loan_rule', {}, violations);
  return lot;
}

/** The lender gives up what is still owed. Throws `not_found`, `state_conflict`. */
export async function waive(tx: Tx, context: Context, principal: Principal, id: string, reason: string) {
  const waived = await waiveOpen(tx, id, {
    waived_by: principal.person_id,
    waived_at: instant(context.clock),
    waived_reason: reason,
  });
  const current = found(await findLoan(tx, id), 'loan', id);
  assertStepped(waived, 'loan', current, 'waive', loanSteps.waive.from);
  return current;
}
