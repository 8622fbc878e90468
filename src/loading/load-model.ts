import type { PackingLevel } from '../catalogue/packed-load.ts';

/** Why something is not on any vehicle. */
export const unservedReasons = [
  'dangerous_goods',
  'leg_capacity',
  'no_coordinates',
  'closed',
  'no_access',
  'capacity',
] as const;

export type UnservedReason = (typeof unservedReasons)[number];

/** What is carried, in the order of every list of measures: grams, millilitres, pallets. */
export type Measures = readonly [weight_g: number, volume_ml: number, pallets: number];

/** What one vehicle, container or flight holds; null where that is unknown or not counted. */
export interface Room {
  payload_g: number;
  volume_ml: number | null;
  pallets: number | null;
}

export interface LoadVehicle extends Room {
  carrier_id: string;
  code: string;
  count: number;
  fixed_cost_cents: number;
  cost_per_km_cents: number;
}

export interface LoadSite {
  site_id: string;
  code: string;
  priority: number;
  latitude: number | null;
  longitude: number | null;
  /** Minutes after midnight. */
  opens: number;
  closes: number;
  /** Not open at all on the day. */
  closed: boolean;
  /** Carriers that can get there; null is all. */
  carriers: readonly string[] | null;
}

/** A lot of an item for a site, as the plan reserved it. */
export interface LoadLine {
  site_id: string;
  item_id: string;
  item_code: string;
  lot_id: string;
  location_id: string;
  quantity: number;
  dangerous: boolean;
  unit_weight_g: number | null;
  unit_volume_ml: number | null;
  packing: readonly PackingLevel[];
}

/** The way from the hub to where the trips begin. */
export interface LoadLeg extends Room {
  leg_id: string;
  code: string;
  count: number;
  cost_cents: number;
  lead_time_hours: number;
  dangerous_goods: boolean;
}

export interface LoadOptions {
  /** Distance by road over distance as the crow flies, in hundredths. */
  detour_percent: number;
  speed_kmh: number;
  unloading_minutes: number;
  pallet_weight_g: number;
  pallet_volume_ml: number;
}

/** Everything a load plan is worked out from. */
export interface LoadInput {
  departs_on: string;
  /** Minutes after midnight. */
  departs_at: number;
  returns_by: number;
  start: { latitude: number; longitude: number } | null;
  leg: LoadLeg | null;
  vehicles: readonly LoadVehicle[];
  sites: readonly LoadSite[];
  lines: readonly LoadLine[];
  /** Metres by road between two places, null being where the trips begin; they go before what coordinates say. */
  distances: readonly { from_site_id: string | null; to_site_id: string | null; distance_m: number }[];
  options: LoadOptions;
}

export interface LoadedLine {
  site_id: string;
  item_id: string;
  item_code: string;
  lot_id: string;
  location_id: string;
  quantity: number;
}

export interface Filling {
  weight_g: number;
  volume_ml: number;
  pallets: number;
  /** Of the room, rounded down; null where the room is not known. */
  weight_percent: number;
  volume_percent: number | null;
  pallets_percent: number | null;
  /** A weight or volume in it is unknown: the figures are too low. */
  incomplete: boolean;
}

export interface LoadStop {
  stop_number: number;
  site_id: string;
  site_code: string;
  arrives_at: string;
  leaves_at: string;
  late_minutes: number;
  weight_g: number;
  volume_ml: number;
  pallets: number;
  lines: LoadedLine[];
}

export interface LoadTrip extends Filling {
  trip_number: number;
  carrier_id: string;
  carrier_code: string;
  distance_m: number;
  cost_cents: number;
  departs_at: string;
  returns_at: string;
  stops: LoadStop[];
}

export interface LegUnit extends Filling {
  unit_number: number;
  lines: LoadedLine[];
}

export interface UnservedLine extends LoadedLine {
  reason: UnservedReason;
}

export interface LoadResult {
  complete: boolean;
  /** Items whose weight or volume is unknown somewhere in what is carried. */
  incomplete_items: {
    item_id: string;
    item_code: string;
    weight_unknown: boolean;
    volume_unknown: boolean;
  }[];
  leg: { leg_id: string; code: string; cost_cents: number; leaves_at: string; units: LegUnit[] } | null;
  trips: LoadTrip[];
  unserved: UnservedLine[];
  totals: {
    vehicles: number;
    distance_m: number;
    cost_cents: number;
    late_minutes: number;
    weight_g: number;
    volume_ml: number;
    quantity: number;
    unserved_quantity: number;
  };
}
