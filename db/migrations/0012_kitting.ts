import { appendOnly, type Engine, type Migration, table } from './ddl.ts';

/** Integers of 64 bits, as in `table`. */
const int = (engine: Engine) => (engine === 'sqlite' ? 'integer' : 'bigint');

/**
 * Kits built, taken apart, lots repacked: one document for each, the lots it made (more than nothing) or undid (less), and of
 * every made lot what one unit of it consists of.
 */
export const migration: Migration = {
  name: '0012_kitting',
  statements: (engine) => [
    `alter table lots add column units_per_pack ${int(engine)} check (units_per_pack > 0)`,
    table(
      engine,
      `create table conversions (
  id $text primary key,
  number $text not null unique,
  kind $text not null check (kind in ('build', 'take_apart', 'repack')),
  warehouse_id $text not null references warehouses (id),
  item_id $text not null references items (id),
  composition_id $text references kit_compositions (id),
  quantity $int not null check (quantity > 0),
  movement_id $text not null references movements (id),
  posted_by $text not null references people (id),
  posted_at $text not null,
  check ((kind = 'build') = (composition_id is not null))
)`,
    ),
    'create unique index conversions_by_movement on conversions (movement_id)',
    'create index conversions_by_kind on conversions (kind, id)',
    'create index conversions_by_warehouse on conversions (warehouse_id, id)',
    'create index conversions_by_item on conversions (item_id, id)',
    ...appendOnly(engine, 'conversions'),
    table(
      engine,
      `create table conversion_lots (
  conversion_id $text not null references conversions (id),
  lot_id $text not null references lots (id),
  quantity $int not null check (quantity <> 0),
  primary key (conversion_id, lot_id)
)`,
    ),
    'create index conversion_lots_by_lot on conversion_lots (lot_id, conversion_id)',
    ...appendOnly(engine, 'conversion_lots'),
    table(
      engine,
      `create table lot_components (
  lot_id $text not null references lots (id),
  component_lot_id $text not null references lots (id),
  quantity $int not null check (quantity > 0),
  primary key (lot_id, component_lot_id),
  check (lot_id <> component_lot_id)
)`,
    ),
    'create index lot_components_by_component on lot_components (component_lot_id, lot_id)',
    ...appendOnly(engine, 'lot_components'),
  ],
};
