import t from 'tap';
import { lookupCode } from '../../src/documents/paper/lookup-code.ts';
import { numberOf, scanKey } from '../../src/printing/scan.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';
import { printWorld } from './printing-world.ts';

interface Hit {
  kind: string;
  id: string;
  code: string;
  box: number | null;
  path: string;
  documents: string[];
}

onBothEngines('a code leads to what carries it', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await printWorld(service);
  const logistics = service.as('logistics');
  const { receipt, consignment, lot, bin, warehouse } = world;
  const hits = async (code: string, client = logistics): Promise<Hit[]> => {
    const reply = await client.get(`/v1/lookup?code=${encodeURIComponent(code)}`);
    if (reply.status === 404 && reply.body.code === 'unknown_code') return [];
    if (reply.status !== 200) throw new Error(`${code}: ${reply.status} ${reply.bytes.toString()}`);
    return reply.body.hits;
  };
  const found = async (code: string, client = logistics) =>
    (await hits(code, client)).map(({ kind, id }) => [kind, id]);

  await t.test('what is printed in the QR codes', async (t) => {
    const { lines } = (await logistics.get(`/v1/consignments/${consignment.id}`)).body;
    const count = await logistics.post('/v1/stock-counts', { warehouse_id: warehouse, mode: 'delta' });
    const [movement] = (await logistics.get(`/v1/stock/movements?document_id=${receipt.id}`)).body.data;
    for (const [kind, id] of [
      ['receipt', receipt.id],
      ['consignment', consignment.id],
      ['stock_count', count.body.id],
      ['lot', lot],
      ['bin', bin],
      ['movement', movement.id],
    ] as const)
      t.same(await found(lookupCode(kind, id)), [[kind, id]], kind);
    const box = await hits(` ${lookupCode('consignment_line', lines[0].id, 2).toLowerCase()} `);
    t.same(
      box.map((hit) => [hit.kind, hit.id, hit.box]),
      [
        ['box', lines[0].id, 2],
        ['consignment', consignment.id, null],
      ],
    );
    t.same(await found(lookupCode('receipt', consignment.id)), [], 'of no receipt');
  });

  await t.test('what people type: numbers, lots, items, bins, in any case and with spaces', async (t) => {
    for (const text of [receipt.number, receipt.number.toLowerCase(), ` grn 1 `, 'GRN-1', 'GRN 000001'])
      t.same(await found(text), [['receipt', receipt.id]], text);
    t.same(await found(consignment.number), [['consignment', consignment.id]]);
    t.same(await found('tp-2611-a'), [['lot', lot]]);
    const [cyrillic] = await hits('МАНТА中1');
    t.equal(cyrillic?.code, 'МАНТА 中 1', 'spaces inside do not matter');
    t.same(await found('manta-n'), [['item', world.blanket]]);
    t.same(await found(' a1 '), [['bin', bin]]);
    t.same(
      (await found('CLM-1')).map(([kind]) => kind),
      ['claim'],
    );
    t.same(
      (await found('PLAN-1')).map(([kind]) => kind),
      ['plan'],
    );
  });

  await t.test('every hit is read where it says, and its documents print', async (t) => {
    for (const code of [receipt.number, 'TP-2611-A', 'A1', 'MANTA-N', 'CLM-1']) {
      for (const hit of await hits(code)) {
        for (const path of [hit.path, ...hit.documents])
          t.equal((await logistics.get(path)).status, 200, path);
      }
    }
    const [waybill] = await hits(consignment.number);
    t.equal(waybill?.documents.length, 4);
  });

  await t.test('several: all of them, by kind', async (t) => {
    const other = await stockWorld(service);
    const twin = await receiveLot(service, other, { quantity: 1, lot: 'GRN-000001' });
    const item = await made(logistics, '/v1/items', {
      code: 'grn-000001',
      name_es: 'Rara',
      name_en: 'Odd',
      category: 'shelter',
      base_unit: 'piece',
    });
    t.same(await found('GRN-000001'), [
      ['receipt', receipt.id],
      ['lot', twin],
      ['item', item],
    ]);
    t.same((await found('A1')).length, 2, 'a bin in each warehouse');
  });

  await t.test('nothing says what to do, and nobody is told more than they may read', async (t) => {
    const reply = await logistics.get('/v1/lookup?code=NADA-99', { language: 'es' });
    t.same([reply.status, reply.body.code], [404, 'unknown_code']);
    t.match(reply.body.detail, /NADA-99.*Revise/);
    const responder = service.as('responder');
    t.same(await found('GRN-1', responder), [], 'stock is not for responders');
    t.same(await found(lookupCode('lot', lot), responder), []);
    t.same((await found(consignment.number, responder)).length, 1);
    const finance = service.as('finance_maker');
    t.same(await found(consignment.number, finance), []);
    t.same((await found('MANTA-N', finance)).length, 1);
    t.equal((await logistics.get('/v1/lookup?code=')).status, 400);
    t.equal((await logistics.get('/v1/lookup')).status, 400);
  });
});

t.test('scans as they are compared', (t) => {
  t.equal(scanKey(' tp-2611 a\t'), 'TP-2611A');
  t.equal(scanKey('señal'), 'SEñAL', 'as both engines compare');
  t.same(numberOf('GRN42'), { prefix: 'GRN', number: 'GRN-000042' });
  t.same(numberOf('GRN-1000000'), { prefix: 'GRN', number: 'GRN-1000000' });
  for (const text of ['GRN', 'GRN-', '42', 'GRN-4A', 'ABCDEF-1']) t.equal(numberOf(text), undefined, text);
  t.end();
});
