import { appendOnly, type Migration, table } from './ddl.ts';

/** Stock counts: what is to be counted, what each person found, and the scope that a count may hold still meanwhile. */
export const migration: Migration = {
  name: '0013_counting',
  statements: (engine) => [
    table(
      engine,
      `create table stock_counts (
  id $text primary key,
  number $text not null unique,
  warehouse_id $text not null references warehouses (id),
  mode $text not null check (mode in ('freeze', 'delta')),
  blind $int not null check (blind in (0, 1)),
  state $text not null check (state in ('open', 'counted', 'recount', 'approved', 'posted', 'cancelled')),
  freezes $int not null check (freezes in (0, 1)),
  every_item $int not null check (every_item in (0, 1)),
  scope $text not null,
  threshold_value $text not null,
  threshold_currency $text not null,
  threshold_share_percent $int not null check (threshold_share_percent >= 0),
  note $text,
  round $int not null default 1 check (round >= 1),
  round_started_at $text not null,
  opened_by $text not null references people (id),
  opened_at $text not null,
  closed_by $text references people (id),
  closed_at $text,
  approved_by $text references people (id),
  approved_at $text,
  posted_by $text references people (id),
  posted_at $text,
  cancelled_by $text references people (id),
  cancelled_at $text,
  movement_id $text references movements (id)
)`,
    ),
    'create index stock_counts_by_warehouse on stock_counts (warehouse_id, id)',
    'create index stock_counts_by_warehouse_state on stock_counts (warehouse_id, state, id)',
    'create index stock_counts_by_state on stock_counts (state, id)',
    'create index stock_counts_that_freeze on stock_counts (id) where freezes = 1',
    table(
      engine,
      `create table stock_count_bins (
  count_id $text not null references stock_counts (id),
  location_id $text not null references locations (id),
  primary key (count_id, location_id)
)`,
    ),
    ...appendOnly(engine, 'stock_count_bins'),
    table(
      engine,
      `create table stock_count_items (
  count_id $text not null references stock_counts (id),
  item_id $text not null references items (id),
  primary key (count_id, item_id)
)`,
    ),
    ...appendOnly(engine, 'stock_count_items'),
    table(
      engine,
      `create table stock_count_lines (
  id $text primary key,
  count_id $text not null references stock_counts (id),
  line_number $int not null check (line_number >= 1),
  lot_id $text not null references lots (id),
  location_id $text not null references locations (id),
  listed $int not null check (listed in (0, 1)),
  on_hand_at_start $int not null,
  round $int not null default 0 check (round >= 0),
  recount $int not null default 0 check (recount in (0, 1)),
  counted $int check (counted >= 0),
  counted_at $text,
  counted_on $text,
  counted_by $text references people (id),
  expected $int,
  difference $int,
  above_threshold $int check (above_threshold in (0, 1)),
  unique (count_id, line_number),
  unique (count_id, lot_id, location_id),
  check ((counted is null) = (counted_at is null)),
  check ((expected is null) = (difference is null)),
  check (difference is null or difference = counted - expected)
)`,
    ),
    table(
      engine,
      `create table stock_count_entries (
  id $text primary key,
  count_id $text not null references stock_counts (id),
  line_id $text not null references stock_count_lines (id),
  round $int not null check (round >= 1),
  quantity $int not null check (quantity >= 0),
  counted_at $text not null,
  counted_by $text not null references people (id),
  recorded_at $text not null,
  import_id $text references imports (id),
  note $text
)`,
    ),
    'create index stock_count_entries_by_count on stock_count_entries (count_id, id)',
    'create index stock_count_entries_by_line on stock_count_entries (line_id, id)',
    ...appendOnly(engine, 'stock_count_entries'),
  ],
};
