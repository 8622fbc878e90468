import type { Routes } from '../http/route.ts';
import { listKitFamilies } from './kit-store.ts';
import {
  addKit,
  addKitFamily,
  draftComposition,
  editDraft,
  readContents,
  readKit,
  recordAgreement,
} from './kits.ts';
import {
  agreement,
  compositionChange,
  compositionParams,
  idParams,
  kit,
  kitContents,
  kitContentsQuery,
  kitFamiliesPage,
  kitFamiliesQuery,
  kitFamily,
  kitsPage,
  kitsQuery,
  newComposition,
  newKit,
  newKitFamily,
} from './schema.ts';
import { listKits } from './store.ts';

const reading = { method: 'GET', tag: 'catalogue', permission: 'catalogue.read' } as const;
const adding = { method: 'POST', tag: 'catalogue', permission: 'catalogue.write', status: 201 } as const;

/** Kits, the versions of their compositions, and families of variants. */
export function kitRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/kits',
      operationId: 'listKits',
      summary: 'List kits',
      description: 'Kits with every version of their composition.',
      query: kitsQuery,
      answer: kitsPage,
    },
    async ({ context, query }) => ({ body: await listKits(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/kits/:id',
      operationId: 'getKit',
      summary: 'Read a kit',
      description: 'A kit with every version of its composition.',
      params: idParams,
      answer: kit,
    },
    async ({ context, params }) => ({ body: await readKit(context.database.read, params.id) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/kits/:id/contents',
      operationId: 'getKitContents',
      summary: 'Read what a kit is made of',
      description:
        'The base items of one kit, kits inside taken apart at every depth, with its weight and volume: its own figures, else added up from its parts.',
      params: idParams,
      query: kitContentsQuery,
      answer: kitContents,
      problems: ['item_rule'],
    },
    async ({ context, params, query }) => ({
      body: await readContents(context.database.read, params.id, query.version_number),
    }),
  );
  routes.write(
    {
      ...adding,
      url: '/v1/kits',
      operationId: 'addKit',
      summary: 'Add a kit',
      description: 'Adds a kit with a first composition, a draft until the Sector agrees to it.',
      body: newKit,
      answer: kit,
      problems: ['conflict', 'unknown_reference', 'item_rule'],
    },
    async ({ tx, context, body }) => {
      const made = await addKit(tx, context, body);
      return { body: made, location: `/v1/kits/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...adding,
      url: '/v1/kits/:id/compositions',
      operationId: 'draftKitComposition',
      summary: 'Draft a composition',
      description: 'Drafts the next version of the composition of a kit.',
      params: idParams,
      body: newComposition,
      answer: kit,
      problems: ['unknown_reference', 'kit_cycle'],
    },
    async ({ tx, context, params, body }) => ({
      body: await draftComposition(tx, context, params.id, body),
    }),
  );
  routes.write(
    {
      method: 'PATCH',
      tag: 'catalogue',
      permission: 'catalogue.write',
      ifMatch: true,
      url: '/v1/kits/:id/compositions/:version_number',
      operationId: 'changeKitComposition',
      summary: 'Change a draft composition',
      description:
        'Changes a draft; If-Match is the version of the composition. What was agreed stays as it is.',
      params: compositionParams,
      body: compositionChange,
      answer: kit,
      problems: ['unknown_reference', 'state_conflict', 'kit_cycle'],
    },
    async ({ tx, params, body, version }) => ({
      body: await editDraft(tx, params.id, params.version_number, version, body),
      version: version + 1,
    }),
  );
  routes.write(
    {
      method: 'POST',
      tag: 'catalogue',
      permission: 'catalogue.write',
      url: '/v1/kits/:id/compositions/:version_number/agreement',
      operationId: 'agreeKitComposition',
      summary: 'Record the agreement of the Sector',
      description: 'The draft becomes the agreed composition; the one before is superseded.',
      params: compositionParams,
      body: agreement,
      answer: kit,
      problems: ['state_conflict', 'item_rule', 'kit_cycle'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await recordAgreement(tx, context, principal, params.id, params.version_number, body),
    }),
  );
  familyRoutes(routes);
}

function familyRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/kit-families',
      operationId: 'listKitFamilies',
      summary: 'List families of kits',
      description: 'Kits that serve one need for different people are variants of one family.',
      query: kitFamiliesQuery,
      answer: kitFamiliesPage,
    },
    async ({ context, query }) => ({ body: await listKitFamilies(context.database.read, query) }),
  );
  routes.write(
    {
      ...adding,
      url: '/v1/kit-families',
      operationId: 'addKitFamily',
      summary: 'Add a family of kits',
      description: 'Adds a family; its variants are kits that name it.',
      body: newKitFamily,
      answer: kitFamily,
      problems: ['conflict'],
    },
    async ({ tx, context, body }) => ({ body: await addKitFamily(tx, context, body) }),
  );
}
