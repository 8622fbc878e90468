import { type ProblemCode, problemTitle } from '../lib/problem.ts';
import { problemCatalogue } from '../lib/problem-catalogue.ts';
import type { OperationExample } from './examples.ts';
import { problemExample } from './problem-example.ts';
import { problemSchema } from './problem-schema.ts';
import { tableMediaTypes } from './route.ts';
import { mediaTypesOf, type RouteSpec } from './spec.ts';

/** The parts of an OpenAPI document that are completed here. */
export interface OpenApiDocument {
  info: { description?: string };
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas?: Record<string, unknown>;
    securitySchemes?: Record<string, unknown>;
    headers?: Record<string, unknown>;
    parameters?: Record<string, unknown>;
    examples?: Record<string, unknown>;
    responses?: Record<string, unknown>;
  };
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

const requestIdHeader = { $ref: '#/components/headers/RequestId' };

/** What many operations share, written once. */
function sharedComponents() {
  const text = { type: 'string' };
  return {
    headers: {
      RequestId: { description: 'Number of the request, as in the log', schema: text },
      Replayed: { description: 'true when this is the first answer given again', schema: text },
      ContentDisposition: { description: 'Name of the file', schema: text },
      Location: { description: 'Path of what was made', schema: text },
      ETag: { description: 'Version of the resource, in quotes', schema: text },
    },
    parameters: {
      AcceptLanguage: {
        in: 'header',
        name: 'Accept-Language',
        required: false,
        description: 'es (default) or en: language of problems',
        schema: { ...text, examples: ['es'] },
      },
      IdempotencyKey: idempotencyKey(true),
      IdempotencyKeyUnlessDryRun: idempotencyKey(false),
      IfMatch: {
        in: 'header',
        name: 'If-Match',
        required: true,
        description: 'ETag of the version you read',
        schema: { ...text, examples: ['"3"'] },
      },
    },
    examples: Object.fromEntries(
      (Object.keys(problemCatalogue) as ProblemCode[]).map((code) => [code, { value: problemExample(code) }]),
    ),
  };
}

function idempotencyKey(required: boolean) {
  return {
    in: 'header',
    name: 'Idempotency-Key',
    required,
    description: `One per intention, repeated on retry; 8 to 128 visible characters${required ? '' : '; not needed for a dry run'}`,
    schema: { type: 'string', minLength: 8, maxLength: 128 },
  };
}

/** Adds to each operation what its specification implies: headers, every problem with an example, examples, permissions. */
export function completeDocument(
  document: OpenApiDocument,
  specs: readonly RouteSpec[],
  examples: ReadonlyMap<string, OperationExample>,
): OpenApiDocument {
  document.components = { ...document.components, ...sharedComponents() };
  const byId = new Map(specs.map((spec) => [spec.operationId, spec]));
  for (const methods of Object.values(document.paths)) {
    for (const operation of Object.values(methods)) {
      const spec = byId.get(operation.operationId);
      if (spec !== undefined) completeOperation(operation, spec, examples.get(spec.operationId) ?? {});
    }
  }
  document.components.responses = problemResponses(specs);
  document.components.schemas = referencedSchemas(document);
  return document;
}

function problemResponses(specs: readonly RouteSpec[]): Record<string, unknown> {
  const groups = specs.flatMap((spec) => groupByStatus(problemsOf(spec)));
  return Object.fromEntries(
    groups.map(([status, codes]) => [responseName(status, codes), problemResponse(codes)]),
  );
}

/** The schemas that some operation leads to; the generator also makes variants that nobody refers to. */
function referencedSchemas(document: OpenApiDocument): Record<string, unknown> {
  const all = document.components.schemas ?? {};
  const reached = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (reached.has(name)) continue;
      reached.add(name);
      visit(all[name] ?? null);
    }
  };
  visit([document.paths, document.components.responses]);
  return Object.fromEntries(Object.entries(all).filter(([name]) => reached.has(name)));
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

