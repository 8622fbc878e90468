import { Problem } from './problem.ts';

/** The row that was looked for. Throws `not_found` naming it. */
export function found<T>(row: T | undefined, resource: string, id: string): T {
  if (row === undefined) throw new Problem('not_found', { resource, id });
  return row;
}
