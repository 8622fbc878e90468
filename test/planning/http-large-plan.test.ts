import { addManySites } from '../../scripts/generate/many-sites.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { relief, settled } from '../helpers/relief.ts';
import { startService } from '../helpers/service.ts';
import { made, receiveLot } from '../helpers/world.ts';

/** More sites than a plan is worked out for on the request thread; with households 1, 2, 3 … the needs sum to 2,250 × 2,251 / 2. */
const SITES = 2_250;

onBothEngines(
  'a large plan is answered at once and computed in a thread; a repetition meanwhile gets the same answer',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, []);
    const logistics = service.as('logistics');
    const person = (await logistics.get('/v1/me')).body.person_id;
    const { context } = service;
    await inTransaction(context.database, (tx) =>
      addManySites(tx, context, {
        operation: world.operation,
        person,
        counted_on: '2026-08-04',
        households: Array.from({ length: SITES }, (_, index) => index + 1),
      }),
    );
    await receiveLot(service, world, { quantity: 1_000_000 });
    await receiveLot(service, world, { quantity: 500_000, lot: 'SECOND' });
    const body = {
      operation_id: world.operation,
      standard_id: world.standard,
      warehouse_id: world.warehouse,
    };
    const key = 'large-plan-key';
    const [first, second] = await Promise.all([
      logistics.post('/v1/plans', body, { key }),
      logistics.post('/v1/plans', body, { key }),
    ]);
    t.match(first, { status: 201, body: { state: 'computing', revision: 0, totals: [], version: 1 } });
    t.same(second.body, first.body);
    t.same(
      [first, second].map((reply) => String(reply.headers['idempotency-replayed'])).sort(),
      ['true', 'undefined'],
      'one of the two waited for the other',
    );
    const early = await service.as('auditor').get(`/v1/plans/${first.body.id}/lines`);
    t.ok(early.status === 409 || early.body.data.length === 50, 'never half of a plan');
    t.match(await settled(service, first.body.id), { state: 'computed', revision: 1, version: 1 });
    t.same(
      (await logistics.post('/v1/plans', body, { key })).body,
      first.body,
      'and so does one that comes later',
    );
    const other = await logistics.post('/v1/plans', { ...body, as_of: '2026-08-01' }, { key });
    t.match(other, { status: 422, body: { code: 'idempotency_key_reused' } });
    const plans = await service.as('auditor').all(`/v1/plans?operation_id=${world.operation}`);
    t.equal(plans.length, 1);
    const need = (SITES * (SITES + 1)) / 2;
    t.match(plans[0].totals, [
      { need, usable: 1_500_000, allocated: 1_500_000, shortfall: need - 1_500_000 },
    ]);
    const lines = await service.as('auditor').all(`/v1/plans/${first.body.id}/lines`);
    t.same(
      lines.map((line) => line.line_number),
      Array.from({ length: SITES }, (_, index) => index + 1),
    );
    const sumOf = (rows: { quantity: number }[]) => rows.reduce((sum, { quantity }) => sum + quantity, 0);
    t.ok(
      lines.every((line) => sumOf(line.picks) === line.allocated && sumOf(line.reasons) === line.shortfall),
    );
    t.equal(sumOf(lines.flatMap((line) => line.picks)), 1_500_000);
  },
);

onBothEngines('a share for lower priorities and weights of sites', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [
    { code: 'A', households: 10 },
    { code: 'B', households: 10 },
    { code: 'C', households: 10, priority: 2 },
  ]);
  await receiveLot(service, world, { quantity: 16 });
  const logistics = service.as('logistics');
  const body = { operation_id: world.operation, standard_id: world.standard, warehouse_id: world.warehouse };
  const allocated = async (options: object) => {
    const id = await made(logistics, '/v1/plans', { ...body, options });
    const lines = await service.as('auditor').all(`/v1/plans/${id}/lines`);
    return lines.map((line) => line.allocated);
  };
  t.same(await allocated({}), [8, 8, 0]);
  t.same(await allocated({ lower_priority_share_percent: 25 }), [6, 6, 4], 'a quarter of 16 is kept for C');
  const weights = [{ site_id: world.site('B'), weight: 3 }];
  t.same(await allocated({ lower_priority_share_percent: 25, site_weights: weights }), [3, 9, 4]);

  const unknown = [...weights, { site_id: world.operation, weight: 2 }, ...weights];
  const refused = await logistics.post('/v1/plans', { ...body, options: { site_weights: unknown } });
  t.match(refused, {
    status: 422,
    body: {
      code: 'unknown_reference',
      errors: [
        {
          rule: 'unknown_reference',
          pointer: '/body/options/site_weights/1/site_id',
          value: world.operation,
        },
        { rule: 'duplicate_line', pointer: '/body/options/site_weights/2/site_id' },
      ],
    },
  });
  t.equal(
    (
      await logistics.post('/v1/plans', {
        ...body,
        options: { site_weights: [{ site_id: world.site('A'), weight: 0 }] },
      })
    ).status,
    400,
  );
});
