import { inTransaction } from '../../src/database/transaction.ts';
import { LOSS } from '../../src/stock/places.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { approvedPlan, consignments, relief } from '../helpers/relief.ts';
import { startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';
import { granted } from '../requests/request-world.ts';
import { pdfOf } from './printing-world.ts';

onBothEngines('a waybill names the request that each line answers', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 10 }]);
  await receiveLot(service, world, { quantity: 100 });
  await granted(service, world, 'A', 40);
  const sent = await consignments(service, await approvedPlan(service, world));
  const waybill = await pdfOf(
    service.as('logistics'),
    `/v1/consignments/${sent.get('A')}/documents/waybill?language=en`,
  );
  t.same(waybill.lacks(['Request no.', 'REQ-000001']), []);
});

onBothEngines('what is too long for a PDF is refused, and a part of it is not', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 20_000 });

  await t.test('a card of more than 3,000 lines', async (t) => {
    const [person] = await service.context.database.read.selectFrom('people').select('id').limit(1).execute();
    const id = '01990000-0000-7000-8000-000000000001';
    await inTransaction(service.context.database, async (tx) => {
      const movement = { id, kind: 'write_off' as const, occurred_on: '2026-08-05', reason: 'damaged' };
      const document = { document_kind: 'movement', document_id: id };
      const posted = { posted_by: person?.id ?? '', posted_at: '2026-08-05T18:00:00.000Z' };
      await tx
        .insertInto('movements')
        .values({ ...movement, ...document, ...posted })
        .execute();
      for (let start = 0; start < 3_000; start += 200) {
        const lines = Array.from({ length: 200 }, (_, index) => ({
          movement_id: id,
          line_number: start + index + 1,
          lot_id: lot,
          from_location_id: world.bin,
          to_location_id: LOSS,
          quantity: 1,
          occurred_on: '2026-08-05',
        }));
        await tx.insertInto('movement_lines').values(lines).execute();
      }
    });
    const card = `/v1/lots/${lot}/documents/stock-card?warehouse_id=${world.warehouse}`;
    const refused = await logistics.get(card);
    t.same([refused.status, refused.body.code], [422, 'paper_too_long']);
    t.match(refused.body.params, { limit: 3_000 });
    const opening = await pdfOf(logistics, `${card}&from_day=2026-08-06`);
    t.same(opening.lacks(['Opening balance', '17,000']), []);
  });

  await t.test('more than 1,000 labels', async (t) => {
    const item = await logistics.get(`/v1/items/${world.item}`);
    const packing = [{ level: 'carton', quantity: 12, weight_g: null, volume_ml: null }];
    await logistics.patch(`/v1/items/${world.item}`, { packing }, { ifMatch: String(item.headers.etag) });
    const other = await stockWorld(service);
    const transfer = await made(logistics, '/v1/transfers', {
      from_warehouse_id: world.warehouse,
      to_warehouse_id: other.warehouse,
      means: 'road',
      lines: [{ lot_id: lot, location_id: world.bin, quantity: 12_001 }],
    });
    const path = `/v1/transfers/${transfer}/labels?language=es&size=100x150`;
    const refused = await logistics.get(path);
    t.same([refused.status, refused.body.code], [422, 'paper_too_long']);
    t.match(refused.body.params, { count: 1_001, limit: 1_000 });
    const part = await pdfOf(logistics, `${path}&first_box=1000&last_box=1001`);
    t.equal(part.pages.length, 2);
    // A carton nobody has weighed holds 12 tarpaulins of 4.2 kg: at least that.
    t.same(part.lacks(['Caja 1,000 de 1,001', 'Caja 1,001 de 1,001', '50.4 kg (incompleto)', '4.2 kg']), []);
    const beyond = await logistics.get(`${path}&first_box=2000`);
    t.same([beyond.status, beyond.body.code], [404, 'not_found']);
  });
});
