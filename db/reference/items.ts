/**
 * Reference catalogue of relief items and kits: what a new installation offers before its own Sector agrees otherwise.
 *
 * `weight_g` and `volume_ml` are per base unit and null where no figure is known, so a load that holds such an item
 * says "incomplete" instead of counting it as nothing. Shelf lives and the dangerous-goods flag are planning
 * assumptions, marked [check] in `source`: edit them to what the supplier's label says.
 */

export type ItemCategory =
  | 'shelter'
  | 'kitchen'
  | 'hygiene'
  | 'cleaning'
  | 'bedding'
  | 'water'
  | 'health'
  | 'lighting'
  | 'tools'
  | 'clothing';
export type BaseUnit = 'piece' | 'roll' | 'set' | 'kit' | 'pack' | 'metre' | 'pair';

export interface ReferenceItem {
  readonly code: string;
  readonly name_es: string;
  readonly name_en: string;
  readonly category: ItemCategory;
  readonly base_unit: BaseUnit;
  readonly weight_g: number | null;
  readonly volume_ml: number | null;
  readonly shelf_life_days: number | null;
  readonly dangerous_goods: boolean;
  readonly un_number?: string | null;
  readonly source: string;
}

/** A kit is an item of the same code; its lines are what one unit of it is made from. */
export interface ReferenceKit {
  readonly code: string;
  readonly lines: readonly KitLine[];
}

export interface KitLine {
  readonly item_code: string;
  readonly quantity: number;
}

const STANDARD = 'IFRC standard item file (weight, volume)';
const STANDARD_WITH_LIFE = `${STANDARD}; shelf life [check]`;
const NO_FIGURES =
  'Composition agreed per response; weight and volume unknown until weighed; shelf life [check]';
const COMPONENT = 'Component of the family hygiene parcel; weight and volume unknown; shelf life [check]';

/** Weight and volume per base unit, then shelf life in days. */
type Figures = readonly [weight_g: number | null, volume_ml: number | null, shelf_life_days: number | null];
type Names = readonly [name_es: string, name_en: string];

function item(
  code: string,
  [name_es, name_en]: Names,
  category: ItemCategory,
  base_unit: BaseUnit,
  [weight_g, volume_ml, shelf_life_days]: Figures,
  source: string = shelf_life_days === null ? STANDARD : STANDARD_WITH_LIFE,
): ReferenceItem {
  return {
    code,
    name_es,
    name_en,
    category,
    base_unit,
    weight_g,
    volume_ml,
    shelf_life_days,
    dangerous_goods: false,
    source,
  };
}

const shelter: readonly ReferenceItem[] = [
  item('HSHETARPW406', ['Lona tejida 4 × 6 m', 'Tarpaulin, woven, 4 × 6 m'], 'shelter', 'piece', [
    4200,
    11200,
    null,
  ]),
  item('HSHETARPW460', ['Rollo de plástico 4 × 60 m', 'Plastic sheeting roll, 4 × 60 m'], 'shelter', 'roll', [
    55000,
    180000,
    null,
  ]),
  item('KRELSHEK01', ['Juego de herramientas para albergue', 'Shelter tool kit'], 'shelter', 'kit', [
    11000,
    36000,
    null,
  ]),
  item(
    'KRELSHEK02',
    ['Kit de albergue (2 lonas y herramientas)', 'Shelter kit (2 tarpaulins and tools)'],
    'shelter',
    'kit',
    [20000, 60000, null],
  ),
];

const household: readonly ReferenceItem[] = [
  item('KRELCOOSETA', ['Juego de cocina A, familia de 5', 'Kitchen set A, family of 5'], 'kitchen', 'set', [
    5000,
    24300,
    null,
  ]),
  item('KRELCOOSETB', ['Juego de cocina B, familia de 5', 'Kitchen set B, family of 5'], 'kitchen', 'set', [
    5000,
    32000,
    null,
  ]),
  item(
    'HSHEBLANPMT1',
    ['Frazada sintética, abrigo medio', 'Blanket, synthetic, medium thermal'],
    'bedding',
    'piece',
    [1600, null, null],
  ),
  item('HSHEMATTPLA1', ['Petate plástico 180 × 90 cm', 'Plastic mat, 180 × 90 cm'], 'bedding', 'piece', [
    860,
    3000,
    null,
  ]),
  item('HCONJCANPF10', ['Bidón plegable de 10 l', 'Foldable jerrycan, 10 l'], 'water', 'piece', [
    140,
    420,
    null,
  ]),
  item('HCONJCANPF20', ['Bidón plegable de 20 l', 'Foldable jerrycan, 20 l'], 'water', 'piece', [
    317,
    3600,
    null,
  ]),
  item('HCONBUCKP14L', ['Cubeta de 14 l con tapa', 'Bucket with lid, 14 l'], 'water', 'piece', [
    1250,
    6200,
    null,
  ]),
  item(
    'HSHEMNETRL',
    ['Mosquitero impregnado (MILD)', 'Mosquito net, long-lasting insecticidal'],
    'health',
    'piece',
    [444, 1700, 1825],
  ),
  {
    ...item(
      'EELESOLABPK4',
      ['Lámpara solar LED', 'Solar LED lantern'],
      'lighting',
      'piece',
      [560, 3790, 730],
    ),
    dangerous_goods: true,
    un_number: 'UN3481',
    source: `${STANDARD_WITH_LIFE}; by air as UN 3481 until the cell type is confirmed [check]`,
  },
];

