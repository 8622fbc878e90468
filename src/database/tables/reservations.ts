import type { Generated } from 'kysely';

export type HolderKind = 'plan' | 'request' | 'person' | 'team';

export type NoticeKind = 'released' | 'preempted' | 'expired' | 'kept' | 'passed';

export type LimitKind = 'item' | 'category' | 'p_code' | 'site' | 'operation';

export interface ReservationTables {
  /** Who holds how much of an item, or waits for it. */
  reservations: {
    id: string;
    holder_kind: HolderKind;
    plan_id: string | null;
    request_id: string | null;
    team: string | null;
    /** Answers for it and is told when something is taken. */
    held_by: string;
    purpose: string | null;
    site_id: string | null;
    operation_id: string | null;
    warehouse_id: string;
    item_id: string;
    quantity: number;
    waiting: Generated<number>;
    priority: number;
    until_on: string | null;
    state: 'open' | 'spent' | 'cancelled' | 'expired';
    created_by: string;
    created_at: string;
    ended_by: string | null;
    ended_at: string | null;
  };
  /** The lots behind a reservation. A row changes only while its balance is held by the same transaction. */
  reservation_holds: {
    reservation_id: string;
    lot_id: string;
    location_id: string;
    quantity: number;
    remaining: number;
    used: Generated<number>;
    released: Generated<number>;
    held_at: string;
  };
  reservation_notices: {
    id: string;
    reservation_id: string;
    to_person_id: string;
    kind: NoticeKind;
    lot_id: string | null;
    location_id: string | null;
    quantity: number;
    reason: string | null;
    taken_by_reservation_id: string | null;
    made_by: string | null;
    made_at: string;
    acknowledged_at: string | null;
  };
  grant_limits: { grant_id: string; kind: LimitKind; value: string };
  grant_loans: {
    id: string;
    number: string;
    lender_grant_id: string;
    borrower_grant_id: string;
    item_id: string;
    lot_id: string;
    borrowed_lot_id: string;
    quantity: number;
    repaid: Generated<number>;
    state: 'open' | 'repaid' | 'waived';
    reason: string;
    agreed_by: string;
    agreed_on: string;
    movement_id: string;
    made_by: string;
    made_at: string;
    waived_by: string | null;
    waived_at: string | null;
    waived_reason: string | null;
  };
  grant_loan_repayments: {
    id: string;
    loan_id: string;
    lot_id: string;
    returned_lot_id: string;
    quantity: number;
    note: string | null;
    movement_id: string;
    made_by: string;
    made_at: string;
  };
}
