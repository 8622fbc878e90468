import type { KitLine } from './items.ts';

export interface ReferenceVariant {
  readonly kit_family: string;
  readonly kit_variant: string;
  readonly intended_for: 'household' | 'female_12_49' | 'infant_0_23_months';
}

/** A composition to start from; it stays a draft until the Sector agrees. */
export interface ReferenceDraft {
  readonly code: string;
  readonly lines: readonly KitLine[];
  readonly source: string;
  readonly variant?: ReferenceVariant;
}

export const referenceFamily = {
  code: 'hygiene-kits',
  name_es: 'Kits de higiene diferenciados',
  name_en: 'Differentiated hygiene kits',
} as const;

const variant = (kit_variant: string, intended_for: ReferenceVariant['intended_for']): ReferenceVariant => ({
  kit_family: referenceFamily.code,
  kit_variant,
  intended_for,
});

const lines = (parts: Readonly<Record<string, number>>): KitLine[] =>
  Object.entries(parts).map(([item_code, quantity]) => ({ item_code, quantity }));

const PLANNED = 'Planning figures of this catalogue, no standard [check]';

export const referenceDrafts: readonly ReferenceDraft[] = [
  {
    code: 'KRELSHEK02',
    lines: lines({ HSHETARPW406: 2, KRELSHEK01: 1 }),
    source: 'Two tarpaulins and one tool kit, as the kit is named in the IFRC standard item file',
  },
  {
    code: 'KRELHYPA05P',
    lines: lines({
      HHYGSOAP100G: 13,
      HHYGSOAP200G: 5,
      HHYGPERSTOBR: 5,
      HHYGPERSTOP1: 3,
      HHYGPERSPADN: 2,
      HHYGPERSTO73: 5,
      HHYGTOILPAPR: 8,
      HHYGPERSRAZO: 5,
    }),
    source: 'Soap after 250 g bathing and 200 g laundry per person and month; the rest planned [check]',
    variant: variant('family', 'household'),
  },
  {
    code: 'HYGMHMDISP',
    lines: lines({ HHYGPERSPADN: 2, HHYGUNDERW: 2, HHYGSOAP100G: 1, HHYGBAGDRY: 1, HHYGTORCHWH: 1 }),
    source: PLANNED,
    variant: variant('mhm-disposable', 'female_12_49'),
  },
  {
    code: 'HYGMHMREUS',
    lines: lines({
      HHYGPADREUS: 6,
      HHYGUNDERW: 2,
      HHYGSOAP200G: 2,
      HHYGBAGDRY: 1,
      HHYGPEGLINE: 1,
      HHYGTORCHWH: 1,
    }),
    source: PLANNED,
    variant: variant('mhm-reusable', 'female_12_49'),
  },
  {
    code: 'HYGINFANT',
    lines: lines({ HHYGDIAPDISP: 2, HHYGBABYSOAP: 2, HHYGBABYTOWL: 2, HHYGBABYCREM: 1, HHYGBAGDRY: 1 }),
    source: PLANNED,
    variant: variant('infant', 'infant_0_23_months'),
  },
  {
    code: 'KRELCLEA01',
    lines: lines({
      HCLEBROOM: 1,
      HCLEMOP: 1,
      HCONBUCKP14L: 1,
      HCLEGLOVES: 2,
      HCLEBLEACH1L: 1,
      HCLEBAGS: 1,
      HHYGWAPO010M: 1,
    }),
    source: PLANNED,
  },
  {
    code: 'FAMILYKIT',
    lines: lines({
      HSHETARPW406: 2,
      KRELSHEK01: 1,
      KRELCLEA01: 1,
      KRELCOOSETA: 1,
      HCONJCANPF10: 5,
      HCONBUCKP14L: 2,
      HSHEBLANCLT2: 3,
      HSHEMNETRL: 3,
    }),
    source: 'Family kit of the regional intervention platform of the Red Cross',
  },
];
