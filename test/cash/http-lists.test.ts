import type { Test } from 'tap';
import type { Client, Reply } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import {
  accountSums,
  addGrant,
  addHousehold,
  addProgramme,
  cashWorld,
  flat,
  importHouseholds,
  type ListState,
  leadTo,
  makeList,
  reportCsv,
  uploadReport,
} from './cash-world.ts';

const COMMENT = { comment: 'Faltan datos' };

const byStatus = (replies: readonly Reply[]) => replies.map((reply) => reply.status).sort();

async function grantOf(service: Service, grant: string) {
  return (await service.as('auditor').get(`/v1/grants/${grant}`)).body;
}

onBothEngines('every reference carries the amount of its own household', async (t, engine) => {
  const service = await startService(t, engine);
  const sizes = new Map([
    ['a1', 1],
    ['B1', 2],
    ['c1', 3],
    ['hh-001', 4],
    ['HH-002', 5],
  ]);
  const values = [...sizes.values()].map((size) => ({
    min_household_size: size,
    max_household_size: size === 5 ? null : size,
    amount_cents: size * 10_000 + size,
  }));
  const world = await cashWorld(service, { values });
  for (const [code, size] of sizes) await addHousehold(service, world.operation, code, size);
  const maker = service.as('finance_maker');
  const list = await makeList(maker, world.programme);
  const payments = await maker.all(`/v1/payment-lists/${list}/payments`);
  t.same(
    payments.map((one) => [one.household_code, one.household_size, one.amount_cents, one.state]).sort(),
    [...sizes].map(([code, size]) => [code, size, size * 10_000 + size, 'planned']).sort(),
  );
  await leadTo(service, list, 'instructed');
  const referenceOf = new Map(payments.map((one) => [one.household_code, one.reference]));
  const file = (await maker.get(`/v1/payment-lists/${list}/instructions/file`)).bytes.toString();
  for (const [code, size] of sizes) {
    const line = `${referenceOf.get(code)},${code},Head of ${code},ACCOUNT-${code},${size}00.0${size},USD`;
    t.ok(file.includes(`\r\n${line}\r\n`), line);
  }
  const report = reportCsv(
    [...sizes.keys()].map((code) => ({ reference: referenceOf.get(code), status: 'paid', amount: '100.01' })),
  );
  t.match((await uploadReport(maker, list, report)).body, { applied_cents: 5 * 10_001 });
});

onBothEngines('whoever made or submitted a list never approves it', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const household = await addHousehold(service, world.operation, 'HH-1');
  const admin = service.as('admin');
  const people = await admin.all('/v1/people');
  for (const name of ['finance_maker', 'other finance_maker']) {
    const person = people.find((one) => one.name === name);
    const roles = { roles: ['finance_maker', 'finance_approver'] };
    const changed = await admin.patch(`/v1/people/${person.id}`, roles, { ifMatch: `"${person.version}"` });
    t.equal(changed.status, 200);
  }
  const maker = service.as('finance_maker');
  const submitter = service.asOther('finance_maker');
  const list = await makeList(maker, world.programme, [household]);
  const approval = `/v1/payment-lists/${list}/approval`;
  await submitter.post(`/v1/payment-lists/${list}/submission`);
  for (const person of [maker, submitter]) {
    const refused = await person.post(approval);
    t.match(
      [refused.status, refused.body.code, refused.body.params.number],
      [403, 'maker_is_checker', 'PL-000001'],
    );
  }
  await maker.post(`/v1/payment-lists/${list}/return`, COMMENT);
  await maker.post(`/v1/payment-lists/${list}/submission`);
  t.equal((await submitter.post(approval)).status, 403, 'having submitted it once is enough');
  t.equal((await service.as('finance_approver').post(approval)).status, 200);
  t.equal((await service.as('finance_maker').post(`/v1/payment-lists/${list}/instructions`)).status, 201);
});

onBothEngines('a role without the permission is refused', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const list = await makeList(service.as('finance_maker'), world.programme, [
    await addHousehold(service, world.operation, 'HH-1'),
  ]);
  await leadTo(service, list, 'submitted');
  const maker = await service.as('finance_maker').post(`/v1/payment-lists/${list}/approval`);
  const approver = await service.as('finance_approver').post(`/v1/payment-lists/${list}/instructions`);
  const logistics = await service.as('logistics').get(`/v1/payment-lists/${list}`);
  const auditor = await service.as('auditor').post(`/v1/payment-lists/${list}/cancellation`, COMMENT);
  for (const refused of [maker, approver, logistics, auditor]) {
    t.match([refused.status, refused.body.code], [403, 'forbidden']);
  }
});

