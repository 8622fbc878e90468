import { latestCounts } from '../../src/sites/count-store.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { anOperation, aSite, countOf } from './sites-world.ts';

onBothEngines(
  'a count that contradicts something is kept, used with its flag, and decided on once',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const operation = await anOperation(logistics);
    const site = await aSite(logistics, operation, { code: 'A', capacity: 30 });
    const count = async (fields: object) => {
      const reply = await countOf(service, site, fields);
      t.equal(reply.status, 201, JSON.stringify(reply.body));
      return reply.body;
    };
    const latest = async () =>
      (await logistics.all(`/v1/household-counts/latest?operation_id=${operation}`))[0].count;
    const decide = (id: string, decision: string, client = logistics) =>
      client.post(`/v1/household-counts/${id}/decision`, { decision, comment: 'Llamé al centro' });

    const first = await count({
      counted_on: '2026-08-01',
      individuals: 100,
      females: 50,
      males: 50,
      vulnerable: [
        { vulnerable_group: 'chronic_illness', persons: 3 },
        { vulnerable_group: 'unaccompanied_child', persons: 0 },
      ],
    });
    t.match(first, { state: 'valid', flags: [], decision: null });
    t.same(first.gaps, ['households', 'age_bands', 'vulnerable_groups']);
    t.same(first.vulnerable, [
      { vulnerable_group: 'chronic_illness', persons: 3 },
      { vulnerable_group: 'unaccompanied_child', persons: 0 },
    ]);
    const typo = await count({ counted_on: '2026-08-02', individuals: 1010, females: 50, males: 51 });
    t.equal(typo.state, 'flagged');
    t.same(
      typo.flags.map(({ rule, field }: { rule: string; field: string }) => [rule, field]),
      [
        ['parts_differ_from_total', 'individuals'],
        ['over_capacity', 'individuals'],
        ['sudden_change', 'individuals'],
      ],
    );
    t.match(typo.flags[1].message, /1010 were counted, more than 10 times what the site can house \(30\)/);
    const spanish = await service.as('responder').get(`/v1/household-counts/${typo.id}`, { language: 'es' });
    t.match(spanish.body.flags[2].message, /De 100 \(conteo del 2026-08-01\) a 1010/);
    t.match(await latest(), { count_id: typo.id, flagged: true }, 'used, with its mark');
    t.match((await latestCounts(service.context.database.read, operation, '2026-08-05'))[0]?.count, {
      count_id: typo.id,
      flagged: true,
    });
    t.same(
      (await logistics.all(`/v1/household-counts?operation_id=${operation}&to_decide=true`)).map(
        ({ id }) => id,
      ),
      [typo.id],
    );
    t.same(
      (await logistics.all(`/v1/household-counts?operation_id=${operation}&to_decide=false`)).map(
        ({ id }) => id,
      ),
      [first.id],
    );

    t.equal((await decide(typo.id, 'refused', service.as('responder'))).status, 403);
    t.equal((await decide(first.id, 'refused')).status, 409, 'nothing to decide on');
    t.equal((await decide(site, 'refused')).status, 404);
    t.equal(
      (await logistics.post(`/v1/household-counts/${typo.id}/decision`, { decision: 'refused' })).status,
      400,
    );
    const replies = await Promise.all(['refused', 'accepted', 'refused'].map((one) => decide(typo.id, one)));
    t.same(replies.map(({ status }) => status).sort(), [201, 409, 409], 'one decides');
    const decided = (await logistics.get(`/v1/household-counts/${typo.id}`)).body;
    t.match(decided, { individuals: 1010, decision: { comment: 'Llamé al centro' } });
    t.equal(decided.state, decided.decision.decision);
    const expected =
      decided.state === 'refused'
        ? { count_id: first.id, flagged: false }
        : { count_id: typo.id, flagged: false };
    t.match(await latest(), expected);
    t.same(await logistics.all(`/v1/household-counts?operation_id=${operation}&to_decide=true`), []);

    // Against whichever of the two holds now, 1,000 people are sudden or not; refused in either case when it is.
    const refused = await count({ counted_on: '2026-08-03', individuals: 400 });
    t.equal(refused.state, 'flagged');
    t.equal((await decide(refused.id, 'refused')).body.state, 'refused');
    const trend = (await logistics.get(`/v1/sites/${site}/count-trend`)).body;
    t.same(
      trend.points.map(({ individuals }: { individuals: number }) => individuals),
      decided.state === 'refused' ? [100] : [100, 1010],
    );
  },
);

