import type { CellType, Column, TableDefinition, TableRow } from '../documents/table.ts';
import { AGE_BANDS, SEXES, VULNERABLE_GROUPS } from './age-bands.ts';
import { placeOf } from './place-of-site.ts';
import { hiddenFigures, sumsOfTree } from './suppress.ts';

const column = (key: string, type: CellType, es: string, en: string, hxl: string | null): Column => ({
  key,
  type,
  header: { es, en },
  hxl,
});

const SEX = {
  female: { es: 'Mujeres', en: 'Females', tag: 'f' },
  male: { es: 'Hombres', en: 'Males', tag: 'm' },
} as const;

const bandKey = (sex: string, band: string) => `${sex}_${band}`;

const bandColumns = SEXES.flatMap((sex) =>
  AGE_BANDS.map(({ code, label }) =>
    column(
      bandKey(sex, code),
      'integer',
      `${SEX[sex].es} ${label.es}`,
      `${SEX[sex].en} ${label.en}`,
      `#affected+ind+${SEX[sex].tag}+age_${code}`,
    ),
  ),
);

const VULNERABLE = {
  pregnant_or_lactating: ['Embarazadas o lactantes', 'Pregnant or lactating', '#affected+plw'],
  disability: ['Con discapacidad', 'With a disability', '#affected+disabled'],
  chronic_illness: ['Con enfermedad crónica', 'With a chronic illness', '#affected+chronic'],
  unaccompanied_child: ['Menores no acompañados', 'Unaccompanied children', '#affected+unaccompanied'],
  older_person_alone: ['Personas mayores solas', 'Older persons alone', '#affected+elderly+alone'],
} as const;

/** The latest counts of an operation as they may be shared: no safe house, no point, nobody's name, no small number. */
export const sharedCountsTable: TableDefinition = {
  name: 'shared-counts',
  title: { es: 'Conteos de hogares', en: 'Household counts' },
  columns: [
    column('adm1_code', 'text', 'Código P del departamento', 'Department P-code', '#adm1+code+v_pcodes'),
    column('adm1_name', 'text', 'Departamento', 'Department', '#adm1+name'),
    column('adm2_code', 'text', 'Código P', 'P-code', '#adm2+code+v_pcodes'),
    column('adm2_name', 'text', 'Distrito', 'Distrito', '#adm2+name'),
    column('code', 'text', 'Código', 'Site code', '#loc+code'),
    column('name', 'text', 'Albergue', 'Site name', '#loc+name'),
    column('counted_on', 'date', 'Fecha de conteo', 'Date of count', '#date+reported'),
    column('source', 'text', 'Fuente', 'Source', '#meta+source'),
    column('households', 'integer', 'Familias', 'Households', '#affected+hh'),
    column('individuals', 'integer', 'Personas', 'Individuals', '#affected+ind'),
    column('females', 'integer', 'Mujeres', 'Females', '#affected+ind+f'),
    column('males', 'integer', 'Hombres', 'Males', '#affected+ind+m'),
    ...bandColumns,
    ...VULNERABLE_GROUPS.map((group) => {
      const [es, en, hxl] = VULNERABLE[group];
      return column(group, 'integer', es, en, hxl);
    }),
    column('suppressed', 'text', 'Cifras reservadas', 'Figures withheld', '#meta+suppressed'),
    column('rule', 'text', 'Regla', 'Rule', '#meta+rule'),
  ],
};

