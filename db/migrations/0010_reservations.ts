import { appendOnly, type Engine, type Migration, table } from './ddl.ts';

/** Until now only plans reserved, one row a lot; now anyone with a purpose does, and the lots are rows of their own. */
function reservations(engine: Engine): string[] {
  return [
    'create table old_reservations as select * from reservations',
    'drop table reservations',
    table(
      engine,
      `create table reservations (
  id $text primary key,
  holder_kind $text not null check (holder_kind in ('plan', 'request', 'person', 'team')),
  plan_id $text references plans (id),
  request_id $text references requests (id),
  team $text,
  held_by $text not null references people (id),
  purpose $text,
  site_id $text references sites (id),
  operation_id $text references operations (id),
  warehouse_id $text not null references warehouses (id),
  item_id $text not null references items (id),
  quantity $int not null check (quantity > 0),
  waiting $int not null default 0 check (waiting >= 0 and waiting <= quantity),
  priority $int not null check (priority between 1 and 9),
  until_on $text,
  state $text not null check (state in ('open', 'spent', 'cancelled', 'expired')),
  created_by $text not null references people (id),
  created_at $text not null,
  ended_by $text references people (id),
  ended_at $text,
  check ((holder_kind = 'plan') = (plan_id is not null)),
  check ((holder_kind = 'request') = (request_id is not null)),
  check ((holder_kind = 'team') = (team is not null)),
  check (holder_kind = 'plan' or (purpose is not null and until_on is not null)),
  check (state = 'open' or waiting = 0)
)`,
    ),
    table(
      engine,
      `create table reservation_holds (
  reservation_id $text not null references reservations (id),
  lot_id $text not null references lots (id),
  location_id $text not null references locations (id),
  quantity $int not null check (quantity > 0),
  remaining $int not null check (remaining >= 0),
  used $int not null default 0 check (used >= 0),
  released $int not null default 0 check (released >= 0),
  held_at $text not null,
  primary key (reservation_id, lot_id, location_id),
  check (quantity = remaining + used + released)
)`,
    ),
    `insert into reservations (id, holder_kind, plan_id, held_by, site_id, operation_id, warehouse_id, item_id, quantity,
  waiting, priority, state, created_by, created_at)
select min(held.id), 'plan', held.plan_id, coalesce(max(plans.approved_by), max(plans.computed_by)), held.site_id,
  max(plans.operation_id), max(plans.warehouse_id), held.item_id, cast(sum(held.quantity) as bigint), 0, 5,
  case when sum(held.remaining) > 0 then 'open' when max(plans.state) = 'cancelled' then 'cancelled' else 'spent' end,
  coalesce(max(plans.approved_by), max(plans.computed_by)), min(held.created_at)
from old_reservations as held join plans on plans.id = held.plan_id
group by held.plan_id, held.site_id, held.item_id`,
    `insert into reservation_holds (reservation_id, lot_id, location_id, quantity, remaining, used, released, held_at)
select reservations.id, held.lot_id, held.location_id, held.quantity, held.remaining,
  case when plans.state = 'cancelled' then 0 else held.quantity - held.remaining end,
  case when plans.state = 'cancelled' then held.quantity - held.remaining else 0 end, held.created_at
from old_reservations as held
join plans on plans.id = held.plan_id
join reservations on reservations.plan_id = held.plan_id and reservations.site_id = held.site_id
  and reservations.item_id = held.item_id`,
    'drop table old_reservations',
    'create unique index reservations_by_plan on reservations (plan_id, site_id, item_id) where plan_id is not null',
    'create index reservations_by_state on reservations (state, id)',
    'create index reservations_by_item on reservations (item_id, id)',
    'create index reservations_by_site on reservations (site_id, item_id, id) where site_id is not null',
    'create index reservations_by_warehouse on reservations (warehouse_id, id)',
    'create index reservations_by_holder on reservations (held_by, id)',
    'create index reservations_by_request on reservations (request_id, id) where request_id is not null',
    'create index reservations_waiting on reservations (warehouse_id, item_id, priority, id) where waiting > 0',
    "create index reservations_due on reservations (until_on) where state = 'open' and until_on is not null",
    'create index reservation_holds_by_lot on reservation_holds (lot_id, location_id, reservation_id)',
  ];
}

function notices(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table reservation_notices (
  id $text primary key,
  reservation_id $text not null references reservations (id),
  to_person_id $text not null references people (id),
  kind $text not null check (kind in ('released', 'preempted', 'expired', 'kept')),
  lot_id $text references lots (id),
  location_id $text references locations (id),
  quantity $int not null check (quantity > 0),
  reason $text,
  taken_by_reservation_id $text references reservations (id),
  made_by $text references people (id),
  made_at $text not null,
  acknowledged_at $text
)`,
    ),
    'create index reservation_notices_by_person on reservation_notices (to_person_id, id)',
    'create index reservation_notices_by_reservation on reservation_notices (reservation_id, id)',
  ];
}

/** Limits of grants, and what one grant lends to another. */
function earmarks(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table grant_limits (
  grant_id $text not null references grants (id),
  kind $text not null check (kind in ('item', 'category', 'p_code', 'site', 'operation')),
  value $text not null,
  primary key (grant_id, kind, value)
)`,
    ),
    table(
      engine,
      `create table grant_loans (
  id $text primary key,
  number $text not null unique,
  lender_grant_id $text not null references grants (id),
  borrower_grant_id $text not null references grants (id),
  item_id $text not null references items (id),
  lot_id $text not null references lots (id),
  borrowed_lot_id $text not null references lots (id),
  quantity $int not null check (quantity > 0),
  repaid $int not null default 0 check (repaid >= 0 and repaid <= quantity),
  state $text not null check (state in ('open', 'repaid', 'waived')),
  reason $text not null,
  agreed_by $text not null,
  agreed_on $text not null,
  movement_id $text not null unique references movements (id),
  made_by $text not null references people (id),
  made_at $text not null,
  waived_by $text references people (id),
  waived_at $text,
  waived_reason $text,
  check (lender_grant_id <> borrower_grant_id),
  check ((state = 'repaid') = (repaid = quantity)),
  check ((state = 'waived') = (waived_at is not null))
)`,
    ),
    'create index grant_loans_by_lender on grant_loans (lender_grant_id, id)',
    'create index grant_loans_by_borrower on grant_loans (borrower_grant_id, id)',
    'create index grant_loans_by_item on grant_loans (item_id, id)',
    'create index grant_loans_by_state on grant_loans (state, id)',
    table(
      engine,
      `create table grant_loan_repayments (
  id $text primary key,
  loan_id $text not null references grant_loans (id),
  lot_id $text not null references lots (id),
  returned_lot_id $text not null references lots (id),
  quantity $int not null check (quantity > 0),
  note $text,
  movement_id $text not null unique references movements (id),
  made_by $text not null references people (id),
  made_at $text not null
)`,
    ),
    'create index grant_loan_repayments_by_loan on grant_loan_repayments (loan_id, id)',
    ...appendOnly(engine, 'grant_loan_repayments'),
  ];
}

/** Who holds what and until when, notices to holders, earmarks of grants and loans between them. */
export const migration: Migration = {
  name: '0010_reservations',
  statements: (engine) => [...reservations(engine), ...notices(engine), ...earmarks(engine)],
};
