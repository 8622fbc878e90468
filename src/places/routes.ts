import { findPCode } from '../../db/reference/p-codes.ts';
import type { Routes } from '../http/route.ts';
import type { Language } from '../lib/localized.ts';
import { violationMessage } from '../lib/problem.ts';
import { listPlaces } from './list.ts';
import { areaAt, isWithin } from './outline.ts';
import { type Resolved, resolveName, resolveNumber, resolvePCode } from './resolve.ts';
import * as schema from './schema.ts';

const reading = { method: 'GET', tag: 'places', permission: 'sites.read' } as const;

type Asked = ReturnType<typeof schema.resolutionQuery.parse>;

/** Departments, municipios and distritos of El Salvador. */
export function placeRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/places',
      operationId: 'listPlaces',
      sites: 'none',
      summary: 'Search places',
      description:
        'The 14 departments, the 44 municipios of today and the 262 distritos with both names in use. Lakes and reservoirs are left out.',
      query: schema.placesQuery,
      answer: schema.placesPage,
    },
    async ({ query }) => ({ body: listPlaces(query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/places/resolution',
      operationId: 'resolvePlace',
      sites: 'none',
      summary: 'Find the place that words or a point name',
      description:
        'Which place a P-code, a name or a number of a declared list means, or why none; and where a point lies. A name that several places have is refused with all of them.',
      query: schema.resolutionQuery,
      answer: schema.resolution,
    },
    async ({ query, language }) => {
      const resolved = resolve(query);
      const place = resolved !== null && 'place' in resolved ? resolved.place : null;
      return {
        body: { place, refused: refusalOf(resolved, query, language), point: pointOf(query, place?.p_code) },
      };
    },
  );
}

function resolve({ p_code, name, number, scheme, department, kind }: Asked): Resolved | null {
  if (p_code !== undefined) return resolvePCode(p_code);
  if (name !== undefined) return resolveName(name, { department, kind });
  return number === undefined ? null : resolveNumber(number, scheme);
}

function refusalOf(resolved: Resolved | null, { p_code, name, number }: Asked, language: Language) {
  if (resolved === null || 'place' in resolved) return null;
  const { refused: rule, candidates } = resolved;
  const names = candidates.map((place) => `${place.name} (${place.p_code ?? place.department})`).join(', ');
  const value = p_code ?? name ?? number ?? null;
  const message = violationMessage({ rule, value, params: { candidates: names } }, language);
  return { rule, message, candidates: [...candidates] };
}

function pointOf({ latitude, longitude }: Asked, pCode: string | null | undefined) {
  if (latitude === undefined || longitude === undefined) return null;
  const area = areaAt(latitude, longitude);
  return {
    p_code: area,
    is_water_body: area !== null && findPCode(area)?.is_water_body === true,
    within: pCode === null || pCode === undefined ? null : isWithin(pCode, latitude, longitude),
  };
}
