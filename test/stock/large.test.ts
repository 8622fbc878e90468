import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { stockWorld } from '../helpers/world.ts';

onBothEngines(
  'the largest documents go through whole, and every row of them comes out',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const lines = Array.from({ length: 1000 }, (_, index) => ({
      item_id: world.item,
      grant_id: world.grant,
      lot_number: `L${String((index * 7) % 1000).padStart(4, '0')}`,
      location_id: index % 2 === 0 ? world.bin : world.otherBin,
      quantity: index + 1,
    }));
    const receipt = await logistics.post('/v1/receipts', {
      warehouse_id: world.warehouse,
      reference: 'R',
      received_from: 'S',
      means: 'sea',
      lines,
    });
    t.equal(receipt.status, 201);
    const asked = lines.map((line) => [line.lot_number, line.location_id, line.quantity]);
    type Line = { lot_number: string; location_id: string; lot_id: string; quantity: number };
    const rows: Line[] = receipt.body.lines;
    t.same(
      rows.map((row) => [row.lot_number, row.location_id, row.quantity]),
      asked,
      'in the order they were given',
    );
    const read = await logistics.get(`/v1/receipts/${receipt.body.id}`);
    t.same(read.body, receipt.body);

    const issued = rows.slice(0, 500).map((row) => ({
      lot_id: row.lot_id,
      from_location_id: row.location_id,
      quantity: row.quantity,
    }));
    const movement = await logistics.post('/v1/stock/movements', { kind: 'issue', lines: issued });
    t.equal(movement.status, 201);
    t.equal((await logistics.get(`/v1/stock/movements/${movement.body.id}`)).body.lines.length, 500);

    const onHand = await logistics.all('/v1/stock/balances?location_kind=bin');
    const total = (list: readonly { quantity?: number; on_hand?: number }[]) =>
      list.reduce((sum, row) => sum + (row.on_hand ?? row.quantity ?? 0), 0);
    t.equal(onHand.length, 500);
    t.equal(total(onHand), 500_500 - 125_250, '1 to 1000, less 1 to 500');
    t.equal((await logistics.all('/v1/lots', 77)).length, 1000);
    t.equal((await logistics.all('/v1/stock/as-of?as_of=2026-08-05&location_kind=bin', 500)).length, 500);

    const back = await logistics.post(`/v1/stock/movements/${movement.body.id}/reversal`, {
      note: 'wrong list',
    });
    t.equal(back.status, 201);
    t.equal(total(await logistics.all('/v1/stock/balances?location_kind=bin')), 500_500);
    const tooMuch = issued.map((line) => ({ ...line, quantity: line.quantity + 1 }));
    const refused = await logistics.post('/v1/stock/movements', { kind: 'issue', lines: tooMuch });
    t.equal(refused.status, 409);
    t.equal(refused.body.error_count, 500);
    t.equal(refused.body.params.count, 500);
  },
);
