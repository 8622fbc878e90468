import type { Generated } from 'kysely';

export type StockCountMode = 'freeze' | 'delta';

export type StockCountState = 'open' | 'counted' | 'recount' | 'approved' | 'posted' | 'cancelled';

export interface CountingTables {
  stock_counts: {
    id: string;
    number: string;
    warehouse_id: string;
    mode: StockCountMode;
    blind: number;
    state: StockCountState;
    /** 1 while postings to its scope are refused. */
    freezes: number;
    every_item: number;
    /** JSON: the scope as it was asked for. */
    scope: string;
    threshold_value: string;
    threshold_currency: string;
    threshold_share_percent: number;
    note: string | null;
    round: Generated<number>;
    round_started_at: string;
    opened_by: string;
    opened_at: string;
    closed_by: string | null;
    closed_at: string | null;
    approved_by: string | null;
    approved_at: string | null;
    posted_by: string | null;
    posted_at: string | null;
    cancelled_by: string | null;
    cancelled_at: string | null;
    movement_id: string | null;
  };
  stock_count_bins: { count_id: string; location_id: string };
  stock_count_items: { count_id: string; item_id: string };
  stock_count_lines: {
    id: string;
    count_id: string;
    line_number: number;
    lot_id: string;
    location_id: string;
    /** 1 when it was there at the start, 0 when somebody found it. */
    listed: number;
    on_hand_at_start: number;
    /** The round in which it was last counted; 0 when it was not. */
    round: Generated<number>;
    recount: Generated<number>;
    counted: number | null;
    counted_at: string | null;
    /** The day of `counted_at` where the warehouse is. */
    counted_on: string | null;
    counted_by: string | null;
    expected: number | null;
    difference: number | null;
    above_threshold: number | null;
  };
  stock_count_entries: {
    id: string;
    count_id: string;
    line_id: string;
    round: number;
    quantity: number;
    counted_at: string;
    counted_by: string;
    recorded_at: string;
    import_id: string | null;
    note: string | null;
  };
}
