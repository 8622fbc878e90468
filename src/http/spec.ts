import type { HTTPMethods } from 'fastify';
import type { z } from 'zod';
import type { Permission } from '../access/permissions.ts';
import type { SiteRule } from '../access/site-rule.ts';
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
  /** How it keeps people to the sites they are assigned to; where such a person may call it, it says so. */
  readonly sites?: SiteRule;
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  /** The body is a file, handed to the handler as bytes. */
  readonly upload?: true;
  /**
   * The answer is a file, of one of several media types where there are more. `answer` is then left out, or is the shape of the
   * file where the caller may also have it as JSON.
   */
  readonly download?: {
    readonly mediaType: string | readonly [string, ...string[]];
    readonly description: string;
  };
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

/** The media types a route's file may have; the first is the usual one. */
export function mediaTypesOf(download: NonNullable<RouteSpec['download']>): readonly [string, ...string[]] {
  const { mediaType } = download;
  return typeof mediaType === 'string' ? [mediaType] : mediaType;
}

/** What a schema gives once it has checked. */
export type Of<S, Otherwise> = S extends Schema ? z.infer<S> : Otherwise;

/** The bytes of a file: all of them, or one piece after the other as the client takes them. */
export type FileBody = Uint8Array | AsyncIterable<Uint8Array>;

/** What a handler gives back. */
export interface Answered<S extends RouteSpec> {
  readonly body: S['download'] extends object ? FileBody : Of<S['answer'], FileBody>;
  /** Path of what was made. */
  readonly location?: string;
  /** Version of the resource in the body; becomes the `ETag`. */
  readonly version?: number;
  /** For downloads. */
  readonly fileName?: string;
  /** For downloads of several media types: which it is; the first otherwise. */
  readonly mediaType?: string;
}
