import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import {
  idParams,
  importMapping,
  importMappingChange,
  importMappingsPage,
  importMappingsQuery,
  newImportMapping,
} from './schema.ts';
import { findMapping, listMappings } from './store.ts';
import { addMapping, changeMapping } from './write.ts';

const reading = { method: 'GET', tag: 'imports', permission: 'mappings.read' } as const;
const writing = { tag: 'imports', permission: 'mappings.write' } as const;

/** Saved mappings: which column of a file means what. */
export function mappingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/import-mappings',
      operationId: 'listImportMappings',
      summary: 'List import mappings',
      description: 'Saved mappings of the columns of files, by kind of import.',
      query: importMappingsQuery,
      answer: importMappingsPage,
    },
    async ({ context, query }) => ({ body: await listMappings(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/import-mappings/:id',
      operationId: 'getImportMapping',
      summary: 'Read an import mapping',
      description: 'One mapping; the ETag is needed to change it.',
      params: idParams,
      answer: importMapping,
    },
    async ({ context, params }) => {
      const body = found(await findMapping(context.database.read, params.id), 'import mapping', params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...writing,
      method: 'POST',
      status: 201,
      url: '/v1/import-mappings',
      operationId: 'addImportMapping',
      summary: 'Save an import mapping',
      description:
        'Saves which column means what under a name, for files that come again and again with the same headers. An import names it as mapping_id; try it with dry_run first.',
      body: newImportMapping,
      answer: importMapping,
      problems: ['conflict'],
    },
    async ({ tx, context, principal, body }) => {
      const made = await addMapping(tx, context, principal, body);
      return { body: made, location: `/v1/import-mappings/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...writing,
      method: 'PATCH',
      ifMatch: true,
      url: '/v1/import-mappings/:id',
      operationId: 'changeImportMapping',
      summary: 'Change an import mapping',
      description: 'Changes the fields given. Imports made through it before stay as they are.',
      params: idParams,
      body: importMappingChange,
      answer: importMapping,
      problems: ['conflict'],
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeMapping(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
}
