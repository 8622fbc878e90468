import { dayFrom } from './calendar.ts';

export const sexes = ['female', 'male'] as const;
export type Sex = (typeof sexes)[number];

export const ageBands = ['m0_5', 'm6_23', 'y2_4', 'y5_11', 'y12_17', 'y18_59', 'y60_plus'] as const;
export type AgeBand = (typeof ageBands)[number];

export interface SampleOperationRecord {
  readonly code: string;
  readonly name: string;
  readonly kind: 'tropical_storm';
  readonly started_on: string;
}

export interface SampleSite {
  readonly code: string;
  readonly name: string;
  readonly kind: 'collective_centre';
  readonly p_code: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Persons the centre can house. */
  readonly capacity: number;
}

/** One dated count of a site; `groups` holds every sex and age band, so their sum is `individuals`. */
export interface SampleCount {
  readonly site_code: string;
  readonly counted_on: string;
  readonly source: string;
  readonly households: number;
  readonly individuals: number;
  readonly females: number;
  readonly males: number;
  readonly groups: readonly SampleCountGroup[];
  /** Which of the two sample files brings it. */
  readonly delivered_in: 'csv' | 'hxl';
}

export interface SampleCountGroup {
  readonly sex: Sex;
  readonly age_band: AgeBand;
  readonly persons: number;
}

export function sampleOperationRecord(today: string): SampleOperationRecord {
  return {
    code: 'IXORA',
    name: 'Tormenta tropical Ixora',
    kind: 'tropical_storm',
    started_on: dayFrom(today, -6),
  };
}

type Bands = readonly [
  m0_5: number,
  m6_23: number,
  y2_4: number,
  y5_11: number,
  y12_17: number,
  y18_59: number,
  y60_plus: number,
];
interface Entry {
  readonly site: readonly [code: string, name: string, p_code: string, latitude: number, longitude: number];
  readonly capacity: number;
  readonly counted: readonly [days_ago: number, file: 'csv' | 'hxl', households: number];
  readonly female: Bands;
  readonly male: Bands;
}

