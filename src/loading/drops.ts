import type { LoadInput, LoadSite, Measures, UnservedReason } from './load-model.ts';
import { carve, fitsRoom, halve, measuresOf, type Part, roomOf } from './parts.ts';

/** What one vehicle brings to one site at once. */
export interface Drop {
  readonly site: LoadSite;
  readonly parts: readonly Part[];
}

export interface LeftOut {
  readonly parts: readonly Part[];
  readonly reason: UnservedReason;
}

/** Which of the vehicles may go to a site. */
export function mayGo({ vehicles }: LoadInput, site: LoadSite): boolean[] {
  return vehicles.map(
    ({ carrier_id, count }) => count > 0 && (site.carriers === null || site.carriers.includes(carrier_id)),
  );
}

/**
 * What goes to each site, in drops that one of the vehicles that may go there holds: a site that gets more than the largest of
 * them holds is given full ones first.
 */
export function makeDrops(input: LoadInput, bySite: ReadonlyMap<LoadSite, readonly Part[]>) {
  const drops: Drop[] = [];
  const leftOut: LeftOut[] = [];
  for (const [site, parts] of bySite) {
    const rooms = roomsFor(input, site);
    if (rooms.length === 0) {
      leftOut.push({ parts, reason: 'no_access' });
      continue;
    }
    let rest = parts;
    while (rest.length > 0) {
      const measures = measuresOf(rest, input.options);
      if (rooms.some((room) => fitsRoom(measures, room)) || drops.length > MOST_DROPS) {
        drops.push({ site, parts: rest });
        break;
      }
      const full = carve(rest, largest(rooms, measures), input.options);
      if (full.taken.length === 0) {
        leftOut.push({ parts: rest, reason: 'capacity' });
        break;
      }
      drops.push({ site, parts: full.taken });
      rest = full.rest;
    }
  }
  return { drops, leftOut };
}

const MOST_DROPS = 2_000;

function roomsFor(input: LoadInput, site: LoadSite): Measures[] {
  const may = mayGo(input, site);
  return input.vehicles.filter((_, type) => may[type]).map(roomOf);
}

/** The room that holds the largest share. */
function largest(rooms: readonly Measures[], measures: Measures): Measures {
  const share = (room: Measures) =>
    Math.min(
      ...measures.map((one, at) => (one === 0 ? Number.POSITIVE_INFINITY : (room[at] as number) / one)),
    );
  return rooms.reduce((best, room) => (share(room) > share(best) ? room : best));
}

/** The drops with those chosen cut in two where they can be; null when none could. */
export function cutSome(
  drops: readonly Drop[],
  chosen: (drop: Drop, index: number) => boolean,
): Drop[] | null {
  let cut = false;
  const after = drops.flatMap((drop, index) => {
    const halves = chosen(drop, index) ? halve(drop.parts) : null;
    if (halves === null) return [drop];
    cut = true;
    return halves.map((parts) => ({ site: drop.site, parts }));
  });
  return cut ? after : null;
}