/** Who does what where: what reached the sites of an operation, by place and item. */
export const sharedActivitiesTable: TableDefinition = {
  name: 'shared-activities',
  title: { es: 'Quién hace qué y dónde', en: 'Who does what, where' },
  columns: [
    column('org', 'text', 'Organización', 'Organisation', '#org+impl'),
    column('sector', 'text', 'Sector', 'Sector', '#sector+cluster'),
    column('activity', 'text', 'Actividad', 'Activity', '#activity'),
    column('item_code', 'text', 'Código del artículo', 'Item code', '#item+code'),
    column('item_name', 'text', 'Artículo', 'Item', '#item+name'),
    column('item_unit', 'text', 'Unidad', 'Unit', '#item+unit'),
    column('adm1_code', 'text', 'Código P del departamento', 'Department P-code', '#adm1+code+v_pcodes'),
    column('adm1_name', 'text', 'Departamento', 'Department', '#adm1+name'),
    column('adm2_code', 'text', 'Código P', 'P-code', '#adm2+code+v_pcodes'),
    column('adm2_name', 'text', 'Distrito', 'Distrito', '#adm2+name'),
    column('sites', 'integer', 'Sitios', 'Sites', '#loc+num'),
    column('delivered', 'integer', 'Entregado', 'Delivered', '#output+delivered+num'),
    column('status', 'text', 'Estado', 'Status', '#status'),
    column('rule', 'text', 'Regla', 'Rule', '#meta+rule'),
  ],
};

const sums = sumsOfTree('individuals', ['females', 'males'], {
  females: AGE_BANDS.map(({ code }) => bandKey('female', code)),
  males: AGE_BANDS.map(({ code }) => bandKey('male', code)),
});

export interface SharedCount {
  code: string;
  name: string;
  p_code: string | null;
  counted_on: string;
  source: string;
  households: number | null;
  individuals: number | null;
  females: number | null;
  males: number | null;
  groups: readonly { sex: string; age_band: string; persons: number }[];
  vulnerable: readonly { vulnerable_group: string; persons: number }[];
}

function placeCells(pCode: string | null) {
  const { place } = placeOf({ p_code: pCode, latitude: null, longitude: null });
  const isArea = pCode !== null && pCode.length > 4;
  return {
    adm1_code: pCode?.slice(0, 4) ?? null,
    adm1_name: place?.department ?? null,
    adm2_code: isArea ? pCode : null,
    adm2_name: place?.distrito ?? null,
  };
}

const ruleText = (threshold: number) =>
  `1-${threshold - 1} withheld; complementary figures withheld so that none can be subtracted back`;

/** A count as a row that may be shared. */
export function sharedCountRow(count: SharedCount, threshold: number): TableRow {
  const figures: Record<string, number | null> = {
    households: count.households,
    individuals: count.individuals,
    females: count.females,
    males: count.males,
  };
  for (const sex of SEXES) for (const { code } of AGE_BANDS) figures[bandKey(sex, code)] = null;
  for (const { sex, age_band, persons } of count.groups) figures[bandKey(sex, age_band)] = persons;
  for (const group of VULNERABLE_GROUPS) figures[group] = null;
  for (const { vulnerable_group, persons } of count.vulnerable) figures[vulnerable_group] = persons;
  const hidden = hiddenFigures(figures, sums, threshold);
  const shown = Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, hidden.has(key) ? null : value]),
  );
  return {
    ...placeCells(count.p_code),
    code: count.code,
    name: count.name,
    counted_on: count.counted_on,
    source: count.source,
    ...shown,
    suppressed: hidden.size === 0 ? null : [...hidden].sort().join(' '),
    rule: ruleText(threshold),
  };
}

export interface SharedActivity {
  p_code: string | null;
  sites: number;
  category: string;
  item_code: string;
  item_name: string;
  base_unit: string;
  delivered: number;
}

/** Deliveries to one place as a row that may be shared; a small quantity would say how few people are there. */
export function sharedActivityRow(activity: SharedActivity, org: string, threshold: number): TableRow {
  const { p_code, sites, category, item_code, item_name, base_unit, delivered } = activity;
  return {
    org,
    sector: category,
    activity: 'distribution',
    item_code,
    item_name,
    item_unit: base_unit,
    ...placeCells(p_code),
    sites,
    delivered: delivered < threshold ? null : delivered,
    status: delivered < threshold ? 'delivered, quantity withheld' : 'delivered',
    rule: ruleText(threshold),
  };
}
