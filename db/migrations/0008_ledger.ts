import type { Migration } from './ddl.ts';

export const migration: Migration = {
  name: '0008_ledger',
  statements: () => [],
};