onBothEngines(
  'a returned list counts as never submitted, and every step stays on record',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await cashWorld(service);
    const household = await addHousehold(service, world.operation, 'HH-1');
    const list = await makeList(service.as('finance_maker'), world.programme, [household]);
    await leadTo(service, list, 'submitted');
    const returned = await service.as('finance_approver').post(`/v1/payment-lists/${list}/return`, COMMENT);
    t.match(returned.body, { state: 'draft', submitted_by: null, submitted_at: null });
    t.equal((await service.as('finance_approver').post(`/v1/payment-lists/${list}/approval`)).status, 409);
    await leadTo(service, list, 'instructed');
    const steps = await service.as('auditor').all(`/v1/payment-lists/${list}/steps`);
    t.same(
      steps.map((step) => [step.action, step.comment]),
      [
        ['make', null],
        ['submit', null],
        ['return', 'Faltan datos'],
        ['submit', null],
        ['approve', null],
        ['instruct', null],
      ],
    );
    t.equal(new Set(steps.map((step) => step.taken_by)).size, 2);
  },
);

onBothEngines('of five approvals at once one wins', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  await importHouseholds(service, world.operation, 3);
  const list = await makeList(service.as('finance_maker'), world.programme);
  await leadTo(service, list, 'submitted');
  const approvers = [service.as('finance_approver'), service.asOther('finance_approver')];
  const replies = await Promise.all(
    [0, 1, 0, 1, 0].map((index) => (approvers[index] as Client).post(`/v1/payment-lists/${list}/approval`)),
  );
  t.same(byStatus(replies), [200, 409, 409, 409, 409]);
  const refused = replies.filter((reply) => reply.status === 409);
  t.ok(
    refused.every((reply) => reply.body.code === 'state_conflict' && reply.body.params.state === 'approved'),
  );
  t.equal((await grantOf(service, world.grant)).cash_committed_cents, 3 * 14_500);
  t.same(await accountSums(service, list), { budget: -43_500, committed: 43_500, with_fsp: 0, paid: 0 });
  const steps = await service.as('auditor').all(`/v1/payment-lists/${list}/steps`);
  t.equal(steps.filter((step) => step.action === 'approve').length, 1);
});

onBothEngines('a double click on each step has one effect', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const maker = service.as('finance_maker');
  await importHouseholds(service, world.operation, 2);
  const list = await makeList(maker, world.programme);
  const steps = [
    [maker, 'submission', 200],
    [service.as('finance_approver'), 'approval', 200],
    [maker, 'instructions', 201],
  ] as const;
  for (const [client, step, status] of steps) {
    const key = `double-click-${step}`;
    const path = `/v1/payment-lists/${list}/${step}`;
    const both = await Promise.all([
      client.post(path, undefined, { key }),
      client.post(path, undefined, { key }),
    ]);
    t.same(byStatus(both), [status, status], step);
    t.same(both[0].body, both[1].body);
    t.equal((await client.post(path)).status, 409, `${step} again is refused`);
  }
  t.same(await accountSums(service, list), { budget: -29_000, committed: 0, with_fsp: 29_000, paid: 0 });
});

