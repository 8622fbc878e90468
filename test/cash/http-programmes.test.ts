import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import { addHousehold, cashWorld, flat, makeList } from './cash-world.ts';

onBothEngines(
  'a programme has one value for each household size and the currency of its grant',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await cashWorld(service);
    const maker = service.as('finance_maker');
    const programme = {
      operation_id: world.operation,
      grant_id: world.grant,
      code: 'PTM',
      name_es: 'Transferencia',
      name_en: 'Transfer',
      modality: 'multipurpose_cash',
      fsp_name: 'Banco Izote de Ejemplo',
      currency: 'USD',
      values: flat(14_500),
    };
    const post = (changes: object) => maker.post('/v1/programmes', { ...programme, ...changes });
    const value = (min_household_size: number, max_household_size: number | null) => ({
      min_household_size,
      max_household_size,
      amount_cents: 1_000,
    });
    const wrong = [
      [[value(2, null)], 'household_size_gap'],
      [[value(1, 3), value(5, null)], 'household_size_gap'],
      [[value(1, 3), value(3, null)], 'household_size_overlap'],
      [[value(1, 3)], 'household_size_open_end'],
      [[value(1, null), value(3, 2)], 'household_size_range'],
    ] as const;
    for (const [values, rule] of wrong) {
      const refused = await post({ values });
      t.match(
        [refused.status, refused.body.code, refused.body.errors[0].rule],
        [422, 'transfer_values', rule],
      );
    }
    const euro = await post({ currency: 'EUR' });
    t.match([euro.status, euro.body.errors[0].rule], [422, 'currency_differs']);
    const nowhere = await post({ grant_id: world.operation, operation_id: world.grant });
    t.same(
      nowhere.body.errors.map((error: { pointer: string }) => error.pointer),
      ['/body/operation_id', '/body/grant_id'],
    );
    t.equal((await post({ values: [{ ...value(1, null), amount_cents: 0 }] })).status, 400);
    t.equal((await post({ values: [{ ...value(1, null), amount_cents: 166.67 }] })).status, 400);
    t.equal((await service.as('finance_approver').post('/v1/programmes', programme)).status, 403);

    const added = await post({ values: [value(4, null), value(1, 3)] });
    t.equal(added.status, 201);
    t.same(added.body.values, [value(1, 3), value(4, null)], 'values in the order of the sizes');
    t.match(added.body, { state: 'open', needs_account: true });
    t.equal((await post({})).status, 409, 'a code is taken once');
    const read = await service.as('auditor').get(`/v1/programmes/${added.body.id}`);
    t.same(read.body, added.body);
    t.equal(read.headers.etag, '"1"');
  },
);

onBothEngines(
  'a closed programme takes no new lists, and an edit needs the version read',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await cashWorld(service);
    const maker = service.as('finance_maker');
    const household = await addHousehold(service, world.operation, 'HH-1');
    const path = `/v1/programmes/${world.programme}`;
    t.equal((await maker.patch(path, { name_es: 'Otra' })).status, 428);
    const renamed = await maker.patch(path, { name_es: 'Otra' }, { ifMatch: '"1"' });
    t.match([renamed.status, renamed.body.name_es, renamed.headers.etag], [200, 'Otra', '"2"']);
    t.equal((await maker.patch(path, { state: 'closed' }, { ifMatch: '"1"' })).status, 412);
    t.equal(
      (await maker.patch(path, { values: flat(1) }, { ifMatch: '"2"' })).status,
      400,
      'values are for good',
    );
    t.equal((await maker.patch(path, { state: 'closed' }, { ifMatch: '"2"' })).body.state, 'closed');
    t.equal(
      (await maker.patch(path, { state: 'open' }, { ifMatch: '"3"' })).status,
      400,
      'closed is for good',
    );
    const refused = await maker.post('/v1/payment-lists', {
      programme_id: world.programme,
      household_ids: [household],
    });
    t.match(
      [refused.status, refused.body.code, refused.body.params.resource],
      [409, 'state_conflict', 'programme'],
    );
    const open = await service.as('auditor').all('/v1/programmes?state=open');
    t.same(open, []);
  },
);

onBothEngines('a list made while its programme is being closed is before or after it', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const maker = service.as('finance_maker');
  const household = await addHousehold(service, world.operation, 'HH-1');
  const [closed, listed] = await Promise.all([
    maker.patch(`/v1/programmes/${world.programme}`, { state: 'closed' }, { ifMatch: '"1"' }),
    maker.post('/v1/payment-lists', { programme_id: world.programme, household_ids: [household] }),
  ]);
  t.equal(closed.status, 200);
  t.ok(listed.status === 201 || listed.status === 409);
  const lists = await maker.all(`/v1/payment-lists?programme_id=${world.programme}`);
  t.equal(lists.length, listed.status === 201 ? 1 : 0);
});

onBothEngines('lists of lists are complete beyond a page', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const maker = service.as('finance_maker');
  const codes = Array.from({ length: 25 }, (_, index) => `HH-${String(index).padStart(2, '0')}`);
  const ids = [];
  for (const code of codes) ids.push(await addHousehold(service, world.operation, code));
  for (const id of ids) await makeList(maker, world.programme, [id]);
  const households = await maker.all(`/v1/households?operation_id=${world.operation}&sort=-code`, 7);
  t.same(
    households.map((household) => household.code),
    codes.toReversed(),
  );
  const lists = await maker.all('/v1/payment-lists?sort=number', 7);
  t.same(
    lists.map((list) => list.number),
    ids.map((_, index) => `PL-${String(index + 1).padStart(6, '0')}`),
  );
  t.equal(
    (
      await made(maker, '/v1/households', {
        operation_id: world.operation,
        code: 'LAST',
        household_size: 1,
        head_name: 'Last',
      })
    ).length,
    36,
  );
});
