import { lookupCode } from '../../src/documents/paper/lookup-code.ts';
import { readCode128, readQrCodes } from '../helpers/barcodes.ts';
import { onBothEngines } from '../helpers/databases.ts';
import type { PdfPage } from '../helpers/pdf.ts';
import { depart } from '../helpers/relief.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import { pdfIn, pdfOf, printWorld } from './printing-world.ts';

const firstOf = (pages: readonly PdfPage[]): PdfPage => {
  const [page] = pages;
  if (page === undefined) throw new Error('no page');
  return page;
};

onBothEngines('each document has its fields, its codes, both languages', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await printWorld(service);
  const logistics = service.as('logistics');
  const { receipt, consignment, lot, warehouse, bin } = world;

  await t.test('goods received note', async (t) => {
    const path = `/v1/receipts/${receipt.id}/documents/goods-received-note`;
    const pdf = await pdfOf(logistics, `${path}?language=es`);
    t.same(
      pdf.lacks([
        'Nota de recepción de mercancías (GRN)',
        receipt.number,
        'Consignatario',
        'Hub (PA)',
        'Recibido de',
        'Proveedor Ñandú, S. A.',
        'FAC-0091',
        'Fecha de llegada',
        '2026-08-05',
        'Terrestre (CMR / placa)',
        'CMR 4471 / P-123',
        'Recibido en buen estado',
        'Reclamo',
        'Lona',
        'Manta térmica, niño',
        'TP-2611-A',
        // 100 at 4.2 kg, and 5 claimed; the other nobody has weighed, and its lot is in a script that the font lacks.
        '420 kg',
        '21 kg',
        'desconocido',
        'МАНТА [U+4E2D] 1',
        'Comentarios',
        'Dos cajas mojadas',
        'Entregado por',
        'Recibido por',
        'Fecha',
        'Cargo',
        'Nombre',
        'Firma',
        'Lugar',
        'Condición',
        'CLM-000001',
        '1 de 1',
      ]),
      [],
    );
    const page = firstOf(pdf.pages);
    t.same(readQrCodes(page), [lookupCode('receipt', receipt.id)]);
    t.equal(readCode128(page), receipt.number);
    t.notMatch(pdf.squeezed, 'REVERTIDA');
    const english = await pdfOf(logistics, path);
    t.same(
      english.lacks([
        'Goods received note (GRN)',
        'Received in good condition',
        'Claim',
        'Tarpaulin',
        'unknown',
        'Delivered by',
        '1 of 1',
      ]),
      [],
    );
    const reply = await logistics.get(`${path}?language=es`);
    t.equal(
      reply.headers['content-disposition'],
      `attachment; filename="goods-received-note-${receipt.number}.pdf"`,
    );
    t.ok(
      reply.bytes.equals((await logistics.get(`${path}?language=es`)).bytes),
      'the same data, the same bytes',
    );
    t.equal(pdf.createdAt, '(D:20260805180000Z)');
  });

  await t.test('waybill, before it leaves and after', async (t) => {
    const path = `/v1/consignments/${consignment.id}/documents/waybill?language=es`;
    const before = await pdfOf(service.as('responder'), path);
    t.same(
      before.lacks([
        'Guía de transporte (waybill)',
        consignment.number,
        'Desde',
        'Hub',
        'Hacia',
        'CC-07 Centro CC-07',
        'Beneficiario',
        'Tormenta de prueba',
        'Medio de transporte',
        'Propio o contratado',
        '[ ] propio',
        'Vehículo, placa y conductor',
        'Salida (ETD)',
        'Llegada prevista (ETA)',
        'Artículo',
        'Donante',
        'Unidades',
        'Tipo',
        'Peso',
        'Volumen',
        'Solicitud n.º',
        'Observaciones',
        'Lote TP-2611-A, vence 2028-01-31',
        'Total',
        'Cargado por',
        'Transportado por',
        'Recibido por',
        'Comentarios de quien recibe',
        'antes de devolver esta guía',
        // 30 tarpaulins: two cartons of 12 at 52 kg and 140 l, six loose at 4.2 kg and 11.2 l. 60 blankets of unknown weight.
        '129.2 kg',
        '347.2 l',
        'desconocido',
        '129.2 kg (incompleto)',
        '347.2 l (incompleto)',
        '90',
      ]),
      [],
    );
    t.same(readQrCodes(firstOf(before.pages)), [lookupCode('consignment', consignment.id)]);
    t.equal(readCode128(firstOf(before.pages)), consignment.number);
    t.same(before.lacks(['P123-456']), ['P123-456']);
    await depart(service, consignment.id);
    const after = await pdfOf(logistics, path);
    t.same(after.lacks(['P123-456', 'Transportes Ejemplo', '2026-08-05', 'logistics']), []);
    const english = await pdfOf(logistics, `/v1/consignments/${consignment.id}/documents/waybill`);
    t.same(
      english.lacks(['Waybill', 'Own or contracted', "Receiver's comments", 'Transported by', 'incomplete']),
      [],
    );
  });

  await t.test('packing list, picking list, gift certificate', async (t) => {
    const base = `/v1/consignments/${consignment.id}/documents`;
    const { lines } = (await logistics.get(`/v1/consignments/${consignment.id}`)).body;
    const isTarpaulinFirst = lines[0].lot_number === 'TP-2611-A';
    const packing = await pdfOf(logistics, `${base}/packing-list?language=es`);
    // 30 tarpaulins are two cartons of 12 and a box of 6; the blankets are one box, for nobody said how they are packed.
    t.same(
      packing.lacks([
        'Lista de empaque',
        'Cajas',
        isTarpaulinFirst ? '1–2' : '2–3',
        'Por caja',
        '12',
        '24',
        '52 kg',
        '140 l',
        '25.2 kg',
        '67.2 l',
        '60',
        'desconocido',
        'Total',
        'Empacado por',
        'Verificado por',
      ]),
      [],
    );
    const picking = await pdfOf(logistics, `${base}/picking-list?language=es`);
    t.same(
      picking.lacks([
        'Lista de preparación (picking)',
        'Ubicación',
        'A1',
        'B1',
        'A tomar',
        'Tomado',
        'Por',
        'Lona',
        '30',
        '60',
        'Preparado por',
      ]),
      [],
    );
    t.ok(picking.squeezed.indexOf('A1') < picking.squeezed.indexOf('B1'), 'in the order one walks');
    const gift = await pdfOf(logistics, `${base}/gift-certificate?language=es&regime=DUCA-T`);
    t.same(
      gift.lacks([
        'Certificado de donación',
        'Remitente',
        'Consignatario',
        'Régimen de transporte',
        'DUCA-T',
        'Mercancía',
        'Cantidad',
        'Unidad',
        'Valor unitario',
        'Total',
        '12.25 USD',
        '367.5 USD',
        'desconocido',
        '(incompleto)',
        'VALOR ÚNICAMENTE PARA FINES ADUANEROS',
        'AYUDA HUMANITARIA, PROHIBIDA SU VENTA',
        'no son para la venta'.replace('no', 'No'),
        'Por el remitente',
        'Por el consignatario',
        'Aduana',
      ]),
      [],
    );
    const english = await pdfOf(logistics, `${base}/gift-certificate`);
    t.same(
      english.lacks([
        'Gift certificate',
        'VALUE FOR CUSTOMS PURPOSES ONLY',
        'HUMANITARIAN AID, NOT FOR SALE',
        'Transport regime',
      ]),
      [],
    );
  });

  await t.test('stock card and bin card, the same lines as their reports', async (t) => {
    await made(logistics, '/v1/stock-levels', {
      warehouse_id: warehouse,
      item_id: world.item,
      minimum: 40,
      reorder: 60,
    });
    const card = await pdfOf(
      logistics,
      `/v1/lots/${lot}/documents/stock-card?language=es&warehouse_id=${warehouse}`,
    );
    t.same(
      card.lacks([
        'Tarjeta de existencias',
        'Código',
        'Unidad',
        'Lote',
        'TP-2611-A',
        'Donante',
        'Vence',
        '2028-01-31',
        'Mínimo',
        '40',
        'Bodega',
        'Fecha',
        'Documento',
        'De / a',
        'Entrada',
        'Salida',
        'Saldo',
        'Observaciones',
        receipt.number,
        'Proveedor',
        '100',
        consignment.number,
        '30',
        '70',
        'Despacho',
      ]),
      [],
    );
    t.same(readQrCodes(firstOf(card.pages)), [lookupCode('lot', lot)]);
    t.equal(readCode128(firstOf(card.pages)), 'TP-2611-A');
    const cut = await pdfOf(
      logistics,
      `/v1/lots/${lot}/documents/stock-card?warehouse_id=${warehouse}&from_day=2026-08-06`,
    );
    t.same(cut.lacks(['Stock card', 'Opening balance', '2026-08-06', '70', 'Period']), []);
    const binCard = await pdfOf(logistics, `/v1/locations/${bin}/documents/bin-card?language=es`);
    t.same(
      binCard.lacks(['Tarjeta de estante', 'Ubicación', 'A1', 'TP-2611-A', 'TP-2611-A-D', '70', '3']),
      [],
    );
    t.equal(binCard.pages.length, 2, 'a lot a page, the damaged one too');
    t.same(readQrCodes(firstOf(binCard.pages)), [lookupCode('bin', bin)]);
    const never = await logistics.get(`/v1/locations/${world.otherBin}/documents/bin-card?lot_id=${lot}`);
    t.same([never.status, never.body.code], [409, 'no_card']);
    const site = (await logistics.all('/v1/locations?kind=site'))[0];
    t.equal((await logistics.get(`/v1/locations/${site.id}/documents/bin-card`)).status, 404);
    t.equal((await logistics.get(`/v1/lots/${lot}/documents/stock-card`)).status, 400, 'of which warehouse');
  });

  await t.test('loss and damage, reversed across it', async (t) => {
    const loss = await made(logistics, '/v1/stock/movements', {
      kind: 'write_off',
      reason: 'damaged',
      note: 'Goteras en la bodega',
      reference: 'ACTA-12',
      lines: [{ lot_id: lot, from_location_id: bin, quantity: 4 }],
    });
    const path = `/v1/stock/movements/${loss}/documents/loss-and-damage-report`;
    const pdf = await pdfOf(logistics, `${path}?language=es`);
    t.same(
      pdf.lacks([
        'Informe de pérdida y daño',
        'ACTA-12',
        'Fecha del hecho',
        '2026-08-05',
        'Lugar',
        'Motivo',
        'Dañado',
        'Baja',
        'Lona',
        'TP-2611-A',
        '12.25 USD',
        '49 USD',
        'Goteras en la bodega',
        'Informado por',
        'Verificado por',
        'Aprobado por',
      ]),
      [],
    );
    t.same(readQrCodes(firstOf(pdf.pages)), [lookupCode('movement', loss)]);
    t.notMatch(pdf.squeezed, 'REVERTIDO');
    const reversal = await made(logistics, `/v1/stock/movements/${loss}/reversal`, {
      note: 'Se recuperaron',
    });
    t.match((await pdfOf(logistics, `${path}?language=es`)).squeezed, 'REVERTIDO');
    const move = await made(logistics, '/v1/stock/movements', {
      kind: 'move',
      lines: [{ lot_id: lot, from_location_id: bin, to_location_id: world.otherBin, quantity: 1 }],
    });
    for (const id of [move, reversal]) {
      const refused = await logistics.get(`/v1/stock/movements/${id}/documents/loss-and-damage-report`);
      t.same([refused.status, refused.body.code], [409, 'no_loss']);
    }
  });

  await t.test('a count sheet is blind where the count is', async (t) => {
    for (const blind of [true, false]) {
      const count = await logistics.post('/v1/stock-counts', {
        warehouse_id: warehouse,
        mode: 'freeze',
        blind,
        note: 'Cierre de mes',
      });
      const path = `/v1/stock-counts/${count.body.id}/documents/count-sheet?language=es`;
      const pdf = await pdfOf(logistics, path);
      t.same(
        pdf.lacks([
          'Hoja de conteo',
          count.body.number,
          'Línea',
          'Ubicación',
          'Artículo',
          'Lote',
          'Vence',
          'Contado',
          'Nota',
          'TP-2611-A',
          'МАНТА',
          'Cierre de mes',
          'Contado por',
          'Segunda persona',
          'Lo que se encontró y no está en la lista',
        ]),
        [],
      );
      t.same(pdf.lacks(['Esperado']), blind ? ['Esperado'] : []);
      t.same(readQrCodes(firstOf(pdf.pages)), [lookupCode('stock_count', count.body.id)]);
      await logistics.post(`/v1/stock-counts/${count.body.id}/cancellation`);
      t.match((await pdfOf(logistics, path)).squeezed, 'ANULADO');
    }
  });

  await t.test('transfers have the papers of consignments', async (t) => {
    const other = await made(logistics, '/v1/warehouses', {
      code: 'SAL-1',
      name: 'Bodega de San Salvador',
      country: 'SV',
      time_zone: 'America/El_Salvador',
      bins: [{ code: 'R1', name: 'Recepción', purpose: 'receiving' }],
    });
    const transfer = await logistics.post('/v1/transfers', {
      from_warehouse_id: warehouse,
      to_warehouse_id: other,
      means: 'air',
      lines: [{ lot_id: lot, location_id: bin, quantity: 24 }],
    });
    t.equal(transfer.status, 201);
    const base = `/v1/transfers/${transfer.body.id}/documents`;
    const waybill = await pdfOf(logistics, `${base}/waybill?language=es`);
    t.same(
      waybill.lacks([
        transfer.body.number,
        'Aéreo (AWB / vuelo)',
        'Bodega de San Salvador (SV)',
        '104 kg',
        '280 l',
      ]),
      [],
    );
    t.same((await pdfOf(logistics, `${base}/packing-list`)).lacks(['1–2', '52 kg']), []);
    t.same((await pdfOf(logistics, `${base}/picking-list`)).lacks(['A1', '24']), []);
    t.same((await pdfOf(logistics, `${base}/gift-certificate`)).lacks(['294 USD', 'Air (AWB / flight)']), []);
    await logistics.post(`/v1/transfers/${transfer.body.id}/cancellation`);
    t.match((await pdfOf(logistics, `${base}/waybill`)).squeezed, 'CANCELLED');
  });

  await t.test('a reversed receipt says so; what is not there is not printed', async (t) => {
    const line = {
      item_id: world.item,
      grant_id: world.grant,
      lot_number: 'X-1',
      location_id: bin,
      quantity: 1,
      expires_on: null,
    };
    const other = await made(logistics, '/v1/receipts', {
      warehouse_id: warehouse,
      reference: 'R',
      received_from: 'P',
      means: 'hand',
      lines: [line],
    });
    t.equal((await logistics.post(`/v1/receipts/${other}/reversal`, { note: 'Doble' })).status, 200);
    const pdf = await pdfOf(logistics, `/v1/receipts/${other}/documents/goods-received-note`);
    t.match(pdf.squeezed, 'REVERSED');
    const nowhere = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';
    for (const path of [
      `receipts/${nowhere}/documents/goods-received-note`,
      `consignments/${nowhere}/documents/waybill`,
      `transfers/${nowhere}/documents/packing-list`,
      `stock-counts/${nowhere}/documents/count-sheet`,
      `stock/movements/${nowhere}/documents/loss-and-damage-report`,
      `lots/${nowhere}/documents/stock-card?warehouse_id=${warehouse}`,
      `locations/${nowhere}/documents/bin-card`,
      `consignments/${nowhere}/labels`,
      `warehouses/${nowhere}/labels`,
    ]) {
      const reply = await logistics.get(`/v1/${path}`);
      t.same([reply.status, reply.body.code], [404, 'not_found'], path);
    }
    const word = await logistics.get(`/v1/receipts/${receipt.id}/documents/goods-received-note?format=docx`);
    t.same([word.status, word.body.code], [400, 'invalid_request']);
  });

  await t.test('labels: box n of N, weight, volume, from, to, unknown said', async (t) => {
    const path = `/v1/consignments/${consignment.id}/labels?language=es`;
    const pdf = pdfIn(await logistics.get(path), path);
    t.same(
      pdf.lacks([
        'Caja 1 de 4',
        'Caja 4 de 4',
        'Lona',
        'Lote: TP-2611-A',
        'Vence: 2028-01-31',
        'Unidades: 12 pieza',
        'Peso: 52 kg',
        'Volumen: 140 l',
        'Unidades: 6 pieza',
        'Peso: 25.2 kg',
        'Peso: desconocido',
        'Volumen: desconocido',
        'De: ',
        'A: CC-07 Centro CC-07',
        `Guía: ${consignment.number}`,
      ]),
      [],
    );
    const { lines } = (await logistics.get(`/v1/consignments/${consignment.id}`)).body;
    const [tarpaulin, blanket] = lines[0].lot_number === 'TP-2611-A' ? lines : [lines[1], lines[0]];
    const boxes = [
      ...[1, 2, 3].map((box) => lookupCode('consignment_line', tarpaulin.id, box)),
      lookupCode('consignment_line', blanket.id, 1),
    ];
    t.same(pdf.pages.flatMap(readQrCodes).sort(), boxes.sort());
    const one = await pdfOf(logistics, `${path}&size=100x150&first_box=2&last_box=2`);
    t.equal(one.pages.length, 1);
    t.same(one.lacks(['Caja 2 de 4']), []);
    const bins = await pdfOf(logistics, `/v1/warehouses/${warehouse}/labels?language=es&size=a4-3x7`);
    t.same(bins.lacks(['A1', 'B1', 'Hub', 'Uso: almacenamiento']), []);
    t.same(
      bins.pages.flatMap(readQrCodes).sort(),
      [lookupCode('bin', bin), lookupCode('bin', world.otherBin)].sort(),
    );
    t.equal((await logistics.get(`${path}&size=a0`)).status, 400);
    t.equal((await logistics.get(`${path}&first_box=3&last_box=2`)).status, 400);
  });
});
