import { compareCodeUnits } from '../lib/compare.ts';

export interface DatedLot {
  lot_id: string;
  location_id: string;
  lot_number: string;
  expires_on: string | null;
  received_on: string;
}

/**
 * First expiry, first out (FEFO): the earliest expiry comes first, lots without one last; then the oldest receipt, lot number,
 * lot and location, so that the order is the same whoever asks.
 */
export function compareFirstExpiry(a: DatedLot, b: DatedLot): number {
  return (
    compareExpiry(a.expires_on, b.expires_on) ||
    compareCodeUnits(a.received_on, b.received_on) ||
    compareCodeUnits(a.lot_number, b.lot_number) ||
    compareCodeUnits(a.lot_id, b.lot_id) ||
    compareCodeUnits(a.location_id, b.location_id)
  );
}

function compareExpiry(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareCodeUnits(a, b);
}
