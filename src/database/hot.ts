import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import { assert } from '../lib/assert.ts';
import type { Reader, Tx } from './database.ts';

class Parameter {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Stands in a hot query for a value given at each run. */
export function param<T>(name: string): T {
  return new Parameter(name) as unknown as T;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * A query on a hot path: built and compiled at its first run, once for each engine, and run with other values ever after. It
 * saves the building and compiling, which costs more than such a query itself. Values stand in it as `param('name')`.
 */
export function hotQuery<Row, Executor extends Reader | Tx = Reader>(
  build: (executor: Executor) => Compilable,
) {
  const compiled = new Map<unknown, CompiledQuery>();
  return (executor: Executor, values: Values): Promise<QueryResult<Row>> => {
    const { adapter } = executor.getExecutor();
    let query = compiled.get(adapter.constructor);
    if (query === undefined) {
      query = build(executor).compile();
      compiled.set(adapter.constructor, query);
    }
    const filled = withParameters(query, values);
    // Straight to the connection: these queries have no plugins to pass their results through.
    return executor.getExecutor().provideConnection((connection) => connection.executeQuery<Row>(filled));
  };
}

function withParameters(query: CompiledQuery, values: Values): CompiledQuery {
  const parameters: unknown[] = [];
  for (const parameter of query.parameters) {
    if (parameter instanceof Parameter) {
      const value = values[parameter.name];
      assert(value !== undefined, `the hot query gets a value for ${parameter.name}`);
      parameters.push(value);
    } else {
      parameters.push(parameter);
    }
  }
  return { query: query.query, queryId: query.queryId, sql: query.sql, parameters };
}
