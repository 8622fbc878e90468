import type { Migration } from './ddl.ts';

/** What a scanned code is looked up by: lot numbers, bin codes and item codes without spaces and in capitals. */
export const migration: Migration = {
  name: '0018_scan',
  statements: () => [
    "create index lots_by_scan on lots (upper(replace(lot_number, ' ', '')), id)",
    "create index locations_by_scan on locations (upper(code), id) where kind = 'bin'",
    'create index items_by_scan on items (upper(code), id)',
  ],
};
