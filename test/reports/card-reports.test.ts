import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, type StockWorld, stockWorld } from '../helpers/world.ts';
import { csvLines, reportRows, sheetOf } from './report-files.ts';

interface Series extends StockWorld {
  lot: string;
  /** Before the line that was entered late. */
  knownBefore: string;
}

/**
 * 100 come into A1 on the 1st, 30 of them move to B1 on the 2nd, 20 leave A1 and 5 of B1 are damaged on the 3rd, 2 are found in B1
 * on the 4th, and on the 5th the damage proves none. On the 5th too, 10 are entered that had left A1 on the 2nd.
 */
async function series(service: Service): Promise<Series> {
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const receipt = await logistics.post('/v1/receipts', {
    warehouse_id: world.warehouse,
    reference: 'FAC-9',
    received_from: 'Proveedor',
    received_on: '2026-08-01',
    means: 'road',
    lines: [
      {
        item_id: world.item,
        grant_id: world.grant,
        lot_number: 'TP-1',
        location_id: world.bin,
        quantity: 100,
        expires_on: '2027-01-31',
        unit_value: '12.25',
        currency: 'USD',
      },
    ],
  });
  const lot = receipt.body.lines[0].lot_id;
  const post = (kind: string, occurred_on: string, line: object, more: object = {}) =>
    made(logistics, '/v1/stock/movements', { kind, occurred_on, ...more, lines: [{ lot_id: lot, ...line }] });
  const a1 = { from_location_id: world.bin };
  const b1 = { from_location_id: world.otherBin };
  await post('move', '2026-08-02', { ...a1, to_location_id: world.otherBin, quantity: 30 });
  await post('issue', '2026-08-03', { ...a1, quantity: 20 }, { reference: 'VALE-7' });
  const damage = await post(
    'write_off',
    '2026-08-03',
    { ...b1, quantity: 5 },
    { reason: 'damaged', note: 'Lluvia' },
  );
  await post('adjust', '2026-08-04', { to_location_id: world.otherBin, quantity: 2 }, { reason: 'found' });
  await made(logistics, `/v1/stock/movements/${damage}/reversal`, { note: 'No estaban dañadas' });
  const knownBefore = service.clock.now().toISOString();
  service.clock.set('2026-08-05T18:10:00.000Z');
  await post('issue', '2026-08-02', { ...a1, quantity: 10 }, { reference: 'VALE-6' });
  return { ...world, lot, knownBefore };
}

