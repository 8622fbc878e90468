import { onBothEngines } from '../helpers/databases.ts';
import { count, relief, step } from '../helpers/relief.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import { times } from '../races/crowd.ts';
import { newId, read } from './request-world.ts';

onBothEngines(
  'what a phone made without signal arrives once, however often it is sent',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [{ code: 'A', households: 1 }]);
    const responder = service.as('responder');
    const id = newId();
    const form = {
      id,
      site_id: world.site('A'),
      submit: false,
      lines: [{ item_id: world.item, quantity: 4 }],
    };
    const replies = await times(6, () => responder.post('/v1/requests', form));
    for (const reply of replies) t.match(reply, { status: 201, body: { id, number: 'REQ-000001' } });
    t.equal((await responder.all('/v1/requests')).length, 1);

    const other = { ...form, lines: [{ item_id: world.item, quantity: 5 }] };
    const refused = await responder.post('/v1/requests', other);
    t.match(refused.body, {
      status: 409,
      code: 'client_id_taken',
      versions: { stored: { id, lines: [{ quantity_requested: 4 }] }, sent: { lines: [{ quantity: 5 }] } },
    });
    const stranger = await service.asOther('responder').post('/v1/requests', form);
    t.match(stranger.body, { status: 409, code: 'client_id_taken', versions: { stored: null } });
    const wrong = await responder.post('/v1/requests', {
      ...form,
      id: '01980c2f-7a3b-5c11-9a57-3f1d2a9b8c44',
    });
    t.equal(wrong.status, 400, 'neither of version 4 nor 7');

    await step(service, `/v1/requests/${id}/messages`, { text: 'Recibido' });
    const message = { id: newId(), text: 'Gracias' };
    for (const _ of [1, 2]) {
      const said = await responder.post(`/v1/requests/${id}/messages`, message);
      t.match(said, { status: 201, body: { ...message, written_by_name: 'responder' } });
    }
    const clash = await responder.post(`/v1/requests/${id}/messages`, { ...message, text: 'Otra cosa' });
    t.match(clash.body, {
      status: 409,
      versions: { stored: { text: 'Gracias' }, sent: { text: 'Otra cosa' } },
    });
    t.same(
      (await service.as('auditor').all(`/v1/requests/${id}/messages`, 1)).map(({ text }) => text),
      ['Recibido', 'Gracias'],
    );
    t.equal((await service.as('auditor').post(`/v1/requests/${id}/messages`, { text: 'No' })).status, 403);
  },
);

onBothEngines('two edits of one draft collide, and the answer shows both versions', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 1 }]);
  const responder = service.as('responder');
  const lines = [{ item_id: world.item, quantity: 4 }];
  const draft = await made(responder, '/v1/requests', { site_id: world.site('A'), submit: false, lines });
  const path = `/v1/requests/${draft}`;
  const replies = await times(4, (index) =>
    responder.patch(path, { lines: [{ item_id: world.item, quantity: 10 + index }] }, { ifMatch: '"1"' }),
  );
  t.same(replies.map(({ status }) => status).sort(), [200, 412, 412, 412]);
  const won = replies.find(({ status }) => status === 200)?.body;
  const lost = replies.find(({ status }) => status === 412)?.body;
  t.match(lost, { code: 'precondition_failed', params: { version: 2, expected: 1 } });
  t.same(lost.versions.stored, won);
  t.not(lost.versions.sent.lines[0].quantity, won.lines[0].quantity_requested);
  const urgent = await responder.patch(path, { priority: 1 }, { ifMatch: '"2"' });
  t.match(urgent.body, { priority: 1, due_on: '2026-08-06', version: 3, lines: won.lines });
  const unsaid = await responder.post(`${path}/submission`);
  t.match(unsaid.body, { status: 422, errors: [{ rule: 'justification_required' }] });
  const nowhere = await responder.patch(
    path,
    { lines: [{ item_id: draft, quantity: 1 }] },
    { ifMatch: '"3"' },
  );
  t.match(nowhere.body, {
    status: 422,
    errors: [{ rule: 'unknown_reference', pointer: '/body/lines/0/item_id' }],
  });
  t.equal((await responder.patch(path, { priority: 2 })).status, 428);
});

