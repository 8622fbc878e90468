import { findPlace } from '../places/gazetteer.ts';
import { areaAt, isWithin } from '../places/outline.ts';

export interface Placed {
  p_code: string | null;
  latitude: number | null;
  longitude: number | null;
}

export type CoordinateCheck = 'none' | 'within' | 'outside' | 'unchecked';

/**
 * What the P-code of a site names and whether its point lies there. Code and point can disagree; both are kept as declared and the
 * contradiction is shown, for nobody here knows which of them is wrong.
 */
export function placeOf({ p_code, latitude, longitude }: Placed) {
  const found = p_code === null ? undefined : findPlace(p_code);
  const place =
    found === undefined
      ? null
      : {
          department: found.department,
          municipio: found.municipio,
          distrito: found.kind === 'distrito' ? found.name : null,
        };
  const unflagged = (coordinates: CoordinateCheck) => ({ place, coordinates, coordinates_p_code: null });
  if (latitude === null || longitude === null) return unflagged('none');
  const within = p_code === null ? null : isWithin(p_code, latitude, longitude);
  if (within === null) return unflagged('unchecked');
  if (within) return unflagged('within');
  return { place, coordinates: 'outside' as const, coordinates_p_code: areaAt(latitude, longitude) };
}
