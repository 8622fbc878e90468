CREATE TABLE api_tokens (
  id text primary key,
  person_id text not null references people (id),
  label text not null,
  token_sha256 text not null unique,
  made_by text references people (id),
  created_at text not null,
  expires_at text,
  revoked_at text
) strict;

CREATE INDEX api_tokens_by_creation on api_tokens (created_at, id);

CREATE INDEX api_tokens_by_person on api_tokens (person_id);

CREATE TRIGGER arrival_estimates_no_delete before delete on arrival_estimates begin select raise(abort, 'arrival_estimates is append-only'); end;

CREATE TRIGGER arrival_estimates_no_update before update on arrival_estimates begin select raise(abort, 'arrival_estimates is append-only'); end;

CREATE TABLE arrival_estimates (
  expected_consignment_id text not null references expected_consignments (id),
  estimate_number integer not null check (estimate_number >= 1),
  expected_on text not null,
  reason text,
  stated_by text not null references people (id),
  stated_at text not null,
  primary key (expected_consignment_id, estimate_number)
) strict;

CREATE TABLE balances (
  lot_id text not null references lots (id),
  location_id text not null references locations (id),
  quantity integer not null,
  reserved integer not null default 0 check (reserved >= 0),
  is_counter_place integer not null default 0 check (is_counter_place in (0, 1)),
  primary key (lot_id, location_id),
  check (is_counter_place = 1 or (quantity >= 0 and reserved <= quantity))
) strict;

CREATE INDEX balances_by_location on balances (location_id, lot_id);

CREATE TABLE carriers (
  id text primary key,
  code text not null unique,
  name_es text not null,
  name_en text not null,
  mode text not null check (mode in ('road', 'air', 'sea')),
  vehicle_kind text,
  payload_g integer not null check (payload_g > 0),
  volume_ml integer check (volume_ml > 0),
  pallets integer check (pallets >= 0),
  source text not null,
  to_check integer not null check (to_check in (0, 1)),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null
) strict;

CREATE TRIGGER cash_entries_no_delete before delete on cash_entries begin select raise(abort, 'cash_entries is append-only'); end;

CREATE TRIGGER cash_entries_no_update before update on cash_entries begin select raise(abort, 'cash_entries is append-only'); end;

CREATE TABLE cash_entries (
  id text primary key,
  list_id text not null references payment_lists (id),
  payment_id text references payments (id),
  kind text not null check (kind in ('commit', 'instruct', 'pay', 'release', 'reversal')),
  from_account text not null check (from_account in ('budget', 'committed', 'with_fsp', 'paid')),
  to_account text not null check (to_account in ('budget', 'committed', 'with_fsp', 'paid')),
  amount_cents integer not null check (amount_cents > 0),
  evidence_kind text not null check (evidence_kind in ('payment_list', 'instruction', 'fsp_report_row')),
  evidence_id text not null,
  reverses_entry_id text references cash_entries (id),
  posted_by text not null references people (id),
  posted_at text not null,
  check (kind || ' ' || from_account || ' ' || to_account in ('commit budget committed', 'instruct committed with_fsp', 'pay with_fsp paid', 'release committed budget', 'reversal paid with_fsp')),
  check ((payment_id is null) = (kind in ('commit', 'release'))),
  check ((reverses_entry_id is not null) = (kind in ('release', 'reversal')))
) strict;

CREATE INDEX cash_entries_by_list on cash_entries (list_id, id);

CREATE INDEX cash_entries_by_payment on cash_entries (payment_id);

CREATE INDEX cash_entries_by_reversed on cash_entries (reverses_entry_id);

CREATE UNIQUE INDEX cash_entries_released_once on cash_entries (reverses_entry_id) where kind = 'release';

