import { Problem } from '../lib/problem.ts';
import { type Place, type PlaceKind, places } from './gazetteer.ts';
import { comparablePlace } from './resolve.ts';

interface Asked {
  limit: number;
  cursor?: string | undefined;
  sort: string;
  search?: string | undefined;
  kind?: PlaceKind | undefined;
  department?: string | undefined;
}

/** One page of the places that meet the filters, by key. Throws `invalid_request` for a cursor that no page gave. */
export function listPlaces(asked: Asked): { data: Place[]; next_cursor: string | null } {
  const descending = asked.sort === '-key';
  const found = places.filter((place) => isAsked(place, asked));
  if (descending) found.reverse();
  const after = asked.cursor === undefined ? 0 : found.findIndex(({ key }) => key === keyOf(asked)) + 1;
  if (asked.cursor !== undefined && after === 0) {
    throw new Problem('invalid_request', {}, [{ rule: 'cursor', pointer: '/query/cursor' }]);
  }
  const data = found.slice(after, after + asked.limit);
  const last = found.length > after + asked.limit ? data.at(-1) : undefined;
  const next = last === undefined ? null : Buffer.from(`${asked.sort} ${last.key}`).toString('base64url');
  return { data, next_cursor: next };
}

function keyOf({ cursor, sort }: Asked): string | null {
  const text = Buffer.from(cursor ?? '', 'base64url').toString();
  return text.startsWith(`${sort} `) ? text.slice(sort.length + 1) : null;
}

function isAsked(place: Place, { search, kind, department }: Asked): boolean {
  if (kind !== undefined && place.kind !== kind) return false;
  if (department !== undefined && place.department_p_code !== department) return false;
  if (search === undefined) return true;
  const wanted = comparablePlace(search);
  return [place.name, place.former_name ?? ''].some((name) => comparablePlace(name).includes(wanted));
}