/** Invented centres; each point lies inside the municipio it names. Three hold more people than they were made for. */
const entries: readonly Entry[] = [
  {
    site: ['LIB-01', 'Centro Escolar Playa Las Golondrinas', 'SV0509', 13.48818, -89.28141],
    capacity: 270,
    counted: [2, 'csv', 64],
    female: [1, 4, 7, 16, 17, 59, 15],
    male: [1, 4, 5, 15, 11, 50, 15],
  },
  {
    site: ['LIB-02', 'Casa Comunal El Tamarindal', 'SV0519', 13.58982, -89.40007],
    capacity: 180,
    counted: [3, 'csv', 38],
    female: [1, 2, 4, 11, 7, 36, 10],
    male: [1, 2, 5, 10, 7, 29, 9],
  },
  {
    site: ['LIB-03', 'Centro Escolar Caserío Agua Zarca Norte', 'SV0502', 13.56877, -89.46502],
    capacity: 110,
    counted: [2, 'csv', 27],
    female: [0, 2, 3, 9, 7, 23, 8],
    male: [1, 1, 3, 9, 6, 21, 8],
  },
  {
    site: ['LPA-01', 'Polideportivo Municipal Estero Azul', 'SV0613', 13.34716, -88.90236],
    capacity: 270,
    counted: [1, 'csv', 92],
    female: [1, 5, 10, 32, 25, 84, 19],
    male: [2, 6, 10, 21, 21, 65, 25],
  },
  {
    site: ['LPA-02', 'Iglesia Monte de Luz, cantón El Zapotal', 'SV0613', 13.33845, -88.8836],
    capacity: 210,
    counted: [1, 'csv', 45],
    female: [1, 3, 5, 13, 9, 44, 11],
    male: [1, 2, 4, 11, 8, 44, 9],
  },
  {
    site: ['LPA-03', 'Complejo Educativo Ceiba Grande', 'SV0622', 13.44631, -88.83327],
    capacity: 320,
    counted: [2, 'csv', 88],
    female: [1, 4, 9, 24, 20, 74, 23],
    male: [2, 7, 12, 26, 16, 63, 17],
  },
  {
    site: ['LPA-04', 'Centro Escolar "Doña Rufina Menjívar"', 'SV0622', 13.40824, -88.82648],
    capacity: 200,
    counted: [2, 'csv', 41],
    female: [1, 2, 6, 14, 9, 34, 9],
    male: [1, 2, 6, 11, 9, 35, 9],
  },
  {
    site: ['LPA-05', 'Casa de la Cultura y Convivencia Los Almendros', 'SV0620', 13.46563, -88.95896],
    capacity: 230,
    counted: [3, 'csv', 56],
    female: [1, 4, 7, 14, 11, 45, 12],
    male: [1, 3, 6, 16, 13, 39, 13],
  },
  {
    site: ['LPA-06', 'Centro Escolar Hacienda Nueva Aurora', 'SV0614', 13.439, -89.1052],
    capacity: 140,
    counted: [1, 'csv', 33],
    female: [1, 2, 5, 10, 9, 28, 10],
    male: [1, 2, 3, 10, 6, 27, 7],
  },
  {
    site: ['SVI-01', 'Instituto El Marañonal', 'SV1111', 13.39932, -88.75776],
    capacity: 290,
    counted: [1, 'csv', 74],
    female: [1, 4, 6, 19, 11, 68, 17],
    male: [1, 3, 9, 15, 17, 53, 19],
  },
  {
    site: ['SVI-02', 'Casa Comunal Río Manso, sector 2', 'SV1111', 13.41815, -88.78225],
    capacity: 250,
    counted: [2, 'csv', 52],
    female: [1, 3, 5, 12, 11, 53, 11],
    male: [1, 2, 5, 9, 12, 50, 9],
  },
  {
    site: ['SVI-03', 'Polideportivo Santa Ximena', 'SV1108', 13.60383, -88.72864],
    capacity: 230,
    counted: [1, 'csv', 61],
    female: [1, 3, 8, 20, 14, 49, 13],
    male: [1, 2, 5, 14, 10, 51, 14],
  },
  {
    site: ['USU-01', 'Complejo Educativo Bahía Serena', 'SV1408', 13.29924, -88.62356],
    capacity: 260,
    counted: [3, 'hxl', 83],
    female: [1, 5, 12, 25, 23, 77, 23],
    male: [1, 5, 9, 21, 17, 65, 23],
  },
  {
    site: ['USU-02', 'Centro Escolar Isla de los Manglares', 'SV1408', 13.29909, -88.64965],
    capacity: 200,
    counted: [1, 'hxl', 47],
    female: [1, 3, 5, 14, 12, 40, 12],
    male: [1, 3, 6, 13, 10, 39, 12],
  },
  {
    site: ['USU-03', 'Mercado viejo, salón de usos múltiples', 'SV1414', 13.26475, -88.52425],
    capacity: 220,
    counted: [1, 'hxl', 58],
    female: [1, 4, 7, 13, 13, 55, 14],
    male: [1, 4, 7, 12, 13, 55, 10],
  },
  {
    site: ['USU-04', 'Casa Comunal Las Cigarras', 'SV1404', 13.2997, -88.32842],
    capacity: 140,
    counted: [1, 'hxl', 36],
    female: [1, 2, 3, 11, 7, 29, 10],
    male: [1, 2, 4, 7, 6, 29, 9],
  },
  {
    site: ['USU-05', 'Centro Escolar Loma del Viento', 'SV1410', 13.24419, -88.25875],
    capacity: 140,
    counted: [1, 'hxl', 29],
    female: [0, 2, 3, 8, 5, 28, 6],
    male: [0, 2, 3, 9, 6, 22, 5],
  },
  {
    site: ['USU-06', 'Salón parroquial San Crispín', 'SV1417', 13.27417, -88.45535],
    capacity: 120,
    counted: [2, 'hxl', 24],
    female: [0, 2, 2, 8, 7, 20, 5],
    male: [0, 1, 2, 5, 4, 23, 6],
  },
  {
    site: ['SMI-01', 'Centro Escolar Cantón El Güisquilar', 'SV0904', 13.25266, -88.13202],
    capacity: 200,
    counted: [1, 'hxl', 49],
    female: [1, 3, 7, 14, 11, 46, 12],
    male: [1, 2, 5, 12, 9, 41, 9],
  },
  {
    site: ['SMI-02', 'Gimnasio Municipal Paso Hondo', 'SV0917', 13.42984, -88.14372],
    capacity: 190,
    counted: [1, 'hxl', 71],
    female: [1, 4, 9, 16, 13, 64, 17],
    male: [1, 3, 7, 12, 11, 61, 15],
  },
  {
    site: ['SMI-03', 'Casa Comunal Vado del Toro', 'SV0907', 13.34445, -88.31072],
    capacity: 130,
    counted: [1, 'hxl', 31],
    female: [0, 2, 4, 8, 6, 31, 7],
    male: [1, 2, 4, 8, 7, 27, 6],
  },
  {
    site: ['LUN-01', 'Centro Escolar Mirador del Golfo', 'SV0704', 13.28895, -87.86343],
    capacity: 220,
    counted: [2, 'hxl', 43],
    female: [1, 2, 5, 13, 10, 43, 11],
    male: [1, 3, 6, 13, 10, 34, 11],
  },
  {
    site: ['SON-01', 'Instituto Muelle Nuevo', 'SV1301', 13.61961, -89.83885],
    capacity: 160,
    counted: [2, 'csv', 38],
    female: [1, 3, 5, 12, 9, 35, 10],
    male: [1, 2, 5, 7, 8, 36, 9],
  },
];

/** The 23 collective centres of the operation, in seven departments. */
export const sampleSites: readonly SampleSite[] = entries.map((entry) => {
  const [code, name, p_code, latitude, longitude] = entry.site;
  return { code, name, kind: 'collective_centre', p_code, latitude, longitude, capacity: entry.capacity };
});

/** The counted households of each site: the same on every day. */
export const sampleHouseholdsPerSite: readonly { readonly site_code: string; readonly households: number }[] =
  entries.map(({ site, counted }) => ({ site_code: site[0], households: counted[2] }));

function bandGroups(sex: Sex, bands: Bands): SampleCountGroup[] {
  return ageBands.map((age_band, index) => ({ sex, age_band, persons: bands[index] ?? 0 }));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** One count per site, dated one to three days before `today`: 1,180 households in all. */
export function sampleCounts(today: string): SampleCount[] {
  return entries.map((entry) => {
    const [daysAgo, delivered_in, households] = entry.counted;
    const females = sum(entry.female);
    const males = sum(entry.male);
    return {
      site_code: entry.site[0],
      counted_on: dayFrom(today, -daysAgo),
      source:
        delivered_in === 'csv' ? 'Encargado del albergue' : 'Protección civil, consolidado departamental',
      households,
      individuals: females + males,
      females,
      males,
      groups: [...bandGroups('female', entry.female), ...bandGroups('male', entry.male)],
      delivered_in,
    };
  });
}
