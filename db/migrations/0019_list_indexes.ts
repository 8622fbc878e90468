import type { Migration } from './ddl.ts';

/**
 * The orders in which lists are read, and the filters that few rows pass. A list without the index of its order sorts the whole table
 * for a page; a filter of few values that has an index for one order alone keeps SQLite, which has no statistics, from the others.
 * Measured by `npm run bench -- list-scale`.
 */
const indexes = [
  'api_tokens_by_creation on api_tokens (created_at, id)',
  'people_by_name on people (name, id)',
  'personal_data_views_by_time on personal_data_views (viewed_at, id)',
  'personal_data_views_by_subject_time on personal_data_views (subject_id, viewed_at, id)',
  'personal_data_views_by_person on personal_data_views (person_id, viewed_at, id)',

  'grants_by_donor on grants (donor_name, id)',
  'import_mappings_by_name on import_mappings (name, id)',
  'import_mappings_by_kind on import_mappings (kind, id)',
  'items_by_kind_name_es on items (kind, name_es, id)',
  'items_by_kind_name_en on items (kind, name_en, id)',
  'items_by_kind_id on items (kind, id)',
  'items_by_active_name_es on items (active, name_es, id)',
  'items_by_active_name_en on items (active, name_en, id)',
  'items_by_active_id on items (active, id)',

  'warehouses_by_name on warehouses (name, id)',
  'locations_by_code on locations (code, id)',
  'locations_by_kind_code on locations (kind, code, id)',
  'locations_by_purpose on locations (purpose, id)',
  'locations_by_purpose_code on locations (purpose, code, id)',
  'lots_by_day on lots (received_on, id)',
  'lots_by_grant_day on lots (grant_id, received_on, id)',
  'lots_by_condition on lots (condition, id)',
  'lots_by_condition_day on lots (condition, received_on, id)',
  'lots_by_condition_number on lots (condition, lot_number, id)',
  'movements_by_kind on movements (kind, posted_at, id)',
  'movements_by_warehouse on movements (warehouse_id, posted_at, id)',

  'receipts_by_day on receipts (received_on, id)',
  'receipts_by_warehouse_day on receipts (warehouse_id, received_on, id)',
  'claims_by_state_id on claims (state, id)',
  'expected_consignments_by_state_id on expected_consignments (state, id)',
  'conversions_by_kind_number on conversions (kind, number)',

  'operations_by_name on operations (name, id)',
  'operations_by_day on operations (started_on, id)',
  'programmes_by_operation on programmes (operation_id, code)',
  'programmes_by_grant on programmes (grant_id, code)',
  'payments_by_list on payments (list_id, id)',
  'payments_by_list_reference on payments (list_id, reference)',
];

/**
 * What is not at its end, in both orders of its list. A query finds these by the very same words; said the other way round, by the
 * states that are open, SQLite goes by the index of states and sorts.
 */
const open = [
  "expected_consignments (expected_on, id) where state not in ('received', 'closed_short', 'cancelled')",
  "expected_consignments (id) where state not in ('received', 'closed_short', 'cancelled')",
  "claims (due_on, id) where state not in ('settled', 'waived')",
  "claims (id) where state not in ('settled', 'waived')",
];

export const migration: Migration = {
  name: '0019_list_indexes',
  statements: () => [
    ...indexes.map((index) => `create index ${index}`),
    // Unique, so that SQLite can tell that lots in this order need no sorting behind it.
    'create unique index lots_by_number on lots (lot_number, id)',
    // Each is the beginning of one above.
    'drop index lots_by_grant',
    'drop index receipts_by_warehouse',
    'drop index expected_consignments_open',
    'drop index claims_pending',
    ...[
      'expected_consignments_open',
      'expected_consignments_open_by_id',
      'claims_open',
      'claims_open_by_id',
    ].map((name, at) => `create index ${name} on ${open[at]}`),
  ],
};