function completeOperation(operation: Operation, spec: RouteSpec, example: OperationExample): void {
  operation.security = spec.permission === 'public' ? [] : [{ token: [] }];
  operation['x-permission'] = spec.permission;
  operation.parameters = [...(operation.parameters ?? []), ...headerParameters(spec)];
  if (spec.upload === true) {
    operation.requestBody = {
      required: true,
      content: Object.fromEntries(
        tableMediaTypes.map((mediaType) => [mediaType, { schema: { type: 'string', format: 'binary' } }]),
      ),
    };
  }
  // A body that may be null may be left out.
  if (spec.upload !== true && spec.body?.safeParse(null).success === true) {
    operation.requestBody = { ...(operation.requestBody as object), required: false };
  }
  if (example.request !== undefined) addExample(operation.requestBody, example.request);
  completeSuccess(operation, spec, example);
  for (const [status, codes] of groupByStatus(problemsOf(spec))) {
    operation.responses[status] = { $ref: `#/components/responses/${responseName(status, codes)}` };
  }
}

function headerParameters(spec: RouteSpec): unknown[] {
  const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` });
  const key = spec.dryRun === true ? 'IdempotencyKeyUnlessDryRun' : 'IdempotencyKey';
  return [
    parameter('AcceptLanguage'),
    ...(spec.method === 'GET' ? [] : [parameter(key)]),
    ...(spec.ifMatch === true ? [parameter('IfMatch')] : []),
  ];
}

function addExample(target: unknown, example: unknown): void {
  const content = (target as { content?: Record<string, { example?: unknown }> } | undefined)?.content;
  for (const media of Object.values(content ?? {})) media.example = example;
}

function completeSuccess(operation: Operation, spec: RouteSpec, example: OperationExample): void {
  const status = String(spec.status ?? 200);
  const headers: Record<string, unknown> = { 'x-request-id': requestIdHeader };
  const header = (name: string) => ({ $ref: `#/components/headers/${name}` });
  if (spec.method !== 'GET') headers['idempotency-replayed'] = header('Replayed');
  if (spec.status === 201) headers.location = header('Location');
  if (spec.ifMatch === true) headers.etag = header('ETag');
  const response = (operation.responses[status] ?? {}) as Record<string, unknown>;
  response.description = spec.download?.description ?? (spec.status === 201 ? 'Made' : 'Done');
  response.headers = headers;
  if (example.answer !== undefined) addExample(response, example.answer);
  if (spec.download !== undefined) {
    response.content = Object.fromEntries(
      mediaTypesOf(spec.download).map((type) => [type, fileContent(type, response, example)]),
    );
    headers['content-disposition'] = header('ContentDisposition');
  }
  operation.responses = { [status]: response };
}

/** JSON as its schema says, anything else as bytes. */
function fileContent(type: string, response: Record<string, unknown>, example: OperationExample): unknown {
  const json = (response.content as Record<string, unknown> | undefined)?.['application/json'];
  if (type.startsWith('application/json') && json !== undefined) return json;
  const isCsv = type.startsWith('text/csv') && example.csv !== undefined;
  return { schema: { type: 'string', format: 'binary' }, ...(isCsv ? { example: example.csv } : {}) };
}

function groupByStatus(codes: readonly ProblemCode[]): [string, ProblemCode[]][] {
  const groups = new Map<string, ProblemCode[]>();
  for (const code of codes) {
    const status = String(problemCatalogue[code].status);
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return [...groups].sort(([a], [b]) => Number(a) - Number(b));
}

/** Operations that fail alike share one description of it. */
function responseName(status: string, codes: readonly ProblemCode[]): string {
  return [`problem${status}`, ...codes].join('.');
}

function problemResponse(codes: readonly ProblemCode[]): unknown {
  return {
    description: codes.map((code) => `\`${code}\`: ${problemTitle(code, 'en')}`).join('; '),
    headers: { 'x-request-id': requestIdHeader },
    content: {
      'application/problem+json': {
        schema: problemRef,
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

/** The list of problems as a table for the description of the API. */
export function problemTable(): string {
  const rows = Object.entries(problemCatalogue).map(
    ([code, entry]) => `| \`${code}\` | ${entry.status} | ${entry.title.es} | ${entry.title.en} |`,
  );
  return ['| code | status | es | en |', '|---|---|---|---|', ...rows.sort()].join('\n');
}
