import type { Routes } from '../http/route.ts';
import { changeEarmark, readEarmark } from './earmark-change.ts';
import { earmark, earmarkChange } from './earmark-schema.ts';
import { idParams } from './schema.ts';

/** What grants allow their goods to be used for. */
export function earmarkRoutes(routes: Routes): void {
  routes.read(
    {
      method: 'GET',
      tag: 'earmarks',
      permission: 'catalogue.read',
      url: '/v1/grants/:id/earmark',
      operationId: 'getEarmark',
      summary: 'Read what a grant allows',
      description:
        'The items, places, operations and days a grant limits the use of its goods to; the ETag is that of the grant.',
      params: idParams,
      answer: earmark,
    },
    async ({ context, params }) => {
      const body = await readEarmark(context.database.read, params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      method: 'PATCH',
      tag: 'earmarks',
      permission: 'grants.write',
      ifMatch: true,
      url: '/v1/grants/:id/earmark',
      operationId: 'changeEarmark',
      summary: 'Change what a grant allows',
      description:
        'Replaces the limits given. From then on its lots are reserved, planned, issued, dispatched and distributed only within them; where places or operations are limited, whoever takes goods says what for.',
      params: idParams,
      body: earmarkChange,
      answer: earmark,
      problems: ['unknown_reference'],
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeEarmark(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
}