onBothEngines('cards: every line with the balance after it, proven against the ledger', async (t, engine) => {
  const service = await startService(t, engine);
  const { warehouse, bin, otherBin, lot, knownBefore, item } = await series(service);
  const logistics = service.as('logistics');
  await made(logistics, '/v1/stock-levels', {
    warehouse_id: warehouse,
    item_id: item,
    minimum: 40,
    reorder: 60,
  });
  const card = async (name: string, query: string) =>
    (await reportRows(service.as('auditor'), `/v1/reports/${name}?${query}`)).map((row) => [
      row.occurred_on,
      row.in,
      row.out,
      row.balance,
    ]);
  const full = [
    ['2026-08-01', 100, null, 100],
    ['2026-08-02', null, 10, 90],
    ['2026-08-03', null, 20, 70],
    ['2026-08-03', null, 5, 65],
    ['2026-08-04', 2, null, 67],
    ['2026-08-05', 5, null, 72],
  ];
  const here = `warehouse_id=${warehouse}`;

  await t.test('a stock card leaves out what stays inside the warehouse', async (t) => {
    t.same(await card('stock-card', here), full);
    t.same(await card('stock-card', `lot_id=${lot}`), full);
    const rows = await reportRows(logistics, `/v1/reports/stock-card?${here}`);
    t.match(rows[0].document_number, /^GRN-\d{6}$/);
    t.same(
      rows.map((row) => [row.counterpart, row.note]),
      [
        ['Supplier', 'Receipt'],
        ['Distributed', 'Issue'],
        ['Distributed', 'Issue'],
        ['Loss', 'Write-off · Damaged · Lluvia'],
        ['Adjustment', 'Adjustment · Found'],
        ['Loss', 'Reversal · No estaban dañadas'],
      ],
    );
    t.same([rows[1].document_number, rows[2].document_number], ['VALE-6', 'VALE-7']);
    t.match(rows[5], { minimum: 40, expires_on: '2027-01-31', lot_number: 'TP-1', donor_name: 'Donor' });
  });

  await t.test('a bin card has the moves too, and the bins add up to the warehouse', async (t) => {
    t.same(await card('bin-card', `location_id=${bin}`), [
      ['2026-08-01', 100, null, 100],
      ['2026-08-02', null, 30, 70],
      ['2026-08-02', null, 10, 60],
      ['2026-08-03', null, 20, 40],
    ]);
    t.same(await card('bin-card', `location_id=${otherBin}`), [
      ['2026-08-02', 30, null, 30],
      ['2026-08-03', null, 5, 25],
      ['2026-08-04', 2, null, 27],
      ['2026-08-05', 5, null, 32],
    ]);
    t.equal((await card('bin-card', here)).length, 8);
    const stock = await reportRows(logistics, `/v1/reports/stock-on-hand?${here}`);
    t.same(
      stock.map((row) => [row.location_code, row.on_hand]),
      [
        ['A1', 40],
        ['B1', 32],
      ],
    );
  });

  await t.test('cut by days it begins with the balance from before', async (t) => {
    t.same(await card('stock-card', `${here}&from_day=2026-08-03`), [
      ['2026-08-03', null, null, 90],
      ...full.slice(2),
    ]);
    t.same(await card('stock-card', `${here}&from_day=2026-08-02&to_day=2026-08-02`), [
      ['2026-08-02', null, null, 100],
      ['2026-08-02', null, 10, 90],
    ]);
    t.same(await card('stock-card', `${here}&from_day=2026-08-06`), [['2026-08-06', null, null, 72]]);
    t.same(await card('stock-card', `${here}&to_day=2026-07-31`), []);
    t.same(await card('stock-card', `${here}&from_day=2026-08-01`), full, 'nothing was before');
  });

  await t.test('as it was known before the late entry', async (t) => {
    t.same(
      (await card('stock-card', `${here}&known_at=${knownBefore}`)).map(([, , , balance]) => balance),
      [100, 80, 75, 77, 82],
    );
  });

  await t.test('loss and damage: what was lost, and what was not after all', async (t) => {
    await made(logistics, '/v1/stock/movements', {
      kind: 'adjust',
      reason: 'theft',
      lines: [{ lot_id: lot, from_location_id: bin, quantity: 3 }],
    });
    const rows = await reportRows(logistics, `/v1/reports/loss-and-damage?${here}`);
    t.same(
      rows.map((row) => [row.occurred_on, row.lost_at, row.lost, row.value, row.reason]),
      [
        ['2026-08-03', 'B1', 5, '61.25', 'Damaged'],
        ['2026-08-05', 'B1', -5, '-61.25', null],
        ['2026-08-05', 'A1', 3, '36.75', 'Theft'],
      ],
      'what was found is no loss',
    );
    t.equal((await reportRows(logistics, `/v1/reports/loss-and-damage?${here}&to_day=2026-08-03`)).length, 1);
  });

  await t.test('as CSV in Spanish with tags, and as a workbook of numbers and days', async (t) => {
    const [head, tags, first, second] = await csvLines(
      logistics,
      `/v1/reports/stock-card?${here}&from_day=2026-08-03&format=csv&language=es&hxl=true`,
    );
    const at = (header: string) => head?.indexOf(header) ?? -1;
    t.same([tags?.[at('Entrada')], tags?.[at('Saldo')]], ['#indicator+stock+in+num', '#indicator+stock+num']);
    t.same(
      [first?.[at('Observaciones')], first?.[at('Saldo')], first?.[at('Entrada')]],
      ['Saldo anterior', '90', ''],
    );
    t.same([second?.[at('Salida')], second?.[at('Documento')]], ['20', 'VALE-7']);
    const sheet = await sheetOf(logistics, `/v1/reports/bin-card?${here}&format=xlsx`);
    const headers = (sheet.getRow(1).values as string[]).slice(1);
    const cell = (header: string) => sheet.getRow(2).getCell(headers.indexOf(header) + 1).value;
    t.same([cell('In'), cell('Balance'), cell('Minimum')], [100, 100, 40]);
    t.same(cell('Date'), new Date('2026-08-01T00:00:00.000Z'));
  });

  await t.test('counts and loans are named on the cards', async (t) => {
    const count = await logistics.post('/v1/stock-counts', {
      warehouse_id: warehouse,
      mode: 'delta',
      location_ids: [bin],
    });
    const path = `/v1/stock-counts/${count.body.id}`;
    const [line] = await logistics.all(`${path}/lines`);
    await logistics.post(`${path}/entries`, { lines: [{ line_id: line.id, quantity: 36 }] });
    await logistics.post(`${path}/closing`);
    await service.asOther('logistics').post(`${path}/approval`);
    t.equal((await logistics.post(`${path}/posting`, {})).status, 200);
    const other = await made(logistics, '/v1/grants', { code: 'GRANT-B', donor_name: 'Otro', title: 'B' });
    const loan = await logistics.post('/v1/grant-loans', {
      lot_id: lot,
      location_id: bin,
      quantity: 6,
      borrower_grant_id: other,
      reason: 'Urgencia',
      agreed_by: 'Jefatura',
      agreed_on: '2026-08-05',
    });
    t.equal(loan.status, 201);
    const rows = await reportRows(logistics, `/v1/reports/stock-card?lot_id=${lot}`);
    t.same(
      rows.slice(-2).map((row) => [row.document_number, row.out, row.balance]),
      [
        [count.body.number, 1, 68],
        [loan.body.number, 6, 62],
      ],
    );
  });
});

