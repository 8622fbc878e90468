import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';
import { assertSound, onHand } from '../races/crowd.ts';

const movements = '/v1/stock/movements';
const DISTRIBUTED = '00000000-0000-7000-8000-000000000002';

onBothEngines('a bin has a purpose, and movements keep to it', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const bins = await logistics.post(`/v1/warehouses/${world.warehouse}/bins`, {
    bins: [
      { code: 'REC', name: 'Recepción', purpose: 'receiving' },
      { code: 'STG', name: 'Despacho', purpose: 'staging' },
      { code: 'QUA', name: 'Cuarentena', purpose: 'quarantine' },
    ],
  });
  t.equal(bins.status, 201);
  const bin = (code: string) => bins.body.data.find((row: { code: string }) => row.code === code).id;
  t.same(
    (await logistics.all('/v1/locations?purpose=quarantine')).map((row) => row.code),
    ['QUA'],
  );
  t.same(
    bins.body.data.map((row: { code: string; purpose: string }) => `${row.code} ${row.purpose}`),
    ['A1 storage', 'B1 storage', 'QUA quarantine', 'REC receiving', 'STG staging'],
  );
  const lot = await receiveLot(service, world, { quantity: 30, bin: bin('REC'), lot: 'L30' });
  const post = (kind: string, from: string, to?: string, quantity = 10) => {
    const ends = { from_location_id: from, ...(to === undefined ? {} : { to_location_id: to }) };
    return logistics.post(movements, { kind, lines: [{ lot_id: lot, ...ends, quantity }] });
  };
  const refused = async (reply: ReturnType<typeof post>, location: string, purpose: string) => {
    const { status, body } = await reply;
    t.equal(`${status} ${body.code}`, '422 movement_rule');
    t.match(body.errors, [{ rule: 'bin_purpose', value: location, params: { location, purpose } }]);
  };
  const away = await post('put_away', bin('REC'), world.bin);
  t.match(away.body, {
    kind: 'put_away',
    posted_by_name: 'logistics',
    document_kind: 'movement',
    document_id: away.body.id,
    warehouse_id: world.warehouse,
    lines: [{ lot_number: 'L30', from_location_code: 'REC', to_location_code: 'A1', quantity: 10 }],
  });
  const item = (await logistics.get(`/v1/items/${world.item}`)).body;
  t.match(away.body.lines, [{ item_id: world.item, item_code: item.code }]);
  t.same((await logistics.get(`${movements}/${away.body.id}`)).body, away.body, 'and reads the same later');
  await refused(post('put_away', world.bin, world.otherBin), 'A1', 'storage');
  await refused(post('put_away', bin('REC'), bin('STG')), 'STG', 'staging');
  t.equal((await post('put_away', bin('REC'), bin('QUA'))).status, 201, 'what has to be looked at');
  await refused(post('issue', bin('QUA'), undefined, 1), 'QUA', 'quarantine');
  t.equal((await post('move', bin('QUA'), world.bin)).status, 201, 'found good');
  t.equal((await post('issue', bin('REC'), undefined, 1)).status, 201, 'straight from the door');
  const back = await logistics.post(`${movements}/${away.body.id}/reversal`, { note: 'wrong bin' });
  t.equal(back.status, 201, 'back into the receiving bin');
  t.same([await onHand(service, lot, bin('REC')), await onHand(service, lot, world.bin)], [19, 10]);
  await assertSound(t, service);
});

onBothEngines('from one warehouse to another goods go by a transfer only', async (t, engine) => {
  const service = await startService(t, engine);
  const [world, other] = [await stockWorld(service), await stockWorld(service)];
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 30 });
  await made(logistics, movements, {
    kind: 'adjust',
    reason: 'found',
    lines: [{ lot_id: lot, to_location_id: other.bin, quantity: 5 }],
  });
  const line = { lot_id: lot, from_location_id: world.bin, quantity: 1 };
  for (const body of [
    { kind: 'move', lines: [{ ...line, to_location_id: other.bin }] },
    { kind: 'issue', lines: [line, { ...line, from_location_id: other.bin }] },
  ]) {
    const reply = await logistics.post(movements, body);
    t.equal(`${reply.status} ${reply.body.code}`, '422 movement_rule', body.kind);
    t.match(reply.body.errors, [{ rule: 'one_warehouse', params: { location: 'A1', other_location: 'A1' } }]);
    t.match(reply.body.errors[0].message, /by a transfer/);
  }
  const es = await logistics.post(
    movements,
    { kind: 'move', lines: [{ ...line, to_location_id: other.bin }] },
    { language: 'es' },
  );
  t.match(es.body.errors[0].message, /por una transferencia/);
});

onBothEngines('what was given out or lies at a site comes back with a reason', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 12 });
  const issued = { lot_id: lot, from_location_id: world.bin, quantity: 9 };
  await made(logistics, movements, { kind: 'issue', reference: 'VALE-0031', lines: [issued] });
  const back = (from: string, quantity: number, reason?: string) =>
    logistics.post(movements, {
      kind: 'return',
      ...(reason === undefined ? {} : { reason }),
      lines: [{ lot_id: lot, from_location_id: from, to_location_id: world.otherBin, quantity }],
    });
  t.equal((await back(DISTRIBUTED, 4)).body.errors[0].rule, 'reason_required');
  t.equal((await back(world.bin, 1, 'not_needed')).body.errors[0].rule, 'location_kind');
  const more = await back(DISTRIBUTED, 10, 'not_needed');
  t.equal(`${more.status} ${more.body.code}`, '409 insufficient_stock', 'only nine were given out');
  t.match(more.body.errors, [{ rule: 'stock_left', params: { asked: 10, on_hand: 9 } }]);
  t.equal((await back(DISTRIBUTED, 4, 'not_needed')).status, 201);
  const balance = (await logistics.get(`/v1/lots/${lot}/balance`)).body;
  t.match(balance, { on_hand: 7, distributed: 5, received: 12 });
  const [, issue] = await logistics.all(`${movements}?lot_id=${lot}&sort=id`);
  t.equal(issue.reference, 'VALE-0031');
  await assertSound(t, service);
});
