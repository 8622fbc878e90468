import type { Routes } from '../http/route.ts';
import { lookUp } from './lookup.ts';
import * as schema from './schema.ts';

/** What a scanned code leads to. */
export function lookupRoutes(routes: Routes): void {
  routes.read(
    {
      method: 'GET',
      tag: 'documents',
      permission: 'catalogue.read',
      url: '/v1/lookup',
      operationId: 'lookUpCode',
      summary: 'Look up a code',
      description:
        'What a scanned or typed code leads to: a label or document of ours, the number of a document, a lot number, an item code, a bin code. All that carry it are answered, each with where it is read, as far as the caller may read it.',
      query: schema.lookupQuery,
      answer: schema.lookup,
      problems: ['unknown_code'],
    },
    async ({ context, principal, query, language }) => ({
      body: await lookUp(context.database.read, principal, query.code, language),
    }),
  );
}
