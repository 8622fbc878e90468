import { type Migration, table } from './ddl.ts';

/** What the mission has committed to keep ready, what it takes, and the levels below which stock is bought again. */
export const migration: Migration = {
  name: '0014_preparedness',
  statements: (engine) => [
    table(
      engine,
      `create table preparedness_targets (
  id $text primary key,
  code $text not null unique,
  name_es $text not null,
  name_en $text not null,
  warehouse_id $text references warehouses (id),
  quantity $int not null check (quantity > 0),
  unit $text not null check (unit in ('kits', 'households', 'persons')),
  source $text not null,
  active $int not null default 1 check (active in (0, 1)),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    'create index preparedness_targets_by_warehouse on preparedness_targets (warehouse_id, code)',
    table(
      engine,
      `create table preparedness_target_items (
  target_id $text not null references preparedness_targets (id),
  line_number $int not null check (line_number >= 1),
  choice $int not null check (choice >= 1),
  item_id $text not null references items (id),
  rate_numerator $int not null check (rate_numerator > 0),
  rate_denominator $int not null check (rate_denominator > 0),
  primary key (target_id, line_number, choice),
  unique (target_id, item_id)
)`,
    ),
    table(
      engine,
      `create table stock_levels (
  id $text primary key,
  warehouse_id $text not null references warehouses (id),
  item_id $text not null references items (id),
  minimum $int not null check (minimum >= 0),
  reorder $int not null,
  set_by $text not null references people (id),
  set_at $text not null,
  unique (warehouse_id, item_id),
  check (reorder >= minimum)
)`,
    ),
  ],
};
