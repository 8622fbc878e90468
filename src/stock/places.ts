import type { LocationKind, MovementKind } from '../database/tables/stock.ts';

/** The counter-places: rows of the schema with fixed identifiers. What leaves or enters stock passes through one of them. */
export const SUPPLIER = '00000000-0000-7000-8000-000000000001';
export const DISTRIBUTED = '00000000-0000-7000-8000-000000000002';
export const LOSS = '00000000-0000-7000-8000-000000000003';
export const ADJUSTMENT = '00000000-0000-7000-8000-000000000004';

/** Days at sites and on the road are counted in El Salvador's time; those in a warehouse in the warehouse's own. */
export const DEFAULT_TIME_ZONE = 'America/El_Salvador';

const counterPlaces: ReadonlySet<string> = new Set([SUPPLIER, DISTRIBUTED, LOSS, ADJUSTMENT]);

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
  transfer: { from: ['bin'], to: ['bin'], needsReason: false, usableLotsOnly: false },
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
  distribute: { from: ['site'], to: ['distributed'], needsReason: false, usableLotsOnly: false },
};

export const handKinds = ['issue', 'transfer', 'adjust', 'write_off', 'distribute'] as const;

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
