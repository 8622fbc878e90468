import { appendOnly, type Migration, table } from './ddl.ts';

/** Programmes, households (personal data sealed), payment lists, instructions, provider reports, the cash ledger. */
export const migration: Migration = {
  name: '0006_cash',
  statements: (engine) => [
    table(
      engine,
      `create table programmes (
  id $text primary key,
  operation_id $text not null references operations (id),
  grant_id $text not null references grants (id),
  code $text not null unique,
  name_es $text not null,
  name_en $text not null,
  modality $text not null check (modality in ('multipurpose_cash', 'cash_for_shelter', 'conditional_cash', 'voucher')),
  fsp_name $text not null,
  currency $text not null,
  state $text not null check (state in ('open', 'closed')),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    table(
      engine,
      `create table programme_values (
  programme_id $text not null references programmes (id),
  min_household_size $int not null check (min_household_size >= 1),
  max_household_size $int check (max_household_size >= min_household_size),
  amount_cents $int not null check (amount_cents > 0),
  primary key (programme_id, min_household_size)
)`,
    ),
    table(
      engine,
      `create table households (
  id $text primary key,
  operation_id $text not null references operations (id),
  code $text not null,
  site_id $text references sites (id),
  household_size $int not null check (household_size >= 1),
  head_name_sealed $text not null,
  document_sealed $text,
  document_fingerprint $text,
  account_sealed $text,
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null,
  unique (operation_id, code),
  unique (operation_id, document_fingerprint)
)`,
    ),
    table(
      engine,
      `create table payment_lists (
  id $text primary key,
  number $text not null unique,
  programme_id $text not null references programmes (id),
  state $text not null check (state in ('draft', 'submitted', 'approved', 'instructed', 'cancelled')),
  currency $text not null,
  payment_count $int not null check (payment_count >= 0),
  total_cents $int not null check (total_cents >= 0),
  made_by $text not null references people (id),
  submitted_by $text references people (id),
  submitted_at $text,
  approved_by $text references people (id),
  approved_at $text,
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null,
  check (approved_by is null or (approved_by <> made_by and approved_by <> submitted_by))
)`,
    ),
    'create index payment_lists_by_programme on payment_lists (programme_id, id)',
    table(
      engine,
      `create table payments (
  id $text primary key,
  list_id $text not null references payment_lists (id),
  reference $text not null unique,
  household_id $text not null references households (id),
  household_size $int not null check (household_size >= 1),
  amount_cents $int not null check (amount_cents > 0),
  state $text not null check (state in ('planned', 'instructed', 'paid', 'short', 'over', 'failed', 'pending', 'unknown')),
  paid_cents $int not null default 0 check (paid_cents >= 0),
  unique (list_id, household_id)
)`,
    ),
    'create index payments_by_household on payments (household_id)',
    table(
      engine,
      `create table instructions (
  id $text primary key,
  number $text not null unique,
  list_id $text not null unique references payment_lists (id),
  file_name $text not null,
  file_sha256 $text not null,
  file_sealed $text not null,
  payment_count $int not null,
  total_cents $int not null,
  made_by $text not null references people (id),
  made_at $text not null
)`,
    ),
    ...appendOnly(engine, 'instructions'),
    table(
      engine,
      `create table fsp_reports (
  id $text primary key,
  list_id $text not null references payment_lists (id),
  file_name $text not null,
  file_sha256 $text not null,
  row_count $int not null,
  imported_by $text not null references people (id),
  imported_at $text not null,
  unique (list_id, file_sha256)
)`,
    ),
    ...appendOnly(engine, 'fsp_reports'),
    table(
      engine,
      `create table fsp_report_rows (
  report_id $text not null references fsp_reports (id),
  row_number $int not null check (row_number >= 1),
  reference $text not null,
  status $text not null,
  amount_cents $int,
  currency $text,
  fsp_reference $text,
  paid_on $text,
  reason $text,
  row_sha256 $text not null,
  outcome $text not null,
  payment_id $text references payments (id),
  applied_cents $int not null default 0,
  difference_cents $int not null default 0,
  primary key (report_id, row_number)
)`,
    ),
    'create index fsp_report_rows_by_payment on fsp_report_rows (payment_id)',
    ...appendOnly(engine, 'fsp_report_rows'),
    table(
      engine,
      `create table cash_entries (
  id $text primary key,
  list_id $text not null references payment_lists (id),
  payment_id $text references payments (id),
  kind $text not null check (kind in ('commit', 'instruct', 'pay', 'release', 'reversal')),
  from_account $text not null check (from_account in ('budget', 'committed', 'with_fsp', 'paid')),
  to_account $text not null check (to_account in ('budget', 'committed', 'with_fsp', 'paid')),
  amount_cents $int not null check (amount_cents > 0),
  evidence_kind $text not null,
  evidence_id $text not null,
  posted_by $text not null references people (id),
  posted_at $text not null,
  check (from_account <> to_account)
)`,
    ),
    'create index cash_entries_by_list on cash_entries (list_id)',
    ...appendOnly(engine, 'cash_entries'),
  ],
};
