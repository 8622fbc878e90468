import { addHousehold, cashWorld, flat, leadTo, makeList } from '../cash/cash-world.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

const grant = { code: 'GR', donor_name: 'Donor', title: 'Storm' };

onBothEngines('a grant never ends before it starts, whichever day is changed', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const dated = { ...grant, starts_on: '2026-03-01', ends_on: '2026-06-30' };
  const path = `/v1/grants/${await made(logistics, '/v1/grants', dated)}`;
  const change = async (body: { starts_on?: string | null; ends_on?: string | null }) => {
    const { headers } = await logistics.get(path);
    return logistics.patch(path, body, { ifMatch: String(headers.etag) });
  };
  const daysOf = async () => {
    const { body } = await logistics.get(path);
    return [body.starts_on, body.ends_on];
  };
  for (const body of [{ starts_on: '2026-07-01' }, { ends_on: '2026-02-28' }]) {
    const reply = await change(body);
    t.equal(reply.status, 422, JSON.stringify(body));
    t.match(reply.body, {
      code: 'grant_days',
      params: { code: 'GR', starts_on: '2026-03-01', ends_on: '2026-06-30', ...body },
    });
  }
  t.equal((await change({ starts_on: '2026-08-02', ends_on: '2026-08-01' })).status, 400);
  t.same(await daysOf(), ['2026-03-01', '2026-06-30']);

  t.equal((await change({ starts_on: '2026-06-30' })).status, 200, 'a grant of one day');
  t.equal((await change({ starts_on: '2026-09-01', ends_on: '2026-12-31' })).status, 200, 'both at once');
  t.equal((await change({ ends_on: null })).status, 200, 'without an end');
  t.equal((await change({ starts_on: '2027-01-01' })).status, 200, 'any start fits');
  t.equal((await change({ ends_on: '2026-12-31' })).status, 422);
  t.equal((await change({ starts_on: null, ends_on: '2026-12-31' })).status, 200);
  t.same(await daysOf(), [null, '2026-12-31']);
});

onBothEngines('a budget is not cut below the lists approved on it', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service, { budget_cents: 50_000, values: flat(14_500) });
  for (const code of ['H-1', 'H-2', 'H-3']) await addHousehold(service, world.operation, code);
  const list = await makeList(service.as('finance_maker'), world.programme);
  await leadTo(service, list, 'approved');
  const finance = service.as('finance_maker');
  const path = `/v1/grants/${world.grant}`;
  const read = await finance.get(path);
  t.match(read.body, {
    cash_budget_cents: 50_000,
    cash_committed_cents: 43_500,
    cash_available_cents: 6_500,
  });

  const cut = (cents: number, ifMatch = String(read.headers.etag)) =>
    finance.patch(path, { cash_budget_cents: cents }, { ifMatch });
  const low = await cut(43_499);
  t.equal(low.status, 409);
  t.match(low.body, { code: 'budget_below_committed', params: { committed_cents: 43_500 } });
  t.same((await finance.get(path)).body, read.body);
  t.match((await cut(43_500)).body, { cash_budget_cents: 43_500, cash_available_cents: 0 });
});

onBothEngines('a budget is cut or spent, whichever comes first', async (t, engine) => {
  const service = await startService(t, engine);
  const finance = service.as('finance_maker');
  for (let round = 0; round < 4; round += 1) {
    const world = await cashWorld(service, { budget_cents: 50_000, values: flat(50_000) });
    await addHousehold(service, world.operation, 'H-1');
    const list = await makeList(service.as('finance_maker'), world.programme);
    await leadTo(service, list, 'submitted');
    const path = `/v1/grants/${world.grant}`;
    const ifMatch = String((await finance.get(path)).headers.etag);
    const [cut, spent] = await Promise.all([
      finance.patch(path, { cash_budget_cents: 49_999 }, { ifMatch }),
      service.as('finance_approver').post(`/v1/payment-lists/${list}/approval`),
    ]);
    const { body } = await finance.get(path);
    const outcome = [cut.status, spent.status, body.cash_budget_cents, body.cash_committed_cents];
    const isCut = cut.status === 200;
    const possible = isCut ? [200, 409, 49_999, 0] : [cut.status, 200, 50_000, 50_000];
    t.same(outcome, possible, `round ${round}`);
    const code = isCut ? spent.body.code : cut.body.code;
    t.ok(['budget_exceeded', 'budget_below_committed', 'precondition_failed'].includes(code), code);
  }
});