onBothEngines('grants and targets as files, the same as the service answers', async (t, engine) => {
  const service = await startService(t, engine);
  const { warehouse, grant, item, knownBefore } = await series(service);
  const logistics = service.as('logistics');

  await t.test('what a grant bought and what became of it', async (t) => {
    const [row, ...rest] = await reportRows(logistics, `/v1/reports/grant?grant_id=${grant}`);
    t.same(rest, []);
    t.match(row, {
      received: 100,
      value: '1225',
      on_hand: 72,
      distributed: 30,
      lost: 0,
      adjusted_away: -2,
      in_kits: 0,
    });
    const [known] = await reportRows(
      logistics,
      `/v1/reports/grant?grant_id=${grant}&known_at=${knownBefore}`,
    );
    t.match(known, { on_hand: 82, distributed: 20 }, 'the late entry was not known yet');
    const [past] = await reportRows(logistics, `/v1/reports/grant?grant_id=${grant}&as_of=2026-08-03`);
    t.match(past, { on_hand: 65, distributed: 30, lost: 5 });
    const places = await reportRows(logistics, `/v1/reports/grant-places?grant_id=${grant}`);
    t.same(places.map((place) => [place.location_code, place.location_kind, place.on_hand]).sort(), [
      ['A1', 'Bin', 40],
      ['B1', 'Bin', 32],
    ]);
    t.same(await reportRows(logistics, `/v1/reports/grant-reached?grant_id=${grant}`), []);
    const [head, tags] = await csvLines(
      logistics,
      `/v1/reports/grant?grant_id=${grant}&format=csv&language=es&hxl=true`,
    );
    t.equal(tags?.[head?.indexOf('Recibido') ?? -1], '#output+received+num');
    const sheet = await sheetOf(logistics, `/v1/reports/grant?grant_id=${grant}&format=xlsx&language=es`);
    t.equal(sheet.name, 'Qué compró el fondo');
    const unknown = await logistics.get(`/v1/reports/grant?grant_id=${warehouse}`);
    t.same([unknown.status, unknown.body.code], [404, 'not_found']);
  });

  await t.test('targets with a row for each need', async (t) => {
    await made(logistics, '/v1/preparedness-targets', {
      code: 'META-1',
      name_es: 'Lonas para 50 hogares',
      name_en: 'Tarpaulins for 50 households',
      warehouse_id: warehouse,
      quantity: 50,
      unit: 'households',
      source: 'Plan',
      needs: [{ item_ids: [item], rate_numerator: 2 }],
    });
    const [row, ...rest] = await reportRows(logistics, '/v1/reports/preparedness-targets?language=es');
    t.same(rest, []);
    // Two a household: 72 cover 36 of 50 households, and 28 tarpaulins lack.
    t.match(row, {
      target_code: 'META-1',
      target_name: 'Lonas para 50 hogares',
      target_unit: 'hogares',
      required: 50,
      covered: 36,
      missing: 14,
      units_required: 100,
      ready: 72,
      units_missing: 28,
    });
    const later = await reportRows(logistics, '/v1/reports/preparedness-targets?expiring_before=2027-02-01');
    t.match(later, [{ covered_then: 0, expiring: 72 }]);
  });
});
