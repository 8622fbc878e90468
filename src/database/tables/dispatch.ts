import type { Generated } from 'kysely';

export interface DispatchTables {
  plans: {
    id: string;
    number: string;
    operation_id: string;
    standard_id: string;
    warehouse_id: string;
    state: 'computed' | 'approved' | 'dispatched' | 'completed' | 'cancelled';
    as_of: string;
    arrival_on: string;
    inputs: string;
    inputs_sha256: string;
    totals: string;
    computed_by: string;
    computed_at: string;
    approved_by: string | null;
    approved_at: string | null;
    consigned_by: string | null;
    consigned_at: string | null;
    cancelled_by: string | null;
    cancelled_at: string | null;
    version: Generated<number>;
  };
  plan_lines: {
    id: string;
    plan_id: string;
    line_number: number;
    site_id: string;
    item_id: string;
    tier: number | null;
    priority: number;
    need: number;
    delivered: number;
    in_transit: number;
    promised: number;
    gap: number;
    allocated: number;
    shortfall: number;
    flags: string;
    basis: string;
  };
  plan_line_reasons: { plan_line_id: string; reason: string; quantity: number };
  plan_picks: {
    plan_line_id: string;
    pick_number: number;
    lot_id: string;
    location_id: string;
    quantity: number;
  };
  plan_requests: { plan_id: string; request_id: string };
  requests: {
    id: string;
    number: string;
    site_id: string;
    state: 'draft' | 'submitted' | 'approved' | 'rejected' | 'planned' | 'cancelled';
    justification: string | null;
    requested_by: string;
    decided_by: string | null;
    decision_comment: string | null;
    plan_id: string | null;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  request_lines: {
    request_id: string;
    line_number: number;
    item_id: string;
    quantity_requested: number;
    quantity_approved: number | null;
  };
  consignments: {
    id: string;
    number: string;
    plan_id: string;
    warehouse_id: string;
    site_id: string;
    state: 'planned' | 'in_transit' | 'received' | 'cancelled';
    in_transit_location_id: string;
    vehicle_plate: string | null;
    transporter: string | null;
    driver: string | null;
    departed_on: string | null;
    departed_by: string | null;
    version: Generated<number>;
    created_by: string;
    created_at: string;
    updated_at: string;
  };
  consignment_lines: {
    id: string;
    consignment_id: string;
    line_number: number;
    item_id: string;
    lot_id: string;
    location_id: string;
    quantity: number;
    good: Generated<number>;
    damaged: Generated<number>;
    missing: Generated<number>;
    over: Generated<number>;
  };
  consignment_receipts: {
    id: string;
    number: string;
    consignment_id: string;
    received_on: string;
    closes: number;
    received_by_name: string;
    note: string | null;
    posted_by: string;
    posted_at: string;
  };
  consignment_receipt_lines: {
    receipt_id: string;
    consignment_line_id: string;
    good: number;
    damaged: number;
    missing: number;
    over: Generated<number>;
    over_decision: 'accept' | 'return' | 'refuse' | null;
    over_lot_id: string | null;
  };
}
