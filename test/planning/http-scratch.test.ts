import { appendFileSync } from 'node:fs';
import { onBothEngines } from '../helpers/databases.ts';
import { relief, step } from '../helpers/relief.ts';
import { startService } from '../helpers/service.ts';
import { made, receiveLot } from '../helpers/world.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { insertSites } from '../../src/sites/store.ts';
import { insertCounts } from '../../src/sites/count-store.ts';

onBothEngines('odd days', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 3 }]);
  const body = { operation_id: world.operation, standard_id: world.standard, warehouse_id: world.warehouse };
  for (const as_of of ['0001-01-01', '9999-12-31', '2026-02-30', '0000-01-01']) {
    const r = await service.as('logistics').post('/v1/plans', { ...body, as_of });
    appendFileSync('/tmp/scratch.log', [as_of, r.status, JSON.stringify(r.body).slice(0, 300)].join(' ') + '\n');
  }
  const r = await service.as('logistics').post('/v1/receipts', { warehouse_id: world.warehouse, reference: 'x', received_from: 'y', means: 'sea', lines: [{ item_id: world.item, grant_id: world.grant, lot_number: 'q', location_id: world.bin, quantity: 1, expires_on: '0500-01-01' }] });
  appendFileSync('/tmp/scratch.log', [r.status].join(' ') + '\n');
  const p = await service.as('logistics').post('/v1/plans', body);
  appendFileSync('/tmp/scratch.log', [p.status, JSON.stringify(p.body).slice(0, 300)].join(' ') + '\n');
});

onBothEngines('large', async (t, engine) => {
  const service = await startService(t, engine, { bodyLimit: 1e8 } as never);
  const items = [];
  const world = await relief(service, []);
  for (let i = 0; i < 11; i += 1) items.push(await made(service.as('logistics'), '/v1/items', { code: `I${i}`, name_es: 'x', name_en: 'x', category: 'c', base_unit: 'piece', weight_g: 100 + i }));
  const standard = await made(service.as('logistics'), '/v1/entitlement-standards', { code: 'BIG', name_es: 'x', name_en: 'x', lines: items.map((item_id) => ({ item_id, basis: 'household', rate_numerator: 1 })) });
  for (const item of items) for (let k = 0; k < 20; k += 1) await receiveLot(service, world, { quantity: 7000 + k, item, expires_on: k % 2 === 0 ? null : `2027-01-${10 + k}` });
  const n = 10000;
  const person = (await service.context.database.read.selectFrom('people').select('id').executeTakeFirstOrThrow()).id;
  await inTransaction(service.context.database, async (tx) => {
    const rows = Array.from({ length: n }, (_, i) => ({ id: service.context.ids.next(), location_id: service.context.ids.next(), operation_id: world.operation, code: `S${i}`, name: `S${i}`, kind: 'collective_centre' as const, p_code: null, latitude: null, longitude: null, capacity: null, priority: 1 + (i % 3) }));
    await insertSites(tx, rows, '2026-08-01T00:00:00.000Z');
    await insertCounts(tx, rows.map((r, i) => ({ id: service.context.ids.next(), site_id: r.id, counted_on: '2026-08-04', source: 'partner' as const, households: 1 + (i % 40), individuals: null, females: null, males: null, groups: [], import_id: null, recorded_by: person, recorded_at: '2026-08-04T00:00:00.000Z' })));
  });
  const time = async <T>(name: string, work: () => Promise<T>) => { const s = performance.now(); const v = await work(); appendFileSync('/tmp/scratch.log', [engine, name, Math.round(performance.now() - s), 'ms'].join(' ') + '\n'); return v; };
  const id = await time('compute', () => made(service.as('logistics'), '/v1/plans', { operation_id: world.operation, standard_id: standard, warehouse_id: world.warehouse }));
  await time('lines page', () => service.as('logistics').get(`/v1/plans/${id}/lines?limit=500`));
  const all = await time('lines all', () => service.as('logistics').all(`/v1/plans/${id}/lines`, 500));
  appendFileSync('/tmp/scratch.log', [all.length, all.flatMap((l) => l.picks).length].join(' ') + '\n');
  await time('inputs', () => service.as('logistics').get(`/v1/plans/${id}/inputs`));
  await time('approve', () => step(service, `/v1/plans/${id}/approval`));
  await time('consignments', () => step(service, `/v1/plans/${id}/consignments`));
  await time('list', () => service.as('logistics').get(`/v1/consignments?limit=500`));
  const second = await time('compute 2', () => made(service.as('logistics'), '/v1/plans', { operation_id: world.operation, standard_id: standard, warehouse_id: world.warehouse }));
  t.ok(second);
  await time('cancel', () => step(service, `/v1/plans/${id}/cancellation`));
});
