import type { Migration } from './ddl.ts';

export const migration: Migration = {
  name: '0015_seals',
  statements: () => [],
};
