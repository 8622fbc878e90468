import type { HTTPMethods } from 'fastify';
import type { z } from 'zod';
import type { Permission } from '../access/permissions.ts';
import type { ProblemCode } from '../lib/problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route asks of its caller; a route without it does not register. */
    permission?: Permission | 'public';
    /** Media types the route takes, for the message that refuses others. */
    accepts?: string;
    spec?: RouteSpec;
  }
}

type Schema = z.ZodType;

/** What a route says of itself: the server checks by it, the contract is made from it. */
export interface RouteSpec {
  readonly method: HTTPMethods;
  readonly url: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly permission: Permission | 'public';
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  /** The body is a file, handed to the handler as bytes. */
  readonly upload?: true;
  /** The answer is a file; `answer` is then left out. */
  readonly download?: { readonly mediaType: string; readonly description: string };
  readonly answer?: Schema;
  /** 200 unless said otherwise. */
  readonly status?: 200 | 201;
  /** An edit: needs `If-Match` and answers with the new `ETag`. */
  readonly ifMatch?: true;
  /** The answer holds a secret or personal data: what is kept of it for repetitions is sealed. */
  readonly sensitive?: true;
  /** Accepts `?dry_run=true`; the query schema includes `dryRunQuery`. */
  readonly dryRun?: true;
  /** Failures of this route besides those every route of its kind has. */
  readonly problems?: readonly ProblemCode[];
}

/** What a schema gives once it has checked. */
export type Of<S, Otherwise> = S extends Schema ? z.infer<S> : Otherwise;

/** What a handler gives back. */
export interface Answered<S extends RouteSpec> {
  readonly body: Of<S['answer'], Uint8Array>;
  /** Path of what was made. */
  readonly location?: string;
  /** Version of the resource in the body; becomes the `ETag`. */
  readonly version?: number;
  /** For downloads. */
  readonly fileName?: string;
}