onBothEngines(
  'a form is filled from count and standard, and what is changed has a reason',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [{ code: 'A', households: 84 }]);
    const [responder, logistics] = [service.as('responder'), service.as('logistics')];
    const mat = await made(logistics, '/v1/items', {
      code: 'MAT',
      name_es: 'Estera',
      name_en: 'Mat',
      category: 'shelter',
      base_unit: 'piece',
    });
    const standard = await made(logistics, '/v1/entitlement-standards', {
      code: 'KIT',
      name_es: 'Cocina y esteras',
      name_en: 'Kitchen and mats',
      lines: [
        { item_id: world.item, basis: 'household', rate_numerator: 1 },
        { item_id: mat, basis: 'person', rate_numerator: 1 },
      ],
    });
    const site_id = world.site('A');
    const asked = `/v1/requests/proposal?site_id=${site_id}&standard_id=${standard}`;
    const proposal = (await responder.get(asked)).body;
    t.match(proposal.lines, [
      { item_id: world.item, quantity: 84, explanation: '84 households × 1 = 84 (count of 2026-08-04)' },
      { item_code: 'MAT', quantity: 336, explanation: '336 persons × 1 = 336 (count of 2026-08-04)' },
    ]);
    const form = { site_id, standard_id: standard };
    const unsaid = await responder.post('/v1/requests', {
      ...form,
      lines: [
        { item_id: world.item, quantity: 84 },
        { item_id: mat, quantity: 420 },
      ],
    });
    t.match(unsaid.body, {
      status: 422,
      code: 'request_rule',
      error_count: 1,
      errors: [
        { rule: 'request_reason_required', pointer: '/body/lines/1/reason', params: { proposed: 336 } },
      ],
    });
    const id = await made(responder, '/v1/requests', {
      ...form,
      lines: [
        { item_id: world.item, quantity: 84 },
        { item_id: mat, quantity: 420, reason: 'Cinco por hogar' },
      ],
    });
    t.match(await read(service, id), {
      standard_id: standard,
      count_id: proposal.count_id,
      lines: [
        { proposed: 84, basis: { counted_on: '2026-08-04' }, reason: null },
        { proposed: 336, reason: 'Cinco por hogar' },
      ],
    });
    const again = (await responder.get(asked)).body;
    t.same(
      again.lines.map((line: { asked: number; quantity: number }) => [line.asked, line.quantity]),
      [
        [84, 0],
        [420, 0],
      ],
      'what is asked for already is not proposed again',
    );
    await count(service, site_id, 100, '2026-08-05');
    const more = (await responder.get(asked, { language: 'es' })).body;
    t.match(more.lines[0], {
      quantity: 16,
      explanation: '100 hogares × 1 = 100 (recuento del 2026-08-05), 84 ya pedido',
    });

    const draft = await made(responder, '/v1/requests', {
      ...form,
      submit: false,
      lines: [{ item_id: world.item, quantity: 20 }],
    });
    t.match((await responder.post(`/v1/requests/${draft}/submission`)).body, {
      errors: [{ rule: 'request_reason_required', params: { proposed: 16 } }],
    });
    const lines = [{ item_id: world.item, quantity: 16 }];
    await responder.patch(`/v1/requests/${draft}`, { lines }, { ifMatch: '"1"' });
    t.match((await responder.post(`/v1/requests/${draft}/submission`)).body, { state: 'submitted' });
    const unknown = await responder.post('/v1/requests', { site_id, standard_id: mat, lines });
    t.match(unknown.body, { errors: [{ rule: 'unknown_reference', pointer: '/body/standard_id' }] });
    t.equal(
      (await responder.get(`/v1/requests/proposal?site_id=${mat}&standard_id=${standard}`)).status,
      404,
    );
  },
);

onBothEngines('who acts next, since when, and what is late can be listed', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 1 }]);
  const responder = service.as('responder');
  const ask = async (at: string, rest: Record<string, unknown>) => {
    service.clock.set(at);
    const lines = [{ item_id: world.item, quantity: 1 }];
    const body = { site_id: world.site('A'), justification: 'Urge', lines, ...rest };
    return made(responder, '/v1/requests', body);
  };
  const draft = await ask('2026-08-05T18:00:00.000Z', { submit: false });
  const urgent = await ask('2026-08-05T19:00:00.000Z', { priority: 1 });
  const usual = await ask('2026-08-05T20:00:00.000Z', {});
  const ended = await ask('2026-08-05T21:00:00.000Z', { priority: 1 });
  await step(service, `/v1/requests/${ended}/decision`, { decision: 'reject', comment: 'No' });
  service.clock.set('2026-08-05T22:00:00.000Z');
  await step(service, `/v1/requests/${urgent}/decision`, { decision: 'approve' });
  const list = async (query: string) => (await responder.all(`/v1/requests?${query}`, 1)).map(({ id }) => id);
  t.same(await list('next_actor=logistics&sort=next_since'), [urgent, usual]);
  t.same(await list('next_actor=responder'), [draft]);
  t.same(await list('next_actor=nobody'), [ended]);
  t.match(await read(service, urgent), { next_since: '2026-08-05T19:00:00.000Z', due_on: '2026-08-06' });
  t.same(await list('priority=1&sort=created_at'), [urgent, ended]);
  t.same(await list('late=true'), []);
  // The end of 6 August in El Salvador is 06:00 of the 7th in UTC.
  service.clock.set('2026-08-07T05:59:59.000Z');
  t.same(await list('late=true'), []);
  service.clock.set('2026-08-07T06:00:00.000Z');
  t.same(await list('late=true'), [urgent]);
  t.same(await list('late=false&sort=due_on'), [ended, draft, usual]);
  t.equal((await read(service, urgent)).late, true);
  service.clock.set('2026-08-13T06:00:00.000Z');
  t.same(await list('late=true&sort=due_on'), [urgent, usual], 'the ordinary one after a week');
  t.match((await responder.post(`/v1/requests/${draft}/submission`)).body, { due_on: '2026-08-20' });
});
