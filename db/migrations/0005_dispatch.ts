import { appendOnly, type Migration, table } from './ddl.ts';

/** Requests, plans with their lines, picks and reservations, consignments and what sites received. */
export const migration: Migration = {
  name: '0005_dispatch',
  statements: (engine) => [
    table(
      engine,
      `create table plans (
  id $text primary key,
  number $text not null unique,
  operation_id $text not null references operations (id),
  standard_id $text not null references entitlement_standards (id),
  warehouse_id $text not null references warehouses (id),
  state $text not null check (state in ('computed', 'approved', 'dispatched', 'completed', 'cancelled')),
  as_of $text not null,
  arrival_on $text not null,
  inputs $text not null,
  inputs_sha256 $text not null,
  totals $text not null,
  computed_by $text not null references people (id),
  computed_at $text not null,
  approved_by $text references people (id),
  approved_at $text,
  consigned_by $text references people (id),
  consigned_at $text,
  cancelled_by $text references people (id),
  cancelled_at $text,
  version $int not null default 1
)`,
    ),
    'create index plans_by_operation on plans (operation_id, id)',
    table(
      engine,
      `create table plan_lines (
  id $text primary key,
  plan_id $text not null references plans (id),
  line_number $int not null check (line_number >= 1),
  site_id $text not null references sites (id),
  item_id $text not null references items (id),
  tier $int,
  priority $int not null check (priority >= 1),
  need $int not null check (need >= 0),
  delivered $int not null check (delivered >= 0),
  in_transit $int not null check (in_transit >= 0),
  promised $int not null check (promised >= 0),
  gap $int not null check (gap >= 0),
  allocated $int not null check (allocated >= 0),
  shortfall $int not null check (shortfall >= 0),
  flags $text not null,
  basis $text not null,
  unique (plan_id, line_number),
  unique (plan_id, site_id, item_id),
  check (allocated + shortfall = gap)
)`,
    ),
    ...appendOnly(engine, 'plan_lines'),
    table(
      engine,
      `create table plan_line_reasons (
  plan_line_id $text not null references plan_lines (id),
  reason $text not null,
  quantity $int not null check (quantity > 0),
  primary key (plan_line_id, reason)
)`,
    ),
    ...appendOnly(engine, 'plan_line_reasons'),
    table(
      engine,
      `create table plan_picks (
  plan_line_id $text not null references plan_lines (id),
  pick_number $int not null check (pick_number >= 1),
  lot_id $text not null references lots (id),
  location_id $text not null references locations (id),
  quantity $int not null check (quantity > 0),
  primary key (plan_line_id, pick_number),
  unique (plan_line_id, lot_id, location_id)
)`,
    ),
    ...appendOnly(engine, 'plan_picks'),
    table(
      engine,
      `create table requests (
  id $text primary key,
  number $text not null unique,
  site_id $text not null references sites (id),
  state $text not null check (state in ('draft', 'submitted', 'approved', 'rejected', 'planned', 'cancelled')),
  justification $text,
  requested_by $text not null references people (id),
  decided_by $text references people (id),
  decision_comment $text,
  plan_id $text references plans (id),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    'create index requests_by_site on requests (site_id, state)',
    'create index requests_by_plan on requests (plan_id)',
    table(
      engine,
      `create table plan_requests (
  plan_id $text not null references plans (id),
  request_id $text not null references requests (id),
  primary key (plan_id, request_id)
)`,
    ),
    ...appendOnly(engine, 'plan_requests'),
    table(
      engine,
      `create table request_lines (
  request_id $text not null references requests (id),
  line_number $int not null check (line_number >= 1),
  item_id $text not null references items (id),
  quantity_requested $int not null check (quantity_requested > 0),
  quantity_approved $int check (quantity_approved >= 0),
  primary key (request_id, line_number)
)`,
    ),
    table(
      engine,
      `create table consignments (
  id $text primary key,
  number $text not null unique,
  plan_id $text not null references plans (id),
  warehouse_id $text not null references warehouses (id),
  site_id $text not null references sites (id),
  state $text not null check (state in ('planned', 'in_transit', 'received', 'cancelled')),
  in_transit_location_id $text not null unique references locations (id),
  vehicle_plate $text,
  transporter $text,
  driver $text,
  departed_on $text,
  departed_by $text references people (id),
  version $int not null default 1,
  created_by $text not null references people (id),
  created_at $text not null,
  updated_at $text not null,
  unique (plan_id, site_id)
)`,
    ),
    'create index consignments_by_site on consignments (site_id, state)',
    table(
      engine,
      `create table consignment_lines (
  id $text primary key,
  consignment_id $text not null references consignments (id),
  line_number $int not null check (line_number >= 1),
  item_id $text not null references items (id),
  lot_id $text not null references lots (id),
  location_id $text not null references locations (id),
  quantity $int not null check (quantity > 0),
  good $int not null default 0 check (good >= 0),
  damaged $int not null default 0 check (damaged >= 0),
  missing $int not null default 0 check (missing >= 0),
  unique (consignment_id, line_number),
  check (good + damaged + missing <= quantity)
)`,
    ),
    table(
      engine,
      `create table reservations (
  id $text primary key,
  plan_id $text not null references plans (id),
  site_id $text not null references sites (id),
  item_id $text not null references items (id),
  lot_id $text not null references lots (id),
  location_id $text not null references locations (id),
  quantity $int not null check (quantity > 0),
  remaining $int not null check (remaining >= 0 and remaining <= quantity),
  created_at $text not null,
  unique (plan_id, site_id, lot_id, location_id)
)`,
    ),
    'create index reservations_by_lot on reservations (lot_id, location_id)',
    'create index reservations_by_site on reservations (site_id, item_id)',
    table(
      engine,
      `create table consignment_receipts (
  id $text primary key,
  number $text not null unique,
  consignment_id $text not null references consignments (id),
  received_on $text not null,
  closes $int not null check (closes in (0, 1)),
  received_by_name $text not null,
  note $text,
  posted_by $text not null references people (id),
  posted_at $text not null
)`,
    ),
    'create index consignment_receipts_by_consignment on consignment_receipts (consignment_id)',
    ...appendOnly(engine, 'consignment_receipts'),
    table(
      engine,
      `create table consignment_receipt_lines (
  receipt_id $text not null references consignment_receipts (id),
  consignment_line_id $text not null references consignment_lines (id),
  good $int not null check (good >= 0),
  damaged $int not null check (damaged >= 0),
  missing $int not null check (missing >= 0),
  primary key (receipt_id, consignment_line_id)
)`,
    ),
    ...appendOnly(engine, 'consignment_receipt_lines'),
  ],
};
