import type { ImportField } from '../exchange/import-kinds.ts';
import type { FieldSpec } from '../exchange/mapping.ts';
import {
  AGE_BANDS,
  type AgeBandCode,
  SEXES,
  type Sex,
  VULNERABLE_GROUPS,
  type VulnerableGroup,
} from './age-bands.ts';

/** The fields of a count file; a group's is its sex and age band, `female_y12_17`. */
export type CountField = ImportField<'household_counts'>;

/** The field of a sex and age band. */
export const groupField = (sex: Sex, band: AgeBandCode): CountField => `${sex}_${band}`;

/** `Familias` → also `Número de familias`, `Total familias` and so on. */
function countHeaders(...nouns: readonly string[]): string[] {
  const spanish = [
    'Número de',
    'No. de',
    'N° de',
    'Cantidad de',
    'Total de',
    'Total',
    'Total number of',
    'Number of',
  ];
  return [...nouns, ...spanish.flatMap((opening) => nouns.map((noun) => `${opening} ${noun}`))];
}

/**
 * Tags of one figure about the displaced. No further attributes are allowed, because most divide: `+f+disabled` is no
 * count of females.
 */
function countTags(...attributeSets: readonly string[]): string[] {
  const neutral = ['', '+num', '+total', '+idps', '+displaced'];
  return attributeSets.flatMap((set) => neutral.map((extra) => `#affected${set}${extra}!`));
}

// Single letters are left out: in Spanish M is mujeres, in English male.
const SEX_WORDS: Readonly<Record<Sex, { attribute: string; headers: readonly string[] }>> = {
  female: { attribute: 'f', headers: ['Mujeres', 'Femenino', 'Sexo femenino', 'Female', 'Females', 'Women'] },
  male: { attribute: 'm', headers: ['Hombres', 'Masculino', 'Sexo masculino', 'Male', 'Males', 'Men'] },
};

// The bands in months need their unit: `0-5` alone is five years to most people who write it.
const BAND_WORDS: Readonly<
  Record<AgeBandCode, { headers: readonly string[]; attributes: readonly string[] }>
> = {
  m0_5: monthBand('0', '5'),
  m6_23: monthBand('6', '23'),
  y2_4: yearBand('2', '4'),
  y5_11: yearBand('5', '11'),
  y12_17: yearBand('12', '17'),
  y18_59: yearBand('18', '59'),
  y60_plus: {
    headers: [
      '60+',
      '60+ años',
      '60 años y más',
      '60 y más',
      '60 años o más',
      '60 o más',
      '60+ years',
    ].concat(['60 years and over', '60 and over', '60 years and above', '60 and above', '60 plus']),
    attributes: ['age_60_plus', 'age_60plus', 'age_60'],
  },
};

function monthBand(from: string, to: string) {
  const spans = [`${from}-${to}`, `${from} a ${to}`, `${from} to ${to}`];
  return {
    headers: spans.flatMap((span) => [`${span} meses`, `${span} months`]),
    attributes: [`age_${from}_${to}_months`, `age_${from}_${to}m`, `age_${from}m_${to}m`],
  };
}

function yearBand(from: string, to: string) {
  const spans = [`${from}-${to}`, `${from} a ${to}`, `${from} to ${to}`];
  return {
    headers: spans.flatMap((span) => [span, `${span} años`, `${span} years`]),
    attributes: [`age_${from}_${to}`, `age${from}_${to}`, `age_${from}_${to}_years`],
  };
}

function groupSpec(sex: Sex, band: AgeBandCode): FieldSpec<CountField> {
  const { attribute, headers } = SEX_WORDS[sex];
  const ages = BAND_WORDS[band];
  return {
    key: groupField(sex, band),
    headers: headers.flatMap((word) => ages.headers.flatMap((age) => [`${word} ${age}`, `${age} ${word}`])),
    hxl: [`age_${band}`, ...ages.attributes].flatMap((age) =>
      countTags(`+ind+${attribute}+${age}`, `+${attribute}+${age}`),
    ),
  };
}

// Words for a group as a whole: `Embarazadas` alone leaves the lactating out, and so is not taken for both.
const VULNERABLE_WORDS: Readonly<
  Record<VulnerableGroup, { headers: readonly string[]; attributes: readonly string[] }>
