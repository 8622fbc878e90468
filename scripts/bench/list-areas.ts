/** A part of the lists, measured in one pair of databases. */
export interface Area {
  readonly name: string;
  /** Each list, with the table that its path parameter is a row of. */
  readonly lists: Readonly<Record<string, string | null>>;
  /** Tables that get the number of rows asked; what else they point to stays small. */
  readonly measured: readonly string[];
}

/** Which lists are measured over which tables. A list that is nowhere here is named by the run. */
export const areas: readonly Area[] = [
  {
    name: 'stock',
    lists: {
      '/v1/lots': null,
      '/v1/stock/balances': null,
      '/v1/stock/as-of': null,
      '/v1/stock/movements': null,
    },
    measured: ['lots', 'balances', 'daily_balances', 'movements', 'movement_lines'],
  },
  {
    name: 'places',
    lists: { '/v1/warehouses': null, '/v1/locations': null, '/v1/warehouses/{id}/closings': 'warehouses' },
    measured: ['warehouses', 'locations', 'warehouse_closings'],
  },
  {
    name: 'lots',
    lists: { '/v1/lots/{id}/conditions': 'lots', '/v1/lots/{id}/contained-in': 'lots' },
    measured: ['lot_conditions', 'lot_components'],
  },
  {
    name: 'items',
    lists: {
      '/v1/items': null,
      '/v1/kits': null,
      '/v1/items/{id}/unit-values': 'items',
      '/v1/stock/items': null,
    },
    measured: ['items', 'item_unit_values', 'kit_compositions', 'lots', 'balances', 'daily_balances'],
  },
  {
    name: 'catalogue',
    lists: {
      '/v1/categories': null,
      '/v1/kit-families': null,
      '/v1/grants': null,
      '/v1/entitlement-standards': null,
      '/v1/import-mappings': null,
    },
    measured: [
      'categories',
      'kit_families',
      'grants',
      'entitlement_standards',
      'entitlement_lines',
      'import_mappings',
    ],
  },
  {
    name: 'inbound',
    lists: {
      '/v1/receipts': null,
      '/v1/expected-consignments': null,
      '/v1/transfers': null,
      '/v1/claims': null,
    },
    measured: [
      ...[
        'receipts',
        'receipt_lines',
        'receipt_counts',
        'expected_consignments',
        'expected_lines',
        'transfers',
      ],
      ...['transfer_lines', 'claims', 'claim_steps', 'claim_evidence', 'arrival_estimates'],
    ],
  },
  {
    name: 'reservations',
    lists: { '/v1/reservations': null, '/v1/reservation-notices': null, '/v1/reservation-queue': null },
    measured: ['reservations', 'reservation_holds', 'reservation_notices'],
  },
  {
    name: 'preparedness',
    lists: { '/v1/preparedness-targets': null, '/v1/stock-levels': null },
    measured: ['preparedness_targets', 'preparedness_target_items', 'stock_levels', 'items'],
  },
  {
    name: 'kitting',
    lists: { '/v1/conversions': null },
    measured: ['conversions', 'conversion_lots'],
  },
  {
    name: 'counting',
    lists: {
      '/v1/stock-counts': null,
      '/v1/stock-counts/{id}/lines': 'stock_counts',
      '/v1/stock-counts/{id}/entries': 'stock_counts',
    },
    measured: ['stock_counts', 'stock_count_lines', 'stock_count_entries', 'lots'],
  },
  { name: 'earmarks', lists: { '/v1/grant-loans': null }, measured: ['grant_loans'] },
  {
    name: 'access',
    lists: { '/v1/people': null, '/v1/api-tokens': null, '/v1/personal-data-views': null, '/v1/seals': null },
    measured: ['people', 'person_roles', 'api_tokens', 'personal_data_views', 'seals'],
  },
  {
    name: 'sites',
    lists: {
      '/v1/operations': null,
      '/v1/sites': null,
      '/v1/household-counts': null,
      '/v1/household-counts/latest': null,
    },
    measured: ['operations', 'sites', 'household_counts'],
  },
  {
    name: 'dispatch',
    lists: {
      '/v1/requests': null,
      '/v1/plans': null,
      '/v1/plans/{id}/lines': 'plans',
      '/v1/consignments': null,
      '/v1/consignments/{id}/receipts': 'consignments',
    },
    measured: [
      'requests',
      'request_lines',
      'plans',
      'plan_lines',
      'consignments',
      'consignment_lines',
      'consignment_receipts',
    ],
  },
  {
    name: 'cash',
    lists: {
      '/v1/programmes': null,
      '/v1/payment-lists': null,
      '/v1/payment-lists/{id}/payments': 'payment_lists',
      '/v1/payment-lists/{id}/steps': 'payment_lists',
      '/v1/cash/entries': null,
      '/v1/fsp-reports': null,
    },
    measured: [
      'programmes',
      'payment_lists',
      'payments',
      'payment_list_steps',
      'cash_entries',
      'fsp_reports',
      'households',
    ],
  },
];

/** Lists of this name are not over a table that grows: they are made for one parent, or come from a file of the service. */
export const otherLists: ReadonlySet<string> = new Set([
  '/v1/places',
  '/v1/kits/{id}/buildable',
  '/v1/stock/available-to-promise',
  '/v1/preparedness/coverage',
  '/v1/grants/{id}/report',
  '/v1/grants/{id}/report/places',
  '/v1/grants/{id}/report/reached',
  '/v1/fsp-reports/{id}/rows',
  '/v1/households',
]);
