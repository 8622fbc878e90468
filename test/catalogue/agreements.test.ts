import type { Client } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

const agreement = { agreed_with: 'Sector WASH', agreed_on: '2026-08-01' };

interface Composition {
  version_number: number;
  state: 'draft' | 'agreed' | 'superseded';
  agreed_on: string | null;
  lines: { quantity: number }[];
}

/** A kit of soap with as many drafts as asked, each of another quantity; gives its path. */
async function kitWithDrafts(service: Service, code: string, drafts: number): Promise<string> {
  const logistics = service.as('logistics');
  const fields = { name_es: 'Higiene', name_en: 'Hygiene', category: 'hygiene' };
  const item = await made(logistics, '/v1/items', { ...fields, code: `SOAP-${code}`, base_unit: 'piece' });
  const lines = (quantity: number) => [{ item_id: item, quantity }];
  const kit = { ...fields, code, base_unit: 'kit', lines: lines(1) };
  const path = `/v1/kits/${await made(logistics, '/v1/kits', kit)}`;
  for (let version = 2; version <= drafts; version += 1) {
    await logistics.post(`${path}/compositions`, { lines: lines(version) });
  }
  return path;
}

async function compositionsOf(client: Client, path: string): Promise<Composition[]> {
  return (await client.get(path)).body.compositions;
}

const statesOf = (compositions: readonly Composition[]) => compositions.map(({ state }) => state);

const agree = (client: Client, path: string, version: number) =>
  client.post(`${path}/compositions/${version}/agreement`, agreement);

onBothEngines('every version is led to agreement from every state of every other', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  // Two versions: each may be a draft, agreed or superseded when the other is agreed to.
  const walks: readonly (readonly [
    steps: readonly number[],
    statuses: readonly number[],
    states: readonly string[],
  ])[] = [
    [[1], [200], ['agreed', 'draft']],
    [[2], [200], ['draft', 'agreed']],
    [
      [1, 1],
      [200, 409],
      ['agreed', 'draft'],
    ],
    [
      [2, 2],
      [200, 409],
      ['draft', 'agreed'],
    ],
    [
      [1, 2],
      [200, 200],
      ['superseded', 'agreed'],
    ],
    [
      [2, 1],
      [200, 200],
      ['agreed', 'superseded'],
    ],
    [
      [1, 2, 1],
      [200, 200, 409],
      ['superseded', 'agreed'],
    ],
    [
      [1, 2, 2],
      [200, 200, 409],
      ['superseded', 'agreed'],
    ],
    [
      [2, 1, 2],
      [200, 200, 409],
      ['agreed', 'superseded'],
    ],
    [
      [2, 1, 1],
      [200, 200, 409],
      ['agreed', 'superseded'],
    ],
  ];
  for (const [index, [steps, statuses, states]] of walks.entries()) {
    const path = await kitWithDrafts(service, `WALK-${index}`, 2);
    const replies = [];
    for (const version of steps) replies.push(await agree(logistics, path, version));
    const name = steps.join(' then ');
    t.same(
      replies.map(({ status }) => status),
      statuses,
      name,
    );
    for (const { body } of replies.filter(({ status }) => status === 409)) {
      t.match(
        body,
        { code: 'state_conflict', params: { resource: 'kit composition', allowed: 'draft' } },
        name,
      );
    }
    t.same(statesOf(await compositionsOf(logistics, path)), states, name);
  }
});

onBothEngines('a superseded version keeps what was agreed, and with whom', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const path = await kitWithDrafts(service, 'KEPT', 2);
  await agree(logistics, path, 1);
  const later = { agreed_with: 'Sector Albergue', agreed_on: '2026-08-04' };
  await logistics.post(`${path}/compositions/2/agreement`, later);
  const [first, second] = await compositionsOf(logistics, path);
  t.match(first, { state: 'superseded', ...agreement, lines: [{ quantity: 1 }] });
  t.match(second, { state: 'agreed', ...later, lines: [{ quantity: 2 }] });
  for (const bad of [
    {},
    { agreed_with: 'Sector' },
    { ...agreement, agreed_on: '2026-02-30' },
    { ...agreement, note: '' },
  ]) {
    const reply = await logistics.post(`${path}/compositions/1/agreement`, bad);
    t.equal(reply.status, 400, JSON.stringify(bad));
  }
});

onBothEngines('agreements made at the same moment leave one agreed version', async (t, engine) => {
  const service = await startService(t, engine);
  const clients = [service.as('logistics'), service.asOther('logistics')];
  for (let round = 0; round < 8; round += 1) {
    const path = await kitWithDrafts(service, `RACE-${round}`, 4);
    const replies = await Promise.all(
      [1, 2, 3, 4].map((version) => agree(clients[version % 2] as Client, path, version)),
    );
    const compositions = await compositionsOf(clients[0] as Client, path);
    t.same(
      replies.map(({ status }) => status),
      [200, 200, 200, 200],
      'each of them was a draft',
    );
    t.same(
      statesOf(compositions).sort(),
      ['agreed', 'superseded', 'superseded', 'superseded'],
      `round ${round}`,
    );
  }
});

onBothEngines('of many who agree to one version at the same moment one does', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const path = await kitWithDrafts(service, 'ONE', 1);
  const replies = await Promise.all(Array.from({ length: 6 }, () => agree(logistics, path, 1)));
  t.same(replies.map(({ status }) => status).sort(), [200, 409, 409, 409, 409, 409]);
  t.same(statesOf(await compositionsOf(logistics, path)), ['agreed']);
});
