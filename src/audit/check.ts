import { type RawBuilder, sql } from 'kysely';

/**
 * One thing that must hold in the data: a query that gives a row for every place where it does not. `subject` says where,
 * `stored` and `recomputed` what disagrees.
 */
export interface Check {
  readonly name: string;
  readonly description: string;
  /** How many rows the check looks at. */
  readonly counted: RawBuilder<{ rows: number }>;
  readonly broken: RawBuilder<Finding>;
}

export interface Finding {
  subject: string;
  stored: number | null;
  recomputed: number | null;
}

export const countOf = (table: string) =>
  sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}`;
