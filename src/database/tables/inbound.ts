import type { Generated } from 'kysely';

export type Means = 'sea' | 'air' | 'road' | 'rail' | 'hand';
export type OverDecision = 'accept' | 'return' | 'refuse';

/** What came so far of a quantity that was sent. */
interface BucketColumns {
  good: Generated<number>;
  damaged: Generated<number>;
  missing: Generated<number>;
  over: Generated<number>;
}

export interface InboundTables {
  expected_consignments: {
    id: string;
    number: string;
    warehouse_id: string;
    supplier: string;
    grant_id: string;
    reference: string;
    means: Means;
    transport_document: string | null;
    state: 'announced' | 'shipped' | 'partly_received' | 'received' | 'closed_short' | 'cancelled';
    expected_on: string;
    estimates: Generated<number>;
    shipped_on: string | null;
    shipped_by: string | null;
    cancelled_by: string | null;
    cancel_reason: string | null;
    version: Generated<number>;
    created_by: string;
    created_at: string;
    updated_at: string;
  };
  expected_lines: BucketColumns & {
    id: string;
    expected_consignment_id: string;
    line_number: number;
    item_id: string;
    quantity: number;
    lot_number: string | null;
    expires_on: string | null;
    unit_value: string | null;
    currency: string | null;
  };
  arrival_estimates: {
    expected_consignment_id: string;
    estimate_number: number;
    expected_on: string;
    reason: string | null;
    stated_by: string;
    stated_at: string;
  };
  transfers: {
    id: string;
    number: string;
    from_warehouse_id: string;
    to_warehouse_id: string;
    state: 'draft' | 'in_transit' | 'partly_received' | 'received' | 'closed_short' | 'cancelled';
    in_transit_location_id: string;
    means: Means;
    expected_on: string | null;
    note: string | null;
    transporter: string | null;
    vehicle_plate: string | null;
    transport_document: string | null;
    departed_on: string | null;
    departed_by: string | null;
    version: Generated<number>;
    created_by: string;
    created_at: string;
    updated_at: string;
  };
  transfer_lines: BucketColumns & {
    id: string;
    transfer_id: string;
    line_number: number;
    lot_id: string;
    location_id: string;
    quantity: number;
  };
  receipt_counts: {
    receipt_id: string;
    line_number: number;
    expected_line_id: string | null;
    transfer_line_id: string | null;
    item_id: string;
    grant_id: string;
    lot_number: string | null;
    lot_id: string | null;
    good: number;
    damaged: number;
    missing: number;
    over: number;
    damaged_lot_id: string | null;
    over_decision: OverDecision | null;
    over_lot_id: string | null;
  };
  receipt_reversals: { receipt_id: string; note: string; reversed_by: string; reversed_at: string };
  claims: {
    id: string;
    number: string;
    subject_kind: 'receipt' | 'transfer_receipt' | 'consignment_receipt';
    subject_id: string;
    subject_number: string;
    line_number: number;
    warehouse_id: string;
    time_zone: string;
    bucket: 'damaged' | 'missing' | 'over';
    item_id: string;
    grant_id: string;
    lot_id: string | null;
    lot_number: string | null;
    quantity: number;
    unit_value: string | null;
    currency: string | null;
    value_cents: number | null;
    liable_party: string;
    due_on: string;
    state: 'open' | 'submitted' | 'settled' | 'waived';
    settled_cents: number | null;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  claim_steps: {
    claim_id: string;
    step_number: number;
    step: 'open' | 'change' | 'submit' | 'settle' | 'waive';
    note: string | null;
    amount_cents: number | null;
    taken_by: string;
    taken_at: string;
  };
  claim_evidence: {
    id: string;
    claim_id: string;
    reference: string;
    note: string | null;
    added_by: string;
    added_at: string;
  };
}
