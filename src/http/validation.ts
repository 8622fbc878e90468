import type { FastifySchemaCompiler } from 'fastify';
import type { FastifySerializerCompiler } from 'fastify/types/schema.js';
import type { z } from 'zod';
import { assert } from '../lib/assert.ts';
import { Problem } from '../lib/problem.ts';

/** A part of a request that its schema refuses. Keeps both, so that the messages can be made in the caller's language. */
export class InvalidInput extends Error {
  readonly schema: z.ZodType;
  readonly input: unknown;
  readonly part: string;

  constructor(schema: z.ZodType, input: unknown, part: string) {
    super('the request does not meet its schema');
    this.schema = schema;
    this.input = input;
    this.part = part;
  }
}

const partNames: Readonly<Record<string, string>> = { querystring: 'query', params: 'params', body: 'body' };

/** Validates with the route's zod schema; what comes out is what the handler gets. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (input: unknown) => {
    if (httpPart === 'querystring' && holdsNul(input)) return { error: nulRefused };
    const result = schema.safeParse(input);
    if (result.success) return { value: result.data };
    return { error: new InvalidInput(schema, input, partNames[httpPart ?? ''] ?? 'body') };
  };

const nulRefused = new Problem('invalid_request', {}, [{ rule: 'nul_character', pointer: '/query' }]);

function holdsNul(query: unknown): boolean {
  return Object.values(query as object).some((value) => String(value).includes('\0'));
}

/**
 * Answers are built field by field from typed rows, so they are written as they are. Under `strict` (tests) every answer must
 * also meet its published schema to the letter.
 */
export function serializerCompiler(strict: boolean): FastifySerializerCompiler<unknown> {
  if (!strict) return () => (data) => JSON.stringify(data);
  return ({ schema, method, url, httpStatus }) => {
    const check = schema as z.ZodType;
    return (data) => {
      const result = check.safeParse(data);
      assert(
        result.success,
        `${method} ${url} answered ${httpStatus} against its schema: ${result.success ? '' : result.error.message}`,
      );
      return JSON.stringify(data);
    };
  };
}
