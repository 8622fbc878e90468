import { appendOnly, type Engine, type Migration, rebuild, table } from './ddl.ts';

/** The four buckets of a receipt, as columns of whatever is received: what came of it so far. */
const bucketColumns = `good $int not null default 0 check (good >= 0),
  damaged $int not null default 0 check (damaged >= 0),
  missing $int not null default 0 check (missing >= 0),
  "over" $int not null default 0 check ("over" >= 0),
  check (good + damaged + missing <= quantity)`;

function expectedConsignments(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table expected_consignments (
  id $text primary key,
  number $text not null unique,
  warehouse_id $text not null references warehouses (id),
  supplier $text not null,
  grant_id $text not null references grants (id),
  reference $text not null,
  means $text not null check (means in ('sea', 'air', 'road', 'rail', 'hand')),
  transport_document $text,
  state $text not null check (state in ('announced', 'shipped', 'partly_received', 'received', 'closed_short', 'cancelled')),
  expected_on $text not null,
  estimates $int not null default 1,
  shipped_on $text,
  shipped_by $text references people (id),
  cancelled_by $text references people (id),
  cancel_reason $text,
  version $int not null default 1,
  created_by $text not null references people (id),
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    'create index expected_consignments_by_day on expected_consignments (expected_on, id)',
    `create index expected_consignments_open on expected_consignments (expected_on, id) where state in ('announced', 'shipped', 'partly_received')`,
    'create index expected_consignments_by_warehouse on expected_consignments (warehouse_id, expected_on, id)',
    'create index expected_consignments_by_state on expected_consignments (state, expected_on, id)',
    'create index expected_consignments_by_grant on expected_consignments (grant_id, expected_on, id)',
    table(
      engine,
      `create table expected_lines (
  id $text primary key,
  expected_consignment_id $text not null references expected_consignments (id),
  line_number $int not null check (line_number >= 1),
  item_id $text not null references items (id),
  quantity $int not null check (quantity > 0),
  lot_number $text,
  expires_on $text,
  unit_value $text,
  currency $text,
  ${bucketColumns},
  unique (expected_consignment_id, line_number)
)`,
    ),
    'create index expected_lines_by_item on expected_lines (item_id, expected_consignment_id)',
    table(
      engine,
      `create table arrival_estimates (
  expected_consignment_id $text not null references expected_consignments (id),
  estimate_number $int not null check (estimate_number >= 1),
  expected_on $text not null,
  reason $text,
  stated_by $text not null references people (id),
  stated_at $text not null,
  primary key (expected_consignment_id, estimate_number)
)`,
    ),
    ...appendOnly(engine, 'arrival_estimates'),
  ];
}