onBothEngines('the budget holds to the cent', async (t, engine) => {
  const service = await startService(t, engine);
  const maker = service.as('finance_maker');
  const approver = service.as('finance_approver');
  const world = await cashWorld(service, { budget_cents: 1_000_099, values: flat(1_000_099) });
  const household = await addHousehold(service, world.operation, 'HH-1');
  const exact = await makeList(maker, world.programme, [household]);
  await leadTo(service, exact, 'approved');
  t.match(await grantOf(service, world.grant), { cash_committed_cents: 1_000_099, cash_available_cents: 0 });

  const grant = await addGrant(service, 1_000_098);
  const programme = await addProgramme(
    service,
    { operation: world.operation, grant },
    { values: flat(1_000_099) },
  );
  const list = await makeList(maker, programme, [household]);
  await leadTo(service, list, 'submitted');
  const refused = await approver.post(`/v1/payment-lists/${list}/approval`);
  t.equal(refused.status, 409);
  const { code } = await grantOf(service, grant);
  t.match(refused.body, {
    code: 'budget_exceeded',
    params: {
      grant: code,
      number: 'PL-000002',
      total: '10000.99',
      available: '10000.98',
      missing: '0.01',
      missing_cents: 1,
    },
  });
  t.match(refused.body.detail, code);
  t.equal((await maker.get(`/v1/payment-lists/${list}`)).body.state, 'submitted', 'nothing was saved');
  t.same(await accountSums(service, list), { budget: 0, committed: 0, with_fsp: 0, paid: 0 });

  const before = await maker.get(`/v1/grants/${grant}`);
  const raised = await maker.patch(
    `/v1/grants/${grant}`,
    { cash_budget_cents: 1_000_099 },
    { ifMatch: `"${before.body.version}"` },
  );
  t.equal(raised.status, 200);
  t.equal((await approver.post(`/v1/payment-lists/${list}/approval`)).status, 200);
});

onBothEngines('two lists approved at once never spend one budget twice', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service, { budget_cents: 5 * 14_500 - 1 });
  const ids = [];
  for (const number of [1, 2, 3, 4, 5, 6])
    ids.push(await addHousehold(service, world.operation, `HH-${number}`));
  const lists = [];
  for (const chosen of [ids.slice(0, 3), ids.slice(3)]) {
    const list = await makeList(service.as('finance_maker'), world.programme, chosen);
    await leadTo(service, list, 'submitted');
    lists.push(list);
  }
  const replies = await Promise.all(
    lists.map((list) => service.as('finance_approver').post(`/v1/payment-lists/${list}/approval`)),
  );
  t.same(byStatus(replies), [200, 409]);
  const refused = replies.find((reply) => reply.status === 409);
  t.match(refused?.body, { code: 'budget_exceeded', params: { missing_cents: 14_501 } });
  t.equal((await grantOf(service, world.grant)).cash_committed_cents, 43_500);
});

onBothEngines('a cancelled list gives back what was committed by a linked posting', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  await importHouseholds(service, world.operation, 4);
  const list = await makeList(service.as('finance_maker'), world.programme);
  await leadTo(service, list, 'approved');
  t.equal((await grantOf(service, world.grant)).cash_committed_cents, 58_000);
  await leadTo(service, list, 'cancelled');
  t.equal((await grantOf(service, world.grant)).cash_committed_cents, 0);
  const entries = await service.as('auditor').all(`/v1/cash/entries?list_id=${list}`);
  t.same(
    entries.map((entry) => [entry.kind, entry.from_account, entry.to_account, entry.amount_cents]),
    [
      ['commit', 'budget', 'committed', 58_000],
      ['release', 'committed', 'budget', 58_000],
    ],
  );
  t.equal(entries[1].reverses_entry_id, entries[0].id);
  const payments = await service.as('auditor').all(`/v1/payment-lists/${list}/payments`);
  t.ok(payments.every((payment) => payment.state === 'cancelled'));
  const again = await makeList(service.as('finance_maker'), world.programme);
  t.not(again, list, 'the households are free for another list');
});

onBothEngines('instruction and cancellation at once: one of them, and the ledger fits', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  await importHouseholds(service, world.operation, 20);
  const list = await makeList(service.as('finance_maker'), world.programme);
  await leadTo(service, list, 'approved');
  const maker = service.as('finance_maker');
  const replies = await Promise.all([
    maker.post(`/v1/payment-lists/${list}/cancellation`, COMMENT),
    maker.post(`/v1/payment-lists/${list}/instructions`),
    maker.post(`/v1/payment-lists/${list}/cancellation`, COMMENT),
    maker.post(`/v1/payment-lists/${list}/instructions`),
  ]);
  t.equal(replies.filter((reply) => reply.status < 300).length, 1);
  t.equal(replies.filter((reply) => reply.body.code === 'state_conflict').length, 3);
  const { state } = (await maker.get(`/v1/payment-lists/${list}`)).body;
  const sums = await accountSums(service, list);
  const committed = (await grantOf(service, world.grant)).cash_committed_cents;
  if (state === 'cancelled')
    t.same([sums, committed], [{ budget: 0, committed: 0, with_fsp: 0, paid: 0 }, 0]);
  else t.same([sums.with_fsp, committed], [290_000, 290_000]);
});

