import { type Migration, table } from './ddl.ts';

/** Items, kits and their compositions, grants, entitlement standards. */
export const migration: Migration = {
  name: '0002_catalogue',
  statements: (engine) => [
    table(
      engine,
      `create table items (
  id $text primary key,
  code $text not null unique,
  kind $text not null check (kind in ('item', 'kit')),
  name_es $text not null,
  name_en $text not null,
  search_text $text not null,
  category $text not null,
  base_unit $text not null,
  weight_g $int check (weight_g > 0),
  volume_ml $int check (volume_ml > 0),
  shelf_life_days $int check (shelf_life_days > 0),
  dangerous_goods $int not null default 0 check (dangerous_goods in (0, 1)),
  active $int not null default 1 check (active in (0, 1)),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    table(
      engine,
      `create table kit_compositions (
  id $text primary key,
  kit_item_id $text not null references items (id),
  version_number $int not null check (version_number >= 1),
  state $text not null check (state in ('draft', 'agreed', 'superseded')),
  agreed_with $text,
  agreed_on $text,
  agreed_by $text references people (id),
  created_at $text not null,
  unique (kit_item_id, version_number)
)`,
    ),
    "create unique index kit_compositions_agreed_once on kit_compositions (kit_item_id) where state = 'agreed'",
    table(
      engine,
      `create table kit_composition_lines (
  composition_id $text not null references kit_compositions (id),
  item_id $text not null references items (id),
  quantity $int not null check (quantity > 0),
  primary key (composition_id, item_id)
)`,
    ),
    table(
      engine,
      `create table grants (
  id $text primary key,
  code $text not null unique,
  donor_name $text not null,
  title $text not null,
  starts_on $text,
  ends_on $text,
  currency $text not null,
  cash_budget_cents $int not null default 0 check (cash_budget_cents >= 0),
  cash_committed_cents $int not null default 0 check (cash_committed_cents >= 0 and cash_committed_cents <= cash_budget_cents),
  active $int not null default 1 check (active in (0, 1)),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    table(
      engine,
      `create table entitlement_standards (
  id $text primary key,
  code $text not null,
  version_number $int not null check (version_number >= 1),
  name_es $text not null,
  name_en $text not null,
  state $text not null check (state in ('current', 'superseded')),
  created_by $text not null references people (id),
  created_at $text not null,
  unique (code, version_number)
)`,
    ),
    table(
      engine,
      `create table entitlement_lines (
  standard_id $text not null references entitlement_standards (id),
  line_number $int not null check (line_number >= 1),
  item_id $text not null references items (id),
  basis $text not null check (basis in ('household', 'person', 'female_12_49', 'infant_0_23_months', 'site')),
  rate_numerator $int not null check (rate_numerator > 0),
  rate_denominator $int not null check (rate_denominator > 0),
  tier $int not null check (tier >= 1),
  primary key (standard_id, line_number)
)`,
    ),
  ],
};
