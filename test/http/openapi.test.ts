import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t, { type Test } from 'tap';
import { publishedContract } from '../../scripts/generate/contract.ts';
import { permissions } from '../../src/access/permissions.ts';
import { projectRoot } from '../../src/config/paths.ts';
import type { ProblemCode } from '../../src/lib/problem.ts';
import { problemCatalogue } from '../../src/lib/problem-catalogue.ts';
import { freshDatabase } from '../helpers/databases.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

interface Operation {
  name: string;
  path: string;
  method: string;
  operation: JsonObject;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

async function publishedDocument(t: Test): Promise<{ text: string; document: JsonObject }> {
  const text = await publishedContract(await freshDatabase(t, 'sqlite'));
  return { text, document: JSON.parse(text) as JsonObject };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new Error(`an object, not ${JSON.stringify(value)}`);
  return value;
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function operationsOf(document: JsonObject): Operation[] {
  return Object.entries(object(document.paths)).flatMap(([path, item]) =>
    Object.entries(object(item)).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      method,
      operation: object(operation),
    })),
  );
}

/** What a `#/…` pointer leads to; undefined when it leads nowhere. */
function follow(document: JsonObject, pointer: string): Json | undefined {
  const keys = pointer
    .slice(2)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<Json | undefined>((value, key) => (isObject(value) ? value[key] : undefined), document);
}

/** A part with its reference, if it is one, followed. */
function resolved(document: JsonObject, part: Json | undefined): JsonObject {
  const { $ref } = object(part);
  return object(typeof $ref === 'string' ? follow(document, $ref) : part);
}

/** Every `$ref` in a document. */
function references(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' ? [String(inner)] : references(inner),
  );
}

function schemaCheck(document: JsonObject) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'http://localhost/openapi', ...document });
  return (schema: Json | undefined, value: Json): string => {
    const text = JSON.stringify(schema).replaceAll('"#/', '"http://localhost/openapi#/');
    const validate = ajv.compile(JSON.parse(text));
    return validate(value) ? '' : ajv.errorsText(validate.errors);
  };
}

t.test('the committed contract is the one the service publishes', async (t) => {
  const { text } = await publishedDocument(t);
  const committed = readFileSync(join(projectRoot, 'openapi/openapi.json'), 'utf8');
  t.ok(committed === text, 'openapi/openapi.json is current; if not, run: npm run openapi');
  const { text: again } = await publishedDocument(t);
  t.ok(again === text, 'made twice, it is the same to the byte');
});

t.test('the document is OpenAPI 3.1', async (t) => {
  const { document } = await publishedDocument(t);
  t.match(document.openapi, /^3\.1\.\d+$/);
  t.match(document.info, { title: 'Acopio', version: String, description: String });
  t.equal(document.jsonSchemaDialect, undefined, 'schemas are plain JSON Schema 2020-12');
  for (const reference of new Set(references(document))) {
    t.match(reference, /^#\//, 'nothing is fetched from elsewhere');
    t.ok(follow(document, reference) !== undefined, `${reference} leads somewhere`);
  }
  const components = object(document.components);
  const ajv = new Ajv2020({ strict: false });
  for (const [name, schema] of Object.entries(object(components.schemas))) {
    t.match(name, /^[A-Za-z0-9._-]+$/);
    t.ok(ajv.validateSchema(object(schema)), `${name} is a JSON schema: ${ajv.errorsText(ajv.errors)}`);
  }
  for (const kind of Object.keys(components)) {
    t.ok(
      ['schemas', 'responses', 'parameters', 'examples', 'headers', 'securitySchemes'].includes(kind),
      kind,
    );
    for (const name of Object.keys(object(components[kind]))) t.match(name, /^[A-Za-z0-9._-]+$/, kind);
  }
  const tags = list(document.tags).map((tag) => object(tag).name);
  t.equal(new Set(tags).size, tags.length);
  const used = new Set(operationsOf(document).flatMap(({ operation }) => list(operation.tags)));
  t.same(
    [...used].filter((tag) => !tags.includes(tag)),
    [],
    'every tag is described',
  );
  t.same(
    tags.filter((tag) => !used.has(tag as string)),
    [],
    'and used',
  );
});

t.test('every operation says what it is, who may call it and what it takes', async (t) => {
  const { document } = await publishedDocument(t);
  const operations = operationsOf(document);
  const ids = operations.map(({ operation }) => String(operation.operationId));
  t.same(
    ids.filter((id, index) => ids.indexOf(id) !== index),
    [],
    'operationIds are unique',
  );
  for (const { name, path, method, operation } of operations) {
    t.ok(methods.includes(method), name);
    t.match(operation.operationId, /^[a-z][A-Za-z]+$/, name);
    t.match(operation.summary, /^[A-Z].{3,80}[^.]$/, `${name}: summary`);
    t.match(operation.description, /^[\s\S]{10,}\.$/, `${name}: description`);
    t.equal(list(operation.tags).length, 1, name);
    t.ok(['public', ...permissions].includes(String(operation['x-permission'])), `${name}: permission`);
    const parameters = list(operation.parameters).map((parameter) => resolved(document, parameter));
    const keys = parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    t.equal(new Set(keys).size, keys.length, `${name}: no parameter twice`);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => `path ${parameter}`).sort();
    t.same(keys.filter((key) => key.startsWith('path ')).sort(), inPath, `${name}: path parameters`);
    for (const parameter of parameters) t.ok(isObject(parameter.schema), `${name}: ${parameter.name}`);
    t.equal(keys.includes('header Idempotency-Key'), method !== 'get', name);
    // What is written over what somebody has read says which version that was; a new thing may, where it follows from an older one.
    if (method !== 'post') t.equal(keys.includes('header If-Match'), method === 'patch', name);
    t.equal(method === 'get' && operation.requestBody !== undefined, false, `${name}: a read takes no body`);
  }
});