onBothEngines('a household stands on one live list of a programme', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const maker = service.as('finance_maker');
  const one = await addHousehold(service, world.operation, 'HH-1');
  const two = await addHousehold(service, world.operation, 'HH-2');
  await makeList(maker, world.programme, [one]);
  const refused = await maker.post('/v1/payment-lists', {
    programme_id: world.programme,
    all_households: true,
  });
  t.equal(refused.status, 409);
  t.equal(refused.body.code, 'already_listed');
  t.same(
    refused.body.errors.map((error: { params: unknown }) => error.params),
    [{ household: 'HH-1', list: 'PL-000001' }],
  );
  t.match(
    refused.body.detail,
    /cancel the other list if it is not instructed yet\. Paying again what failed is not possible yet/,
  );
  const other = await addProgramme(service, world);
  t.ok(await makeList(maker, other, [one]), 'another programme is another matter');

  const replies = await Promise.all(
    [1, 2, 3, 4, 5].map(() =>
      maker.post('/v1/payment-lists', { programme_id: world.programme, household_ids: [two] }),
    ),
  );
  t.same(byStatus(replies), [201, 409, 409, 409, 409]);
  const lists = await maker.all(`/v1/payment-lists?programme_id=${world.programme}`);
  t.equal(lists.length, 2);
  t.same(
    lists.map((list) => list.number),
    ['PL-000001', 'PL-000003'],
    'what was refused took no number',
  );
});

onBothEngines('what cannot be listed is named household by household', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const elsewhere = await cashWorld(service);
  const maker = service.as('finance_maker');
  const post = (body: unknown) => maker.post('/v1/payment-lists', body);
  const programme_id = world.programme;

  const empty = await post({ programme_id, all_households: true });
  t.match([empty.status, empty.body.code], [422, 'payment_list_rejected']);
  t.equal(empty.body.errors[0].rule, 'no_households');

  const noAccount = await made(maker, '/v1/households', {
    operation_id: world.operation,
    code: 'HH-1',
    household_size: 3,
    head_name: 'Nobody',
  });
  const missing = await post({ programme_id, household_ids: [noAccount] });
  t.match([missing.status, missing.body.code, missing.body.params.count], [422, 'payment_list_rejected', 1]);
  t.match(missing.body.errors[0], { rule: 'account_missing', params: { household: 'HH-1' } });
  const atCounter = await addProgramme(service, world, { needs_account: false });
  t.ok(await makeList(maker, atCounter, [noAccount]));

  const stranger = await addHousehold(service, elsewhere.operation, 'HH-1');
  const own = await addHousehold(service, world.operation, 'HH-2');
  const wrong = await post({ programme_id, household_ids: [own, stranger, own] });
  t.equal(wrong.status, 422);
  t.same(
    wrong.body.errors.map((error: { rule: string; pointer: string }) => [error.rule, error.pointer]),
    [
      ['unknown_reference', '/body/household_ids/1'],
      ['duplicate_line', '/body/household_ids/2'],
    ],
  );
  for (const body of [
    { programme_id },
    { programme_id, all_households: true, household_ids: [own] },
    { programme_id, all_households: false },
    { programme_id, household_ids: [] },
  ]) {
    t.equal((await post(body)).status, 400, JSON.stringify(body));
  }
  const nowhere = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';
  t.equal(
    (await post({ programme_id: nowhere, all_households: true })).body.errors[0].rule,
    'unknown_reference',
  );
  t.equal((await post({ programme_id, site_id: nowhere })).body.errors[0].pointer, '/body/site_id');
  t.equal((await maker.get(`/v1/payment-lists/${nowhere}`)).status, 404);
  t.equal((await maker.post(`/v1/payment-lists/${nowhere}/submission`)).status, 404);
});

