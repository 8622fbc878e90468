import type { Generated } from 'kysely';

export type LocationKind =
  | 'bin'
  | 'in_transit'
  | 'site'
  | 'supplier'
  | 'distributed'
  | 'loss'
  | 'adjustment'
  | 'conversion';

export type MovementKind =
  | 'receive'
  | 'put_away'
  | 'move'
  | 'transfer'
  | 'transfer_in'
  | 'issue'
  | 'return'
  | 'adjust'
  | 'write_off'
  | 'dispatch'
  | 'deliver'
  | 'shortfall'
  | 'surplus'
  | 'distribute'
  | 'build'
  | 'take_apart'
  | 'repack'
  | 'loan'
  | 'reversal';

/** What a bin is for; for good, like the warehouse it is in. */
export type BinPurpose = 'receiving' | 'storage' | 'staging' | 'quarantine';

export type LotCondition = 'good' | 'hold' | 'quarantine' | 'damaged' | 'expired';

export interface StockTables {
  warehouses: {
    id: string;
    code: string;
    name: string;
    country: string;
    time_zone: string;
    latitude: number | null;
    longitude: number | null;
    active: Generated<number>;
    /** Last day of the closed period; nothing is posted on it or before it. */
    closed_through: Generated<string | null>;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  warehouse_closings: {
    id: string;
    warehouse_id: string;
    closed_through: string | null;
    closed_through_before: string | null;
    note: string | null;
    closed_by: string;
    closed_at: string;
  };
  locations: {
    id: string;
    kind: LocationKind;
    warehouse_id: string | null;
    site_id: string | null;
    /** Of bins; null for all other places. */
    purpose: Generated<BinPurpose | null>;
    code: string;
    name: string;
    created_at: string;
  };
  lots: {
    id: string;
    item_id: string;
    lot_number: string;
    grant_id: string;
    expires_on: string | null;
    manufactured_on: string | null;
    received_on: string;
    condition: LotCondition;
    /** Whose the goods are, where it is not who keeps them. */
    owner: Generated<string | null>;
    /** A map of texts as JSON. */
    attributes: Generated<string>;
    unit_value: string | null;
    currency: string | null;
    /** How the lot is packed, in base units; null when nobody said. */
    units_per_pack: number | null;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  lot_conditions: {
    id: string;
    lot_id: string;
    condition_before: LotCondition;
    condition: LotCondition;
    note: string | null;
    changed_by: string;
    changed_at: string;
  };
  movements: {
    id: string;
    kind: MovementKind;
    occurred_on: string;
    reason: string | null;
    note: string | null;
    document_kind: string;
    document_id: string;
    reverses_movement_id: string | null;
    /** The number of the paper that a movement entered by hand comes from. */
    reference: string | null;
    /** The warehouse whose bins it touches; null when it touches none. */
    warehouse_id: string | null;
    /** 1 when it was entered after its day was over. */
    backdated: Generated<number>;
    posted_by: string;
    posted_at: string;
  };
  movement_lines: {
    movement_id: string;
    line_number: number;
    lot_id: string;
    from_location_id: string;
    to_location_id: string;
    quantity: number;
    occurred_on: string;
  };
  balances: {
    lot_id: string;
    location_id: string;
    quantity: number;
    reserved: Generated<number>;
    is_counter_place: Generated<number>;
  };
  /** Closing balance of a lot at a place, for each day on which a line touched it. */
  daily_balances: {
    location_id: string;
    lot_id: string;
    day: string;
    quantity: number;
  };
  receipts: {
    id: string;
    number: string;
    warehouse_id: string;
    reference: string;
    received_from: string;
    received_on: string;
    means: 'sea' | 'air' | 'road' | 'rail' | 'hand' | 'opening_balance';
    transport_document: string | null;
    /** Null when nothing came: all of it was missing or refused. */
    movement_id: string | null;
    import_id: string | null;
    posted_by: string;
    posted_at: string;
    expected_consignment_id: string | null;
    transfer_id: string | null;
    closes: Generated<number>;
    note: string | null;
  };
  receipt_lines: {
    receipt_id: string;
    line_number: number;
    lot_id: string;
    location_id: string;
    quantity: number;
  };
}