t.test('every operation says how it can go wrong, with an example of each', async (t) => {
  const { document } = await publishedDocument(t);
  for (const { name, method, operation } of operationsOf(document)) {
    const responses = Object.entries(object(operation.responses));
    const statuses = responses.map(([status]) => status);
    const expected = ['400', '500', '503'];
    if (operation['x-permission'] !== 'public') expected.push('401', '403');
    if (method !== 'get') expected.push('413', '415', '422');
    if (method === 'patch') expected.push('404', '412', '428');
    t.same(
      expected.filter((status) => !statuses.includes(status)),
      [],
      `${name}: statuses`,
    );
    t.equal(statuses.filter((status) => status.startsWith('2')).length, 1, `${name}: one success`);
    for (const [status, answer] of responses) {
      const response = resolved(document, answer);
      t.ok(isObject(object(response.headers)['x-request-id']), `${name} ${status}`);
      if (!status.startsWith('2'))
        t.same(faultsOfProblem(document, status, response), [], `${name} ${status}`);
    }
  }
});

/** What is wrong with how an operation describes its problems of one status. */
function faultsOfProblem(document: JsonObject, status: string, response: JsonObject): string[] {
  const media = object(object(response.content)['application/problem+json']);
  const examples = Object.entries(object(media.examples));
  if (examples.length === 0) return ['no example'];
  return examples.flatMap(([code, example]) => {
    const value = object(resolved(document, example).value);
    if (value.code !== code || String(value.status) !== status)
      return [`the example of ${code} is another's`];
    return String(response.description).includes(`\`${code}\``) ? [] : [`${code} is not described`];
  });
}

t.test('every example of a request or an answer meets its schema', async (t) => {
  const { document } = await publishedDocument(t);
  const check = schemaCheck(document);
  const examples = operationsOf(document).flatMap(({ name, operation }) =>
    examplesOf(document, name, operation),
  );
  t.ok(examples.length > 0);
  for (const { name, schema, example } of examples) t.equal(check(schema, example), '', name);
});

t.test('every problem of the catalogue is in the table, with an example that reads well', async (t) => {
  const { document } = await publishedDocument(t);
  const check = schemaCheck(document);
  const description = String(object(document.info).description);
  const problem: JsonObject = { $ref: '#/components/schemas/Problem' };
  for (const code of Object.keys(problemCatalogue) as ProblemCode[]) {
    const { status, title } = problemCatalogue[code];
    t.ok(description.includes(`| \`${code}\` | ${status} | ${title.es} | ${title.en} |`), code);
    const example = object(follow(document, `#/components/examples/${code}`)).value as JsonObject;
    t.equal(check(problem, example), '', code);
    t.notMatch(example.detail, /[{}]/, `${code}: every place of its sentence is filled`);
    t.same(
      Object.keys(object(example.params)).filter((name) => object(example.params)[name] === name),
      [],
      `${code}: sample values for what it names (src/http/problem-example.ts)`,
    );
  }
});

interface Example {
  name: string;
  schema: Json | undefined;
  example: Json;
}

/** The examples of an operation's own request and answer, each with the schema it must meet. */
function examplesOf(document: JsonObject, name: string, operation: JsonObject): Example[] {
  const bodies = [operation.requestBody, ...Object.values(object(operation.responses))];
  return bodies.flatMap((body) => {
    if (body === undefined) return [];
    const { content } = resolved(document, body);
    return Object.values(object(content ?? {})).flatMap((media) => {
      const { schema, example } = object(media);
      return example === undefined ? [] : [{ name, schema, example }];
    });
  });
}
