import type { Client, Reply } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { broken, tamper } from '../helpers/tamper.ts';
import { made } from '../helpers/world.ts';

const agreement = { agreed_with: 'Sector WASH', agreed_on: '2026-08-01' };
const fields = { name_es: 'Kit', name_en: 'Kit', category: 'hygiene', base_unit: 'kit' };

type Line = { item_id: string; quantity: number };

const item = (client: Client, code: string, rest = {}) =>
  made(client, '/v1/items', { ...fields, base_unit: 'piece', code, ...rest });

const kit = (client: Client, code: string, lines: readonly Line[], rest = {}) =>
  made(client, '/v1/kits', { ...fields, code, lines, ...rest });

const agree = (client: Client, id: string, version = 1) =>
  client.post(`/v1/kits/${id}/compositions/${version}/agreement`, agreement);

async function statesOf(client: Client, id: string): Promise<string[]> {
  return (await client.get(`/v1/kits/${id}`)).body.compositions.map((row: { state: string }) => row.state);
}

/** A kit whose version 1 stands in the state asked. */
async function kitIn(service: Service, state: string, part: string, code: string): Promise<string> {
  const client = service.as('logistics');
  const id = await kit(client, code, [{ item_id: part, quantity: 1 }]);
  if (state !== 'draft') await agree(client, id);
  if (state === 'superseded') {
    await client.post(`/v1/kits/${id}/compositions`, { lines: [{ item_id: part, quantity: 9 }] });
    await agree(client, id, 2);
  }
  return id;
}

onBothEngines('every step from every state: only a draft is edited or agreed to', async (t, engine) => {
  const service = await startService(t, engine);
  const client = service.as('logistics');
  const part = await item(client, 'SOAP');
  const steps: Record<string, (id: string) => Promise<Reply>> = {
    edit: (id) =>
      client.patch(
        `/v1/kits/${id}/compositions/1`,
        { lines: [{ item_id: part, quantity: 4 }], source: 'Acta 12' },
        { ifMatch: '"1"' },
      ),
    agree: (id) => agree(client, id),
    // A kit is superseded only by the agreement to another version of it.
    supersede: async (id) => {
      const versions = (await statesOf(client, id)).length;
      await client.post(`/v1/kits/${id}/compositions`, { lines: [{ item_id: part, quantity: 2 }] });
      return agree(client, id, versions + 1);
    },
  };
  const expected: Record<string, Record<string, [status: number, after: string]>> = {
    draft: { edit: [200, 'draft'], agree: [200, 'agreed'], supersede: [200, 'draft'] },
    agreed: { edit: [409, 'agreed'], agree: [409, 'agreed'], supersede: [200, 'superseded'] },
    superseded: { edit: [409, 'superseded'], agree: [409, 'superseded'], supersede: [200, 'superseded'] },
  };
  for (const [state, outcomes] of Object.entries(expected)) {
    for (const [name, [status, after]] of Object.entries(outcomes)) {
      const id = await kitIn(service, state, part, `K-${state}-${name}`);
      const before = (await client.get(`/v1/kits/${id}`)).body;
      const reply = await steps[name]?.(id);
      t.equal(reply?.status, status, `${name} from ${state}`);
      t.equal((await statesOf(client, id))[0], after, `${name} from ${state}`);
      if (status !== 409) continue;
      t.match(reply?.body, { code: 'state_conflict', params: { state, allowed: 'draft' } });
      t.same((await client.get(`/v1/kits/${id}`)).body, before, 'nothing changed');
    }
  }
});

onBothEngines(
  'a draft is edited under the version that was read, and agreed by a person on a day',
  async (t, engine) => {
    const service = await startService(t, engine);
    const client = service.as('logistics');
    const part = await item(client, 'SOAP');
    const id = await kit(client, 'KIT', [{ item_id: part, quantity: 1 }], { source: 'Borrador [check]' });
    const path = `/v1/kits/${id}/compositions/1`;
    const edited = await client.patch(path, { lines: [{ item_id: part, quantity: 3 }] }, { ifMatch: '"1"' });
    t.equal(edited.headers.etag, '"2"');
    t.match(edited.body.compositions, [{ version: 2, source: 'Borrador [check]', lines: [{ quantity: 3 }] }]);
    const stale = await client.patch(path, { source: null }, { ifMatch: '"1"' });
    t.match(stale.body, { code: 'precondition_failed', params: { version: 2, expected: 1 } });
    const future = await client.post(`${path}/agreement`, { ...agreement, agreed_on: '2026-08-06' });
    t.match(future.body, { code: 'item_rule', errors: [{ rule: 'date_in_future', value: '2026-08-06' }] });
    t.same(await statesOf(client, id), ['draft']);
    const agreed = await client.post(`${path}/agreement`, { ...agreement, agreed_on: '2026-08-05' });
    const me = (await client.get('/v1/me')).body;
    t.match(agreed.body.compositions, [
      {
        agreed_with: 'Sector WASH',
        agreed_on: '2026-08-05',
        agreed_by: me.id ?? /./,
        agreed_at: /^2026-08-05/,
      },
    ]);
  },
);

