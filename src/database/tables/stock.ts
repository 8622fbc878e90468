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
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  locations: {
    id: string;
    kind: LocationKind;
    warehouse_id: string | null;
    site_id: string | null;
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
    unit_value: string | null;
    currency: string | null;
    /** How the lot is packed, in base units; null when nobody said. */
    units_per_pack: number | null;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  movements: {
    id: string;
    kind: MovementKind;
    occurred_on: string;
    reason: string | null;
    note: string | null;
    document_kind: string | null;
    document_id: string | null;
    reverses_movement_id: string | null;
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
  receipts: {
    id: string;
    number: string;
    warehouse_id: string;
    reference: string;
    received_from: string;
    received_on: string;
    means: 'sea' | 'air' | 'road' | 'rail' | 'hand' | 'opening_balance';
    transport_document: string | null;
    movement_id: string;
    import_id: string | null;
    posted_by: string;
    posted_at: string;
  };
  receipt_lines: {
    receipt_id: string;
    line_number: number;
    lot_id: string;
    location_id: string;
    quantity: number;
  };
}
