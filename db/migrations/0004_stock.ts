import { appendOnly, type Engine, type Migration, table } from './ddl.ts';

/** Places that close the ledger: what comes from them or goes to them keeps every lot's total at zero. */
const counterPlaces = ['supplier', 'distributed', 'loss', 'adjustment'] as const;

function counterPlaceRow(kind: string, index: number): string {
  const id = `00000000-0000-7000-8000-00000000000${index + 1}`;
  return `insert into locations (id, kind, code, name, created_at)
values ('${id}', '${kind}', '${kind}', '${kind}', '2026-01-01T00:00:00.000Z')`;
}

function ledger(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table movements (
  id $text primary key,
  kind $text not null check (kind in ('receive', 'issue', 'transfer', 'adjust', 'write_off', 'dispatch', 'deliver', 'shortfall', 'distribute', 'reversal')),
  occurred_on $text not null,
  reason $text,
  note $text,
  document_kind $text,
  document_id $text,
  reverses_movement_id $text unique references movements (id),
  posted_by $text not null references people (id),
  posted_at $text not null
)`,
    ),
    'create index movements_by_document on movements (document_id)',
    ...appendOnly(engine, 'movements'),
    table(
      engine,
      `create table movement_lines (
  movement_id $text not null references movements (id),
  line_number $int not null check (line_number >= 1),
  lot_id $text not null references lots (id),
  from_location_id $text not null references locations (id),
  to_location_id $text not null references locations (id),
  quantity $int not null check (quantity > 0),
  occurred_on $text not null,
  primary key (movement_id, line_number),
  check (from_location_id <> to_location_id)
)`,
    ),
    'create index movement_lines_by_lot on movement_lines (lot_id, occurred_on)',
    ...appendOnly(engine, 'movement_lines'),
    table(
      engine,
      `create table balances (
  lot_id $text not null references lots (id),
  location_id $text not null references locations (id),
  quantity $int not null,
  reserved $int not null default 0 check (reserved >= 0),
  is_counter_place $int not null default 0 check (is_counter_place in (0, 1)),
  primary key (lot_id, location_id),
  check (is_counter_place = 1 or (quantity >= 0 and reserved <= quantity))
)`,
    ),
    'create index balances_by_location on balances (location_id, lot_id)',
  ];
}

/** Warehouses, places, lots, the movement ledger with its balances, and inbound receipts. */
export const migration: Migration = {
  name: '0004_stock',
  statements: (engine) => [
    table(
      engine,
      `create table warehouses (
  id $text primary key,
  code $text not null unique,
  name $text not null,
  country $text not null,
  time_zone $text not null,
  latitude $real check (latitude between -90 and 90),
  longitude $real check (longitude between -180 and 180),
  active $int not null default 1 check (active in (0, 1)),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    table(
      engine,
      `create table locations (
  id $text primary key,
  kind $text not null check (kind in ('bin', 'in_transit', 'site', 'supplier', 'distributed', 'loss', 'adjustment')),
  warehouse_id $text references warehouses (id),
  site_id $text unique references sites (id),
  code $text not null,
  name $text not null,
  created_at $text not null,
  unique (warehouse_id, code),
  check ((kind = 'bin') = (warehouse_id is not null)),
  check ((kind = 'site') = (site_id is not null))
)`,
    ),
    'create index locations_by_kind on locations (kind, id)',
    ...counterPlaces.map(counterPlaceRow),
    table(
      engine,
      `create table lots (
  id $text primary key,
  item_id $text not null references items (id),
  lot_number $text not null,
  grant_id $text not null references grants (id),
  expires_on $text,
  manufactured_on $text,
  received_on $text not null,
  condition $text not null check (condition in ('good', 'hold', 'quarantine', 'damaged')),
  unit_value $text,
  currency $text,
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null,
  unique (item_id, lot_number, grant_id)
)`,
    ),
    'create index lots_by_grant on lots (grant_id)',
    ...ledger(engine),
    table(
      engine,
      `create table receipts (
  id $text primary key,
  number $text not null unique,
  warehouse_id $text not null references warehouses (id),
  reference $text not null,
  received_from $text not null,
  received_on $text not null,
  means $text not null check (means in ('sea', 'air', 'road', 'rail', 'hand', 'opening_balance')),
  transport_document $text,
  movement_id $text not null references movements (id),
  import_id $text references imports (id),
  posted_by $text not null references people (id),
  posted_at $text not null
)`,
    ),
    'create index receipts_by_warehouse on receipts (warehouse_id, received_on)',
    ...appendOnly(engine, 'receipts'),
    table(
      engine,
      `create table receipt_lines (
  receipt_id $text not null references receipts (id),
  line_number $int not null check (line_number >= 1),
  lot_id $text not null references lots (id),
  location_id $text not null references locations (id),
  quantity $int not null check (quantity > 0),
  primary key (receipt_id, line_number)
)`,
    ),
    ...appendOnly(engine, 'receipt_lines'),
  ],
};
