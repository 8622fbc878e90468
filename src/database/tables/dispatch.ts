import type { Generated } from 'kysely';

export type PlanState =
  | 'computing'
  | 'failed'
  | 'computed'
  | 'edited'
  | 'submitted'
  | 'approved'
  | 'dispatched'
  | 'completed'
  | 'cancelled';

export interface DispatchTables {
  plans: {
    id: string;
    number: string;
    operation_id: string;
    standard_id: string;
    warehouse_id: string;
    state: PlanState;
    /** The revision that holds; 0 while none is computed. */
    revision: Generated<number>;
    as_of: string;
    arrival_on: string;
    inputs_sha256: string | null;
    totals: string;
    computed_by: string;
    computed_at: string;
    submitted_by: string | null;
    submitted_at: string | null;
    approved_by: string | null;
    approved_at: string | null;
    consigned_by: string | null;
    consigned_at: string | null;
    cancelled_by: string | null;
    cancelled_at: string | null;
    version: Generated<number>;
  };
  plan_revisions: {
    plan_id: string;
    revision: number;
    state: 'computing' | 'computed' | 'failed' | 'stopped';
    as_of: string;
    arrival_on: string;
    options: string;
    pins: string;
    note: string | null;
    percent: number;
    problem: string | null;
    header: string | null;
    totals: string | null;
    requests: string | null;
    inputs_sha256: string | null;
    site_count: number | null;
    line_count: number | null;
    made_by: string;
    made_at: string;
    beat_at: string;
    ended_at: string | null;
  };
  plan_inputs: {
    plan_id: string;
    revision: number;
    part: number;
    encoding: 'plain' | 'gzip';
    content: string;
  };
  plan_lots: {
    plan_id: string;
    revision: number;
    place: number;
    lot_id: string;
    location_id: string;
    quantity: number;
  };
  plan_sites: {
    plan_id: string;
    revision: number;
    first_line: number;
    site_id: string;
    priority: number;
    line_count: number;
    beside: number;
    content: string;
  };
  plan_requests: { plan_id: string; request_id: string };
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
