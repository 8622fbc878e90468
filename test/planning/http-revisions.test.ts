import { createHash } from 'node:crypto';
import { failSilentRevisions } from '../../src/planning/fail-revision.ts';
import type { PlanInput } from '../../src/planning/model.ts';
import { type EngineName, onBothEngines } from '../helpers/databases.ts';
import {
  approvedPlan,
  count,
  plan,
  planLines,
  type Relief,
  relief,
  settled,
  step,
} from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { broken, tamper, unlock } from '../helpers/tamper.ts';
import { receiveLot } from '../helpers/world.ts';
import { computePlan } from './whole-plan.ts';

const three = ['A', 'B', 'C'].map((code) => ({ code, households: 10 }));

function revise(service: Service, id: string, body: Record<string, unknown>) {
  return service.as('logistics').post(`/v1/plans/${id}/revisions`, body);
}

/** What each site gets, by its code. */
async function given(service: Service, id: string, revision?: number) {
  const query = revision === undefined ? '' : `?revision=${revision}`;
  const lines = await service.as('auditor').all(`/v1/plans/${id}/lines${query}`);
  return Object.fromEntries(lines.map((line) => [line.site_code, line.allocated]));
}

onBothEngines(
  'an officer fixes cells, the rest is shared again, and every revision stays',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, three);
    await receiveLot(service, world, { quantity: 20 });
    const logistics = service.as('logistics');
    const id = await plan(service, world);
    t.same(await given(service, id), { A: 7, B: 7, C: 6 });
    const pin = (code: string, quantity: number) => {
      return { site_id: world.site(code), item_id: world.item, quantity, reason: 'camino cortado' };
    };
    const edited = await revise(service, id, {
      version: 1,
      pins: [pin('A', 0), pin('C', 9)],
      note: 'sin paso',
    });
    t.match(edited, { status: 201, body: { state: 'edited', revision: 2, version: 2 } });
    t.same(await given(service, id), { A: 0, B: 10, C: 9 });
    t.same(await given(service, id, 1), { A: 7, B: 7, C: 6 }, 'the one before can still be read');
    const lines = await planLines(service, id);
    t.match(lines, [
      {
        pin: { quantity: 0, reason: 'camino cortado' },
        shortfall: 10,
        reasons: [{ reason: 'pinned', quantity: 10 }],
      },
      { pin: null, shortfall: 0 },
      { pin: { quantity: 9 }, reasons: [{ reason: 'pinned', quantity: 1 }] },
    ]);
    t.same((await logistics.get(`/v1/plans/${id}/lines/2`)).body, lines[1]);
    t.equal((await logistics.get(`/v1/plans/${id}/lines/4`)).status, 404);

    // Keeps the pins; more people at B change what is shared of the rest.
    await receiveLot(service, world, { quantity: 5, lot: 'MORE' });
    await count(service, world.site('B'), 20, '2026-08-05');
    const again = await revise(service, id, { version: 2 });
    t.match(again.body, { state: 'edited', revision: 3, version: 3 });
    t.same(await given(service, id), { A: 0, B: 16, C: 9 });
    const { data } = (await logistics.get(`/v1/plans/${id}/revisions`)).body;
    t.match(data, [
      { revision: 3, state: 'computed', percent: 100, note: null, pins: [{ quantity: 0 }, { quantity: 9 }] },
      { revision: 2, state: 'computed', note: 'sin paso' },
      { revision: 1, state: 'computed', pins: [], site_count: 3, line_count: 3 },
    ]);

    for (const { revision, inputs_sha256 } of data) {
      const inputs = await service.as('auditor').get(`/v1/plans/${id}/inputs?revision=${revision}`);
      t.equal(createHash('sha256').update(inputs.bytes).digest('hex'), inputs_sha256);
      const computed = computePlan(inputs.body as PlanInput);
      const stored = await service.as('auditor').all(`/v1/plans/${id}/lines?revision=${revision}`);
      t.same(
        computed.lines.map(({ allocated, reasons, need, picks, pin }) => [
          allocated,
          reasons,
          need,
          picks,
          pin,
        ]),
        stored.map((line) => [
          ...[line.allocated, line.reasons, line.need],
          line.picks.map(({ lot_id, location_id, quantity }: Record<string, unknown>) => {
            return { lot_id, location_id, quantity };
          }),
          line.pin,
        ]),
        `revision ${revision} computed again`,
      );
    }
    t.same(await broken(service), {});
  },
);

