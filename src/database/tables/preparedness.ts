import type { Generated } from 'kysely';

export interface PreparednessTables {
  preparedness_targets: {
    id: string;
    code: string;
    name_es: string;
    name_en: string;
    /** Null: over all warehouses. */
    warehouse_id: string | null;
    quantity: number;
    unit: 'kits' | 'households' | 'persons';
    source: string;
    active: Generated<number>;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  /** What one unit of the target takes; items of one line stand for each other, in the order of `choice`. */
  preparedness_target_items: {
    target_id: string;
    line_number: number;
    choice: number;
    item_id: string;
    rate_numerator: number;
    rate_denominator: number;
  };
  stock_levels: {
    id: string;
    warehouse_id: string;
    item_id: string;
    minimum: number;
    reorder: number;
    set_by: string;
    set_at: string;
  };
}
