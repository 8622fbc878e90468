import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { z } from 'zod';
import { asProblem } from '../database/errors.ts';
import type { Language } from '../lib/localized.ts';
import {
  MAX_VIOLATIONS,
  Problem,
  problemDetail,
  problemTitle,
  type Violation,
  violationMessage,
} from '../lib/problem.ts';
import { preferredLanguage } from './language.ts';
import type { Observation } from './observation.ts';
import { InvalidInput } from './validation.ts';

const locales = { es: z.locales.es().localeError, en: z.locales.en().localeError };

/** Turns everything thrown into `application/problem+json` in the caller's language. The only place that does. */
export const problemsPlugin = fastifyPlugin(
  async (app: FastifyInstance, { observation }: { observation: Observation }) => {
    const sendProblem = (request: FastifyRequest, reply: FastifyReply, problem: Problem) => {
      fillReply(request, reply, problem);
      observation.answered(request, reply, request.routeOptions.url ?? 'unknown');
      return reply.send(problemBody(request, problem));
    };
    app.setNotFoundHandler((request, reply) => {
      const path = request.url.split('?')[0] ?? '';
      return sendProblem(request, reply, new Problem('route_not_found', { method: request.method, path }));
    });
    app.setErrorHandler((error: FastifyError, request, reply) => {
      const language = preferredLanguage(request.headers['accept-language']);
      const problem = problemOf(error, request, language);
      if (problem.status >= 500) observation.failed(request, error, problem.code);
      return sendProblem(request, reply, problem);
    });
  },
);

/** Answers for an address that cannot even be looked up: a broken escape, a part that is too long. No hook runs for it. */
export function answerBadAddress(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  const path = (request.raw.url ?? '').split('?')[0] ?? '';
  const problem = new Problem('route_not_found', { method: request.raw.method ?? '', path });
  fillReply(request, reply, problem);
  reply.send(problemBody(request, problem));
}

function problemOf(error: FastifyError, request: FastifyRequest, language: Language): Problem {
  const cause: unknown = error;
  if (cause instanceof Problem) return cause;
  if (cause instanceof InvalidInput) return new Problem('invalid_request', {}, violationsOf(cause, language));
  // The client is gone in the middle of its body; its connection's codes are also those of a lost database.
  if (cause === request.raw.errored) return new Problem('malformed_body', { reason: error.message });
  const fromDatabase = asProblem(error);
  if (fromDatabase !== undefined) return fromDatabase;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('body_too_large', { limit: request.routeOptions.bodyLimit ?? 0 });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('unsupported_media_type', {
        accepted: request.routeOptions.config.accepts ?? 'application/json',
      });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Problem('malformed_body', { reason: error.message });
    default:
      return error.statusCode === 400
        ? new Problem('malformed_body', { reason: error.message })
        : new Problem('internal', { request_id: request.id });
  }
}

/** What zod found, in the caller's language, each with the place in the request. */
function violationsOf(error: InvalidInput, language: Language): Violation[] {
  const result = error.schema.safeParse(error.input, { error: locales[language] });
  return (result.error?.issues ?? []).map((issue) => ({
    rule: 'schema',
    pointer: `/${[error.part, ...issue.path].map(pointerPart).join('/')}`,
    params: { message: issue.message },
  }));
}

function pointerPart(key: PropertyKey): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}

function fillReply(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  if (problem.status === 503) reply.header('retry-after', '1');
  reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', preferredLanguage(request.headers['accept-language']))
    .serializer((payload: unknown) => JSON.stringify(payload));
}

function problemBody(request: FastifyRequest, problem: Problem) {
  const language = preferredLanguage(request.headers['accept-language']);
  return {
    type: `urn:acopio:problem:${problem.code}`,
    title: problemTitle(problem.code, language),
    status: problem.status,
    detail: problemDetail(problem, language),
    code: problem.code,
    instance: request.id,
    params: problem.params,
    error_count: problem.violations.length,
    errors: problem.violations
      .slice(0, MAX_VIOLATIONS)
      .map((violation) => ({ ...violation, message: violationMessage(violation, language) })),
    ...(problem.versions === undefined ? {} : { versions: problem.versions }),
  };
}
