import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';
import { csvLines, reportRows, sheetOf } from './report-files.ts';

onBothEngines('stock on hand: what lies where, what of it is free, what it is worth', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const day = service.clock.now().toISOString().slice(0, 10);
  const good = await receiveLot(service, world, { quantity: 100, lot: 'B-GOOD', expires_on: '2027-01-31' });
  await receiveLot(service, world, { quantity: 7, lot: 'A-OLD', expires_on: '2026-08-01' });
  await receiveLot(service, world, { quantity: 5, lot: 'C-HOLD', condition: 'hold', bin: world.otherBin });
  const gone = await receiveLot(service, world, { quantity: 3, lot: 'D-GONE' });
  for (const [lot_id, quantity] of [
    [good, 40],
    [gone, 3],
  ] as const) {
    const line = { lot_id, from_location_id: world.bin, quantity };
    await made(logistics, '/v1/stock/movements', { kind: 'issue', lines: [line] });
  }
  const rows = await reportRows(logistics, `/v1/reports/stock-on-hand?warehouse_id=${world.warehouse}`);
  t.same(
    rows.map((row) => [
      row.location_code,
      row.lot_number,
      row.on_hand,
      row.held,
      row.reserved,
      row.available,
      row.condition,
    ]),
    [
      ['A1', 'A-OLD', 7, 7, 0, 0, 'Good'],
      ['A1', 'B-GOOD', 60, 0, 0, 60, 'Good'],
      ['B1', 'C-HOLD', 5, 5, 0, 0, 'On hold'],
    ],
    'nothing of what is gone, nothing of the places that close the ledger',
  );
  t.same([rows[1].item_name, rows[1].unit_value, rows[1].value], ['Tarpaulin', null, null]);
  const past = await reportRows(
    logistics,
    `/v1/reports/stock-on-hand?warehouse_id=${world.warehouse}&as_of=${day}`,
  );
  t.same(
    past.map((row) => [row.lot_number, row.on_hand, row.available]),
    [
      ['A-OLD', 7, null],
      ['B-GOOD', 60, null],
      ['C-HOLD', 5, null],
    ],
    'the ledger says the same of today',
  );
  const before = await reportRows(logistics, '/v1/reports/stock-on-hand?as_of=2026-01-01');
  t.same(before, []);
});

onBothEngines('stock as it was on a day and as it was known at an instant', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 100, received_on: '2026-08-01' });
  const issue = (quantity: number, occurred_on: string) =>
    made(logistics, '/v1/stock/movements', {
      kind: 'issue',
      occurred_on,
      lines: [{ lot_id: lot, from_location_id: world.bin, quantity }],
    });
  await issue(10, '2026-08-03');
  const known = service.clock.now().toISOString();
  service.clock.set('2026-08-05T18:01:00.000Z');
  await issue(25, '2026-08-02');
  const onHand = async (query: string) =>
    (await reportRows(logistics, `/v1/reports/stock-on-hand?lot_id=${lot}&${query}`)).map(
      (row) => row.on_hand,
    );
  t.same(await onHand(''), [65]);
  t.same(await onHand('as_of=2026-08-01'), [100]);
  t.same(await onHand('as_of=2026-08-02'), [75]);
  t.same(await onHand('as_of=2026-08-03'), [65]);
  t.same(await onHand(`as_of=2026-08-02&known_at=${known}`), [100], 'the late entry was not known yet');
  t.same(await onHand(`known_at=${known}`), [90]);
  t.same(await onHand('as_of=2026-07-31'), []);
});

onBothEngines("what expires, by the warehouse's own day, and how old the stock is", async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  await receiveLot(service, world, { quantity: 1, lot: 'GONE', expires_on: '2026-08-04' });
  await receiveLot(service, world, { quantity: 2, lot: 'TODAY', expires_on: '2026-08-05' });
  await receiveLot(service, world, { quantity: 3, lot: 'MONTH', expires_on: '2026-09-04' });
  await receiveLot(service, world, { quantity: 4, lot: 'LATER', expires_on: '2026-09-05' });
  await receiveLot(service, world, { quantity: 5, lot: 'NEVER', received_on: '2026-05-06' });
  // Half past midnight UTC of the 6th is still the 5th in Panama.
  service.clock.set('2026-08-06T00:30:00.000Z');
  const expiring = await reportRows(logistics, '/v1/reports/expiry?within_days=30');
  t.same(
    expiring.map((row) => [row.lot_number, row.days_left, row.state, row.on_hand]).sort(),
    [
      ['GONE', -1, 'Expired', 1],
      ['MONTH', 30, 'Expiring', 3],
      ['TODAY', 0, 'Expiring', 2],
    ],
    'the last good day is not past it',
  );
  const ages = await reportRows(logistics, '/v1/reports/ageing');
  t.same(
    ages
      .filter((row) => ['NEVER', 'GONE'].includes(row.lot_number))
      .map((row) => [row.age_days, row.age_band]),
    [
      [0, '0–30'],
      [91, '91–180'],
    ],
  );
});

onBothEngines('one report in three formats and two languages, tags on request', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  await receiveLot(service, world, { quantity: 12, lot: '=2+5', expires_on: '2027-03-01' });
  const path = '/v1/reports/stock-on-hand';
  const [head, tags, line, ...rest] = await csvLines(
    logistics,
    `${path}?format=csv&language=es&hxl=true&bom=false`,
  );
  t.same(rest, []);
  t.same(head?.slice(0, 5), ['Bodega', 'Tipo de lugar', 'Lugar', 'Código', 'Artículo']);
  t.equal(tags?.[head?.indexOf('Existencia') ?? -1], '#indicator+stock+num');
  t.equal(tags?.[head?.indexOf('Vence') ?? -1], '#date+expiry');
  t.equal(line?.[head?.indexOf('Lote') ?? -1], "'=2+5", 'no formula');
  t.equal(line?.[head?.indexOf('Artículo') ?? -1], 'Lona');
  const sheet = await sheetOf(logistics, `${path}?format=xlsx`);
  t.equal(sheet.name, 'Stock on hand');
  const headers = (sheet.getRow(1).values as string[]).slice(1);
  const cell = (header: string) => sheet.getRow(2).getCell(headers.indexOf(header) + 1).value;
  t.same([cell('Lot'), cell('On hand')], ['=2+5', 12]);
  t.same(cell('Expires'), new Date('2027-03-01T00:00:00.000Z'));
  for (const [format, type] of [
    ['json', 'application/json; charset=utf-8'],
    ['csv', 'text/csv; charset=utf-8'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ]) {
    const { status, headers } = await logistics.get(`${path}?format=${format}`);
    t.same([status, headers['content-type']], [200, type]);
    t.equal(headers['content-disposition'], `attachment; filename="stock-on-hand-2026-08-05.${format}"`);
    t.equal(headers['cache-control'], 'no-store');
  }
  const bom = await logistics.get(`${path}?format=csv&bom=true`);
  t.same(bom.bytes.subarray(0, 3), Buffer.from([0xef, 0xbb, 0xbf]));
  const spanish = await logistics.get(path, { language: 'es' });
  t.equal(spanish.body.title, 'Existencias');
  for (const query of ['format=pdf', 'known_at=yesterday', 'as_of=2026-02-30', 'limit=5']) {
    const reply = await logistics.get(`${path}?${query}`);
    t.same([reply.status, reply.body.code], [400, 'invalid_request'], query);
  }
});
