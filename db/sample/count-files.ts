import { stringify } from 'csv-stringify/sync';
import {
  type AgeBand,
  ageBands,
  type SampleCount,
  type SampleSite,
  type Sex,
  sampleCounts,
  sampleSites,
  sexes,
} from './sites.ts';

type Cell = string | number;

interface CountedSite {
  readonly site: SampleSite;
  readonly count: SampleCount;
}

/** One column: its header in Spanish, its HXL tag, and what stands in it. */
interface Column {
  readonly header: string;
  readonly tag: string;
  readonly cell: (row: CountedSite) => Cell;
}

const sexWords: Readonly<Record<Sex, { header: string; attribute: string }>> = {
  female: { header: 'Mujeres', attribute: 'f' },
  male: { header: 'Hombres', attribute: 'm' },
};

const bandWords: Readonly<Record<AgeBand, string>> = {
  m0_5: '0-5 meses',
  m6_23: '6-23 meses',
  y2_4: '2-4 años',
  y5_11: '5-11 años',
  y12_17: '12-17 años',
  y18_59: '18-59 años',
  y60_plus: '60+ años',
};

function persons(count: SampleCount, sex: Sex, band: AgeBand): number {
  return count.groups.find((group) => group.sex === sex && group.age_band === band)?.persons ?? 0;
}

function bandColumn(sex: Sex, band: AgeBand): Column {
  const { header, attribute } = sexWords[sex];
  return {
    header: `${header} ${bandWords[band]}`,
    tag: `#affected+ind+${attribute}+age_${band}`,
    cell: ({ count }) => persons(count, sex, band),
  };
}

const columns: readonly Column[] = [
  { header: 'Código', tag: '#loc+code', cell: ({ site }) => site.code },
  { header: 'Albergue', tag: '#loc+name', cell: ({ site }) => site.name },
  { header: 'Código P', tag: '#adm2+code', cell: ({ site }) => site.p_code },
  { header: 'Latitud', tag: '#geo+lat', cell: ({ site }) => site.latitude },
  { header: 'Longitud', tag: '#geo+lon', cell: ({ site }) => site.longitude },
  { header: 'Capacidad', tag: '#capacity', cell: ({ site }) => site.capacity },
  { header: 'Fecha', tag: '#date+reported', cell: ({ count }) => count.counted_on },
  { header: 'Familias', tag: '#affected+hh', cell: ({ count }) => count.households },
  { header: 'Personas', tag: '#affected+ind', cell: ({ count }) => count.individuals },
  { header: 'Mujeres', tag: '#affected+f', cell: ({ count }) => count.females },
  { header: 'Hombres', tag: '#affected+m', cell: ({ count }) => count.males },
  ...sexes.flatMap((sex) => ageBands.map((band) => bandColumn(sex, band))),
];

const headers = columns.map((column) => column.header);

function countedSites(today: string): CountedSite[] {
  const bySite = new Map(sampleCounts(today).map((count) => [count.site_code, count]));
  return sampleSites.flatMap((site) => {
    const count = bySite.get(site.code);
    return count === undefined ? [] : [{ site, count }];
  });
}

const cells = (row: CountedSite): Cell[] => columns.map((column) => column.cell(row));

/** The counts that centre managers sent as a plain CSV with Spanish headers. */
export function countsCsv(today: string): string {
  const rows = countedSites(today).filter(({ count }) => count.delivered_in === 'csv');
  return stringify([headers, ...rows.map(cells)]);
}

/** The counts that civil protection sent as an HXL-tagged CSV: a header row, a tag row, then one row per site. */
export function countsHxl(today: string): string {
  const rows = countedSites(today).filter(({ count }) => count.delivered_in === 'hxl');
  return stringify([headers, columns.map((column) => column.tag), ...rows.map(cells)]);
}

/** Replaces cells by header; the row keeps its width. */
function damaged(row: CountedSite, changes: Readonly<Record<string, Cell>>): Cell[] {
  return columns.map((column) => changes[column.header] ?? column.cell(row));
}

/**
 * A small file for the dry run, in the headers of countsCsv: rows 2 and 3 are good; row 4 has a negative number,
 * row 5 a fraction, row 6 an unknown centre and P-code, and row 7 repeats row 2.
 */
export function countsCsvWithErrors(today: string): string {
  const [first, second, third, fourth, fifth] = countedSites(today);
  if (!first || !second || !third || !fourth || !fifth)
    throw new RangeError('The sample has fewer than five sites');
  return stringify([
    headers,
    cells(first),
    cells(second),
    damaged(third, { Familias: -27 }),
    damaged(fourth, { Familias: '92.5' }),
    damaged(fifth, { Código: 'LPA-99', Albergue: 'Albergue sin registro', 'Código P': 'SV0699' }),
    cells(first),
  ]);
}
