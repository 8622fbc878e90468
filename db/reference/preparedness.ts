/**
 * What the mission's plan commits to keep ready, as targets that can be loaded. The commitments and their figures are those of the
 * plan; how many of an item a household or a person takes is a planning rate, marked [check] in `source` where the plan gives none.
 */
export interface ReferenceTarget {
  readonly code: string;
  readonly name_es: string;
  readonly name_en: string;
  readonly quantity: number;
  readonly unit: 'kits' | 'households' | 'persons';
  readonly source: string;
  readonly needs: readonly ReferenceNeed[];
}

/** Items that stand for each other, preferred first, and how many of them one unit of the target takes. */
export interface ReferenceNeed {
  readonly item_codes: readonly string[];
  readonly rate_numerator: number;
  readonly rate_denominator: number;
}

const PLAN = "The mission's plan";
const PLAN_WITH_RATES = `${PLAN}; rates per household or person [check]`;

function need(item_codes: readonly string[], rate_numerator = 1, rate_denominator = 1): ReferenceNeed {
  return { item_codes, rate_numerator, rate_denominator };
}

/** A household counts five persons, as in the plan's own 5,000 households of 25,000 persons. */
export const referenceTargets: readonly ReferenceTarget[] = [
  {
    code: 'PREP-HYG-5000',
    name_es: 'Kits de higiene diferenciados, con salud menstrual',
    name_en: 'Differentiated hygiene kits, with menstrual hygiene management',
    quantity: 5000,
    unit: 'kits',
    source: PLAN,
    needs: [need(['HYGMHMDISP', 'HYGMHMREUS', 'KRELHYPA05P', 'HYGINFANT'])],
  },
  {
    code: 'PREP-NFI-5000H',
    name_es: 'Enseres de albergue de emergencia para 5.000 hogares',
    name_en: 'Emergency shelter household items for 5,000 households',
    quantity: 5000,
    unit: 'households',
    source: PLAN_WITH_RATES,
    needs: [need(['KRELSHEK02']), need(['EELESOLABPK4']), need(['KRELCOOSETA', 'KRELCOOSETB'])],
  },
  {
    code: 'PREP-NFI-10000P',
    name_es: 'Enseres preposicionados para 10.000 personas',
    name_en: 'Household items pre-positioned for 10,000 persons',
    quantity: 10_000,
    unit: 'persons',
    source: PLAN_WITH_RATES,
    needs: [
      need(['HSHETARPW406'], 2, 5),
      need(['KRELSHEK01'], 1, 25),
      need(['KRELCOOSETA', 'KRELCOOSETB'], 1, 5),
      need(['HSHEMATTPLA1']),
      need(['EELESOLABPK4'], 1, 5),
      need(['KRELHYPA05P'], 1, 5),
    ],
  },
  {
    code: 'PREP-HYG-10000H',
    name_es: 'Kits de higiene para 10.000 hogares',
    name_en: 'Hygiene kits for 10,000 households',
    quantity: 10_000,
    unit: 'households',
    source: PLAN,
    needs: [need(['KRELHYPA05P'])],
  },
];