onBothEngines('pins that cannot be kept are named, all of them, and nothing changes', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, three);
  await receiveLot(service, world, { quantity: 12 });
  const id = await plan(service, world);
  const pin = (site_id: string, quantity: number, item_id = world.item) => {
    return { site_id, item_id, quantity, reason: 'acordado' };
  };
  const tooMuch = await revise(service, id, {
    version: 1,
    pins: [pin(world.site('A'), 11), pin(world.site('B'), 7)],
  });
  t.match(tooMuch, {
    status: 422,
    body: {
      code: 'plan_rule',
      errors: [
        { rule: 'pin_above_gap', value: 'A', params: { quantity: 11, most: 10 } },
        { rule: 'pin_beyond_stock' },
      ],
    },
  });
  const unknown = [pin(world.operation, 1), pin(world.site('A'), 1), pin(world.site('A'), 2)];
  t.match((await revise(service, id, { version: 1, pins: unknown })).body.errors, [
    { rule: 'pin_without_line', value: world.operation },
    { rule: 'pin_twice', value: world.site('A') },
  ]);
  t.equal((await revise(service, id, { version: 1, pins: [pin(world.site('A'), -1)] })).status, 400);
  t.equal((await revise(service, id, { version: 1, pins: [pin(world.site('A'), 1.5)] })).status, 400);
  t.match(await revise(service, id, { version: 2 }), { status: 412, body: { code: 'precondition_failed' } });
  t.match((await revise(service, world.operation, { version: 1 })).status, 404);
  t.match((await service.as('auditor').get(`/v1/plans/${id}`)).body, {
    state: 'computed',
    version: 1,
    revision: 1,
  });
});

onBothEngines('a plan that no longer holds is solved again with its pins and approved', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, three);
  await receiveLot(service, world, { quantity: 20 });
  const id = await plan(service, world);
  const pins = [{ site_id: world.site('A'), item_id: world.item, quantity: 2, reason: 'ya recibió' }];
  await revise(service, id, { version: 1, pins });
  t.match(await step(service, `/v1/plans/${id}/submission`), { state: 'submitted', version: 3 });
  await count(service, world.site('B'), 5, '2026-08-05');
  await count(service, world.site('C'), 6, '2026-08-05');
  const refused = await service.as('logistics').post(`/v1/plans/${id}/approval`);
  t.match(refused.body, {
    code: 'plan_changed',
    errors: [
      { rule: 'count_changed', value: 'B' },
      { rule: 'count_changed', value: 'C' },
    ],
  });
  t.match((await revise(service, id, { version: 3 })).body, { state: 'edited', submitted_at: null });
  t.same(await given(service, id), { A: 2, B: 5, C: 6 });
  t.match(await step(service, `/v1/plans/${id}/approval`), { state: 'approved', revision: 3 });
  t.match((await revise(service, id, { version: 5 })).body, { status: 409, code: 'state_conflict' });
});

onBothEngines('five edit at once: one revision holds, the others are told', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, three);
  await receiveLot(service, world, { quantity: 20 });
  const id = await plan(service, world);
  const replies = await Promise.all(Array.from({ length: 5 }, () => revise(service, id, { version: 1 })));
  t.same(replies.map(({ status }) => status).sort(), [201, 412, 412, 412, 412]);
  t.match((await service.as('auditor').get(`/v1/plans/${id}`)).body, { revision: 2, version: 2 });

  const [edit, approval] = await Promise.all([
    revise(service, id, { version: 2 }),
    service.as('logistics').post(`/v1/plans/${id}/approval`),
  ]);
  const { body } = await service.as('auditor').get(`/v1/plans/${id}`);
  t.equal(approval.status, 200);
  t.match(body, edit.status === 201 ? { revision: 3 } : { revision: 2 }, 'what is approved is what holds');
  t.equal(body.state, 'approved');
  t.same(await broken(service), {});
});

