import { appendOnly, type Engine, type Migration, rebuild, table } from './ddl.ts';

const integer = (engine: Engine) => (engine === 'sqlite' ? 'integer' : 'bigint');
const text = (engine: Engine) => (engine === 'sqlite' ? 'text' : 'text collate "C"');

/** What a mission of this kind keeps; others are added beside them. */
const known: readonly (readonly [code: string, nameEs: string, nameEn: string])[] = [
  ['shelter', 'Albergue', 'Shelter'],
  ['bedding', 'Camas y abrigo', 'Bedding'],
  ['kitchen', 'Cocina', 'Kitchen'],
  ['hygiene', 'Higiene', 'Hygiene'],
  ['cleaning', 'Limpieza', 'Cleaning'],
  ['water', 'Agua y recipientes', 'Water and containers'],
  ['health', 'Salud', 'Health'],
  ['lighting', 'Iluminación y energía', 'Lighting and energy'],
  ['tools', 'Herramientas y fijaciones', 'Tools and fixings'],
  ['clothing', 'Ropa', 'Clothing'],
  ['food', 'Alimentos', 'Food'],
  ['uncategorized', 'Sin categoría', 'Uncategorized'],
];

const at = '2026-01-01T00:00:00.000Z';
const knownId = (index: number) => `00000000-0000-7000-8001-${String(index + 1).padStart(12, '0')}`;

/** True where a free text of the time before can be a code as it stands. */
function canBeCode(engine: Engine): string {
  return engine === 'sqlite'
    ? "length(category) <= 64 and category glob '[A-Za-z0-9]*' and category not glob '*[^A-Za-z0-9._/-]*'"
    : "category ~ '^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$'";
}

/** The free texts become categories: under the text itself where that can be a code, else under a numbered one. */
function categories(engine: Engine): string[] {
  const number = (digits: number) =>
    engine === 'sqlite' ? `printf('%0${digits}d', n)` : `lpad(cast(n as text), ${digits}, '0')`;
  const isCode = canBeCode(engine);
  return [
    table(
      engine,
      `create table categories (
  id $text primary key,
  code $text not null unique,
  name_es $text not null,
  name_en $text not null,
  parent_id $text references categories (id),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    'create index categories_by_parent on categories (parent_id)',
    `insert into categories (id, code, name_es, name_en, created_at, updated_at) values
${known.map(([code, es, en], index) => `  ('${knownId(index)}', '${code}', '${es}', '${en}', '${at}', '${at}')`).join(',\n')}`,
    `insert into categories (id, code, name_es, name_en, created_at, updated_at)
select '00000000-0000-7000-8002-' || ${number(12)},
  case when ${isCode} then category else 'CATEGORY-' || ${number(4)} end, category, category, '${at}', '${at}'
from (select category, row_number() over (order by category) as n from (
  select distinct category from items where category not in (select code from categories)) as texts) as numbered`,
  ];
}

const categoryOf = `coalesce(
  (select code from categories where code = items.category),
  (select code from categories where name_es = items.category and code like 'CATEGORY-%'))`;

const intendedFor = "in ('household', 'person', 'female_12_49', 'infant_0_23_months', 'site')";

function items(engine: Engine): string[] {
  const $text = text(engine);
  return rebuild(engine, {
    name: 'items',
    definition: `create table items (
  id $text primary key,
  code $text not null unique,
  kind $text not null check (kind in ('item', 'kit')),
  name_es $text not null,
  name_en $text not null,
  search_text $text not null,
  category $text not null references categories (code),
  base_unit $text not null,
  weight_g $int check (weight_g > 0),
  volume_ml $int check (volume_ml > 0),
  shelf_life_days $int check (shelf_life_days > 0),
  dangerous_goods $int not null default 0 check (dangerous_goods in (0, 1)),
  un_number $text check (dangerous_goods = 1 or un_number is null),
  figures_source $text,
  kit_family $text references kit_families (code),
  kit_variant $text,
  intended_for $text check (intended_for ${intendedFor}),
  active $int not null default 1 check (active in (0, 1)),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null,
  unique (kit_family, kit_variant),
  check ((kit_family is null) = (kit_variant is null))
)`,
    columns: [
      'id',
      'code',
      'kind',
      'name_es',
      'name_en',
      'search_text',
      ['category', categoryOf],
      'base_unit',
      'weight_g',
      'volume_ml',
      'shelf_life_days',
      'dangerous_goods',
      'active',
      'version',
      'created_at',
      'updated_at',
    ],
    after: itemIndexes,
    postgres: [
      `update items set category = ${categoryOf}`,
      'alter table items add foreign key (category) references categories (code)',
      `alter table items add column un_number ${$text} check (dangerous_goods = 1 or un_number is null)`,
      `alter table items add column figures_source ${$text}`,
      `alter table items add column kit_family ${$text} references kit_families (code)`,
      `alter table items add column kit_variant ${$text}`,
      `alter table items add column intended_for ${$text} check (intended_for ${intendedFor})`,
      'alter table items add unique (kit_family, kit_variant)',
      'alter table items add check ((kit_family is null) = (kit_variant is null))',
      ...itemIndexes,
    ],
  });
}

/** One for every order and filter of the list, so that a page costs the same however many items there are. */
const itemIndexes = [
  'create index items_by_name_es on items (name_es, id)',
  'create index items_by_name_en on items (name_en, id)',
  'create index items_by_category on items (category, code, id)',
  'create index items_by_kind on items (kind, code, id)',
  'create index items_by_active on items (active, code, id)',
];

function parts(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table item_packing (
  item_id $text not null references items (id),
  level $text not null check (level in ('pack', 'bundle', 'bale', 'carton', 'sack', 'crate', 'drum', 'pallet')),
  quantity $int not null check (quantity > 1),
  weight_g $int check (weight_g > 0),
  volume_ml $int check (volume_ml > 0),
  primary key (item_id, level),
  unique (item_id, quantity)
)`,
    ),
    table(
      engine,
      `create table item_substitutes (
  item_id $text not null references items (id),
  position $int not null check (position >= 1),
  substitute_id $text not null references items (id),
  ratio_numerator $int not null check (ratio_numerator > 0),
  ratio_denominator $int not null check (ratio_denominator > 0),
  primary key (item_id, position),
  unique (item_id, substitute_id),
  check (item_id <> substitute_id)
)`,
    ),
    table(
      engine,
      `create table item_unit_values (
  id $text primary key,
  item_id $text not null references items (id),
  currency $text not null,
  valid_from $text not null,
  unit_value $text not null,
  source $text,
  recorded_by $text not null references people (id),
  recorded_at $text not null
)`,
    ),
    'create index item_unit_values_by_day on item_unit_values (item_id, valid_from, id)',
    'create index item_unit_values_by_currency on item_unit_values (item_id, currency, valid_from, id)',
    ...appendOnly(engine, 'item_unit_values'),
  ];
}

/** Categories, packing levels, substitutes, unit values by date, families of kits, drafts that can be edited. */
export const migration: Migration = {
  name: '0009_catalogue',
  statements: (engine) => [
    ...categories(engine),
    table(
      engine,
      `create table kit_families (
  id $text primary key,
  code $text not null unique,
  name_es $text not null,
  name_en $text not null,
  created_at $text not null
)`,
    ),
    ...items(engine),
    ...parts(engine),
    `alter table kit_compositions add column version ${integer(engine)} not null default 1`,
    `alter table kit_compositions add column source ${text(engine)}`,
    `alter table kit_compositions add column agreed_at ${text(engine)}`,
    'create index kit_composition_lines_by_item on kit_composition_lines (item_id)',
  ],
};
