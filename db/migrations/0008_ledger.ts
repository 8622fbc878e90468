import { addColumns, appendOnly, type Engine, fillAppendOnly, type Migration, table } from './ddl.ts';

/**
 * Closing balances from the ledger alone: one row for every place, lot and day on which a line touched them. What postings keep up
 * to date afterwards has to equal it at any time.
 */
export const dailyBalancesOfLedger = `select location_id, lot_id, day,
  cast(sum(change) over (partition by location_id, lot_id order by day) as bigint) as quantity
from (
  select location_id, lot_id, occurred_on as day, sum(change) as change from (
    select to_location_id as location_id, lot_id, occurred_on, quantity as change from movement_lines
    union all
    select from_location_id as location_id, lot_id, occurred_on, -quantity as change from movement_lines
  ) as entries group by location_id, lot_id, occurred_on
) as days`;

export const fillDailyBalances = `insert into daily_balances (location_id, lot_id, day, quantity)
${dailyBalancesOfLedger}`;

function dailyBalances(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table daily_balances (
  location_id $text not null,
  lot_id $text not null,
  day $text not null,
  quantity $int not null,
  primary key (location_id, lot_id, day),
  foreign key (lot_id, location_id) references balances (lot_id, location_id)
)`,
    ),
    fillDailyBalances,
  ];
}

/** Which warehouse a movement belongs to, whether it was entered after its day, and the number of the paper it comes from. */
function movements(engine: Engine): string[] {
  return [
    ...addColumns(
      engine,
      'movements',
      'warehouse_id $text references warehouses (id)',
      'backdated $int not null default 0 check (backdated in (0, 1))',
      'reference $text',
    ),
    ...fillAppendOnly(engine, 'movements', [
      `update movements set
  warehouse_id = (select min(locations.warehouse_id) from movement_lines
    join locations on locations.id in (movement_lines.from_location_id, movement_lines.to_location_id)
    where movement_lines.movement_id = movements.id),
  backdated = case when occurred_on < substr(posted_at, 1, 10) then 1 else 0 end,
  document_kind = coalesce(document_kind, 'movement'),
  document_id = coalesce(document_id, id)`,
    ]),
    // What was entered later than an instant for a day before it: few, and found without a look at the rest.
    'create index movements_entered_late on movements (posted_at) where backdated = 1',
    'create index movements_by_day on movements (occurred_on, id)',
    'create index movements_by_instant on movements (posted_at, id)',
  ];
}

function closings(engine: Engine): string[] {
  return [
    ...addColumns(engine, 'warehouses', 'closed_through $text'),
    // Unique so that closing counts as a change of a key: PostgreSQL then lets it wait for every movement under way that refers to
    // the warehouse, and lets every later one wait for it. A movement is inside the closed period for all to see, or refused.
    'create unique index warehouses_closed_through on warehouses (id, closed_through)',
    table(
      engine,
      `create table warehouse_closings (
  id $text primary key,
  warehouse_id $text not null references warehouses (id),
  closed_through $text,
  closed_through_before $text,
  note $text,
  closed_by $text not null references people (id),
  closed_at $text not null
)`,
    ),
    'create index warehouse_closings_by_warehouse on warehouse_closings (warehouse_id, id)',
    ...appendOnly(engine, 'warehouse_closings'),
  ];
}

/** Whose the goods are besides the grant, what else is known of a lot, and who judged its condition when and why. */
function lots(engine: Engine): string[] {
  return [
    ...addColumns(engine, 'lots', 'owner $text', "attributes $text not null default '{}'"),
    table(
      engine,
      `create table lot_conditions (
  id $text primary key,
  lot_id $text not null references lots (id),
  condition_before $text not null,
  condition $text not null,
  note $text,
  changed_by $text not null references people (id),
  changed_at $text not null
)`,
    ),
    'create index lot_conditions_by_lot on lot_conditions (lot_id, id)',
    ...appendOnly(engine, 'lot_conditions'),
  ];
}

/** What a bin is for, closed periods, closing balances of every day, and whose warehouse a movement belongs to. */
export const migration: Migration = {
  name: '0008_ledger',
  statements: (engine) => [
    ...addColumns(
      engine,
      'locations',
      "purpose $text check (purpose in ('receiving', 'storage', 'staging', 'quarantine'))",
    ),
    "update locations set purpose = 'storage' where kind = 'bin'",
    ...lots(engine),
    ...closings(engine),
    ...movements(engine),
    ...dailyBalances(engine),
  ],
};
