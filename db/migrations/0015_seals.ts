import type { Migration } from './ddl.ts';

/** Changes nothing and keeps its number: databases have it applied. What its name promises comes with 0017. */
export const migration: Migration = {
  name: '0015_seals',
  statements: () => [],
};