onBothEngines('a kit never contains itself, at any depth, and the path is named', async (t, engine) => {
  const service = await startService(t, engine);
  const client = service.as('logistics');
  const soap = await item(client, 'SOAP');
  const a = await kit(client, 'A', [{ item_id: soap, quantity: 1 }]);
  const b = await kit(client, 'B', [{ item_id: a, quantity: 2 }]);
  const c = await kit(client, 'C', [{ item_id: b, quantity: 3 }]);
  for (const id of [b, c]) t.equal((await agree(client, id)).status, 200);
  const draft = (kitId: string, lines: readonly Line[]) =>
    client.post(`/v1/kits/${kitId}/compositions`, { lines });
  const itself = await draft(a, [{ item_id: a, quantity: 1 }]);
  t.match(itself.body, { code: 'kit_cycle', params: { path: 'A → A' } });
  const deep = await draft(a, [
    { item_id: soap, quantity: 1 },
    { item_id: c, quantity: 1 },
  ]);
  t.equal(deep.status, 422);
  t.match(deep.body, { code: 'kit_cycle', params: { path: 'A → C → B → A' } });
  const edit = await client.patch(
    `/v1/kits/${a}/compositions/1`,
    { lines: [{ item_id: b, quantity: 1 }] },
    { ifMatch: '"1"' },
  );
  t.match(edit.body, { code: 'kit_cycle', params: { path: 'A → B → A' } });
  t.same(await statesOf(client, a), ['draft'], 'nothing of it was saved');
});

onBothEngines(
  'two drafts that hold each other are not both agreed to, even at the same moment',
  async (t, engine) => {
    const service = await startService(t, engine);
    const clients = [service.as('logistics'), service.asOther('logistics')] as const;
    const soap = await item(clients[0], 'SOAP');
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [
        await kit(clients[0], `A${round}`, [{ item_id: soap, quantity: 1 }]),
        await kit(clients[0], `B${round}`, [{ item_id: soap, quantity: 1 }]),
      ];
      await clients[0].post(`/v1/kits/${a}/compositions`, { lines: [{ item_id: b, quantity: 1 }] });
      await clients[0].post(`/v1/kits/${b}/compositions`, { lines: [{ item_id: a, quantity: 1 }] });
      const replies = await Promise.all([agree(clients[0], a, 2), agree(clients[1], b, 2)]);
      t.same(replies.map(({ status }) => status).sort(), [200, 422], `round ${round}`);
      const refused = replies.find(({ status }) => status === 422);
      t.equal(refused?.body.code, 'kit_cycle');
      const states = [(await statesOf(clients[0], a))[1], (await statesOf(clients[0], b))[1]];
      t.same(states.sort(), ['agreed', 'draft']);
    }
  },
);

