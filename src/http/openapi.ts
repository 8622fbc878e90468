import { Problem, type ProblemCode, problemDetail, problemTitle } from '../lib/problem.ts';
import { problemCatalogue } from '../lib/problem-catalogue.ts';
import { problemSchema } from './problem-schema.ts';
import type { RouteSpec } from './route.ts';
import { tableMediaTypes } from './route.ts';

/** The parts of an OpenAPI document that are completed here. */
export interface OpenApiDocument {
  info: { description?: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas?: Record<string, unknown>; securitySchemes?: Record<string, unknown> };
  tags?: { name: string; description: string }[];
}

interface Operation {
  operationId: string;
  security?: unknown[];
  parameters?: unknown[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
  [extension: `x-${string}`]: unknown;
}

const problemRef = { $ref: `#/components/schemas/${problemSchema.meta()?.id}` };

const requestIdHeader = { description: 'Number of the request, as in the log', schema: { type: 'string' } };

/** Adds to each operation what its specification implies: headers, every problem with an example, examples, permissions. */
export function completeDocument(document: OpenApiDocument, specs: readonly RouteSpec[]): OpenApiDocument {
  const byId = new Map(specs.map((spec) => [spec.operationId, spec]));
  for (const methods of Object.values(document.paths)) {
    for (const operation of Object.values(methods)) {
      const spec = byId.get(operation.operationId);
      if (spec !== undefined) completeOperation(operation, spec);
    }
  }
  return document;
}

/** Every way a route can fail: what all of its kind share, and its own. */
export function problemsOf(spec: RouteSpec): ProblemCode[] {
  const changes = spec.method !== 'GET';
  const codes = new Set<ProblemCode>(['invalid_request', 'malformed_body', 'internal', 'unavailable']);
  if (spec.permission !== 'public')
    for (const code of ['unauthenticated', 'forbidden'] as const) codes.add(code);
  if (spec.params !== undefined) codes.add('not_found');
  if (changes) {
    for (const code of [
      'idempotency_key_missing',
      'idempotency_key_reused',
      'busy',
      'body_too_large',
      'unsupported_media_type',
    ] as const)
      codes.add(code);
  }
  if (spec.ifMatch === true)
    for (const code of ['precondition_required', 'precondition_failed'] as const) codes.add(code);
  for (const code of spec.problems ?? []) codes.add(code);
  return [...codes];
}

function completeOperation(operation: Operation, spec: RouteSpec): void {
  operation.security = spec.permission === 'public' ? [] : [{ token: [] }];
  if (spec.permission !== 'public') operation['x-permission'] = spec.permission;
  operation.parameters = [...(operation.parameters ?? []), ...headerParameters(spec)];
  if (spec.upload === true) {
    operation.requestBody = {
      required: true,
      content: Object.fromEntries(
        tableMediaTypes.map((mediaType) => [mediaType, { schema: { type: 'string', format: 'binary' } }]),
      ),
    };
  }
  if (spec.example?.request !== undefined) addExample(operation.requestBody, spec.example.request);
  completeSuccess(operation, spec);
  for (const [status, codes] of groupByStatus(problemsOf(spec))) {
    operation.responses[status] = problemResponse(codes);
  }
}

function headerParameters(spec: RouteSpec): unknown[] {
  const language = {
    in: 'header',
    name: 'Accept-Language',
    required: false,
    description: 'es (default) or en: language of problems',
    schema: { type: 'string', examples: ['es'] },
  };
  const key = {
    in: 'header',
    name: 'Idempotency-Key',
    required: spec.dryRun !== true,
    description: 'One per intention, repeated on retry; 8 to 128 visible characters',
    schema: { type: 'string', minLength: 8, maxLength: 128 },
  };
  const match = {
    in: 'header',
    name: 'If-Match',
    required: true,
    description: 'ETag of the version you read',
    schema: { type: 'string', examples: ['"3"'] },
  };
  return [language, ...(spec.method === 'GET' ? [] : [key]), ...(spec.ifMatch === true ? [match] : [])];
}

function addExample(target: unknown, example: unknown): void {
  const content = (target as { content?: Record<string, { example?: unknown }> } | undefined)?.content;
  for (const media of Object.values(content ?? {})) media.example = example;
}

function completeSuccess(operation: Operation, spec: RouteSpec): void {
  const status = String(spec.status ?? 200);
  const headers: Record<string, unknown> = { 'x-request-id': requestIdHeader };
  if (spec.method !== 'GET') {
    headers['idempotency-replayed'] = {
      description: 'true when this is the first answer given again',
      schema: { type: 'string' },
    };
  }
  if (spec.status === 201)
    headers.location = { description: 'Path of what was made', schema: { type: 'string' } };
  if (spec.ifMatch === true)
    headers.etag = { description: 'New version, in quotes', schema: { type: 'string' } };
  const response = (operation.responses[status] ?? {}) as Record<string, unknown>;
  response.description = spec.download?.description ?? (spec.status === 201 ? 'Made' : 'Done');
  response.headers = headers;
  if (spec.download !== undefined) {
    response.content = { [spec.download.mediaType]: { schema: { type: 'string', format: 'binary' } } };
  }
  if (spec.example?.answer !== undefined) addExample(response, spec.example.answer);
  operation.responses = { [status]: response };
}

function groupByStatus(codes: readonly ProblemCode[]): [string, ProblemCode[]][] {
  const groups = new Map<string, ProblemCode[]>();
  for (const code of codes) {
    const status = String(problemCatalogue[code].status);
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return [...groups].sort(([a], [b]) => Number(a) - Number(b));
}

function problemResponse(codes: readonly ProblemCode[]): unknown {
  return {
    description: codes.map((code) => `\`${code}\`: ${problemTitle(code, 'en')}`).join('; '),
    headers: { 'x-request-id': requestIdHeader },
    content: {
      'application/problem+json': {
        schema: problemRef,
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

function exampleOf(code: ProblemCode): unknown {
  const problem = new Problem(code);
  return {
    type: `urn:acopio:problem:${code}`,
    title: problemTitle(code, 'es'),
    status: problem.status,
    detail: problemDetail(problem, 'es'),
    code,
    instance: 'req-1',
    params: {},
    error_count: 0,
    errors: [],
  };
}

/** The list of problems as a table for the description of the API. */
export function problemTable(): string {
  const rows = Object.entries(problemCatalogue).map(
    ([code, entry]) => `| \`${code}\` | ${entry.status} | ${entry.title.es} | ${entry.title.en} |`,
  );
  return ['| code | status | es | en |', '|---|---|---|---|', ...rows.sort()].join('\n');
}
