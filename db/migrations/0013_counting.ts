import type { Migration } from './ddl.ts';

export const migration: Migration = {
  name: '0013_counting',
  statements: () => [],
};
