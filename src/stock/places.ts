import type { BinPurpose, LocationKind, MovementKind } from '../database/tables/stock.ts';

/** The counter-places: rows of the schema with fixed identifiers. What leaves or enters stock passes through one of them. */
export const SUPPLIER = '00000000-0000-7000-8000-000000000001';
export const DISTRIBUTED = '00000000-0000-7000-8000-000000000002';
export const LOSS = '00000000-0000-7000-8000-000000000003';
export const ADJUSTMENT = '00000000-0000-7000-8000-000000000004';
/** Where lots turn into others: what lies here of a lot is inside kits, what lacks here was made from others. */
export const CONVERSION = '00000000-0000-7000-8000-000000000005';

/** Days at sites and on the road are counted in El Salvador's time; those in a warehouse in the warehouse's own. */
export const DEFAULT_TIME_ZONE = 'America/El_Salvador';

const counterPlaces: ReadonlyMap<string, Place> = new Map(
  (
    [
      [SUPPLIER, 'supplier'],
      [DISTRIBUTED, 'distributed'],
      [LOSS, 'loss'],
      [ADJUSTMENT, 'adjustment'],
      [CONVERSION, 'conversion'],
    ] as const
  ).map(([id, kind]) => [
    id,
    {
      id,
      kind,
      code: kind,
      purpose: null,
      warehouse_id: null,
      warehouse_code: null,
      time_zone: DEFAULT_TIME_ZONE,
    },
  ]),
);

export function counterPlaceOf(locationId: string): Place | undefined {
  return counterPlaces.get(locationId);
}

/** A place as rules see it. None of this ever changes. */
export interface Place {
  readonly id: string;
  readonly kind: LocationKind;
  readonly code: string;
  readonly purpose: BinPurpose | null;
  readonly warehouse_id: string | null;
  readonly warehouse_code: string | null;
  /** Its warehouse's, or El Salvador's for sites and roads. */
  readonly time_zone: string;
}

/** Counter-places may hold less than nothing: the supplier has given away what everyone else holds. */
export function isCounterPlace(locationId: string): boolean {
  return counterPlaces.has(locationId);
}

const bottomless: ReadonlySet<string> = new Set([SUPPLIER, ADJUSTMENT, CONVERSION]);

/** What comes from these places was not there before. Everywhere else only what is there can leave: what was given out or lost, too. */
export function isBottomless(locationId: string): boolean {
  return bottomless.has(locationId);
}

/** Kinds that take goods to be used: what a grant allows its goods for is asked there. */
const useKinds: ReadonlySet<MovementKind> = new Set(['issue', 'dispatch', 'distribute']);

export function isUse(kind: MovementKind): boolean {
  return useKinds.has(kind);
}

export interface MovementRule {
  readonly from: readonly LocationKind[];
  readonly to: readonly LocationKind[];
  readonly needsReason: boolean;
  /** Only lots in good condition that have not expired. */
  readonly usableLotsOnly: boolean;
  /** What the bins it leaves and enters must be for, where that matters. */
  readonly fromPurposes?: readonly BinPurpose[];
  readonly toPurposes?: readonly BinPurpose[];
}

export const binPurposes = ['receiving', 'storage', 'staging', 'quarantine'] as const;

const outsideQuarantine = ['receiving', 'storage', 'staging'] as const;

/** Where each kind of movement may lead. A kind that people post by hand is in `handKinds` too. */
export const movementRules: Readonly<Record<Exclude<MovementKind, 'reversal'>, MovementRule>> = {
  receive: { from: ['supplier'], to: ['bin'], needsReason: false, usableLotsOnly: false },
  issue: {
    from: ['bin'],
    to: ['distributed'],
    needsReason: false,
    usableLotsOnly: true,
    fromPurposes: outsideQuarantine,
  },
  put_away: {
    from: ['bin'],
    to: ['bin'],
    needsReason: false,
    usableLotsOnly: false,
    fromPurposes: ['receiving'],
    toPurposes: ['storage', 'quarantine'],
  },
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
  dispatch: {
    from: ['bin'],
    to: ['in_transit'],
    needsReason: false,
    usableLotsOnly: true,
    fromPurposes: outsideQuarantine,
  },
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

/** Reasons of the trade for adjustments, write-offs and returns. */
export const reasons = [
  'count_difference',
  'damaged',
  'expired',
  'lost',
  'found',
  'theft',
  'sample',
  'wrong_entry',
  'wrong_item',
  'not_needed',
  'recalled',
] as const;
