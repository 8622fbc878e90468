import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { keepWithin } from '../access/keep-within.ts';
import type { Principal } from '../access/principal.ts';
import { needsSiteRule } from '../access/site-rule.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { noDatabase } from '../database/transaction.ts';
import { assert } from '../lib/assert.ts';
import type { Language } from '../lib/localized.ts';
import { Problem } from '../lib/problem.ts';
import type { Authentication } from './authentication.ts';
import { startDownload } from './download.ts';
import { runPrepared, runWrite } from './idempotency.ts';
import { preferredLanguage } from './language.ts';
import type { Observation } from './observation.ts';
import { type Answered, type FileBody, mediaTypesOf, type Of, type RouteSpec } from './spec.ts';

/** Media types an uploaded table may come as. */
export const tableMediaTypes = [
  'text/csv',
  'text/tab-separated-values',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
] as const;

export interface ReadInput<S extends RouteSpec> {
  readonly context: Context;
  readonly principal: Principal;
  /** The language of what the answer says in words. */
  readonly language: Language;
  readonly params: Of<S['params'], Record<string, never>>;
  readonly query: Of<S['query'], Record<string, never>>;
}

export interface WriteInput<S extends RouteSpec> extends ReadInput<S> {
  readonly tx: Tx;
  readonly body: S['upload'] extends true ? Uint8Array : Of<S['body'], null>;
  /** The version the caller read, for routes with `ifMatch`; 0 elsewhere. */
  readonly version: number;
}

/** What is at hand before the transaction of a change begins, the database for reading included. */
export interface PrepareInput<S extends RouteSpec> extends Omit<WriteInput<S>, 'tx' | 'version'> {
  /** Names what to do when the change has ended, whichever way. */
  readonly atEnd: (work: () => Promise<void>) => void;
}

/** Puts routes on the server. Each feature gets one. */
export interface Routes {
  /** A route that reads. */
  read<const S extends RouteSpec>(spec: S, handler: (input: ReadInput<S>) => Promise<Answered<S>>): void;
  /** A route that changes something: one transaction, an Idempotency-Key, durable before it answers. */
  write<const S extends RouteSpec>(spec: S, handler: (input: WriteInput<S>) => Promise<Answered<S>>): void;
  /**
   * The same, with a step before the transaction: reading a file or computing a plan keeps no other writer waiting. It has no
   * effect; what it gives is `prepared` for the handler, whose transaction may run more than once on it. It is not begun for
   * a key that was answered before, and a repetition that arrives meanwhile waits for the same answer.
   */
  write<const S extends RouteSpec, Prepared>(
    spec: S,
    prepare: (input: PrepareInput<S>) => Promise<Prepared>,
    handler: (input: WriteInput<S> & { readonly prepared: Prepared }) => Promise<Answered<S>>,
  ): void;
}

const nobody: Principal = {
  person_id: '',
  name: '',
  roles: [],
  permissions: new Set(),
  within: null,
  assigned: null,
};

/** Gathers the specification of every route put on the server from now on; throws for one that does not say who may call it. */
export function collectSpecs(app: FastifyInstance): readonly RouteSpec[] {
  const specs: RouteSpec[] = [];
  app.addHook('onRoute', (route) => {
    if (route.url === '/documentation' || route.url.startsWith('/documentation/')) return;
    assert(route.config?.permission !== undefined, `${route.method} ${route.url} declares who may call it`);
    if (route.config.spec !== undefined && route.method !== 'HEAD') specs.push(route.config.spec);
  });
  return specs;
}

/** The two ways to put a route on the server. */
export function createRoutes(
  app: FastifyInstance,
  context: Context,
  authentication: Authentication,
  observation: Observation,
): Routes {
  const authorize = (spec: RouteSpec, request: FastifyRequest, done: Done) => {
    if (spec.permission === 'public') {
      done();
      return;
    }
    const settle = (principal: Principal) => {
      request.principal = principal;
      done();
    };
    let found: Principal | Promise<Principal>;
    try {
      found = authentication.authorize(request.headers.authorization, spec.permission);
    } catch (error) {
      done(error as Error);
      return;
    }
    // The usual caller is remembered; not waiting for what is already known keeps reads fast.
    if (found instanceof Promise) found.then(settle, done);
    else settle(found);
  };

  const inside: Context = { ...context, database: noDatabase };

  return {
    read(spec, handler) {
      register(
        app,
        spec,
        async (request, reply) => {
          const principal = request.principal ?? nobody;
          if (principal.within !== null)
            await keepWithin(context.database.read, principal, spec.sites, request);
          const answered = await handler({
            context,
            principal,
            language: languageOf(request),
            params: request.params as never,
            query: request.query as never,
          });
          // Before the first header: what fails up to the first byte is still answered as a problem.
          const payload =
            spec.download === undefined
              ? answered.body
              : await fileOf(answered.body as FileBody, (error) =>
                  observation.failed(request, error, 'download'),
                );
          fillReply(reply, spec, answered);
          observation.answered(request, reply, spec.url);
          return payload;
        },
        authorize,
      );
    },
    write<S extends RouteSpec>(spec: S, ...steps: WriteSteps<S>) {
      const [prepare, handler] = steps.length === 1 ? [undefined, steps[0]] : steps;
      register(
        app,
        spec,
        async (request, reply) => {
          const principal = request.principal ?? nobody;
          const version = spec.ifMatch === true ? readIfMatch(request.headers['if-match']) : 0;
          const input = {
            principal,
            language: languageOf(request),
            params: request.params as never,
            query: request.query as never,
            body: request.body as never,
          };
          const change = async (tx: Tx, prepared: unknown) => {
            if (principal.within !== null) await keepWithin(tx, principal, spec.sites, request);
            return handler({ ...input, context: inside, tx, version, prepared: prepared as never });
          };
          const answered =
            prepare === undefined
              ? await runWrite(context, principal, request, reply, (tx) => change(tx, undefined))
              : await runPrepared(context, principal, request, reply, async (atEnd) => {
                  await keepWithin(context.database.read, principal, spec.sites, request);
                  const prepared = await prepare({ ...input, context, atEnd });
                  return (tx) => change(tx, prepared);
                });
          // Only now, after the commit, can nobody be remembered with what the change took away.
          if (spec.tag === 'access') authentication.forgetAll();
          fillReply(reply, spec, answered as Answered<typeof spec>);
          observation.answered(request, reply, spec.url);
          return answered.body;
        },
        authorize,
      );
    },
  };
}

