export interface KittingTables {
  /** A kit build, a taking apart, a repacking. */
  conversions: {
    id: string;
    number: string;
    kind: 'build' | 'take_apart' | 'repack';
    warehouse_id: string;
    item_id: string;
    composition_id: string | null;
    quantity: number;
    movement_id: string;
    posted_by: string;
    posted_at: string;
  };
  /** The lots a conversion made (more than zero) or undid (less). */
  conversion_lots: { conversion_id: string; lot_id: string; quantity: number };
  /** What one unit of a made lot consists of. */
  lot_components: { lot_id: string; component_lot_id: string; quantity: number };
}