> = {
  pregnant_or_lactating: {
    headers: [
      'Embarazadas o lactantes',
      'Mujeres embarazadas o lactantes',
      'Embarazadas y lactantes',
      'Mujeres embarazadas y lactantes',
      'Gestantes y lactantes',
      'Pregnant or lactating',
      'Pregnant and lactating',
      'Pregnant and lactating women',
      'Pregnant or lactating women',
      'PLW',
    ],
    attributes: ['+f+plw', '+plw', '+pregnant+lactating', '+pregnant_or_lactating'],
  },
  disability: {
    headers: [
      'Personas con discapacidad',
      'Con discapacidad',
      'Discapacidad',
      'PCD',
      'Persons with disability',
      'Persons with disabilities',
      'People with disabilities',
      'Disability',
      'Disabled',
    ],
    attributes: ['+disabled', '+ind+disabled', '+disability'],
  },
  chronic_illness: {
    headers: [
      'Enfermedad crónica',
      'Enfermedades crónicas',
      'Personas con enfermedad crónica',
      'Personas con enfermedades crónicas',
      'Enfermos crónicos',
      'Chronic illness',
      'Chronically ill',
      'Persons with chronic illness',
    ],
    attributes: ['+chronic', '+ind+chronic', '+chronic_illness'],
  },
  unaccompanied_child: {
    headers: [
      'Menores no acompañados',
      'Niñez no acompañada',
      'Niños no acompañados',
      'Niñas y niños no acompañados',
      'NNA no acompañados',
      'Unaccompanied children',
      'Unaccompanied minors',
      'UASC',
    ],
    attributes: ['+children+unaccompanied', '+unaccompanied', '+ind+unaccompanied', '+uasc'],
  },
  older_person_alone: {
    headers: [
      'Adultos mayores solos',
      'Personas mayores solas',
      'Adulto mayor solo',
      'Older persons alone',
      'Elderly alone',
    ],
    attributes: ['+elderly+alone', '+ind+elderly+alone', '+older_person_alone'],
  },
};

function vulnerableSpec(group: VulnerableGroup): FieldSpec<CountField> {
  const { headers, attributes } = VULNERABLE_WORDS[group];
  return { key: group, headers: countHeaders(...headers), hxl: countTags(...attributes) };
}

/** Everything looked for in a count file. */
export const COUNT_FIELDS: readonly FieldSpec<CountField>[] = [
  {
    key: 'site_code',
    headers: [
      'Código',
      'Site code',
      'Código del albergue',
      'Código de albergue',
      'Código del centro',
      'Código del centro colectivo',
      'Código del sitio',
      'Código sitio',
      'ID del albergue',
      'ID del sitio',
      'Site ID',
      'Shelter code',
      'Camp ID',
      'SSID',
      'Code',
    ],
    hxl: ['#loc+code', '#loc+id'],
  },
  {
    key: 'site_name',
    headers: [
      'Albergue',
      'Site name',
      'Nombre del albergue',
      'Nombre del centro',
      'Nombre del centro colectivo',
      'Nombre del sitio',
      'Centro colectivo',
      'Centro',
      'Sitio',
      'Collective centre',
      'Collective center',
      'Shelter name',
      'Shelter',
      'Camp name',
      'Site',
      'Nombre',
      'Name',
    ],
    hxl: ['#loc+name', '#loc!'],
  },
  {
    // Not `Código de municipio`: the national numeric codes are no P-codes.
    key: 'p_code',
    headers: ['Código P', 'P-code', 'Pcode', 'Adm2 Pcode', 'ADM2_PCODE', 'admin2Pcode', 'Admin 2 P-code'],
    hxl: ['#adm2+code+v_pcodes', '#adm2+code+v_pcode', '#adm2+code'],
  },
  {
    key: 'adm1_name',
    headers: ['Departamento', 'Department', 'Departamento/Provincia/Estado', 'Admin 1', 'Admin1 name'],
    hxl: ['#adm1+name', '#adm1!'],
  },
  {
    // Since the reform of 2024 the old municipios are distritos, and those are the places with a P-code.
    key: 'adm2_name',
    headers: ['Distrito', 'Municipio', 'District', 'Municipality', 'Admin 2', 'Admin2 name'],
    hxl: ['#adm2+name', '#adm2!'],
  },
  { key: 'latitude', headers: ['Latitud', 'Latitude', 'Lat', 'GPS latitude'], hxl: ['#geo+lat'] },
  {
    key: 'longitude',
    headers: ['Longitud', 'Longitude', 'Lon', 'Long', 'Lng', 'GPS longitude'],
    hxl: ['#geo+lon'],
  },
  {
    key: 'capacity',
    headers: ['Capacidad', 'Capacity', 'Capacidad de personas', 'Capacidad (personas)', 'Cupo', 'Plazas'],
    hxl: ['#capacity+ind', '#capacity+num', '#capacity!', '#loc+capacity'],
  },
  {
    key: 'counted_on',
    headers: [
      'Fecha de conteo',
      'Date of count',
      'Fecha del conteo',
      'Fecha de reporte',
      'Fecha del reporte',
      'Fecha de corte',
      'Counted on',
      'Date reported',
      'Report date',
      'Date of report',
      'Date of assessment',
      'Fecha',
      'Date',
    ],
    hxl: ['#date+reported', '#date+start', '#date!'],
  },
  {
    key: 'households',
    headers: countHeaders('Familias', 'Households', 'Hogares', 'Families', 'Grupos familiares', 'HH'),
    hxl: countTags('+hh'),
  },
  {
    key: 'individuals',
    headers: countHeaders(
      'Personas',
      'Individuals',
      'Individuos',
      'Personas albergadas',
      'Albergados',
      'People',
      'Persons',
    ),
    hxl: countTags('+ind'),
  },
  { key: 'females', headers: countHeaders(...SEX_WORDS.female.headers), hxl: countTags('+ind+f', '+f') },
  { key: 'males', headers: countHeaders(...SEX_WORDS.male.headers), hxl: countTags('+ind+m', '+m') },
  ...SEXES.flatMap((sex) => AGE_BANDS.map((band) => groupSpec(sex, band.code))),
  ...VULNERABLE_GROUPS.map(vulnerableSpec),
];