const hygiene: readonly ReferenceItem[] = [
  item(
    'KRELHYPA05P',
    ['Kit de higiene familiar, 5 personas, 1 mes', 'Family hygiene kit, 5 persons, 1 month'],
    'hygiene',
    'kit',
    [8100, 26000, 730],
  ),
  item(
    'HYGMHMDISP',
    ['Kit de higiene menstrual, desechable', 'Menstrual hygiene kit, disposable'],
    'hygiene',
    'kit',
    [null, null, 1095],
    NO_FIGURES,
  ),
  item(
    'HYGMHMREUS',
    ['Kit de higiene menstrual, reutilizable', 'Menstrual hygiene kit, reusable'],
    'hygiene',
    'kit',
    [null, null, 1095],
    NO_FIGURES,
  ),
  item(
    'HYGINFANT',
    ['Kit de higiene para bebé', 'Infant hygiene kit'],
    'hygiene',
    'kit',
    [null, null, 1095],
    NO_FIGURES,
  ),
  item('KRELCLEA01', ['Kit de limpieza', 'Cleaning kit'], 'cleaning', 'kit', [6000, 28600, 730]),
  item('HHYGSOAP100G', ['Jabón de baño 100 g', 'Bathing soap, 100 g'], 'hygiene', 'piece', [102, 92, 1095]),
  item('HHYGSOAP200G', ['Jabón de lavar 200 g', 'Laundry soap, 200 g'], 'hygiene', 'piece', [204, 184, 1095]),
];

const hygieneComponents: readonly ReferenceItem[] = [
  item(
    'HHYGPERSTOBR',
    ['Cepillo de dientes, mediano', 'Toothbrush, medium'],
    'hygiene',
    'piece',
    [null, null, null],
    COMPONENT,
  ),
  item(
    'HHYGPERSTOP1',
    ['Pasta dental 75 ml', 'Toothpaste, 75 ml'],
    'hygiene',
    'piece',
    [null, null, 730],
    COMPONENT,
  ),
  item(
    'HHYGPERSPADN',
    ['Toallas sanitarias, paquete de 10', 'Sanitary pads, pack of 10'],
    'hygiene',
    'pack',
    [null, null, 1095],
    COMPONENT,
  ),
  item('HHYGPERSTO73', ['Toalla de algodón 70 × 30 cm', 'Cotton towel, 70 × 30 cm'], 'hygiene', 'piece', [
    100,
    2100,
    null,
  ]),
  item('HHYGTOILPAPR', ['Papel higiénico, rollo', 'Toilet paper, roll'], 'hygiene', 'roll', [
    125,
    1050,
    null,
  ]),
  item(
    'HHYGPERSRAZO',
    ['Rasuradora desechable', 'Disposable razor'],
    'hygiene',
    'piece',
    [null, null, null],
    COMPONENT,
  ),
];

/** Every reference item; codes are unique. */
export const referenceItems: readonly ReferenceItem[] = [
  ...shelter,
  ...household,
  ...hygiene,
  ...hygieneComponents,
];

/**
 * Agreed compositions. Bathing soap follows 250 g per person per month, rounded up to whole pieces for five persons
 * (13 of 100 g), laundry soap 200 g per person per month.
 */
export const referenceKits: readonly ReferenceKit[] = [
  {
    code: 'KRELSHEK02',
    lines: [
      { item_code: 'HSHETARPW406', quantity: 2 },
      { item_code: 'KRELSHEK01', quantity: 1 },
    ],
  },
  {
    code: 'KRELHYPA05P',
    lines: [
      { item_code: 'HHYGSOAP100G', quantity: 13 },
      { item_code: 'HHYGSOAP200G', quantity: 5 },
      { item_code: 'HHYGPERSTOBR', quantity: 5 },
      { item_code: 'HHYGPERSTOP1', quantity: 3 },
      { item_code: 'HHYGPERSPADN', quantity: 2 },
      { item_code: 'HHYGPERSTO73', quantity: 5 },
      { item_code: 'HHYGTOILPAPR', quantity: 8 },
      { item_code: 'HHYGPERSRAZO', quantity: 5 },
    ],
  },
];

const byCode: ReadonlyMap<string, ReferenceItem> = new Map(
  referenceItems.map((entry) => [entry.code, entry]),
);

/** The reference item with exactly this code, or undefined. */
export function findReferenceItem(code: string): ReferenceItem | undefined {
  return byCode.get(code);
}