type WriteSteps<S extends RouteSpec> =
  | [handler: (input: WriteInput<S> & { prepared: never }) => Promise<Answered<S>>]
  | [
      prepare: (input: PrepareInput<S>) => Promise<unknown>,
      handler: (input: WriteInput<S> & { prepared: never }) => Promise<Answered<S>>,
    ];

type Done = (error?: Error) => void;

function languageOf(request: FastifyRequest): Language {
  return preferredLanguage(request.headers['accept-language']);
}

/** Gives the payload: a reply that is returned instead would be waited for until its last byte is out, on every request. */
type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** A route that takes no query refuses one: whoever sends `?dry_run=true` where there is none must not get the real thing. */
const noQuery = z.strictObject({});

function register(
  app: FastifyInstance,
  spec: RouteSpec,
  handler: Handler,
  authorize: (spec: RouteSpec, request: FastifyRequest, done: Done) => void,
): void {
  assert(
    spec.sites !== undefined || !needsSiteRule(spec.permission),
    `${spec.operationId} says by \`sites\` how it keeps people to the sites they are assigned to (see access/site-rule.ts)`,
  );
  const accepts = spec.upload === true ? tableMediaTypes.join(', ') : 'application/json';
  app.route({
    method: spec.method,
    url: spec.url,
    config: { permission: spec.permission, accepts, spec },
    schema: {
      operationId: spec.operationId,
      tags: [spec.tag],
      summary: spec.summary,
      description: spec.description,
      ...(spec.params === undefined ? {} : { params: spec.params }),
      querystring: spec.query ?? noQuery,
      ...(spec.body === undefined ? {} : { body: spec.body }),
      ...(spec.answer === undefined ? {} : { response: { [spec.status ?? 200]: spec.answer } }),
    },
    onRequest: (request, _reply, done) => authorize(spec, request, done),
    ...(spec.method === 'GET'
      ? {}
      : {
          preValidation: async (request: FastifyRequest) => checkBodyKind(spec, request.body, accepts),
        }),
    handler,
  });
}

/** Refuses a file where JSON is expected, JSON where a file is, and anything where nothing is. */
function checkBodyKind(spec: RouteSpec, body: unknown, accepted: string): void {
  const isFile = Buffer.isBuffer(body);
  if (isFile !== (spec.upload === true)) {
    if (isFile || spec.upload === true) throw new Problem('unsupported_media_type', { accepted });
  }
  const isEmpty =
    body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0);
  if (spec.body === undefined && !isFile && !isEmpty) {
    throw new Problem('invalid_request', {}, [{ rule: 'no_body', pointer: '/body' }]);
  }
}

function fillReply<S extends RouteSpec>(reply: FastifyReply, spec: S, answered: Answered<S>): void {
  reply.code(spec.status ?? 200);
  if (answered.location !== undefined) reply.header('location', answered.location);
  if (answered.version !== undefined) reply.header('etag', `"${answered.version}"`);
  if (spec.sensitive === true) reply.header('cache-control', 'no-store');
  if (spec.download === undefined) return;
  const fileName = (answered.fileName ?? 'file').replaceAll(/[^A-Za-z0-9._-]/g, '_');
  reply
    .header('content-type', answered.mediaType ?? mediaTypesOf(spec.download)[0])
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${fileName}"`);
}

async function fileOf(file: FileBody, onError: (error: Error) => void): Promise<unknown> {
  return file instanceof Uint8Array ? Buffer.from(file) : startDownload(file, onError);
}

/** The version in `If-Match: "3"`. */
function readIfMatch(header: string | undefined): number {
  const found = /^"(\d{1,15})"$/.exec(header ?? '')?.[1];
  if (found === undefined) throw new Problem('precondition_required');
  return Number(found);
}
