import type { LocationKind, MovementKind } from '../database/tables/stock.ts';

/** The counter-places: rows of the schema with fixed identifiers. What leaves or enters stock passes through one of them. */
export const SUPPLIER = '00000000-0000-7000-8000-000000000001';
export const DISTRIBUTED = '00000000-0000-7000-8000-000000000002';
export const LOSS = '00000000-0000-7000-8000-000000000003';
export const ADJUSTMENT = '00000000-0000-7000-8000-000000000004';
/** Where lots turn into others: what lies here of a lot is inside kits, what lacks here was made from others. */
export const CONVERSION = '00000000-0000-7000-8000-000000000005';

/** Days at sites and on the road are counted in El Salvador's time; those in a warehouse in the warehouse's own. */
export const DEFAULT_TIME_ZONE = 'America/El_Salvador';

const counterPlaces: ReadonlySet<string> = new Set([SUPPLIER, DISTRIBUTED, LOSS, ADJUSTMENT, CONVERSION]);

/** Counter-places may hold less than nothing: the supplier has given away what everyone else holds. */
export function isCounterPlace(locationId: string): boolean {
  return counterPlaces.has(locationId);
}

export interface MovementRule {
  readonly from: readonly LocationKind[];
  readonly to: readonly LocationKind[];
  readonly needsReason: boolean;
  /** Only lots in good condition that have not expired. */
  readonly usableLotsOnly: boolean;
}

/** Where each kind of movement may lead. A kind that people post by hand is in `handKinds` too. */
export const movementRules: Readonly<Record<Exclude<MovementKind, 'reversal'>, MovementRule>> = {
  receive: { from: ['supplier'], to: ['bin'], needsReason: false, usableLotsOnly: false },
  issue: { from: ['bin'], to: ['distributed'], needsReason: false, usableLotsOnly: true },
  put_away: { from: ['bin'], to: ['bin'], needsReason: false, usableLotsOnly: false },
  move: { from: ['bin'], to: ['bin'], needsReason: false, usableLotsOnly: false },
  transfer: { from: ['bin'], to: ['in_transit'], needsReason: false, usableLotsOnly: false },
  transfer_in: { from: ['in_transit'], to: ['bin'], needsReason: false, usableLotsOnly: false },
  return: { from: ['site', 'distributed'], to: ['bin'], needsReason: true, usableLotsOnly: false },
  adjust: {
    from: ['bin', 'site', 'adjustment'],
    to: ['bin', 'site', 'adjustment'],
    needsReason: true,
    usableLotsOnly: false,
  },
  write_off: { from: ['bin', 'site'], to: ['loss'], needsReason: true, usableLotsOnly: false },
  dispatch: { from: ['bin'], to: ['in_transit'], needsReason: false, usableLotsOnly: true },
  deliver: { from: ['in_transit'], to: ['site'], needsReason: false, usableLotsOnly: false },
  shortfall: { from: ['in_transit'], to: ['loss'], needsReason: true, usableLotsOnly: false },
  surplus: { from: ['adjustment'], to: ['site', 'bin'], needsReason: true, usableLotsOnly: false },
  distribute: { from: ['site'], to: ['distributed'], needsReason: false, usableLotsOnly: false },
  build: {
    from: ['bin', 'conversion'],
    to: ['bin', 'conversion'],
    needsReason: false,
    usableLotsOnly: true,
  },
  take_apart: {
    from: ['bin', 'conversion'],
    to: ['bin', 'conversion'],
    needsReason: false,
    usableLotsOnly: false,
  },
  repack: {
    from: ['bin', 'conversion'],
    to: ['bin', 'conversion'],
    needsReason: false,
    usableLotsOnly: true,
  },
  loan: { from: ['bin', 'conversion'], to: ['bin', 'conversion'], needsReason: true, usableLotsOnly: false },
};

export const handKinds = [
  'put_away',
  'move',
  'issue',
  'return',
  'adjust',
  'write_off',
  'distribute',
] as const;

export type HandKind = (typeof handKinds)[number];

/** Reasons of the trade for adjustments and write-offs. */
export const reasons = [
  'count_difference',
  'damaged',
  'expired',
  'lost',
  'found',
  'theft',
  'sample',
  'wrong_entry',
] as const;
