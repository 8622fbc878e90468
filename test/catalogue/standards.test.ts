import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

async function items(service: Service, ...codes: readonly string[]): Promise<string[]> {
  const ids = [];
  for (const code of codes) {
    const names = { name_es: code, name_en: code, category: 'hygiene' };
    ids.push(await made(service.as('logistics'), '/v1/items', { ...names, code, base_unit: 'piece' }));
  }
  return ids;
}

const standard = (code: string, ...lines: readonly object[]) => ({
  code,
  name_es: 'Norma',
  name_en: 'Standard',
  lines,
});

onBothEngines('versions of one standard do not touch those of another', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const [item] = await items(service, 'SOAP');
  const line = { item_id: item, basis: 'person', rate_numerator: 1 };
  for (const code of ['STORM', 'FLOOD', 'STORM', 'STORM', 'FLOOD', 'QUAKE']) {
    await made(logistics, '/v1/entitlement-standards', standard(code, line));
  }
  const rows = await logistics.all('/v1/entitlement-standards?sort=code', 2);
  t.same(rows.map(({ code, version_number, state }) => `${code} ${version_number} ${state}`).sort(), [
    'FLOOD 1 superseded',
    'FLOOD 2 current',
    'QUAKE 1 current',
    'STORM 1 superseded',
    'STORM 2 superseded',
    'STORM 3 current',
  ]);
  t.same(
    (await logistics.all('/v1/entitlement-standards?state=current')).map(({ code }) => code),
    ['FLOOD', 'QUAKE', 'STORM'],
  );
});

onBothEngines(
  'a standard names each item once for each basis, and lines keep their order',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const [soap, pads, lamp] = await items(service, 'SOAP', 'PADS', 'LAMP');
    const lines = [
      { item_id: soap, basis: 'person', rate_numerator: 450, rate_denominator: 100, tier: 2 },
      { item_id: pads, basis: 'female_12_49', rate_numerator: 1, rate_denominator: 1, tier: 1 },
      { item_id: lamp, basis: 'household', rate_numerator: 1, rate_denominator: 1, tier: 3 },
      { item_id: soap, basis: 'infant_0_23_months', rate_numerator: 2, rate_denominator: 1, tier: 1 },
      { item_id: soap, basis: 'site', rate_numerator: 10, rate_denominator: 1, tier: 2 },
    ];
    const reply = await logistics.post('/v1/entitlement-standards', standard('ORDER', ...lines));
    t.equal(reply.status, 201);
    const codes = ['SOAP', 'PADS', 'LAMP', 'SOAP', 'SOAP'];
    t.match(
      reply.body.lines,
      lines.map((line, index) => ({ ...line, item_code: codes[index] })),
    );
    t.same((await logistics.get(reply.headers.location as string)).body, reply.body);

    const absent = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';
    const wrong = await logistics.post(
      '/v1/entitlement-standards',
      standard('ORDER', lines[0] as object, { ...lines[0], item_id: absent }, lines[1] as object, {
        ...lines[0],
        tier: 5,
      }),
    );
    t.equal(wrong.status, 422);
    t.match(wrong.body, {
      error_count: 2,
      errors: [
        { rule: 'unknown_reference', pointer: '/body/lines/1/item_id', value: absent },
        { rule: 'duplicate_line', pointer: '/body/lines/3/item_id', params: { first: 1 } },
      ],
    });
    t.same(
      (await logistics.all('/v1/entitlement-standards')).length,
      1,
      'the version before is still current',
    );
    t.equal((await logistics.get(reply.headers.location as string)).body.state, 'current');
  },
);

onBothEngines('versions added at the same moment: one is current, none is lost', async (t, engine) => {
  const service = await startService(t, engine);
  const clients = [service.as('logistics'), service.asOther('logistics')];
  const [item] = await items(service, 'SOAP');
  for (let round = 0; round < 5; round += 1) {
    const code = `RACE-${round}`;
    const replies = await Promise.all(
      clients.flatMap((client, first) =>
        [1, 2, 3].map((rate) => {
          const line = { item_id: item, basis: 'person', rate_numerator: 10 * first + rate };
          return client.post('/v1/entitlement-standards', standard(code, line));
        }),
      ),
    );
    const added = replies.filter(({ status }) => status === 201);
    for (const { status, body } of replies) {
      if (status !== 201) t.match([status, body.code], [409, 'conflict']);
    }
    t.ok(added.length >= 1);
    const rows = (await clients[0]?.all(`/v1/entitlement-standards?code=${code}`)) ?? [];
    const numbers = rows.map(({ version_number }) => version_number).sort((a, b) => a - b);
    t.same(
      numbers,
      added.map((_, index) => index + 1),
      'as many versions as were added, without a gap',
    );
    const current = rows.filter(({ state }) => state === 'current');
    t.same(
      current.map(({ version_number }) => version_number),
      [added.length],
      'the newest is current',
    );
  }
});

onBothEngines('a line may be for any group of people; its fields fit its basis', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const [soap] = await items(service, 'SOAP');
  const line = (rest: object) => ({ item_id: soap, rate_numerator: 1, ...rest });
  const lines = [
    line({ basis: 'group', sex: 'female', age_bands: ['y12_17', 'y18_59'], assumed_percent: 30 }),
    line({ basis: 'group', age_bands: ['y60_plus'], rounding: 'down' }),
    line({ basis: 'vulnerable', vulnerable_group: 'disability', weight: 3 }),
    line({ basis: 'household_size', size_from: 6, size_to: 9, assumed_percent: 20, every_days: 30 }),
  ];
  const added = await logistics.post('/v1/entitlement-standards', standard('GROUPS', ...lines));
  t.match(added, { status: 201, body: { lines } });
  const read = await logistics.get(`/v1/entitlement-standards/${added.body.id}`);
  t.same(read.body, added.body);
  const wrong = [
    line({ basis: 'group' }),
    line({ basis: 'vulnerable', assumed_percent: 5 }),
    line({ basis: 'household_size', size_from: 6, size_to: 5, assumed_percent: 5 }),
    line({ basis: 'household_size', size_from: 6, size_to: 7 }),
    line({ basis: 'household', sex: 'female' }),
    line({ basis: 'person', assumed_percent: 5 }),
    line({ basis: 'vulnerable', vulnerable_group: 'disability', size_from: 2 }),
  ];
  const refused = await logistics.post('/v1/entitlement-standards', standard('WRONG', ...wrong));
  t.equal(refused.status, 400);
  t.same(
    refused.body.errors.map(({ rule, pointer }: { rule: string; pointer: string }) => `${rule} ${pointer}`),
    wrong.map((_, index) => `basis_fields /body/lines/${index}`),
  );
  t.same(await logistics.all('/v1/entitlement-standards?code=WRONG'), []);
});
