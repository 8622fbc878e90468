import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Reply } from './client.ts';

interface Answer {
  $ref?: string;
  content?: Record<string, { schema?: unknown }>;
}

interface Operation {
  responses: Record<string, Answer>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { responses?: Record<string, Answer> };
}

/** Holds answers against an OpenAPI document: the status is documented for the operation and the body meets its schema. */
export class Contract {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  readonly #routes: { pattern: RegExp; path: string; methods: Record<string, Operation> }[];

  readonly #shared: Record<string, Answer>;

  constructor(document: Document) {
    this.#shared = document.components.responses ?? {};
    this.#ajv.addSchema({ $id: 'http://localhost/openapi', ...document });
    this.#routes = Object.entries(document.paths).map(([path, methods]) => ({
      pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      path,
      methods,
    }));
  }

  /** Throws when the answer is not documented. An address that no operation has may only be answered with 404. */
  check(method: string, address: string, reply: Reply): void {
    const path = address.split('?')[0] ?? '';
    const route = this.#routes
      .filter(
        (candidate) => candidate.pattern.test(path) && candidate.methods[method.toLowerCase()] !== undefined,
      )
      .sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
    if (route === undefined) {
      if (reply.status !== 404)
        throw new Error(`${method} ${path} answered ${reply.status} and is not documented`);
      return;
    }
    const name = method.toLowerCase();
    const own = route.methods[name]?.responses[String(reply.status)];
    const sharedName = own?.$ref?.replace('#/components/responses/', '');
    const documented = sharedName === undefined ? own : this.#shared[sharedName];
    if (documented === undefined) {
      throw new Error(
        `${method} ${route.path}: ${reply.status} is not documented; got ${reply.bytes.toString()}`,
      );
    }
    const mediaType = String(reply.headers['content-type']).split(';')[0] ?? '';
    const types = Object.keys(documented.content ?? {});
    const type = types.find((candidate) => candidate.split(';')[0] === mediaType);
    if (type === undefined)
      throw new Error(`${method} ${route.path} ${reply.status}: ${mediaType} is not documented`);
    const at =
      sharedName === undefined
        ? ['paths', route.path, name, 'responses', String(reply.status)]
        : ['components', 'responses', sharedName];
    if (reply.body !== null) this.#checkBody(`${method} ${route.path}`, at, reply, type);
  }

  #checkBody(operation: string, at: readonly string[], reply: Reply, type: string): void {
    const pointer = [...at, 'content', type, 'schema']
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const validate = this.#ajv.getSchema(`http://localhost/openapi#/${pointer}`);
    if (validate === undefined) throw new Error(`${operation} ${reply.status}: no schema`);
    if (validate(reply.body) !== true) {
      const errors = this.#ajv.errorsText(validate.errors);
      throw new Error(
        `${operation} ${reply.status} breaks its schema: ${errors}\n${reply.bytes.toString().slice(0, 2000)}`,
      );
    }
  }
}