onBothEngines('a list of a site takes its households and freezes their sizes', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const maker = service.as('finance_maker');
  const site_id = await made(service.as('logistics'), '/v1/sites', {
    operation_id: world.operation,
    code: 'LIB-01',
    name: 'Centro',
    kind: 'collective_centre',
  });
  await addHousehold(service, world.operation, 'HH-1');
  await made(maker, '/v1/households', {
    operation_id: world.operation,
    site_id,
    code: 'HH-2',
    household_size: 7,
    head_name: 'Nobody',
    account: '1',
  });
  const list = await made(maker, '/v1/payment-lists', { programme_id: world.programme, site_id });
  const payments = await maker.all(`/v1/payment-lists/${list}/payments`);
  t.same(
    payments.map((payment) => [payment.household_code, payment.household_size]),
    [['HH-2', 7]],
  );
});

const ACTIONS = ['submission', 'approval', 'return', 'cancellation', 'instructions', 'fsp-reports'] as const;
type Action = (typeof ACTIONS)[number];

const ALLOWED: Readonly<Record<ListState, readonly Action[]>> = {
  draft: ['submission', 'cancellation'],
  submitted: ['approval', 'return', 'cancellation'],
  approved: ['cancellation', 'instructions'],
  instructed: ['fsp-reports'],
  cancelled: [],
};

const LEADS_TO: Readonly<Record<Action, ListState>> = {
  submission: 'submitted',
  approval: 'approved',
  return: 'draft',
  cancellation: 'cancelled',
  instructions: 'instructed',
  'fsp-reports': 'instructed',
};

onBothEngines('from every state only the steps that start there', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  let serial = 0;
  for (const state of Object.keys(ALLOWED) as ListState[]) {
    for (const action of ACTIONS) {
      serial += 1;
      const household = await addHousehold(service, world.operation, `HH-${serial}`);
      const list = await makeList(service.as('finance_maker'), world.programme, [household]);
      await leadTo(service, list, state);
      await checkStep(t, service, list, state, action);
    }
  }
  const lists = await service.as('auditor').all(`/v1/payment-lists?programme_id=${world.programme}`);
  const live = lists.filter((list) => list.state === 'approved' || list.state === 'instructed');
  const committed = live.reduce((sum, list) => sum + list.total_cents, 0);
  t.equal((await grantOf(service, world.grant)).cash_committed_cents, committed);
});

async function checkStep(
  t: Test,
  service: Service,
  list: string,
  state: ListState,
  action: Action,
): Promise<void> {
  const auditor = service.as('auditor');
  const before = await auditor.get(`/v1/payment-lists/${list}`);
  t.equal(before.body.state, state);
  const reply = await takeAction(service, list, action);
  const after = await auditor.get(`/v1/payment-lists/${list}`);
  const isAllowed = ALLOWED[state].includes(action);
  if (isAllowed) {
    t.ok(reply.status < 300, `${action} of a list that is ${state}`);
    t.equal(after.body.state, LEADS_TO[action]);
    return;
  }
  t.match([reply.status, reply.body.code], [409, 'state_conflict'], `${action} of a list that is ${state}`);
  t.match(reply.body.params, { state, id: list });
  t.same(after.body, before.body, 'and nothing changed');
}

async function takeAction(service: Service, list: string, action: Action): Promise<Reply> {
  const maker = service.as('finance_maker');
  const path = `/v1/payment-lists/${list}/${action}`;
  if (action === 'fsp-reports') {
    const [payment] = await maker.all(`/v1/payment-lists/${list}/payments`);
    return uploadReport(
      maker,
      list,
      reportCsv([{ reference: payment.reference, status: 'paid', amount: '145.00' }]),
    );
  }
  if (action === 'return') return service.as('finance_approver').post(path, COMMENT);
  if (action === 'cancellation') return maker.post(path, COMMENT);
  return (action === 'approval' ? service.as('finance_approver') : maker).post(path);
}

onBothEngines('a draft has no tie-out and no instruction', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const maker = service.as('finance_maker');
  const list = await makeList(maker, world.programme, [await addHousehold(service, world.operation, 'HH-1')]);
  t.equal((await maker.get(`/v1/payment-lists/${list}/tie-out`)).body.code, 'state_conflict');
  t.equal((await maker.get(`/v1/payment-lists/${list}/instructions`)).status, 404);
  t.equal((await maker.get(`/v1/payment-lists/${list}/instructions/file`)).status, 404);
  t.same(await service.as('auditor').all('/v1/personal-data-views'), []);
});
