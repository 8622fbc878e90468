import { sql } from 'kysely';
import { type Check, countOf, type Finding } from './check.ts';

/** What reservations hold and what grants owe each other. */
export const reservationChecks: Check[] = [
  {
    name: 'reservations',
    description: 'an open reservation is never over-held, and one that ended holds nothing',
    counted: countOf('reservations'),
    broken: sql<Finding>`
      select 'reservation ' || reservations.id as subject, reservations.waiting + coalesce(held.quantity, 0) as stored,
        reservations.quantity as recomputed
      from reservations left join (
        select reservation_id, cast(sum(quantity) as bigint) as quantity, cast(sum(remaining) as bigint) as remaining
        from reservation_holds group by reservation_id
      ) as held on held.reservation_id = reservations.id
      where reservations.waiting + coalesce(held.quantity, 0) > reservations.quantity
        or (reservations.state <> 'open' and coalesce(held.remaining, 0) > 0)`,
  },
  {
    name: 'loans between grants',
    description: 'what is repaid of a loan equals its repayments, each with its movement',
    counted: countOf('grant_loans'),
    broken: sql<Finding>`
      select 'loan ' || grant_loans.number as subject, grant_loans.repaid as stored, coalesce(sums.quantity, 0) as recomputed
      from grant_loans left join (
        select loan_id, cast(sum(grant_loan_repayments.quantity) as bigint) as quantity from grant_loan_repayments
        join movement_lines on movement_lines.movement_id = grant_loan_repayments.movement_id
          and movement_lines.lot_id = grant_loan_repayments.lot_id and movement_lines.quantity = grant_loan_repayments.quantity
        group by loan_id
      ) as sums on sums.loan_id = grant_loans.id
      where grant_loans.repaid <> coalesce(sums.quantity, 0)`,
  },
];