function transfers(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table transfers (
  id $text primary key,
  number $text not null unique,
  from_warehouse_id $text not null references warehouses (id),
  to_warehouse_id $text not null references warehouses (id),
  state $text not null check (state in ('draft', 'in_transit', 'partly_received', 'received', 'closed_short', 'cancelled')),
  in_transit_location_id $text not null unique references locations (id),
  means $text not null check (means in ('sea', 'air', 'road', 'rail', 'hand')),
  expected_on $text,
  note $text,
  transporter $text,
  vehicle_plate $text,
  transport_document $text,
  departed_on $text,
  departed_by $text references people (id),
  version $int not null default 1,
  created_by $text not null references people (id),
  created_at $text not null,
  updated_at $text not null,
  check (from_warehouse_id <> to_warehouse_id)
)`,
    ),
    'create index transfers_by_sender on transfers (from_warehouse_id, id)',
    'create index transfers_by_receiver on transfers (to_warehouse_id, id)',
    'create index transfers_by_state on transfers (state, id)',
    table(
      engine,
      `create table transfer_lines (
  id $text primary key,
  transfer_id $text not null references transfers (id),
  line_number $int not null check (line_number >= 1),
  lot_id $text not null references lots (id),
  location_id $text not null references locations (id),
  quantity $int not null check (quantity > 0),
  ${bucketColumns},
  unique (transfer_id, line_number),
  unique (transfer_id, lot_id, location_id)
)`,
    ),
    'create index transfer_lines_by_lot on transfer_lines (lot_id, transfer_id)',
  ];
}

function receipts(engine: Engine): string[] {
  const columns = [
    'id',
    'number',
    'warehouse_id',
    'reference',
    'received_from',
    'received_on',
    'means',
    'transport_document',
    'movement_id',
    'import_id',
    'posted_by',
    'posted_at',
  ];
  const indexes = [
    'create index receipts_by_expected on receipts (expected_consignment_id)',
    'create index receipts_by_transfer on receipts (transfer_id)',
  ];
  return [
    ...rebuild(engine, {
      name: 'receipts',
      definition: `create table receipts (
  id $text primary key,
  number $text not null unique,
  warehouse_id $text not null references warehouses (id),
  reference $text not null,
  received_from $text not null,
  received_on $text not null,
  means $text not null check (means in ('sea', 'air', 'road', 'rail', 'hand', 'opening_balance')),
  transport_document $text,
  movement_id $text references movements (id),
  import_id $text references imports (id),
  posted_by $text not null references people (id),
  posted_at $text not null,
  expected_consignment_id $text references expected_consignments (id),
  transfer_id $text references transfers (id),
  closes $int not null default 0 check (closes in (0, 1)),
  note $text
)`,
      columns,
      after: [
        'create index receipts_by_warehouse on receipts (warehouse_id, received_on)',
        ...indexes,
        ...appendOnly(engine, 'receipts'),
      ],
      postgres: [
        'alter table receipts alter column movement_id drop not null',
        'alter table receipts add column expected_consignment_id text collate "C" references expected_consignments (id)',
        'alter table receipts add column transfer_id text collate "C" references transfers (id)',
        'alter table receipts add column closes bigint not null default 0 check (closes in (0, 1))',
        'alter table receipts add column note text collate "C"',
        ...indexes,
      ],
    }),
    table(
      engine,
      `create table receipt_counts (
  receipt_id $text not null references receipts (id),
  line_number $int not null check (line_number >= 1),
  expected_line_id $text references expected_lines (id),
  transfer_line_id $text references transfer_lines (id),
  item_id $text not null references items (id),
  grant_id $text not null references grants (id),
  lot_number $text,
  lot_id $text references lots (id),
  good $int not null check (good >= 0),
  damaged $int not null check (damaged >= 0),
  missing $int not null check (missing >= 0),
  "over" $int not null check ("over" >= 0),
  damaged_lot_id $text references lots (id),
  over_decision $text check (over_decision in ('accept', 'return', 'refuse')),
  over_lot_id $text references lots (id),
  primary key (receipt_id, line_number),
  check (good + damaged + missing + "over" > 0),
  check (("over" > 0) = (over_decision is not null))
)`,
    ),
    'create index receipt_counts_by_expected on receipt_counts (expected_line_id)',
    'create index receipt_counts_by_transfer on receipt_counts (transfer_line_id)',
    `insert into receipt_counts (receipt_id, line_number, item_id, grant_id, lot_number, lot_id, good, damaged, missing, "over")
select receipt_id, line_number, item_id, grant_id, lot_number, lot_id, quantity, 0, 0, 0
from receipt_lines join lots on lots.id = receipt_lines.lot_id`,
    ...appendOnly(engine, 'receipt_counts'),
    table(
      engine,
      `create table receipt_reversals (
  receipt_id $text primary key references receipts (id),
  note $text not null,
  reversed_by $text not null references people (id),
  reversed_at $text not null
)`,
    ),
    ...appendOnly(engine, 'receipt_reversals'),
  ];
}

function claims(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table claims (
  id $text primary key,
  number $text not null unique,
  subject_kind $text not null check (subject_kind in ('receipt', 'transfer_receipt', 'consignment_receipt')),
  subject_id $text not null,
  subject_number $text not null,
  line_number $int not null check (line_number >= 1),
  warehouse_id $text not null references warehouses (id),
  time_zone $text not null,
  bucket $text not null check (bucket in ('damaged', 'missing', 'over')),
  item_id $text not null references items (id),
  grant_id $text not null references grants (id),
  lot_id $text references lots (id),
  lot_number $text,
  quantity $int not null check (quantity > 0),
  unit_value $text,
  currency $text,
  value_cents $int check (value_cents >= 0),
  liable_party $text not null,
  due_on $text not null,
  state $text not null check (state in ('open', 'submitted', 'settled', 'waived')),
  settled_cents $int check (settled_cents >= 0),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null,
  unique (subject_id, line_number, bucket),
  check ((state = 'settled') = (settled_cents is not null)),
  check (value_cents is null or (unit_value is not null and currency is not null))
)`,
    ),
    'create index claims_by_due on claims (due_on, id)',
    `create index claims_pending on claims (due_on, id) where state in ('open', 'submitted')`,
    'create index claims_by_state on claims (state, due_on, id)',
    'create index claims_by_warehouse on claims (warehouse_id, due_on, id)',
    table(
      engine,
      `create table claim_steps (
  claim_id $text not null references claims (id),
  step_number $int not null check (step_number >= 1),
  step $text not null check (step in ('open', 'change', 'submit', 'settle', 'waive')),
  note $text,
  amount_cents $int check (amount_cents >= 0),
  taken_by $text not null references people (id),
  taken_at $text not null,
  primary key (claim_id, step_number)
)`,
    ),
    ...appendOnly(engine, 'claim_steps'),
    table(
      engine,
      `create table claim_evidence (
  id $text primary key,
  claim_id $text not null references claims (id),
  reference $text not null,
  note $text,
  added_by $text not null references people (id),
  added_at $text not null
)`,
    ),
    'create index claim_evidence_by_claim on claim_evidence (claim_id, id)',
    ...appendOnly(engine, 'claim_evidence'),
  ];
}

function siteReceipts(engine: Engine): string[] {
  const text = engine === 'sqlite' ? 'text' : 'text collate "C"';
  const int = engine === 'sqlite' ? 'integer' : 'bigint';
  return [
    `alter table consignment_lines add column "over" ${int} not null default 0 check ("over" >= 0)`,
    `alter table consignment_receipt_lines add column "over" ${int} not null default 0 check ("over" >= 0)`,
    `alter table consignment_receipt_lines add column over_decision ${text} check (over_decision in ('accept', 'return', 'refuse'))`,
    `alter table consignment_receipt_lines add column over_lot_id ${text} references lots (id)`,
  ];
}

/** What is on its way to a warehouse, transfers between warehouses, receipts in four buckets and the claims they open. */
export const migration: Migration = {
  name: '0011_inbound',
  statements: (engine) => [
    ...expectedConsignments(engine),
    ...transfers(engine),
    ...receipts(engine),
    ...claims(engine),
    ...siteReceipts(engine),
  ],
};