onBothEngines('a plan computed afterwards: the same lines, and nothing to read before', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, three);
  await receiveLot(service, world, { quantity: 20 });
  const logistics = service.as('logistics');
  const body = { operation_id: world.operation, standard_id: world.standard, warehouse_id: world.warehouse };
  const asked = await logistics.post('/v1/plans', { ...body, background: true });
  t.match(asked, { status: 201, body: { state: 'computing', revision: 0, totals: [], inputs_sha256: null } });
  const { id } = asked.body;
  t.match(await settled(service, id), { state: 'computed', revision: 1 });
  t.same(await given(service, id), { A: 7, B: 7, C: 6 });
  const atOnce = await plan(service, world);
  const inputs = async (one: string) => (await logistics.get(`/v1/plans/${one}/inputs`)).bytes.toString();
  t.equal(await inputs(id), await inputs(atOnce), 'read by the thread as by the service');

  const pins = [{ site_id: world.site('A'), item_id: world.item, quantity: 30, reason: 'demasiado' }];
  t.equal((await revise(service, id, { version: 1, pins, background: true })).status, 201);
  t.match(await settled(service, id), { state: 'computed', revision: 1 }, 'the revision before still holds');
  const failed = (await logistics.get(`/v1/plans/${id}/revisions/2`)).body;
  t.match(failed, {
    state: 'failed',
    problem: { code: 'plan_rule', errors: [{ rule: 'pin_above_gap', value: 'A' }] },
  });
  t.match((await logistics.get(`/v1/plans/${id}/lines?revision=2`)).body, {
    code: 'state_conflict',
    params: { state: 'failed' },
  });
});

/** Puts a computed plan back to where its first revision is being computed, as a crash leaves it. */
async function interrupted(service: Service, engine: EngineName, id: string): Promise<void> {
  await tamper(service, engine, [
    `update plans set state = 'computing', revision = 0, totals = '[]' where id = '${id}'`,
    `update plan_revisions set state = 'computing', header = null, ended_at = null where plan_id = '${id}'`,
  ]);
}

onBothEngines('a computation that died with its process leaves a plan that says so', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, three);
  await receiveLot(service, world, { quantity: 20 });
  const logistics = service.as('logistics');
  const id = await plan(service, world);
  await interrupted(service, engine, id);
  t.match((await logistics.get(`/v1/plans/${id}/lines`)).body, { status: 409, code: 'state_conflict' });
  await failSilentRevisions(service.context);
  t.match((await logistics.get(`/v1/plans/${id}`)).body, { state: 'computing' }, 'it may still live');
  service.clock.set('2026-08-05T18:02:00.000Z');
  await failSilentRevisions(service.context);
  t.match((await logistics.get(`/v1/plans/${id}`)).body, { state: 'failed', revision: 0 });
  t.match((await logistics.get(`/v1/plans/${id}/revisions/1`)).body, {
    state: 'failed',
    problem: { code: 'plan_interrupted' },
  });
  const { version } = (await logistics.get(`/v1/plans/${id}`)).body;
  t.match((await revise(service, id, { version })).body, { state: 'computed', revision: 2 });
  t.same(await given(service, id), { A: 7, B: 7, C: 6 });
  t.same(await broken(service), {}, 'what was left of the first revision is no part of the plan');
});

onBothEngines('a computation is stopped once; the plan is computed again or cancelled', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, three);
  await receiveLot(service, world, { quantity: 20 });
  const logistics = service.as('logistics');
  const id = await plan(service, world);
  const stop = () => logistics.post(`/v1/plans/${id}/revisions/1/cancellation`);
  t.match((await stop()).body, { status: 409, params: { state: 'computed' } });
  await interrupted(service, engine, id);
  t.match((await revise(service, id, { version: 1 })).body, {
    code: 'state_conflict',
    params: { state: 'computing' },
  });
  t.match((await stop()).body, { state: 'stopped', problem: null });
  t.match((await stop()).body, { status: 409, params: { state: 'stopped' } });
  t.match((await logistics.get(`/v1/plans/${id}`)).body, { state: 'failed' });
  t.match(await step(service, `/v1/plans/${id}/cancellation`), { state: 'cancelled' });
});

