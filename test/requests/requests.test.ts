import { requestStates } from '../../src/requests/states.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Relief, relief } from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot } from '../helpers/world.ts';
import { consignmentFor, receive, sendOff } from './request-world.ts';

const nowhere = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';

function ask(service: Service, world: Relief, rest: Record<string, unknown> = {}) {
  const body = { site_id: world.site('A'), lines: [{ item_id: world.item, quantity: 40 }], ...rest };
  return made(service.as('responder'), '/v1/requests', body);
}

onBothEngines('a responder asks, logistics grants a part of it', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 10 }]);
  const responder = service.as('responder');
  const logistics = service.as('logistics');
  const mat = await made(logistics, '/v1/items', {
    code: 'MAT',
    name_es: 'Estera',
    name_en: 'Mat',
    category: 'shelter',
    base_unit: 'piece',
  });
  const asked = await responder.post('/v1/requests', {
    site_id: world.site('A'),
    justification: 'Llegaron cuarenta familias',
    lines: [
      { item_id: world.item, quantity: 40 },
      { item_id: mat, quantity: 90 },
    ],
  });
  t.equal(asked.status, 201);
  t.match(asked.body, {
    number: 'REQ-000001',
    state: 'submitted',
    operation_id: world.operation,
    site_code: 'A',
    justification: 'Llegaron cuarenta familias',
    plan_ids: [],
    lines: [
      { line_number: 1, item_id: world.item, quantity_requested: 40, quantity_approved: null },
      { line_number: 2, item_code: 'MAT', quantity_requested: 90, quantity_approved: null },
    ],
  });
  const path = `/v1/requests/${asked.body.id}`;
  t.equal((await responder.post(`${path}/decision`, { decision: 'approve' })).status, 403);

  const tooMuch = await logistics.post(`${path}/decision`, {
    decision: 'approve',
    lines: [
      { line_number: 1, quantity_approved: 41 },
      { line_number: 3, quantity_approved: 1 },
      { line_number: 1, quantity_approved: 2 },
    ],
  });
  t.equal(tooMuch.status, 422);
  t.equal(tooMuch.body.code, 'request_rule');
  t.same(
    tooMuch.body.errors.map((error: { rule: string }) => error.rule),
    ['approved_above_asked', 'unknown_reference', 'duplicate_line'],
  );
  const nothing = await logistics.post(`${path}/decision`, {
    decision: 'approve',
    lines: [1, 2].map((line_number) => ({ line_number, quantity_approved: 0 })),
  });
  t.match(nothing.body, { code: 'request_rule', errors: [{ rule: 'approves_nothing' }] });
  const silent = await logistics.post(`${path}/decision`, { decision: 'reject' });
  t.match(silent.body, { code: 'request_rule', errors: [{ rule: 'comment_required' }] });

  const granted = await logistics.post(`${path}/decision`, {
    decision: 'approve',
    lines: [{ line_number: 2, quantity_approved: 0 }],
  });
  t.equal(granted.status, 200);
  t.match(granted.body, {
    state: 'partly_approved',
    lines: [{ quantity_approved: 40 }, { quantity_approved: 0 }],
  });
  t.same((await responder.get(path)).body, granted.body, 'the next read shows it');
});

onBothEngines('requests are listed by site, operation and state', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [
    { code: 'A', households: 1 },
    { code: 'B', households: 1 },
  ]);
  const other = await relief(service, [{ code: 'C', households: 1 }]);
  const [draft, first, second] = [
    await ask(service, world, { submit: false }),
    await ask(service, world, { site_id: world.site('B') }),
    await ask(service, other, { site_id: other.site('C') }),
  ];
  const auditor = service.as('auditor');
  const ids = async (query: string) => (await auditor.all(`/v1/requests${query}`, 1)).map((row) => row.id);
  t.same(await ids(''), [second, first, draft], 'newest first');
  t.same(await ids(`?operation_id=${world.operation}&sort=number`), [draft, first]);
  t.same(await ids(`?site_id=${world.site('B')}`), [first]);
  t.same(await ids(`?operation_id=${world.operation}&state=draft`), [draft]);
});

onBothEngines('a request names what is there, once, in an open operation', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 1 }]);
  const responder = service.as('responder');
  const line = { item_id: world.item, quantity: 1 };
  const wrong = await responder.post('/v1/requests', {
    site_id: nowhere,
    lines: [line, { item_id: nowhere, quantity: 1 }, line],
  });
  t.equal(wrong.status, 422);
  t.same(
    wrong.body.errors.map((error: { rule: string; pointer: string }) => [error.rule, error.pointer]),
    [
      ['unknown_reference', '/body/site_id'],
      ['unknown_reference', '/body/lines/1/item_id'],
      ['duplicate_line', '/body/lines/2/item_id'],
    ],
  );
  const empty = await responder.post('/v1/requests', { site_id: world.site('A'), lines: [] });
  t.equal(empty.status, 400);
  const read = await service.as('logistics').get(`/v1/operations/${world.operation}`);
  await service
    .as('logistics')
    .patch(`/v1/operations/${world.operation}`, { state: 'closed' }, { ifMatch: String(read.headers.etag) });
  const late = await responder.post('/v1/requests', { site_id: world.site('A'), lines: [line] });
  t.match(late.body, { status: 409, code: 'state_conflict' });
});

