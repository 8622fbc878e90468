import type { Client } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { receiveLot, stockWorld } from '../helpers/world.ts';

interface Editable {
  client: Client;
  path: string;
  change: Record<string, unknown>;
  other: Record<string, unknown>;
}

/** One of everything that can be edited by whoever may. */
async function editables(service: Service): Promise<Editable[]> {
  const world = await stockWorld(service);
  const lot = await receiveLot(service, world, { quantity: 5 });
  const logistics = service.as('logistics');
  const admin = service.as('admin');
  const person = (await admin.all('/v1/people')).find((row) => row.roles.includes('responder')).id;
  return [
    {
      client: logistics,
      path: `/v1/items/${world.item}`,
      change: { name_en: 'Sheet' },
      other: { name_en: 'Tarp' },
    },
    {
      client: logistics,
      path: `/v1/grants/${world.grant}`,
      change: { title: 'Storm' },
      other: { title: 'Flood' },
    },
    {
      client: logistics,
      path: `/v1/warehouses/${world.warehouse}`,
      change: { name: 'North' },
      other: { name: 'South' },
    },
    {
      client: logistics,
      path: `/v1/lots/${lot}`,
      change: { condition: 'hold' },
      other: { condition: 'damaged' },
    },
    { client: admin, path: `/v1/people/${person}`, change: { name: 'Ana' }, other: { name: 'Eva' } },
  ];
}

onBothEngines('an edit needs the version that was read', async (t, engine) => {
  const service = await startService(t, engine);
  for (const { client, path, change, other } of await editables(service)) {
    const read = await client.get(path);
    t.equal(read.headers.etag, `"${read.body.version}"`, path);

    for (const ifMatch of [undefined, '', '3', 'W/"1"', '*', '"one"']) {
      const without = await client.patch(path, change, ifMatch === undefined ? {} : { ifMatch });
      t.equal(without.status, 428, `${path} If-Match ${ifMatch}`);
      t.equal(without.body.code, 'precondition_required');
    }
    t.same((await client.get(path)).body, read.body, 'nothing changed');

    const edited = await client.patch(path, change, { ifMatch: String(read.headers.etag) });
    t.equal(edited.status, 200);
    t.match(edited.body, { ...change, version: read.body.version + 1 });
    t.equal(edited.headers.etag, `"${read.body.version + 1}"`);
    t.same((await client.get(path)).body, edited.body);

    const late = await client.patch(path, other, { ifMatch: String(read.headers.etag) });
    t.equal(late.status, 412);
    t.equal(late.body.code, 'precondition_failed');
    t.match(late.body.params, { version: read.body.version + 1, expected: read.body.version });
    t.same((await client.get(path)).body, edited.body, 'the late edit changed nothing');
  }
});

onBothEngines('of ten parallel edits of one version exactly one wins', async (t, engine) => {
  const service = await startService(t, engine);
  for (const { client, path, change, other } of await editables(service)) {
    const ifMatch = String((await client.get(path)).headers.etag);
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        client.patch(path, index % 2 === 0 ? change : other, { ifMatch }),
      ),
    );
    const won = replies.filter((reply) => reply.status === 200);
    t.equal(won.length, 1, path);
    t.equal(replies.filter((reply) => reply.status === 412).length, 9, path);
    t.same((await client.get(path)).body, won[0]?.body, 'what is stored is what the winner was told');
  }
});

onBothEngines('what does not exist is told from what has changed', async (t, engine) => {
  const service = await startService(t, engine);
  const absent = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';
  const logistics = service.as('logistics');
  for (const [client, path, change] of [
    [logistics, `/v1/items/${absent}`, { name_en: 'X' }],
    [logistics, `/v1/grants/${absent}`, { title: 'X' }],
    [logistics, `/v1/warehouses/${absent}`, { name: 'X' }],
    [logistics, `/v1/lots/${absent}`, { condition: 'hold' }],
    [service.as('admin'), `/v1/people/${absent}`, { name: 'X' }],
  ] as const) {
    const reply = await client.patch(path, change, { ifMatch: '"1"' });
    t.equal(reply.status, 404, path);
    t.equal(reply.body.code, 'not_found');
    t.equal(reply.body.params.id, absent);
  }
});