CREATE TABLE categories (
  id text primary key,
  code text not null unique,
  name_es text not null,
  name_en text not null,
  parent_id text references categories (id),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX categories_by_parent on categories (parent_id);

CREATE TRIGGER claim_evidence_no_delete before delete on claim_evidence begin select raise(abort, 'claim_evidence is append-only'); end;

CREATE TRIGGER claim_evidence_no_update before update on claim_evidence begin select raise(abort, 'claim_evidence is append-only'); end;

CREATE TABLE claim_evidence (
  id text primary key,
  claim_id text not null references claims (id),
  reference text not null,
  note text,
  added_by text not null references people (id),
  added_at text not null
) strict;

CREATE INDEX claim_evidence_by_claim on claim_evidence (claim_id, id);

CREATE TRIGGER claim_steps_no_delete before delete on claim_steps begin select raise(abort, 'claim_steps is append-only'); end;

CREATE TRIGGER claim_steps_no_update before update on claim_steps begin select raise(abort, 'claim_steps is append-only'); end;

CREATE TABLE claim_steps (
  claim_id text not null references claims (id),
  step_number integer not null check (step_number >= 1),
  step text not null check (step in ('open', 'change', 'submit', 'settle', 'waive')),
  note text,
  amount_cents integer check (amount_cents >= 0),
  taken_by text not null references people (id),
  taken_at text not null,
  primary key (claim_id, step_number)
) strict;

CREATE TABLE claims (
  id text primary key,
  number text not null unique,
  subject_kind text not null check (subject_kind in ('receipt', 'transfer_receipt', 'consignment_receipt')),
  subject_id text not null,
  subject_number text not null,
  line_number integer not null check (line_number >= 1),
  warehouse_id text not null references warehouses (id),
  time_zone text not null,
  bucket text not null check (bucket in ('damaged', 'missing', 'over')),
  item_id text not null references items (id),
  grant_id text not null references grants (id),
  lot_id text references lots (id),
  lot_number text,
  quantity integer not null check (quantity > 0),
  unit_value text,
  currency text,
  value_cents integer check (value_cents >= 0),
  liable_party text not null,
  due_on text not null,
  state text not null check (state in ('open', 'submitted', 'settled', 'waived')),
  settled_cents integer check (settled_cents >= 0),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null,
  unique (subject_id, line_number, bucket),
  check ((state = 'settled') = (settled_cents is not null)),
  check (value_cents is null or (unit_value is not null and currency is not null))
) strict;

CREATE INDEX claims_by_due on claims (due_on, id);

CREATE INDEX claims_by_state on claims (state, due_on, id);

CREATE INDEX claims_by_state_id on claims (state, id);

CREATE INDEX claims_by_warehouse on claims (warehouse_id, due_on, id);

CREATE INDEX claims_open on claims (due_on, id) where state not in ('settled', 'waived');

CREATE INDEX claims_open_by_id on claims (id) where state not in ('settled', 'waived');

CREATE TABLE consignment_lines (
  id text primary key,
  consignment_id text not null references consignments (id),
  line_number integer not null check (line_number >= 1),
  item_id text not null references items (id),
  lot_id text not null references lots (id),
  location_id text not null references locations (id),
  quantity integer not null check (quantity > 0),
  good integer not null default 0 check (good >= 0),
  damaged integer not null default 0 check (damaged >= 0),
  missing integer not null default 0 check (missing >= 0), "over" integer not null default 0 check ("over" >= 0),
  unique (consignment_id, line_number),
  check (good + damaged + missing <= quantity)
) strict;

CREATE TRIGGER consignment_receipt_lines_no_delete before delete on consignment_receipt_lines begin select raise(abort, 'consignment_receipt_lines is append-only'); end;

CREATE TRIGGER consignment_receipt_lines_no_update before update on consignment_receipt_lines begin select raise(abort, 'consignment_receipt_lines is append-only'); end;

CREATE TABLE consignment_receipt_lines (
  receipt_id text not null references consignment_receipts (id),
  consignment_line_id text not null references consignment_lines (id),
  good integer not null check (good >= 0),
  damaged integer not null check (damaged >= 0),
  missing integer not null check (missing >= 0), "over" integer not null default 0 check ("over" >= 0), over_decision text check (over_decision in ('accept', 'return', 'refuse')), over_lot_id text references lots (id),
  primary key (receipt_id, consignment_line_id)
) strict;

CREATE TRIGGER consignment_receipts_no_delete before delete on consignment_receipts begin select raise(abort, 'consignment_receipts is append-only'); end;

CREATE TRIGGER consignment_receipts_no_update before update on consignment_receipts begin select raise(abort, 'consignment_receipts is append-only'); end;

CREATE TABLE consignment_receipts (
  id text primary key,
  number text not null unique,
  consignment_id text not null references consignments (id),
  received_on text not null,
  closes integer not null check (closes in (0, 1)),
  received_by_name text not null,
  note text,
  posted_by text not null references people (id),
  posted_at text not null
) strict;

CREATE INDEX consignment_receipts_by_consignment on consignment_receipts (consignment_id);

CREATE TABLE consignments (
  id text primary key,
  number text not null unique,
  plan_id text not null references plans (id),
  warehouse_id text not null references warehouses (id),
  site_id text not null references sites (id),
  state text not null check (state in ('planned', 'in_transit', 'received', 'cancelled')),
  in_transit_location_id text not null unique references locations (id),
  vehicle_plate text,
  transporter text,
  driver text,
  departed_on text,
  departed_by text references people (id),
  version integer not null default 1,
  created_by text not null references people (id),
  created_at text not null,
  updated_at text not null,
  unique (plan_id, site_id)
) strict;

CREATE INDEX consignments_by_site on consignments (site_id, state);

CREATE TRIGGER conversion_lots_no_delete before delete on conversion_lots begin select raise(abort, 'conversion_lots is append-only'); end;

CREATE TRIGGER conversion_lots_no_update before update on conversion_lots begin select raise(abort, 'conversion_lots is append-only'); end;

CREATE TABLE conversion_lots (
  conversion_id text not null references conversions (id),
  lot_id text not null references lots (id),
  quantity integer not null check (quantity <> 0),
  primary key (conversion_id, lot_id)
) strict;

CREATE INDEX conversion_lots_by_lot on conversion_lots (lot_id, conversion_id);

CREATE TRIGGER conversions_no_delete before delete on conversions begin select raise(abort, 'conversions is append-only'); end;

CREATE TRIGGER conversions_no_update before update on conversions begin select raise(abort, 'conversions is append-only'); end;

CREATE TABLE conversions (
  id text primary key,
  number text not null unique,
  kind text not null check (kind in ('build', 'take_apart', 'repack')),
  warehouse_id text not null references warehouses (id),
  item_id text not null references items (id),
  composition_id text references kit_compositions (id),
  quantity integer not null check (quantity > 0),
  movement_id text not null references movements (id),
  posted_by text not null references people (id),
  posted_at text not null,
  check ((kind = 'build') = (composition_id is not null))
) strict;

CREATE INDEX conversions_by_item on conversions (item_id, id);

CREATE INDEX conversions_by_kind on conversions (kind, id);

CREATE INDEX conversions_by_kind_number on conversions (kind, number);

CREATE UNIQUE INDEX conversions_by_movement on conversions (movement_id);

CREATE INDEX conversions_by_warehouse on conversions (warehouse_id, id);

CREATE TABLE counters (
  name text primary key,
  value integer not null check (value >= 0)
) strict;

CREATE TABLE daily_balances (
  location_id text not null,
  lot_id text not null,
  day text not null,
  quantity integer not null,
  primary key (location_id, lot_id, day),
  foreign key (lot_id, location_id) references balances (lot_id, location_id)
) strict;

CREATE TABLE "entitlement_lines" (
  standard_id text not null references entitlement_standards (id),
  line_number integer not null check (line_number >= 1),
  item_id text not null references items (id),
  basis text not null check (basis in ('household', 'person', 'female_12_49', 'infant_0_23_months', 'site', 'group', 'vulnerable', 'household_size')),
  rate_numerator integer not null check (rate_numerator > 0),
  rate_denominator integer not null check (rate_denominator > 0),
  tier integer not null check (tier >= 1), sex text check (sex in ('female', 'male')), age_bands text, vulnerable_group text, size_from integer check (size_from >= 1), size_to integer check (size_to >= size_from), assumed_percent integer check (assumed_percent between 0 and 100), rounding text not null default 'up' check (rounding in ('up', 'nearest', 'down')), every_days integer check (every_days >= 1), weight integer not null default 1 check (weight >= 1),
  primary key (standard_id, line_number)
) strict;

CREATE TABLE entitlement_standards (
  id text primary key,
  code text not null,
  version_number integer not null check (version_number >= 1),
  name_es text not null,
  name_en text not null,
  state text not null check (state in ('current', 'superseded')),
  created_by text not null references people (id),
  created_at text not null,
  unique (code, version_number)
) strict;

CREATE TABLE expected_consignments (
  id text primary key,
  number text not null unique,
  warehouse_id text not null references warehouses (id),
  supplier text not null,
  grant_id text not null references grants (id),
  reference text not null,
  means text not null check (means in ('sea', 'air', 'road', 'rail', 'hand')),
  transport_document text,
  state text not null check (state in ('announced', 'shipped', 'partly_received', 'received', 'closed_short', 'cancelled')),
  expected_on text not null,
  estimates integer not null default 1,
  shipped_on text,
  shipped_by text references people (id),
  cancelled_by text references people (id),
  cancel_reason text,
  version integer not null default 1,
  created_by text not null references people (id),
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX expected_consignments_by_day on expected_consignments (expected_on, id);

CREATE INDEX expected_consignments_by_grant on expected_consignments (grant_id, expected_on, id);

CREATE INDEX expected_consignments_by_state on expected_consignments (state, expected_on, id);

CREATE INDEX expected_consignments_by_state_id on expected_consignments (state, id);

CREATE INDEX expected_consignments_by_warehouse on expected_consignments (warehouse_id, expected_on, id);

CREATE INDEX expected_consignments_open on expected_consignments (expected_on, id) where state not in ('received', 'closed_short', 'cancelled');

CREATE INDEX expected_consignments_open_by_id on expected_consignments (id) where state not in ('received', 'closed_short', 'cancelled');

CREATE TABLE expected_lines (
  id text primary key,
  expected_consignment_id text not null references expected_consignments (id),
  line_number integer not null check (line_number >= 1),
  item_id text not null references items (id),
  quantity integer not null check (quantity > 0),
  lot_number text,
  expires_on text,
  unit_value text,
  currency text,
  good integer not null default 0 check (good >= 0),
  damaged integer not null default 0 check (damaged >= 0),
  missing integer not null default 0 check (missing >= 0),
  "over" integer not null default 0 check ("over" >= 0),
  check (good + damaged + missing <= quantity),
  unique (expected_consignment_id, line_number)
) strict;

CREATE INDEX expected_lines_by_item on expected_lines (item_id, expected_consignment_id);

CREATE TRIGGER feed_pulls_no_delete before delete on feed_pulls begin select raise(abort, 'feed_pulls is append-only'); end;

CREATE TRIGGER feed_pulls_no_update before update on feed_pulls begin select raise(abort, 'feed_pulls is append-only'); end;

CREATE TABLE feed_pulls (
  id text primary key,
  feed_id text not null references feeds (id),
  outcome text not null check (outcome in ('taken', 'unchanged', 'already_imported', 'refused', 'failed')),
  started_at text not null,
  ended_at text not null,
  pulled_by text references people (id),
  attempts integer not null check (attempts >= 1),
  http_status integer,
  bytes integer not null check (bytes >= 0),
  rows_total integer not null,
  rows_taken integer not null,
  rows_refused integer not null,
  import_id text,
  problem text
) strict;

CREATE INDEX feed_pulls_by_feed on feed_pulls (feed_id, id);

CREATE TABLE feeds (
  id text primary key,
  name text not null unique,
  operation_id text not null references operations (id),
  url text not null,
  source text not null,
  every_minutes integer check (every_minutes >= 5),
  header_name text,
  header_value text,
  active integer not null default 1 check (active in (0, 1)),
  etag text,
  last_modified text,
  next_pull_at text not null,
  failures integer not null default 0 check (failures >= 0),
  leased_by text,
  leased_until text,
  created_by text not null references people (id),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null,
  check ((header_name is null) = (header_value is null)),
  check ((leased_by is null) = (leased_until is null))
) strict;

CREATE INDEX feeds_by_operation on feeds (operation_id, id);

CREATE INDEX feeds_due on feeds (next_pull_at, id) where active = 1 and every_minutes is not null;

CREATE TABLE fleet_vehicles (
  id text primary key,
  warehouse_id text not null references warehouses (id),
  carrier_id text not null references carriers (id),
  count integer not null check (count >= 0),
  fixed_cost_cents integer not null check (fixed_cost_cents >= 0),
  cost_per_km_cents integer not null check (cost_per_km_cents >= 0),
  set_by text not null references people (id),
  set_at text not null,
  unique (warehouse_id, carrier_id)
) strict;

CREATE TRIGGER fsp_report_rows_no_delete before delete on fsp_report_rows begin select raise(abort, 'fsp_report_rows is append-only'); end;

CREATE TRIGGER fsp_report_rows_no_update before update on fsp_report_rows begin select raise(abort, 'fsp_report_rows is append-only'); end;

CREATE TABLE fsp_report_rows (
  report_id text not null references fsp_reports (id),
  row_number integer not null check (row_number >= 1),
  list_id text not null references payment_lists (id),
  reference text not null,
  status text not null check (status in ('paid', 'failed', 'pending', 'unknown')),
  status_text text,
  status_text_sealed text,
  amount_cents integer check (amount_cents >= 0),
  currency text,
  fsp_reference text,
  paid_on text,
  reason_sealed text,
  row_sha256 text not null,
  outcome text not null check (outcome in ('matched', 'amount_short', 'amount_over', 'already_paid', 'failed', 'late_failure', 'pending', 'unknown_status', 'duplicate_row', 'unknown_reference', 'ambiguous_reference', 'not_instructed', 'currency_mismatch')),
  is_evidence integer not null check (is_evidence in (0, 1)),
  payment_id text references payments (id),
  applied_cents integer not null check (applied_cents >= 0),
  reversed_cents integer not null check (reversed_cents >= 0),
  difference_cents integer not null check (difference_cents >= 0),
  check ((status = 'unknown') = (status_text is null)),
  check ((status_text is null) = (status_text_sealed is not null)),
  primary key (report_id, row_number)
) strict;

CREATE INDEX fsp_report_rows_by_payment on fsp_report_rows (payment_id);

CREATE UNIQUE INDEX fsp_report_rows_evidence_once on fsp_report_rows (list_id, row_sha256) where is_evidence = 1;

CREATE TRIGGER fsp_reports_no_delete before delete on fsp_reports begin select raise(abort, 'fsp_reports is append-only'); end;

CREATE TRIGGER fsp_reports_no_update before update on fsp_reports begin select raise(abort, 'fsp_reports is append-only'); end;

CREATE TABLE fsp_reports (
  id text primary key,
  list_id text not null references payment_lists (id),
  sequence_number integer not null check (sequence_number >= 1),
  file_name text not null,
  file_sha256 text not null,
  row_count integer not null check (row_count >= 1),
  rows_refused integer not null check (rows_refused >= 0),
  imported_by text not null references people (id),
  imported_at text not null,
  unique (list_id, file_sha256),
  unique (list_id, sequence_number)
) strict;

CREATE TABLE grant_limits (
  grant_id text not null references grants (id),
  kind text not null check (kind in ('item', 'category', 'p_code', 'site', 'operation')),
  value text not null,
  primary key (grant_id, kind, value)
) strict;

CREATE TRIGGER grant_loan_repayments_no_delete before delete on grant_loan_repayments begin select raise(abort, 'grant_loan_repayments is append-only'); end;

CREATE TRIGGER grant_loan_repayments_no_update before update on grant_loan_repayments begin select raise(abort, 'grant_loan_repayments is append-only'); end;

CREATE TABLE grant_loan_repayments (
  id text primary key,
  loan_id text not null references grant_loans (id),
  lot_id text not null references lots (id),
  returned_lot_id text not null references lots (id),
  quantity integer not null check (quantity > 0),
  note text,
  movement_id text not null unique references movements (id),
  made_by text not null references people (id),
  made_at text not null
) strict;

CREATE INDEX grant_loan_repayments_by_loan on grant_loan_repayments (loan_id, id);

CREATE TABLE grant_loans (
  id text primary key,
  number text not null unique,
  lender_grant_id text not null references grants (id),
  borrower_grant_id text not null references grants (id),
  item_id text not null references items (id),
  lot_id text not null references lots (id),
  borrowed_lot_id text not null references lots (id),
  quantity integer not null check (quantity > 0),
  repaid integer not null default 0 check (repaid >= 0 and repaid <= quantity),
  state text not null check (state in ('open', 'repaid', 'waived')),
  reason text not null,
  agreed_by text not null,
  agreed_on text not null,
  movement_id text not null unique references movements (id),
  made_by text not null references people (id),
  made_at text not null,
  waived_by text references people (id),
  waived_at text,
  waived_reason text,
  check (lender_grant_id <> borrower_grant_id),
  check ((state = 'repaid') = (repaid = quantity)),
  check ((state = 'waived') = (waived_at is not null))
) strict;

CREATE INDEX grant_loans_by_borrower on grant_loans (borrower_grant_id, id);

CREATE INDEX grant_loans_by_item on grant_loans (item_id, id);

CREATE INDEX grant_loans_by_lender on grant_loans (lender_grant_id, id);

CREATE INDEX grant_loans_by_state on grant_loans (state, id);

CREATE TABLE grants (
  id text primary key,
  code text not null unique,
  donor_name text not null,
  title text not null,
  starts_on text,
  ends_on text,
  currency text not null,
  cash_budget_cents integer not null default 0 check (cash_budget_cents >= 0),
  cash_committed_cents integer not null default 0 check (cash_committed_cents >= 0 and cash_committed_cents <= cash_budget_cents),
  active integer not null default 1 check (active in (0, 1)),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX grants_by_donor on grants (donor_name, id);

CREATE TRIGGER household_count_decisions_no_delete before delete on household_count_decisions begin select raise(abort, 'household_count_decisions is append-only'); end;

CREATE TRIGGER household_count_decisions_no_update before update on household_count_decisions begin select raise(abort, 'household_count_decisions is append-only'); end;

CREATE TABLE household_count_decisions (
  count_id text primary key references household_counts (id),
  decision text not null check (decision in ('accepted', 'refused')),
  comment text not null,
  decided_by text not null references people (id),
  decided_at text not null
) strict;

CREATE TRIGGER household_count_flags_no_delete before delete on household_count_flags begin select raise(abort, 'household_count_flags is append-only'); end;

CREATE TRIGGER household_count_flags_no_update before update on household_count_flags begin select raise(abort, 'household_count_flags is append-only'); end;

CREATE TABLE household_count_flags (
  count_id text not null references household_counts (id),
  flag_number integer not null,
  rule text not null,
  field text not null,
  params text not null,
  primary key (count_id, flag_number)
) strict;

CREATE TRIGGER household_count_groups_no_delete before delete on household_count_groups begin select raise(abort, 'household_count_groups is append-only'); end;

CREATE TRIGGER household_count_groups_no_update before update on household_count_groups begin select raise(abort, 'household_count_groups is append-only'); end;

CREATE TABLE household_count_groups (
  count_id text not null references household_counts (id),
  sex text not null check (sex in ('female', 'male')),
  age_band text not null check (age_band in ('m0_5', 'm6_23', 'y2_4', 'y5_11', 'y12_17', 'y18_59', 'y60_plus')),
  persons integer not null check (persons >= 0),
  primary key (count_id, sex, age_band)
) strict;

CREATE TRIGGER household_count_vulnerable_no_delete before delete on household_count_vulnerable begin select raise(abort, 'household_count_vulnerable is append-only'); end;

CREATE TRIGGER household_count_vulnerable_no_update before update on household_count_vulnerable begin select raise(abort, 'household_count_vulnerable is append-only'); end;

CREATE TABLE household_count_vulnerable (
  count_id text not null references household_counts (id),
  vulnerable_group text not null check (vulnerable_group in ('pregnant_or_lactating', 'disability', 'chronic_illness', 'unaccompanied_child', 'older_person_alone')),
  persons integer not null check (persons >= 0),
  primary key (count_id, vulnerable_group)
) strict;

CREATE TRIGGER household_counts_no_delete before delete on household_counts begin select raise(abort, 'household_counts is append-only'); end;

CREATE TRIGGER household_counts_no_update before update on household_counts begin select raise(abort, 'household_counts is append-only'); end;

CREATE TABLE "household_counts" (
  id text primary key,
  site_id text not null references sites (id),
  counted_on text not null,
  source text not null check (source in ('civil_protection', 'displacement_tracking', 'centre_manager', 'partner', 'other')),
  households integer check (households >= 0),
  individuals integer check (individuals >= 0),
  females integer check (females >= 0),
  males integer check (males >= 0),
  import_id text references imports (id),
  recorded_by text not null references people (id),
  recorded_at text not null,
  flagged integer not null default 0 check (flagged in (0, 1)),
  supersedes_id text unique references household_counts (id),
  check (households is not null or individuals is not null)
) strict;

CREATE INDEX household_counts_by_site on household_counts (site_id, counted_on, recorded_at, id);

CREATE TABLE households (
  id text primary key,
  operation_id text not null references operations (id),
  code text not null,
  site_id text references sites (id),
  household_size integer not null check (household_size >= 1),
  head_name_sealed text not null,
  document_sealed text,
  document_fingerprint text,
  account_sealed text,
  version integer not null default 1,
  created_at text not null,
  updated_at text not null,
  unique (operation_id, code),
  unique (operation_id, document_fingerprint)
) strict;

CREATE TABLE idempotency_keys (
  person_id text not null references people (id),
  idempotency_key text not null,
  request_fingerprint text not null,
  headers text not null,
  body text not null,
  created_at text not null,
  primary key (person_id, idempotency_key)
) strict;

CREATE INDEX idempotency_keys_by_age on idempotency_keys (created_at);

CREATE TABLE "import_mappings" (
  id text primary key,
  kind text not null check (kind in ('opening_stock', 'household_counts')),
  name text not null,
  columns text not null,
  date_order text check (date_order in ('DMY', 'MDY')),
  active integer not null default 1 check (active in (0, 1)),
  created_by text not null references people (id),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null,
  unique (kind, name)
) strict;

CREATE TRIGGER imports_no_delete before delete on imports begin select raise(abort, 'imports is append-only'); end;

CREATE TRIGGER imports_no_update before update on imports begin select raise(abort, 'imports is append-only'); end;

CREATE TABLE imports (
  id text primary key,
  kind text not null,
  scope_id text not null,
  file_name text not null,
  file_sha256 text not null,
  rows_total integer not null,
  rows_taken integer not null,
  rows_refused integer not null,
  imported_by text not null references people (id),
  imported_at text not null,
  unique (kind, scope_id, file_sha256)
) strict;

CREATE TRIGGER instructions_no_delete before delete on instructions begin select raise(abort, 'instructions is append-only'); end;

CREATE TRIGGER instructions_no_update before update on instructions begin select raise(abort, 'instructions is append-only'); end;

CREATE TABLE instructions (
  id text primary key,
  number text not null unique,
  list_id text not null unique references payment_lists (id),
  file_name text not null,
  file_sha256 text not null,
  file_sealed text not null,
  payment_count integer not null,
  total_cents integer not null,
  made_by text not null references people (id),
  made_at text not null
) strict;

CREATE TABLE item_packing (
  item_id text not null references items (id),
  level text not null check (level in ('pack', 'bundle', 'bale', 'carton', 'sack', 'crate', 'drum', 'pallet')),
  quantity integer not null check (quantity > 1),
  weight_g integer check (weight_g > 0),
  volume_ml integer check (volume_ml > 0),
  primary key (item_id, level),
  unique (item_id, quantity)
) strict;

CREATE TABLE item_substitutes (
  item_id text not null references items (id),
  position integer not null check (position >= 1),
  substitute_id text not null references items (id),
  ratio_numerator integer not null check (ratio_numerator > 0),
  ratio_denominator integer not null check (ratio_denominator > 0),
  primary key (item_id, position),
  unique (item_id, substitute_id),
  check (item_id <> substitute_id)
) strict;

CREATE TRIGGER item_unit_values_no_delete before delete on item_unit_values begin select raise(abort, 'item_unit_values is append-only'); end;

CREATE TRIGGER item_unit_values_no_update before update on item_unit_values begin select raise(abort, 'item_unit_values is append-only'); end;

CREATE TABLE item_unit_values (
  id text primary key,
  item_id text not null references items (id),
  currency text not null,
  valid_from text not null,
  unit_value text not null,
  source text,
  recorded_by text not null references people (id),
  recorded_at text not null
) strict;

CREATE INDEX item_unit_values_by_currency on item_unit_values (item_id, currency, valid_from, id);

CREATE INDEX item_unit_values_by_day on item_unit_values (item_id, valid_from, id);

CREATE TABLE "items" (
  id text primary key,
  code text not null unique,
  kind text not null check (kind in ('item', 'kit')),
  name_es text not null,
  name_en text not null,
  search_text text not null,
  category text not null references categories (code),
  base_unit text not null,
  weight_g integer check (weight_g > 0),
  volume_ml integer check (volume_ml > 0),
  shelf_life_days integer check (shelf_life_days > 0),
  dangerous_goods integer not null default 0 check (dangerous_goods in (0, 1)),
  un_number text check (dangerous_goods = 1 or un_number is null),
  figures_source text,
  kit_family text references kit_families (code),
  kit_variant text,
  intended_for text check (intended_for in ('household', 'person', 'female_12_49', 'infant_0_23_months', 'site')),
  active integer not null default 1 check (active in (0, 1)),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null,
  unique (kit_family, kit_variant),
  check ((kit_family is null) = (kit_variant is null))
) strict;

CREATE INDEX items_by_active on items (active, code, id);

CREATE INDEX items_by_active_id on items (active, id);

CREATE INDEX items_by_active_name_en on items (active, name_en, id);

CREATE INDEX items_by_active_name_es on items (active, name_es, id);

CREATE INDEX items_by_category on items (category, code, id);

CREATE INDEX items_by_kind on items (kind, code, id);

CREATE INDEX items_by_kind_id on items (kind, id);

CREATE INDEX items_by_kind_name_en on items (kind, name_en, id);

CREATE INDEX items_by_kind_name_es on items (kind, name_es, id);

CREATE INDEX items_by_name_en on items (name_en, id);

CREATE INDEX items_by_name_es on items (name_es, id);

CREATE INDEX items_by_scan on items (upper(code), id);

CREATE TABLE kit_composition_lines (
  composition_id text not null references kit_compositions (id),
  item_id text not null references items (id),
  quantity integer not null check (quantity > 0),
  primary key (composition_id, item_id)
) strict;

CREATE INDEX kit_composition_lines_by_item on kit_composition_lines (item_id);

CREATE TABLE kit_compositions (
  id text primary key,
  kit_item_id text not null references items (id),
  version_number integer not null check (version_number >= 1),
  state text not null check (state in ('draft', 'agreed', 'superseded')),
  agreed_with text,
  agreed_on text,
  agreed_by text references people (id),
  created_at text not null, version integer not null default 1, source text, agreed_at text,
  unique (kit_item_id, version_number)
) strict;

CREATE UNIQUE INDEX kit_compositions_agreed_once on kit_compositions (kit_item_id) where state = 'agreed';

CREATE TABLE kit_families (
  id text primary key,
  code text not null unique,
  name_es text not null,
  name_en text not null,
  created_at text not null
) strict;

CREATE TRIGGER load_plans_no_delete before delete on load_plans begin select raise(abort, 'load_plans is append-only'); end;

CREATE TRIGGER load_plans_no_update before update on load_plans begin select raise(abort, 'load_plans is append-only'); end;

CREATE TABLE load_plans (
  id text primary key,
  number text not null unique,
  plan_id text not null references plans (id),
  leg_id text references transport_legs (id),
  inputs text not null,
  inputs_sha256 text not null,
  result text not null,
  computed_by text not null references people (id),
  computed_at text not null
) strict;

CREATE INDEX load_plans_by_plan on load_plans (plan_id, id);

CREATE TABLE "locations" (
  id text primary key,
  kind text not null check (kind in ('bin', 'in_transit', 'site', 'supplier', 'distributed', 'loss', 'adjustment', 'conversion')),
  warehouse_id text references warehouses (id),
  site_id text unique references sites (id),
  code text not null,
  name text not null,
  created_at text not null, purpose text check (purpose in ('receiving', 'storage', 'staging', 'quarantine')),
  unique (warehouse_id, code),
  check ((kind = 'bin') = (warehouse_id is not null)),
  check ((kind = 'site') = (site_id is not null))
) strict;

CREATE INDEX locations_by_code on locations (code, id);

CREATE INDEX locations_by_kind on locations (kind, id);

CREATE INDEX locations_by_kind_code on locations (kind, code, id);

CREATE INDEX locations_by_purpose on locations (purpose, id);

CREATE INDEX locations_by_purpose_code on locations (purpose, code, id);

CREATE INDEX locations_by_scan on locations (upper(code), id) where kind = 'bin';

CREATE TRIGGER lot_components_no_delete before delete on lot_components begin select raise(abort, 'lot_components is append-only'); end;

CREATE TRIGGER lot_components_no_update before update on lot_components begin select raise(abort, 'lot_components is append-only'); end;

CREATE TABLE lot_components (
  lot_id text not null references lots (id),
  component_lot_id text not null references lots (id),
  quantity integer not null check (quantity > 0),
  primary key (lot_id, component_lot_id),
  check (lot_id <> component_lot_id)
) strict;

CREATE INDEX lot_components_by_component on lot_components (component_lot_id, lot_id);

CREATE TRIGGER lot_conditions_no_delete before delete on lot_conditions begin select raise(abort, 'lot_conditions is append-only'); end;

CREATE TRIGGER lot_conditions_no_update before update on lot_conditions begin select raise(abort, 'lot_conditions is append-only'); end;

CREATE TABLE lot_conditions (
  id text primary key,
  lot_id text not null references lots (id),
  condition_before text not null,
  condition text not null,
  note text,
  changed_by text not null references people (id),
  changed_at text not null
) strict;

CREATE INDEX lot_conditions_by_lot on lot_conditions (lot_id, id);

CREATE TABLE "lots" (
  id text primary key,
  item_id text not null references items (id),
  lot_number text not null,
  grant_id text not null references grants (id),
  expires_on text,
  manufactured_on text,
  received_on text not null,
  condition text not null check (condition in ('good', 'hold', 'quarantine', 'damaged', 'expired')),
  unit_value text,
  currency text,
  version integer not null default 1,
  created_at text not null,
  updated_at text not null, owner text, attributes text not null default '{}', units_per_pack integer check (units_per_pack > 0),
  unique (item_id, lot_number, grant_id)
) strict;

CREATE INDEX lots_by_condition on lots (condition, id);

CREATE INDEX lots_by_condition_day on lots (condition, received_on, id);

CREATE INDEX lots_by_condition_number on lots (condition, lot_number, id);

CREATE INDEX lots_by_day on lots (received_on, id);

CREATE INDEX lots_by_grant_day on lots (grant_id, received_on, id);

CREATE UNIQUE INDEX lots_by_number on lots (lot_number, id);

CREATE INDEX lots_by_scan on lots (upper(replace(lot_number, ' ', '')), id);

CREATE TRIGGER movement_lines_no_delete before delete on movement_lines begin select raise(abort, 'movement_lines is append-only'); end;

CREATE TRIGGER movement_lines_no_update before update on movement_lines begin select raise(abort, 'movement_lines is append-only'); end;

CREATE TABLE movement_lines (
  movement_id text not null references movements (id),
  line_number integer not null check (line_number >= 1),
  lot_id text not null references lots (id),
  from_location_id text not null references locations (id),
  to_location_id text not null references locations (id),
  quantity integer not null check (quantity > 0),
  occurred_on text not null,
  primary key (movement_id, line_number),
  check (from_location_id <> to_location_id)
) strict;

CREATE INDEX movement_lines_by_lot on movement_lines (lot_id, occurred_on);

CREATE TRIGGER movements_no_delete before delete on movements begin select raise(abort, 'movements is append-only'); end;

CREATE TRIGGER movements_no_update before update on movements begin select raise(abort, 'movements is append-only'); end;

CREATE TABLE "movements" (
  id text primary key,
  kind text not null check (kind in ('receive', 'put_away', 'move', 'transfer', 'transfer_in', 'issue', 'return', 'adjust', 'write_off', 'dispatch', 'deliver', 'shortfall', 'surplus', 'distribute', 'build', 'take_apart', 'repack', 'loan', 'reversal')),
  occurred_on text not null,
  reason text,
  note text,
  document_kind text,
  document_id text,
  reverses_movement_id text unique references movements (id),
  posted_by text not null references people (id),
  posted_at text not null
, warehouse_id text references warehouses (id), backdated integer not null default 0 check (backdated in (0, 1)), reference text) strict;

CREATE INDEX movements_by_day on movements (occurred_on, id);

CREATE INDEX movements_by_document on movements (document_id);

CREATE INDEX movements_by_instant on movements (posted_at, id);

CREATE INDEX movements_by_kind on movements (kind, posted_at, id);

CREATE INDEX movements_by_warehouse on movements (warehouse_id, posted_at, id);

CREATE INDEX movements_entered_late on movements (posted_at) where backdated = 1;

CREATE TABLE operation_areas (
  operation_id text not null references operations (id),
  p_code text not null,
  primary key (operation_id, p_code)
) strict;

CREATE TABLE "operations" (
  id text primary key,
  code text not null unique,
  name text not null,
  kind text not null,
  state text not null check (state in ('open', 'standing_down', 'closed')),
  started_on text not null,
  ended_on text,
  version integer not null default 1,
  created_at text not null,
  updated_at text not null,
  lead text,
  standing_down_on text
) strict;

CREATE INDEX operations_by_day on operations (started_on, id);

CREATE INDEX operations_by_name on operations (name, id);

CREATE TRIGGER payment_list_steps_no_delete before delete on payment_list_steps begin select raise(abort, 'payment_list_steps is append-only'); end;

CREATE TRIGGER payment_list_steps_no_update before update on payment_list_steps begin select raise(abort, 'payment_list_steps is append-only'); end;

CREATE TABLE payment_list_steps (
  id text primary key,
  list_id text not null references payment_lists (id),
  action text not null check (action in ('make', 'submit', 'return', 'approve', 'instruct', 'cancel')),
  comment text,
  taken_by text not null references people (id),
  taken_at text not null
) strict;

CREATE INDEX payment_list_steps_by_list on payment_list_steps (list_id, id);

CREATE TABLE payment_lists (
  id text primary key,
  number text not null unique,
  programme_id text not null references programmes (id),
  state text not null check (state in ('draft', 'submitted', 'approved', 'instructed', 'cancelled')),
  currency text not null,
  payment_count integer not null check (payment_count >= 0),
  total_cents integer not null check (total_cents >= 0),
  made_by text not null references people (id),
  submitted_by text references people (id),
  submitted_at text,
  approved_by text references people (id),
  approved_at text,
  version integer not null default 1,
  created_at text not null,
  updated_at text not null,
  check (approved_by is null or (approved_by <> made_by and approved_by <> submitted_by)),
  check (state not in ('submitted', 'approved', 'instructed') or submitted_by is not null),
  check (state not in ('approved', 'instructed') or approved_by is not null)
) strict;

CREATE INDEX payment_lists_by_programme on payment_lists (programme_id, id);

CREATE TABLE payments (
  id text primary key,
  list_id text not null references payment_lists (id),
  reference text not null unique,
  household_id text not null references households (id),
  household_size integer not null check (household_size >= 1),
  amount_cents integer not null check (amount_cents > 0),
  state text not null check (state in ('planned', 'instructed', 'paid', 'short', 'failed', 'pending', 'unknown', 'cancelled')),
  paid_cents integer not null default 0 check (paid_cents >= 0 and paid_cents <= amount_cents),
  unique (list_id, household_id)
) strict;

CREATE INDEX payments_by_household on payments (household_id);

CREATE INDEX payments_by_list on payments (list_id, id);

CREATE INDEX payments_by_list_reference on payments (list_id, reference);

CREATE TABLE people (
  id text primary key,
  name text not null,
  email text not null unique,
  active integer not null default 1 check (active in (0, 1)),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX people_by_name on people (name, id);

CREATE TABLE person_roles (
  person_id text not null references people (id),
  role text not null check (role in ('logistics', 'responder', 'finance_maker', 'finance_approver', 'auditor', 'admin')),
  primary key (person_id, role)
) strict;

CREATE TABLE person_sites (
  id text primary key,
  person_id text not null references people (id),
  kind text not null check (kind in ('all', 'operation', 'site')),
  operation_id text references operations (id),
  site_id text references sites (id),
  assigned_by text references people (id),
  assigned_at text not null,
  check ((kind = 'operation') = (operation_id is not null)),
  check ((kind = 'site') = (site_id is not null))
) strict;

CREATE UNIQUE INDEX person_sites_all on person_sites (person_id) where kind = 'all';

CREATE UNIQUE INDEX person_sites_by_operation on person_sites (person_id, operation_id) where operation_id is not null;

CREATE INDEX person_sites_by_person on person_sites (person_id, id);

CREATE UNIQUE INDEX person_sites_by_site on person_sites (person_id, site_id) where site_id is not null;

CREATE TRIGGER personal_data_views_no_delete before delete on personal_data_views begin select raise(abort, 'personal_data_views is append-only'); end;

CREATE TRIGGER personal_data_views_no_update before update on personal_data_views begin select raise(abort, 'personal_data_views is append-only'); end;

CREATE TABLE personal_data_views (
  id text primary key,
  person_id text not null references people (id),
  subject_kind text not null,
  subject_id text not null,
  purpose text not null,
  viewed_at text not null
) strict;

CREATE INDEX personal_data_views_by_person on personal_data_views (person_id, viewed_at, id);

CREATE INDEX personal_data_views_by_subject on personal_data_views (subject_kind, subject_id);

CREATE INDEX personal_data_views_by_subject_time on personal_data_views (subject_id, viewed_at, id);

CREATE INDEX personal_data_views_by_time on personal_data_views (viewed_at, id);

CREATE TRIGGER plan_inputs_no_delete before delete on plan_inputs begin select raise(abort, 'plan_inputs is append-only'); end;

CREATE TRIGGER plan_inputs_no_update before update on plan_inputs begin select raise(abort, 'plan_inputs is append-only'); end;

CREATE TABLE plan_inputs (
  plan_id text not null,
  revision integer not null,
  part integer not null check (part >= 1),
  encoding text not null check (encoding in ('plain', 'gzip')),
  content text not null,
  primary key (plan_id, revision, part),
  foreign key (plan_id, revision) references plan_revisions (plan_id, revision)
) strict;

CREATE TRIGGER plan_lots_no_delete before delete on plan_lots begin select raise(abort, 'plan_lots is append-only'); end;

CREATE TRIGGER plan_lots_no_update before update on plan_lots begin select raise(abort, 'plan_lots is append-only'); end;

CREATE TABLE plan_lots (
  plan_id text not null,
  revision integer not null,
  place integer not null check (place >= 0),
  lot_id text not null references lots (id),
  location_id text not null references locations (id),
  quantity integer not null check (quantity > 0),
  primary key (plan_id, revision, place),
  foreign key (plan_id, revision) references plan_revisions (plan_id, revision)
) strict;

CREATE TRIGGER plan_requests_no_delete before delete on plan_requests begin select raise(abort, 'plan_requests is append-only'); end;

CREATE TRIGGER plan_requests_no_update before update on plan_requests begin select raise(abort, 'plan_requests is append-only'); end;

CREATE TABLE plan_requests (
  plan_id text not null references plans (id),
  request_id text not null references requests (id),
  primary key (plan_id, request_id)
) strict;

CREATE TABLE plan_revisions (
  plan_id text not null references plans (id),
  revision integer not null check (revision >= 1),
  state text not null check (state in ('computing', 'computed', 'failed', 'stopped')),
  as_of text not null,
  arrival_on text not null,
  options text not null,
  pins text not null,
  note text,
  percent integer not null check (percent between 0 and 100),
  problem text,
  header text,
  totals text,
  requests text,
  inputs_sha256 text,
  site_count integer,
  line_count integer,
  made_by text not null references people (id),
  made_at text not null,
  beat_at text not null,
  ended_at text,
  primary key (plan_id, revision),
  check ((state = 'computed') = (header is not null)),
  check ((state = 'computing') = (ended_at is null))
) strict;

CREATE UNIQUE INDEX plan_revisions_under_way on plan_revisions (plan_id) where state = 'computing';

CREATE TRIGGER plan_sites_no_delete before delete on plan_sites begin select raise(abort, 'plan_sites is append-only'); end;

CREATE TRIGGER plan_sites_no_update before update on plan_sites begin select raise(abort, 'plan_sites is append-only'); end;

CREATE TABLE plan_sites (
  plan_id text not null,
  revision integer not null,
  first_line integer not null check (first_line >= 1),
  site_id text not null references sites (id),
  priority integer not null check (priority >= 1),
  line_count integer not null check (line_count >= 1),
  beside integer not null check (beside between 0 and line_count),
  content text not null,
  primary key (plan_id, revision, first_line),
  unique (plan_id, revision, site_id),
  foreign key (plan_id, revision) references plan_revisions (plan_id, revision)
) strict;

CREATE TABLE "plans" (
  id text primary key,
  number text not null unique,
  operation_id text not null references operations (id),
  standard_id text not null references entitlement_standards (id),
  warehouse_id text not null references warehouses (id),
  state text not null check (state in ('computing', 'failed', 'computed', 'edited', 'submitted', 'approved', 'dispatched', 'completed', 'cancelled')),
  revision integer not null default 0,
  as_of text not null,
  arrival_on text not null,
  inputs_sha256 text,
  totals text not null,
  computed_by text not null references people (id),
  computed_at text not null,
  submitted_by text references people (id),
  submitted_at text,
  approved_by text references people (id),
  approved_at text,
  consigned_by text references people (id),
  consigned_at text,
  cancelled_by text references people (id),
  cancelled_at text,
  version integer not null default 1
) strict;

CREATE INDEX plans_by_operation on plans (operation_id, id);

CREATE INDEX plans_computing on plans (id) where state = 'computing';

CREATE TABLE preparedness_target_items (
  target_id text not null references preparedness_targets (id),
  line_number integer not null check (line_number >= 1),
  choice integer not null check (choice >= 1),
  item_id text not null references items (id),
  rate_numerator integer not null check (rate_numerator > 0),
  rate_denominator integer not null check (rate_denominator > 0),
  primary key (target_id, line_number, choice),
  unique (target_id, item_id)
) strict;

CREATE TABLE preparedness_targets (
  id text primary key,
  code text not null unique,
  name_es text not null,
  name_en text not null,
  warehouse_id text references warehouses (id),
  quantity integer not null check (quantity > 0),
  unit text not null check (unit in ('kits', 'households', 'persons')),
  source text not null,
  active integer not null default 1 check (active in (0, 1)),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX preparedness_targets_by_warehouse on preparedness_targets (warehouse_id, code);

CREATE TABLE programme_values (
  programme_id text not null references programmes (id),
  min_household_size integer not null check (min_household_size >= 1),
  max_household_size integer check (max_household_size >= min_household_size),
  amount_cents integer not null check (amount_cents > 0),
  primary key (programme_id, min_household_size)
) strict;

CREATE TABLE programmes (
  id text primary key,
  operation_id text not null references operations (id),
  grant_id text not null references grants (id),
  code text not null unique,
  name_es text not null,
  name_en text not null,
  modality text not null check (modality in ('multipurpose_cash', 'cash_for_shelter', 'conditional_cash', 'voucher')),
  fsp_name text not null,
  currency text not null,
  needs_account integer not null default 1 check (needs_account in (0, 1)),
  state text not null check (state in ('open', 'closed')),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX programmes_by_grant on programmes (grant_id, code);

CREATE INDEX programmes_by_operation on programmes (operation_id, code);

CREATE TRIGGER receipt_counts_no_delete before delete on receipt_counts begin select raise(abort, 'receipt_counts is append-only'); end;

CREATE TRIGGER receipt_counts_no_update before update on receipt_counts begin select raise(abort, 'receipt_counts is append-only'); end;

CREATE TABLE receipt_counts (
  receipt_id text not null references receipts (id),
  line_number integer not null check (line_number >= 1),
  expected_line_id text references expected_lines (id),
  transfer_line_id text references transfer_lines (id),
  item_id text not null references items (id),
  grant_id text not null references grants (id),
  lot_number text,
  lot_id text references lots (id),
  good integer not null check (good >= 0),
  damaged integer not null check (damaged >= 0),
  missing integer not null check (missing >= 0),
  "over" integer not null check ("over" >= 0),
  damaged_lot_id text references lots (id),
  over_decision text check (over_decision in ('accept', 'return', 'refuse')),
  over_lot_id text references lots (id),
  primary key (receipt_id, line_number),
  check (good + damaged + missing + "over" > 0),
  check (("over" > 0) = (over_decision is not null))
) strict;

CREATE INDEX receipt_counts_by_expected on receipt_counts (expected_line_id);

CREATE INDEX receipt_counts_by_transfer on receipt_counts (transfer_line_id);

CREATE TRIGGER receipt_lines_no_delete before delete on receipt_lines begin select raise(abort, 'receipt_lines is append-only'); end;

CREATE TRIGGER receipt_lines_no_update before update on receipt_lines begin select raise(abort, 'receipt_lines is append-only'); end;

CREATE TABLE receipt_lines (
  receipt_id text not null references receipts (id),
  line_number integer not null check (line_number >= 1),
  lot_id text not null references lots (id),
  location_id text not null references locations (id),
  quantity integer not null check (quantity > 0),
  primary key (receipt_id, line_number)
) strict;

CREATE TRIGGER receipt_reversals_no_delete before delete on receipt_reversals begin select raise(abort, 'receipt_reversals is append-only'); end;

CREATE TRIGGER receipt_reversals_no_update before update on receipt_reversals begin select raise(abort, 'receipt_reversals is append-only'); end;

CREATE TABLE receipt_reversals (
  receipt_id text primary key references receipts (id),
  note text not null,
  reversed_by text not null references people (id),
  reversed_at text not null
) strict;

CREATE TRIGGER receipts_no_delete before delete on receipts begin select raise(abort, 'receipts is append-only'); end;

CREATE TRIGGER receipts_no_update before update on receipts begin select raise(abort, 'receipts is append-only'); end;

CREATE TABLE "receipts" (
  id text primary key,
  number text not null unique,
  warehouse_id text not null references warehouses (id),
  reference text not null,
  received_from text not null,
  received_on text not null,
  means text not null check (means in ('sea', 'air', 'road', 'rail', 'hand', 'opening_balance')),
  transport_document text,
  movement_id text references movements (id),
  import_id text references imports (id),
  posted_by text not null references people (id),
  posted_at text not null,
  expected_consignment_id text references expected_consignments (id),
  transfer_id text references transfers (id),
  closes integer not null default 0 check (closes in (0, 1)),
  note text
) strict;

CREATE INDEX receipts_by_day on receipts (received_on, id);

CREATE INDEX receipts_by_expected on receipts (expected_consignment_id);

CREATE INDEX receipts_by_transfer on receipts (transfer_id);

CREATE INDEX receipts_by_warehouse_day on receipts (warehouse_id, received_on, id);

CREATE TABLE request_lines (
  request_id text not null references requests (id),
  line_number integer not null check (line_number >= 1),
  item_id text not null references items (id),
  quantity_requested integer not null check (quantity_requested > 0),
  quantity_approved integer check (quantity_approved >= 0), proposed integer check (proposed >= 0), basis text, reason text, substitutes_line integer, promised integer not null default 0 check (promised >= 0), sent integer not null default 0 check (sent >= 0), delivered integer not null default 0 check (delivered >= 0 and promised + sent + delivered <= coalesce(quantity_approved, 0)),
  primary key (request_id, line_number)
) strict;

CREATE TRIGGER request_messages_no_delete before delete on request_messages begin select raise(abort, 'request_messages is append-only'); end;

CREATE TRIGGER request_messages_no_update before update on request_messages begin select raise(abort, 'request_messages is append-only'); end;

CREATE TABLE request_messages (
  id text primary key,
  request_id text not null references requests (id),
  text text not null,
  written_by text not null references people (id),
  written_at text not null
) strict;

CREATE INDEX request_messages_by_request on request_messages (request_id, written_at, id);

CREATE TABLE request_promises (
  plan_id text not null references plans (id),
  request_id text not null,
  line_number integer not null,
  site_id text not null references sites (id),
  item_id text not null references items (id),
  quantity integer not null check (quantity > 0),
  promised integer not null check (promised >= 0),
  sent integer not null default 0 check (sent >= 0),
  released integer not null default 0 check (released >= 0),
  primary key (plan_id, request_id, line_number),
  foreign key (request_id, line_number) references request_lines (request_id, line_number),
  check (quantity = promised + sent + released)
) strict;

CREATE INDEX request_promises_by_request on request_promises (request_id, line_number);

CREATE INDEX request_promises_by_site on request_promises (plan_id, site_id, item_id);

CREATE TABLE request_shipments (
  consignment_id text not null references consignments (id),
  request_id text not null,
  line_number integer not null,
  item_id text not null references items (id),
  quantity integer not null check (quantity > 0),
  delivered integer not null default 0 check (delivered >= 0),
  lost integer not null default 0 check (lost >= 0),
  primary key (consignment_id, request_id, line_number),
  foreign key (request_id, line_number) references request_lines (request_id, line_number),
  check (delivered + lost <= quantity)
) strict;

CREATE INDEX request_shipments_by_request on request_shipments (request_id, line_number);

CREATE TABLE request_substitutions (
  id text primary key,
  request_id text not null,
  line_number integer not null,
  substitute_id text not null references items (id),
  quantity integer not null check (quantity > 0),
  substitute_quantity integer not null check (substitute_quantity > 0),
  reason text not null,
  state text not null check (state in ('offered', 'accepted', 'refused', 'withdrawn')),
  offered_by text not null references people (id),
  offered_at text not null,
  answered_by text references people (id),
  answered_at text,
  answer text,
  new_line_number integer,
  foreign key (request_id, line_number) references request_lines (request_id, line_number),
  check ((state = 'accepted') = (new_line_number is not null))
) strict;

CREATE INDEX request_substitutions_by_request on request_substitutions (request_id, id);

CREATE UNIQUE INDEX request_substitutions_open on request_substitutions (request_id, line_number) where state = 'offered';

CREATE TABLE "requests" (
  id text primary key,
  number text not null unique,
  site_id text not null references sites (id),
  operation_id text not null references operations (id),
  state text not null check (state in ('draft', 'submitted', 'approved', 'partly_approved', 'rejected', 'planned', 'in_fulfilment', 'fulfilled', 'closed_short', 'cancelled')),
  granted text check (granted in ('approved', 'partly_approved')),
  priority integer not null default 3 check (priority between 1 and 4),
  justification text,
  standard_id text references entitlement_standards (id),
  count_id text references household_counts (id),
  body_sha256 text,
  requested_by text not null references people (id),
  submitted_at text,
  due_on text not null,
  decided_by text references people (id),
  decided_at text,
  decision_comment text,
  closing_reason text,
  ended_at text,
  next_actor text not null check (next_actor in ('responder', 'logistics', 'nobody')),
  next_since text not null,
  version integer not null default 1,
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX requests_by_created on requests (created_at, id);

CREATE INDEX requests_by_due on requests (due_on, id);

CREATE INDEX requests_by_next on requests (next_actor, next_since, id);

CREATE INDEX requests_by_operation on requests (operation_id, created_at, id);

CREATE INDEX requests_by_priority on requests (priority, created_at, id);

CREATE INDEX requests_by_since on requests (next_since, id);

CREATE INDEX requests_by_site on requests (site_id, created_at, id);

CREATE INDEX requests_by_state on requests (state, created_at, id);

CREATE TABLE reservation_holds (
  reservation_id text not null references reservations (id),
  lot_id text not null references lots (id),
  location_id text not null references locations (id),
  quantity integer not null check (quantity > 0),
  remaining integer not null check (remaining >= 0),
  used integer not null default 0 check (used >= 0),
  released integer not null default 0 check (released >= 0),
  held_at text not null,
  primary key (reservation_id, lot_id, location_id),
  check (quantity = remaining + used + released)
) strict;

CREATE INDEX reservation_holds_by_lot on reservation_holds (lot_id, location_id, reservation_id);

CREATE TABLE "reservation_notices" (
  id text primary key,
  reservation_id text not null references reservations (id),
  to_person_id text not null references people (id),
  kind text not null check (kind in ('released', 'preempted', 'expired', 'kept', 'passed')),
  lot_id text references lots (id),
  location_id text references locations (id),
  quantity integer not null check (quantity > 0),
  reason text,
  taken_by_reservation_id text references reservations (id),
  made_by text references people (id),
  made_at text not null,
  acknowledged_at text
) strict;

CREATE INDEX reservation_notices_by_person on reservation_notices (to_person_id, id);

CREATE INDEX reservation_notices_by_reservation on reservation_notices (reservation_id, id);

CREATE TABLE reservations (
  id text primary key,
  holder_kind text not null check (holder_kind in ('plan', 'request', 'person', 'team')),
  plan_id text references plans (id),
  request_id text references requests (id),
  team text,
  held_by text not null references people (id),
  purpose text,
  site_id text references sites (id),
  operation_id text references operations (id),
  warehouse_id text not null references warehouses (id),
  item_id text not null references items (id),
  quantity integer not null check (quantity > 0),
  waiting integer not null default 0 check (waiting >= 0 and waiting <= quantity),
  priority integer not null check (priority between 1 and 9),
  until_on text,
  state text not null check (state in ('open', 'spent', 'cancelled', 'expired')),
  created_by text not null references people (id),
  created_at text not null,
  ended_by text references people (id),
  ended_at text,
  check ((holder_kind = 'plan') = (plan_id is not null)),
  check ((holder_kind = 'request') = (request_id is not null)),
  check ((holder_kind = 'team') = (team is not null)),
  check (holder_kind = 'plan' or (purpose is not null and until_on is not null)),
  check (state = 'open' or waiting = 0)
) strict;

CREATE INDEX reservations_by_holder on reservations (held_by, id);

CREATE INDEX reservations_by_item on reservations (item_id, id);

CREATE UNIQUE INDEX reservations_by_plan on reservations (plan_id, site_id, item_id) where plan_id is not null;

CREATE INDEX reservations_by_request on reservations (request_id, id) where request_id is not null;

CREATE INDEX reservations_by_site on reservations (site_id, item_id, id) where site_id is not null;

CREATE INDEX reservations_by_state on reservations (state, id);

CREATE INDEX reservations_by_warehouse on reservations (warehouse_id, id);

CREATE INDEX reservations_due on reservations (until_on) where state = 'open' and until_on is not null;

CREATE INDEX reservations_waiting on reservations (warehouse_id, item_id, priority, id) where waiting > 0;

CREATE TRIGGER seal_entries_no_delete before delete on seal_entries begin select raise(abort, 'seal_entries is append-only'); end;

CREATE TRIGGER seal_entries_no_update before update on seal_entries begin select raise(abort, 'seal_entries is append-only'); end;

CREATE TABLE seal_entries (
  kind text not null check (kind in ('movement', 'cash_entry')),
  row_id text not null,
  seal_number integer not null references seals (number),
  position integer not null check (position >= 0),
  leaf_sha256 text not null,
  primary key (kind, row_id),
  unique (seal_number, position)
) strict;

CREATE TABLE seal_sweeps (
  kind text primary key,
  swept_through text not null
) strict;

CREATE TRIGGER seals_no_delete before delete on seals begin select raise(abort, 'seals is append-only'); end;

CREATE TRIGGER seals_no_update before update on seals begin select raise(abort, 'seals is append-only'); end;

CREATE TABLE seals (
  number integer primary key check (number >= 1),
  format integer not null,
  previous_sha256 text not null,
  root_sha256 text not null,
  count integer not null check (count >= 1),
  sealed_at text not null,
  sealed_by text references people (id),
  sha256 text not null unique
) strict;

CREATE TRIGGER site_profiles_no_delete before delete on site_profiles begin select raise(abort, 'site_profiles is append-only'); end;

CREATE TRIGGER site_profiles_no_update before update on site_profiles begin select raise(abort, 'site_profiles is append-only'); end;

CREATE TABLE site_profiles (
  id text primary key,
  site_id text not null references sites (id),
  profiled_on text not null,
  covered_area_m2 integer check (covered_area_m2 >= 0),
  toilets integer check (toilets >= 0),
  water_points integer check (water_points >= 0),
  water_litres_a_day integer check (water_litres_a_day >= 0),
  bathing_facilities integer check (bathing_facilities >= 0),
  laundry_facilities integer check (laundry_facilities >= 0),
  vehicles text,
  opening_hours text,
  focal_point text,
  note text,
  recorded_by text not null references people (id),
  recorded_at text not null
) strict;

CREATE INDEX site_profiles_by_site on site_profiles (site_id, profiled_on, recorded_at, id);

CREATE TABLE site_road_closures (
  id text primary key,
  site_id text not null references sites (id),
  road text not null,
  closed_on text not null,
  reopened_on text,
  note text,
  recorded_by text not null references people (id),
  recorded_at text not null,
  check (reopened_on >= closed_on)
) strict;

CREATE INDEX site_road_closures_by_site on site_road_closures (site_id, id);

CREATE TRIGGER site_status_changes_no_delete before delete on site_status_changes begin select raise(abort, 'site_status_changes is append-only'); end;

CREATE TRIGGER site_status_changes_no_update before update on site_status_changes begin select raise(abort, 'site_status_changes is append-only'); end;

CREATE TABLE site_status_changes (
  id text primary key,
  site_id text not null references sites (id),
  status text not null check (status in ('open', 'full', 'closed')),
  happened_on text not null,
  note text,
  recorded_by text not null references people (id),
  recorded_at text not null
) strict;

CREATE INDEX site_status_changes_by_site on site_status_changes (site_id, id);

CREATE TABLE site_works (
  id text primary key,
  site_id text not null references sites (id),
  kind text not null check (kind in ('sanitation', 'water', 'shelter', 'electricity', 'accessibility', 'kitchen', 'drainage', 'other')),
  description text not null,
  state text not null check (state in ('planned', 'in_progress', 'done', 'cancelled')),
  started_on text,
  finished_on text,
  version integer not null default 1,
  recorded_by text not null references people (id),
  created_at text not null,
  updated_at text not null,
  check (finished_on >= started_on)
) strict;

CREATE INDEX site_works_by_site on site_works (site_id, id);

CREATE INDEX site_works_by_state on site_works (state, kind, site_id);

CREATE TABLE sites (
  id text primary key,
  operation_id text not null references operations (id),
  code text not null,
  name text not null,
  kind text not null check (kind in ('collective_centre', 'safe_house', 'store', 'public_office')),
  p_code text,
  latitude real check (latitude between -90 and 90),
  longitude real check (longitude between -180 and 180),
  capacity integer check (capacity >= 0),
  priority integer not null default 1 check (priority >= 1),
  active integer not null default 1 check (active in (0, 1)),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null, status text not null default 'open' check (status in ('open', 'full', 'closed')),
  unique (operation_id, code),
  check ((latitude is null) = (longitude is null))
) strict;

CREATE TRIGGER stock_count_bins_no_delete before delete on stock_count_bins begin select raise(abort, 'stock_count_bins is append-only'); end;

CREATE TRIGGER stock_count_bins_no_update before update on stock_count_bins begin select raise(abort, 'stock_count_bins is append-only'); end;

CREATE TABLE stock_count_bins (
  count_id text not null references stock_counts (id),
  location_id text not null references locations (id),
  primary key (count_id, location_id)
) strict;

CREATE TRIGGER stock_count_entries_no_delete before delete on stock_count_entries begin select raise(abort, 'stock_count_entries is append-only'); end;

CREATE TRIGGER stock_count_entries_no_update before update on stock_count_entries begin select raise(abort, 'stock_count_entries is append-only'); end;

CREATE TABLE stock_count_entries (
  id text primary key,
  count_id text not null references stock_counts (id),
  line_id text not null references stock_count_lines (id),
  round integer not null check (round >= 1),
  quantity integer not null check (quantity >= 0),
  counted_at text not null,
  counted_by text not null references people (id),
  recorded_at text not null,
  import_id text references imports (id),
  note text
) strict;

CREATE INDEX stock_count_entries_by_count on stock_count_entries (count_id, id);

CREATE INDEX stock_count_entries_by_line on stock_count_entries (line_id, id);

CREATE TRIGGER stock_count_items_no_delete before delete on stock_count_items begin select raise(abort, 'stock_count_items is append-only'); end;

CREATE TRIGGER stock_count_items_no_update before update on stock_count_items begin select raise(abort, 'stock_count_items is append-only'); end;

CREATE TABLE stock_count_items (
  count_id text not null references stock_counts (id),
  item_id text not null references items (id),
  primary key (count_id, item_id)
) strict;

CREATE TABLE stock_count_lines (
  id text primary key,
  count_id text not null references stock_counts (id),
  line_number integer not null check (line_number >= 1),
  lot_id text not null references lots (id),
  location_id text not null references locations (id),
  listed integer not null check (listed in (0, 1)),
  on_hand_at_start integer not null,
  round integer not null default 0 check (round >= 0),
  recount integer not null default 0 check (recount in (0, 1)),
  counted integer check (counted >= 0),
  counted_at text,
  counted_on text,
  counted_by text references people (id),
  expected integer,
  difference integer,
  above_threshold integer check (above_threshold in (0, 1)),
  unique (count_id, line_number),
  unique (count_id, lot_id, location_id),
  check ((counted is null) = (counted_at is null)),
  check ((expected is null) = (difference is null)),
  check (difference is null or difference = counted - expected)
) strict;

CREATE TABLE stock_counts (
  id text primary key,
  number text not null unique,
  warehouse_id text not null references warehouses (id),
  mode text not null check (mode in ('freeze', 'delta')),
  blind integer not null check (blind in (0, 1)),
  state text not null check (state in ('open', 'counted', 'recount', 'approved', 'posted', 'cancelled')),
  freezes integer not null check (freezes in (0, 1)),
  every_item integer not null check (every_item in (0, 1)),
  scope text not null,
  threshold_value text not null,
  threshold_currency text not null,
  threshold_share_percent integer not null check (threshold_share_percent >= 0),
  note text,
  round integer not null default 1 check (round >= 1),
  round_started_at text not null,
  opened_by text not null references people (id),
  opened_at text not null,
  closed_by text references people (id),
  closed_at text,
  approved_by text references people (id),
  approved_at text,
  posted_by text references people (id),
  posted_at text,
  cancelled_by text references people (id),
  cancelled_at text,
  movement_id text references movements (id)
) strict;

CREATE INDEX stock_counts_by_state on stock_counts (state, id);

CREATE INDEX stock_counts_by_warehouse on stock_counts (warehouse_id, id);

CREATE INDEX stock_counts_by_warehouse_state on stock_counts (warehouse_id, state, id);

CREATE INDEX stock_counts_that_freeze on stock_counts (id) where freezes = 1;

CREATE TABLE stock_levels (
  id text primary key,
  warehouse_id text not null references warehouses (id),
  item_id text not null references items (id),
  minimum integer not null check (minimum >= 0),
  reorder integer not null,
  set_by text not null references people (id),
  set_at text not null,
  unique (warehouse_id, item_id),
  check (reorder >= minimum)
) strict;

CREATE TABLE transfer_lines (
  id text primary key,
  transfer_id text not null references transfers (id),
  line_number integer not null check (line_number >= 1),
  lot_id text not null references lots (id),
  location_id text not null references locations (id),
  quantity integer not null check (quantity > 0),
  good integer not null default 0 check (good >= 0),
  damaged integer not null default 0 check (damaged >= 0),
  missing integer not null default 0 check (missing >= 0),
  "over" integer not null default 0 check ("over" >= 0),
  check (good + damaged + missing <= quantity),
  unique (transfer_id, line_number),
  unique (transfer_id, lot_id, location_id)
) strict;

CREATE INDEX transfer_lines_by_lot on transfer_lines (lot_id, transfer_id);

CREATE TABLE transfers (
  id text primary key,
  number text not null unique,
  from_warehouse_id text not null references warehouses (id),
  to_warehouse_id text not null references warehouses (id),
  state text not null check (state in ('draft', 'in_transit', 'partly_received', 'received', 'closed_short', 'cancelled')),
  in_transit_location_id text not null unique references locations (id),
  means text not null check (means in ('sea', 'air', 'road', 'rail', 'hand')),
  expected_on text,
  note text,
  transporter text,
  vehicle_plate text,
  transport_document text,
  departed_on text,
  departed_by text references people (id),
  version integer not null default 1,
  created_by text not null references people (id),
  created_at text not null,
  updated_at text not null,
  check (from_warehouse_id <> to_warehouse_id)
) strict;

CREATE INDEX transfers_by_receiver on transfers (to_warehouse_id, id);

CREATE INDEX transfers_by_sender on transfers (from_warehouse_id, id);

CREATE INDEX transfers_by_state on transfers (state, id);

CREATE TABLE transport_legs (
  id text primary key,
  code text not null unique,
  warehouse_id text not null references warehouses (id),
  carrier_id text not null references carriers (id),
  entry_point text not null,
  latitude real not null,
  longitude real not null,
  count integer not null check (count > 0),
  cost_cents integer not null check (cost_cents >= 0),
  lead_time_hours integer not null check (lead_time_hours >= 0),
  dangerous_goods integer not null check (dangerous_goods in (0, 1)),
  source text not null,
  active integer not null default 1 check (active in (0, 1)),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX transport_legs_by_warehouse on transport_legs (warehouse_id, code);

CREATE TRIGGER warehouse_closings_no_delete before delete on warehouse_closings begin select raise(abort, 'warehouse_closings is append-only'); end;

CREATE TRIGGER warehouse_closings_no_update before update on warehouse_closings begin select raise(abort, 'warehouse_closings is append-only'); end;

CREATE TABLE warehouse_closings (
  id text primary key,
  warehouse_id text not null references warehouses (id),
  closed_through text,
  closed_through_before text,
  note text,
  closed_by text not null references people (id),
  closed_at text not null
) strict;

CREATE INDEX warehouse_closings_by_warehouse on warehouse_closings (warehouse_id, id);

CREATE TABLE warehouses (
  id text primary key,
  code text not null unique,
  name text not null,
  country text not null,
  time_zone text not null,
  latitude real check (latitude between -90 and 90),
  longitude real check (longitude between -180 and 180),
  active integer not null default 1 check (active in (0, 1)),
  version integer not null default 1,
  created_at text not null,
  updated_at text not null
, closed_through text) strict;

CREATE INDEX warehouses_by_name on warehouses (name, id);

CREATE UNIQUE INDEX warehouses_closed_through on warehouses (id, closed_through);
