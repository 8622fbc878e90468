import { onBothEngines } from '../helpers/databases.ts';
import { made } from '../helpers/world.ts';
import { done } from '../inbound/inbound-world.ts';
import { countingWorld, onHand, open, receive } from './counting-world.ts';

onBothEngines('transfers and reversals of receipts wait for a count too', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const { logistics } = world;
  const lot = await receive(world, 'A', 20);
  await receive(world, 'WHOLE', 20);
  const elsewhere = await made(logistics, '/v1/warehouses', {
    code: 'FAR',
    name: 'Far',
    country: 'PA',
    time_zone: 'America/Panama',
    bins: [{ code: 'F1', name: 'F1' }],
  });
  const [far] = await logistics.all(`/v1/locations?warehouse_id=${elsewhere}`);
  await receive({ ...world, warehouse: elsewhere, bin: far.id }, 'KEPT', 5);
  const draft = () =>
    done(logistics, '/v1/transfers', {
      from_warehouse_id: world.warehouse,
      to_warehouse_id: elsewhere,
      means: 'road',
      lines: [{ lot_id: lot, location_id: world.bin, quantity: 4 }],
    });
  const [waiting, road] = [await draft(), await draft()];
  await done(logistics, `/v1/transfers/${road.id}/departure`, {});
  const refuse = async (path: string, body: object, location: string, count: string, lot_number = 'A') => {
    const refused = await logistics.post(path, body);
    t.match(refused.body, { status: 409, code: 'stock_frozen', params: { counts: count } }, path);
    t.same(
      refused.body.errors.map((error: { params: object }) => error.params),
      [{ lot_number, location, count }],
    );
  };

  await open(world);
  await refuse(`/v1/transfers/${waiting.id}/departure`, {}, 'A1', 'CNT-000001');
  const receipts = await logistics.all(`/v1/receipts?warehouse_id=${world.warehouse}&sort=id`);
  const receipt = receipts[1];
  await refuse(`/v1/receipts/${receipt.id}/reversal`, { note: 'mal' }, 'A1', 'CNT-000001', 'WHOLE');
  const { movement_id } = (await logistics.get(`/v1/receipts/${receipt.id}`)).body;
  await refuse(`/v1/stock/movements/${movement_id}/reversal`, { note: 'mal' }, 'A1', 'CNT-000001', 'WHOLE');

  await open({ ...world, warehouse: elsewhere });
  const arrival = {
    warehouse_id: elsewhere,
    lines: [{ transfer_line_id: road.lines[0].id, location_id: far.id, good: 4 }],
  };
  await refuse(`/v1/transfers/${road.id}/receipts`, arrival, 'F1', 'CNT-000002');
  const lost = { warehouse_id: elsewhere, lines: [{ ...arrival.lines[0], good: 0, missing: 4 }] };
  t.equal(
    (await logistics.post(`/v1/transfers/${road.id}/receipts`, lost)).status,
    201,
    'what never arrived touches no bin',
  );
  t.equal(await onHand(world, lot), 16);
});
