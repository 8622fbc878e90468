/**
 * What can be imported through a saved mapping, and the fields each kind has. The reader of a kind takes the type of its fields
 * from here, so that a mapping never names one the reader does not know.
 */
export const importFields = {
  opening_stock: [
    'warehouse_name',
    'item_code',
    'item_name',
    'category',
    'base_unit',
    'quantity',
    'unit_value',
    'currency',
    'donor',
    'lot_number',
    'expires_on',
    'bin',
    'comments',
  ],
  household_counts: [
    'site_code',
    'site_name',
    'p_code',
    'adm1_name',
    'adm2_name',
    'latitude',
    'longitude',
    'capacity',
    'counted_on',
    'households',
    'individuals',
    'females',
    'males',
    'female_m0_5',
    'female_m6_23',
    'female_y2_4',
    'female_y5_11',
    'female_y12_17',
    'female_y18_59',
    'female_y60_plus',
    'male_m0_5',
    'male_m6_23',
    'male_y2_4',
    'male_y5_11',
    'male_y12_17',
    'male_y18_59',
    'male_y60_plus',
    'pregnant_or_lactating',
    'disability',
    'chronic_illness',
    'unaccompanied_child',
    'older_person_alone',
  ],
} as const;

export type ImportKind = keyof typeof importFields;

export const importKinds = Object.keys(importFields) as [ImportKind, ...ImportKind[]];

export type ImportField<Kind extends ImportKind> = (typeof importFields)[Kind][number];
