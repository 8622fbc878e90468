import type { Migration } from './ddl.ts';

export const migration: Migration = {
  name: '0016_imports',
  statements: () => [],
};