onBothEngines(
  'a correction takes the place of a count, once, unless it is refused itself',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const operation = await anOperation(logistics);
    const site = await aSite(logistics, operation);
    const count = (fields: object) => countOf(service, site, fields);
    const holding = async (day = '2026-08-05') => {
      const path = `/v1/household-counts/latest?operation_id=${operation}&as_of=${day}`;
      return (await logistics.all(path))[0].count?.count_id ?? null;
    };
    const wrongDay = (await count({ counted_on: '2026-08-04', households: 30 })).body;
    const right = await count({ counted_on: '2026-08-02', households: 31, supersedes_id: wrongDay.id });
    t.match(right.body, { supersedes_id: wrongDay.id, state: 'valid' });
    t.equal(await holding(), right.body.id, 'the count of the later day is out of use');
    t.equal((await logistics.get(`/v1/household-counts/${wrongDay.id}`)).body.state, 'superseded');
    const twice = await count({ households: 32, supersedes_id: wrongDay.id });
    t.match(twice.body.errors, [{ rule: 'count_superseded' }]);
    const racing = await Promise.all(
      [33, 34, 35].map((households) =>
        count({ households, counted_on: '2026-08-03', supersedes_id: right.body.id }),
      ),
    );
    t.same(racing.map(({ status }) => status).sort(), [201, 422, 422]);
    const winner = racing.find(({ status }) => status === 201)?.body;
    t.equal(await holding(), winner.id);
    const sudden = (await count({ households: 300, counted_on: '2026-08-03', supersedes_id: winner.id }))
      .body;
    t.equal(sudden.state, 'valid', 'what it takes the place of is no measure');
    const jump = (await count({ households: 30, counted_on: '2026-08-04' })).body;
    t.equal(jump.state, 'flagged');
    const fixed = (await count({ households: 29, counted_on: '2026-08-04', supersedes_id: jump.id })).body;
    t.equal(fixed.state, 'valid');
    t.equal(await holding(), fixed.id);
    t.equal(
      (
        await logistics.post(`/v1/household-counts/${jump.id}/decision`, {
          decision: 'accepted',
          comment: 'x',
        })
      ).status,
      409,
    );
    t.equal(await holding('2026-08-03'), sudden.id);
    t.equal(await holding('2026-08-01'), null);
    const trend = (await logistics.get(`/v1/sites/${site}/count-trend?from_day=2026-08-03`)).body;
    t.match(trend.points, [
      { count_id: sudden.id, households: 300, change_households: null },
      { count_id: fixed.id, households: 29, change_households: -271 },
    ]);
  },
);

onBothEngines('a file keeps contradictory rows with their flags', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const operation = await anOperation(logistics);
  const site = await aSite(logistics, operation, { code: 'A', capacity: 10 });
  await countOf(service, site, { counted_on: '2026-08-01', individuals: 20 });
  const upload = (file: string, query = '') =>
    service
      .as('logistics')
      .upload(
        `/v1/operations/${operation}/household-count-imports?file_name=c.csv&create_sites=true${query}`,
        file,
      );
  const file =
    'Código,Fecha,Personas,Mujeres,Hombres,Capacidad,Personas con discapacidad\n' +
    'A,2026-08-04,31,10,20,,2\n' +
    'B,2026-08-04,301,,,30,\n' +
    'C,2026-08-04,30,15,15,,31\n' +
    'D,2026-08-04,30,15,15,,3\n';
  const expected = [
    [2, 'A', 'parts_differ_from_total'],
    [2, 'A', 'sudden_change'],
    [3, 'B', 'over_capacity'],
    [4, 'C', 'parts_exceed_total'],
  ];
  for (const query of ['&dry_run=true', '']) {
    const reply = await upload(file, query);
    t.match(reply.body, { rows_taken: 4, rows_refused: 0, error_count: 0, flag_count: 4 });
    t.same(
      reply.body.flags.map(({ row, site_code, rule }: { row: number; site_code: string; rule: string }) => [
        row,
        site_code,
        rule,
      ]),
      expected,
    );
  }
  const waiting = await logistics.all(
    `/v1/household-counts?operation_id=${operation}&to_decide=true&sort=id`,
  );
  t.same(
    waiting.map(({ site_code }) => site_code),
    ['A', 'B', 'C'],
  );
  const clean = (await logistics.all(`/v1/household-counts?operation_id=${operation}&sort=-id`))[0];
  t.match(clean, { site_code: 'D', vulnerable: [{ vulnerable_group: 'disability', persons: 3 }] });
});