/** Puts a plan into a state that only passes by. */
async function inState(service: Service, engine: EngineName, stock: Relief, state: string): Promise<string> {
  const world = await relief(service, [{ code: 'A', households: 2 }], [{}], stock);
  if (state === 'approved') return approvedPlan(service, world);
  const id = await plan(service, world);
  if (state === 'computing' || state === 'failed') await interrupted(service, engine, id);
  if (state === 'failed') await step(service, `/v1/plans/${id}/revisions/1/cancellation`);
  if (state === 'edited') await step(service, `/v1/plans/${id}/revisions`, { version: 1 });
  if (state === 'submitted') await step(service, `/v1/plans/${id}/submission`);
  if (state === 'cancelled') await step(service, `/v1/plans/${id}/cancellation`);
  return id;
}

/** What each step of planning does to a plan in each state: the state after it, or null where it is refused. */
const walk: Record<string, Record<string, string | null>> = {
  computing: { revisions: null, submission: null, approval: null, cancellation: 'cancelled' },
  failed: { revisions: 'computed', submission: null, approval: null, cancellation: 'cancelled' },
  computed: { revisions: 'edited', submission: 'submitted', approval: 'approved', cancellation: 'cancelled' },
  edited: { revisions: 'edited', submission: 'submitted', approval: 'approved', cancellation: 'cancelled' },
  submitted: { revisions: 'edited', submission: null, approval: 'approved', cancellation: 'cancelled' },
  approved: { revisions: null, submission: null, approval: null, cancellation: 'cancelled' },
  cancelled: { revisions: null, submission: null, approval: null, cancellation: null },
};

onBothEngines('every pair of plan state and step of planning does what is declared', async (t, engine) => {
  const service = await startService(t, engine);
  const auditor = service.as('auditor');
  const stock = await relief(service, []);
  await receiveLot(service, stock, { quantity: 1_000 });
  for (const [state, steps] of Object.entries(walk)) {
    for (const [action, next] of Object.entries(steps)) {
      const id = await inState(service, engine, stock, state);
      const before = (await auditor.get(`/v1/plans/${id}`)).body;
      t.equal(before.state, state);
      const body = action === 'revisions' ? { version: before.version } : undefined;
      const reply = await service.as('logistics').post(`/v1/plans/${id}/${action}`, body);
      const after = (await auditor.get(`/v1/plans/${id}`)).body;
      if (next === null) {
        t.match(
          reply.body,
          { status: 409, code: 'state_conflict', params: { state } },
          `${state}: ${action}`,
        );
        t.same(after, before);
      } else {
        t.ok(reply.status < 300, `${state}: ${action}: ${reply.bytes}`);
        t.equal(after.state, next);
      }
    }
  }
});

onBothEngines(
  'verify names a plan line, a lot and a site that were changed or are gone',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, three);
    await receiveLot(service, world, { quantity: 20 });
    const id = await plan(service, world);
    t.same(await broken(service), {});
    const locked = ['plan_sites', 'plan_lots'].map((name) => unlock(engine, name));
    const swap = (from: string, to: string) =>
      `update plan_sites set content = replace(content, '${from}', '${to}') where plan_id = '${id}' and first_line = 1`;
    await tamper(service, engine, [...locked, swap('10,0,0,0,7,', '10,0,0,0,8,')]);
    t.same(await broken(service), { 'plan lines': `plan ${id}/1 line 1` });
    await tamper(service, engine, [swap('10,0,0,0,8,', '10,0,0,0,7,'), 'update plan_lots set quantity = 19']);
    const [lot] = await service.as('auditor').all(`/v1/lots?item_id=${world.item}`);
    t.same(await broken(service), { 'plan lots': `plan ${id}/1 lot ${lot.id}` });
    const dropped = engine === 'sqlite' ? ['drop trigger plan_sites_no_delete'] : [];
    await tamper(service, engine, [
      ...dropped,
      'update plan_lots set quantity = 14',
      'delete from plan_sites where first_line = 3',
    ]);
    t.same(await broken(service), { 'plans whole': `plan ${id}/1` });
  },
);