onBothEngines(
  'what a kit is made of is added up at every depth, and weighed by its parts',
  async (t, engine) => {
    const service = await startService(t, engine);
    const client = service.as('logistics');
    const soap = await item(client, 'SOAP', { weight_g: 102, volume_ml: 92 });
    const pads = await item(client, 'PADS', { weight_g: 200 });
    const inner = await kit(client, 'INNER', [
      { item_id: soap, quantity: 2 },
      { item_id: pads, quantity: 1 },
    ]);
    const box = await kit(client, 'BOX', [{ item_id: soap, quantity: 1 }], {
      weight_g: 1000,
      volume_ml: 3000,
    });
    const outer = await kit(client, 'OUTER', [
      { item_id: inner, quantity: 3 },
      { item_id: soap, quantity: 4 },
      { item_id: box, quantity: 1 },
    ]);
    const contents = async (id: string, query = '') =>
      (await client.get(`/v1/kits/${id}/contents${query}`)).body;
    t.match(await contents(outer), { state: 'draft', unresolved: ['BOX', 'INNER'] });
    await agree(client, inner);
    t.same(await contents(outer), {
      kit_id: outer,
      kit_code: 'OUTER',
      version_number: 1,
      state: 'draft',
      items: [
        { item_id: box, item_code: 'BOX', quantity: 1 },
        { item_id: pads, item_code: 'PADS', quantity: 3 },
        { item_id: soap, item_code: 'SOAP', quantity: 10 },
      ],
      unresolved: ['BOX'],
      // 3 × (2 × 102 + 200) + 4 × 102 + 1000; of the pads no volume is known: 10 × 92 + 3000 is too low.
      weight_g: { known: 2620, complete: true, from: 'components' },
      volume_ml: { known: 3920, complete: false, from: 'components' },
    });
    t.match(await contents(box), { weight_g: { known: 1000, complete: true, from: 'own' } });
    await client.post(`/v1/kits/${inner}/compositions`, { lines: [{ item_id: soap, quantity: 7 }] });
    t.match(await contents(inner), { version_number: 1, state: 'agreed' });
    t.match(await contents(inner, '?version_number=2'), { state: 'draft', items: [{ quantity: 7 }] });
    t.equal((await client.get(`/v1/kits/${inner}/contents?version_number=3`)).status, 404);
    t.equal((await client.get(`/v1/kits/${soap}/contents`)).status, 404, 'an item is no kit');
    const huge = await kit(client, 'HUGE', [{ item_id: soap, quantity: 1_000_000 }]);
    await agree(client, huge);
    const huger = await kit(client, 'HUGER', [{ item_id: huge, quantity: 1_000_000 }]);
    const refused = await client.get(`/v1/kits/${huger}/contents`);
    t.match(refused.body, { code: 'item_rule', errors: [{ rule: 'kit_too_large' }] });
  },
);

onBothEngines('variants of a family say whom they are for', async (t, engine) => {
  const service = await startService(t, engine);
  const client = service.as('logistics');
  const soap = await item(client, 'SOAP');
  const family = { code: 'hygiene-kits', name_es: 'Kits de higiene', name_en: 'Hygiene kits' };
  t.equal((await client.post('/v1/kit-families', family)).status, 201);
  t.equal((await client.post('/v1/kit-families', family)).status, 409);
  t.same(
    (await client.all('/v1/kit-families')).map(({ code }) => code),
    ['hygiene-kits'],
  );
  const lines = [{ item_id: soap, quantity: 1 }];
  const variant = (code: string, rest: Record<string, unknown>) =>
    client.post('/v1/kits', { ...fields, code, lines, kit_family: 'hygiene-kits', ...rest });
  const reusable = await variant('MHM-R', { kit_variant: 'mhm-reusable', intended_for: 'female_12_49' });
  t.match(reusable.body, {
    kit_family: 'hygiene-kits',
    kit_variant: 'mhm-reusable',
    intended_for: 'female_12_49',
  });
  const taken = await variant('OTHER', { kit_variant: 'mhm-reusable' });
  t.match(taken.body, { code: 'conflict', params: { field: 'kit_variant' } });
  t.match((await variant('OTHER', {})).body, { errors: [{ rule: 'family_and_variant' }] });
  const unknown = await variant('OTHER', { kit_family: 'none', kit_variant: 'x' });
  t.match(unknown.body, { code: 'unknown_reference' });
  await kit(client, 'PLAIN', lines);
  t.same(
    (await client.all('/v1/kits?family=hygiene-kits')).map(({ code }) => code),
    ['MHM-R'],
  );
});

onBothEngines('verify finds kits that were made to contain each other behind its back', async (t, engine) => {
  const service = await startService(t, engine);
  const client = service.as('logistics');
  const soap = await item(client, 'SOAP');
  const inner = await kit(client, 'INNER', [{ item_id: soap, quantity: 1 }]);
  const outer = await kit(client, 'OUTER', [{ item_id: inner, quantity: 1 }]);
  for (const id of [inner, outer]) await agree(client, id);
  t.same(await broken(service), {});
  await tamper(service, engine, [
    `update kit_composition_lines set item_id = '${outer}' where item_id = '${soap}'`,
  ]);
  t.same(Object.keys(await broken(service)), ['kits']);
});