const none = {
  change: null,
  submission: null,
  approve: null,
  part: null,
  reject: null,
  closing: null,
  cancellation: null,
};

/** What each action does to a request in each state; null where it is refused. */
const walk: Record<string, Record<string, string | null>> = {
  draft: { ...none, change: 'draft', submission: 'submitted', cancellation: 'cancelled' },
  submitted: {
    ...none,
    approve: 'approved',
    part: 'partly_approved',
    reject: 'rejected',
    cancellation: 'cancelled',
  },
  approved: { ...none, closing: 'closed_short', cancellation: 'cancelled' },
  partly_approved: { ...none, closing: 'closed_short', cancellation: 'cancelled' },
  rejected: none,
  planned: none,
  in_fulfilment: { ...none, closing: 'closed_short' },
  fulfilled: none,
  closed_short: none,
  cancelled: none,
};

async function act(service: Service, id: string, action: string) {
  const path = `/v1/requests/${id}`;
  const [responder, logistics] = [service.as('responder'), service.as('logistics')];
  switch (action) {
    case 'change': {
      const { headers } = await responder.get(path);
      return responder.patch(path, { priority: 4 }, { ifMatch: String(headers.etag) });
    }
    case 'approve':
      return logistics.post(`${path}/decision`, { decision: 'approve' });
    case 'part': {
      const lines = [{ line_number: 1, quantity_approved: 39 }];
      return logistics.post(`${path}/decision`, { decision: 'approve', lines });
    }
    case 'reject':
      return logistics.post(`${path}/decision`, { decision: 'reject', comment: 'No' });
    case 'closing':
      return logistics.post(`${path}/closing`, { reason: 'No hay más' });
    default:
      return responder.post(`${path}/${action}`);
  }
}

/** The actions that bring a new request to a state in which a plan has not touched it. */
const ways: Record<string, readonly string[]> = {
  draft: [],
  submitted: ['submission'],
  approved: ['submission', 'approve'],
  partly_approved: ['submission', 'part'],
  rejected: ['submission', 'reject'],
  cancelled: ['cancellation'],
  closed_short: ['submission', 'approve', 'closing'],
};

/** A new request of a site of its own, brought to a state. */
async function requestIn(service: Service, world: Relief, state: string): Promise<string> {
  const isUntouched = ways[state] !== undefined;
  const own = isUntouched ? world : await relief(service, [{ code: 'B', households: 1 }], [{}], world);
  const id = await ask(service, own, { submit: false, ...(isUntouched ? {} : { site_id: own.site('B') }) });
  for (const action of ways[state] ?? ['submission', 'approve']) await act(service, id, action);
  if (isUntouched) return id;
  const consignment = await consignmentFor(service, own, 'B');
  if (state === 'planned') return id;
  const line = await sendOff(service, consignment);
  const good = state === 'fulfilled' ? 40 : 30;
  await receive(service, consignment, { consignment_line_id: line, good }, true);
  return id;
}

onBothEngines('every pair of state and action does what is declared, and nothing else', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 1 }]);
  await receiveLot(service, world, { quantity: 100_000 });
  t.same(Object.keys(walk).sort(), [...requestStates].sort());
  for (const [state, actions] of Object.entries(walk)) {
    let id = '';
    for (const [action, next] of Object.entries(actions)) {
      // What refuses changes nothing, so that the next can be tried on the same.
      if (id === '' || actions[action] !== null) id = await requestIn(service, world, state);
      const before = await service.as('auditor').get(`/v1/requests/${id}`);
      t.equal(before.body.state, state);
      const reply = await act(service, id, action);
      const after = (await service.as('auditor').get(`/v1/requests/${id}`)).body;
      if (next === null) {
        t.match(
          reply.body,
          { status: 409, code: 'state_conflict', params: { state } },
          `${state}: ${action}`,
        );
        t.same(after, before.body);
      } else {
        t.equal(reply.status, 200, `${state}: ${action}`);
        t.match(after, { state: next, version: before.body.version + 1 });
        id = '';
      }
    }
  }
});

onBothEngines('two people decide at once: one decision stands', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 1 }]);
  const id = await ask(service, world);
  const replies = await Promise.all(
    ['approve', 'reject', 'approve', 'reject', 'approve'].map((action) => act(service, id, action)),
  );
  t.same(replies.map((reply) => reply.status).sort(), [200, 409, 409, 409, 409]);
  const winner = replies.find((reply) => reply.status === 200);
  t.same((await service.as('auditor').get(`/v1/requests/${id}`)).body, winner?.body);
  t.equal(winner?.body.version, 2);
});
