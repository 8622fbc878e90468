import type { Localized } from '../lib/localized.ts';

/** The sexes counts are broken down by. */
export const SEXES = ['female', 'male'] as const;
export type Sex = (typeof SEXES)[number];

interface AgeBandEntry {
  readonly code: string;
  readonly label: Localized;
  /** First month of age in the band. */
  readonly from_months: number;
  /** Last month of age in the band, inclusive; null for the open band. */
  readonly to_months: number | null;
}

/**
 * The age bands of displacement counts, youngest first and without gaps: 0–5 and 6–23 months, then 2–4, 5–11, 12–17,
 * 18–59 and 60 or more years. The codes are stored; the labels are shown.
 */
export const AGE_BANDS = [
  { code: 'm0_5', label: { es: '0–5 meses', en: '0–5 months' }, from_months: 0, to_months: 5 },
  { code: 'm6_23', label: { es: '6–23 meses', en: '6–23 months' }, from_months: 6, to_months: 23 },
  { code: 'y2_4', label: { es: '2–4 años', en: '2–4 years' }, from_months: 24, to_months: 59 },
  { code: 'y5_11', label: { es: '5–11 años', en: '5–11 years' }, from_months: 60, to_months: 143 },
  { code: 'y12_17', label: { es: '12–17 años', en: '12–17 years' }, from_months: 144, to_months: 215 },
  { code: 'y18_59', label: { es: '18–59 años', en: '18–59 years' }, from_months: 216, to_months: 719 },
  {
    code: 'y60_plus',
    label: { es: '60 años y más', en: '60 years and over' },
    from_months: 720,
    to_months: null,
  },
] as const satisfies readonly AgeBandEntry[];

export type AgeBandCode = (typeof AGE_BANDS)[number]['code'];

/** Groups whose people need more than others, counted beside sex and age; one person may be in several. */
export const VULNERABLE_GROUPS = [
  'pregnant_or_lactating',
  'disability',
  'chronic_illness',
  'unaccompanied_child',
  'older_person_alone',
] as const;
export type VulnerableGroup = (typeof VULNERABLE_GROUPS)[number];
