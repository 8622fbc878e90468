import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import t from 'tap';
import type { Client, Reply } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { sharedData } from '../helpers/shared-data.ts';
import { made } from '../helpers/world.ts';

function addWarehouse(service: Service, code = 'PAN'): Promise<string> {
  return made(service.as('logistics'), '/v1/warehouses', {
    code,
    name: 'Hub',
    country: 'PA',
    time_zone: 'America/Panama',
    bins: [{ code: 'A1', name: 'Estante 1' }],
  });
}

function upload(
  client: Client,
  warehouse: string,
  file: string | Uint8Array,
  query = '',
  fileName = 'saldo.csv',
): Promise<Reply> {
  return client.upload(
    `/v1/warehouses/${warehouse}/opening-stock-imports?file_name=${encodeURIComponent(fileName)}${query}`,
    file,
  );
}

const stockOf = (service: Service, warehouse: string) =>
  service.as('logistics').all(`/v1/stock/balances?warehouse_id=${warehouse}`);

const sum = (values: readonly (number | string)[]) =>
  values.reduce<number>((total, value) => total + Number(value), 0);

/** How many there are of everything an import can make. */
async function census(service: Service) {
  const logistics = service.as('logistics');
  const paths = [
    '/v1/items',
    '/v1/grants',
    '/v1/lots',
    '/v1/receipts',
    '/v1/locations',
    '/v1/stock/movements',
  ];
  return Promise.all(paths.map(async (path) => (await logistics.all(path)).length));
}

const header =
  'Almacén,Código de artículo,Artículo,Categoría,Unidad,Cantidad,Valor unitario,Moneda,Donante,Lote,Vencimiento,Ubicación\n';

onBothEngines('a list becomes one receipt, and the catalogue gets what it lacked', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const warehouse = await addWarehouse(service);
  const tarpaulin = await made(logistics, '/v1/items', {
    code: 'HSHETARPW406',
    name_es: 'Lona tejida 4×6 m',
    name_en: 'Tarpaulin, woven, 4×6 m',
    category: 'shelter',
    base_unit: 'pieza',
    weight_g: 4200,
  });
  const echo = await made(logistics, '/v1/grants', {
    code: 'ECHO-26',
    donor_name: 'ECHO',
    title: 'Huracanes',
  });
  const rows = [
    'Bodega 1,HSHETARPW406,,,Pieza,100,12.25,usd,ECHO,TP-1,2030-01-31,A1',
    'Bodega 1,,"Tarpaulin, woven, 4×6 m",,pieza,40,,,ECHO,TP-1,2030-01-31,A/2/0',
    'Bodega 2,,"Jabón de baño, 100 g",Higiene,barra,5000,0.105,USD,ACNUR,,,',
    'Bodega 2,,"Jabón de baño, 100 g",Higiene,barra,700,0.105,USD,ECHO-26,,,',
    'Bodega 2,X-9,Cubeta,Higiene,cubeta,12,,,,,,',
    'Bodega 2,,Cubeta,Higiene,cubeta,3,,,,,,Estante 7',
  ];
  const file = `${header}${rows.join('\n')}\n`;
  const reply = await upload(logistics, warehouse, file);
  t.equal(reply.status, 200);
  t.match(reply.body, {
    already_imported: false,
    dry_run: false,
    rows_total: 6,
    rows_taken: 6,
    rows_refused: 0,
    lots_created: 5,
    items_created: 2,
    grants_created: 2,
    bins_created: 4,
    quantity: 100 + 40 + 5000 + 700 + 12 + 3,
    ignored_columns: [],
    errors: [],
  });

  const receipt = (await logistics.get(`/v1/receipts/${reply.body.receipt_id}`)).body;
  t.match(receipt, { means: 'opening_balance', reference: 'saldo.csv', received_on: '2026-08-05' });
  const line = (
    item_code: string,
    grant_code: string,
    lot_number: string,
    location_code: string,
    quantity: number,
  ) => ({
    item_code,
    grant_code,
    lot_number,
    location_code,
    quantity,
  });
  t.match(receipt.lines, [
    line('HSHETARPW406', 'ECHO-26', 'TP-1', 'BODEGA-1/A1', 100),
    line('HSHETARPW406', 'ECHO-26', 'TP-1', 'BODEGA-1/A/2/0', 40),
    line('JABON-DE-BANO-100-G', 'ACNUR', 'OPENING-4', 'BODEGA-2/MAIN', 5000),
    line('JABON-DE-BANO-100-G', 'ECHO-26', 'OPENING-5', 'BODEGA-2/MAIN', 700),
    line('X-9', 'UNSPECIFIED', 'OPENING-6', 'BODEGA-2/MAIN', 12),
    line('X-9', 'UNSPECIFIED', 'OPENING-7', 'BODEGA-2/ESTANTE-7', 3),
  ]);
  t.equal(receipt.lines.length, 6);
  const soap = (await logistics.all('/v1/items?code=JABON-DE-BANO-100-G'))[0];
  t.match(soap, { name_es: 'Jabón de baño, 100 g', category: 'hygiene', base_unit: 'barra' });
  t.match(soap, { weight_g: null, volume_ml: null }, 'unknown, never zero');
  const lots = await logistics.all(`/v1/lots?item_id=${tarpaulin}`);
  t.equal(lots.length, 1, 'one lot in two bins');
  t.match(lots[0], { unit_value: '12.25', currency: 'USD', expires_on: '2030-01-31', grant_id: echo });
  t.equal((await logistics.get(`/v1/lots/${lots[0].id}/balance`)).body.on_hand, 140);

  // Two blank lines put the row where the first list had its soap: row 4.
  const blank = `${header}\n\nBodega 2,,"Jabón de baño, 100 g",Higiene,barra,1,,,ACNUR,,,\n`;
  const second = await upload(logistics, warehouse, blank);
  t.match(second.body, { items_created: 0, grants_created: 0, bins_created: 0, lots_created: 1 });
  const numbers = (await logistics.all(`/v1/lots?item_id=${soap.id}`)).map((lot) => lot.lot_number).sort();
  t.equal(numbers.length, 3);
  t.match(numbers[1], /^OPENING-4-[0-9a-f]{6}$/, 'row 4 of another list is another lot');
});

onBothEngines('a dry run says exactly what the import does, and saves nothing', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const warehouse = await addWarehouse(service);
  const file = `${header}B,,Manta,Abrigo,pieza,10,,,UNICEF,,,\nB,,Cubeta,,pieza,x,,,,,,\n`;
  const before = await census(service);
  const dry = await upload(logistics, warehouse, file, '&on_error=skip_rows&dry_run=true');
  t.match(dry.body, {
    import_id: null,
    receipt_id: null,
    dry_run: true,
    rows_taken: 1,
    rows_refused: 1,
    quantity: 10,
  });
  t.same(await census(service), before);
  const real = await upload(logistics, warehouse, file, '&on_error=skip_rows');
  t.ok(real.body.import_id);
  t.ok(real.body.receipt_id);
  t.same({ ...real.body, import_id: null, receipt_id: null, dry_run: true }, dry.body);
  t.equal((await logistics.all('/v1/items')).length, 1, 'a refused row adds nothing to the catalogue');
});

onBothEngines(
  'the same list twice changes nothing the second time, also when both come at once',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const warehouse = await addWarehouse(service);
    const file = `${header}B,,Manta,Abrigo,pieza,10,,,UNICEF,,,\nB,,Cubeta,,pieza,5,,,,,,\n`;
    const replies = await Promise.all([1, 2, 3, 4].map(() => upload(logistics, warehouse, file)));
    t.ok(replies.every((reply) => reply.status === 200));
    const effects = replies.filter((reply) => !reply.body.already_imported);
    t.equal(effects.length, 1);
    for (const { body } of replies.filter((reply) => reply.body.already_imported)) {
      t.match(body, { import_id: effects[0]?.body.import_id, rows_total: 2, rows_taken: 0, quantity: 0 });
      t.match(body, {
        receipt_id: null,
        lots_created: 0,
        items_created: 0,
        grants_created: 0,
        bins_created: 0,
      });
    }
    t.equal(sum((await stockOf(service, warehouse)).map((row) => row.on_hand)), 15);
    t.equal((await logistics.all('/v1/receipts')).length, 1);
  },
);

onBothEngines('lists of several warehouses at once add what they share once', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const warehouses = [];
  for (const code of ['W1', 'W2', 'W3']) warehouses.push(await addWarehouse(service, code));
  const names = Array.from({ length: 20 }, (_, index) => `Artículo ${index}`);
  const file = header + names.map((name) => `B,,${name},,pieza,2,,,Donante,,,\n`).join('');
  const replies = await Promise.all(warehouses.map((warehouse) => upload(logistics, warehouse, file)));
  t.same(
    replies.map((reply) => [reply.status, reply.body.quantity]),
    [
      [200, 40],
      [200, 40],
      [200, 40],
    ],
  );
  t.equal(sum(replies.map((reply) => reply.body.items_created)), 20);
  t.equal(sum(replies.map((reply) => reply.body.grants_created)), 1);
  t.equal((await logistics.all('/v1/items')).length, 20);
  const item = (await logistics.all('/v1/stock/items')).find((row) => row.name_es === 'Artículo 7');
  t.equal(item.on_hand, 6);
});

onBothEngines('the longest list is taken whole, and one row more is refused whole', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const warehouse = await addWarehouse(service);
  const lines = Array.from({ length: 20_001 }, (_, index) => `B,,Cosa,,pieza,1,,,,L-${index},,\n`);
  const before = await census(service);
  const refused = await upload(logistics, warehouse, header + lines.join(''));
  t.match(refused.body, { code: 'table_too_large', params: { max_rows: 20_000 } });
  t.same(await census(service), before);
  const taken = await upload(logistics, warehouse, header + lines.slice(0, 10_000).join(''));
  t.match(taken.body, { rows_taken: 10_000, lots_created: 10_000, items_created: 1, quantity: 10_000 });
  const stock = await logistics.get('/v1/stock/items');
  t.match(stock.body.data, [{ on_hand: 10_000 }]);
  const bins = await logistics.all(`/v1/locations?warehouse_id=${warehouse}`);
  t.same(
    [...new Set(bins.map((bin: { purpose: string }) => bin.purpose))],
    ['storage'],
    'bins of a list can be reserved from',
  );
  const receipt = await logistics.get(`/v1/receipts/${taken.body.receipt_id}`);
  t.equal(receipt.body.lines.length, 10_000, 'the receipt names every lot');
});

onBothEngines('every row that cannot be taken is refused with its reason', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const warehouse = await addWarehouse(service);
  const item = { category: 'shelter', base_unit: 'pieza', name_en: 'n' };
  await made(logistics, '/v1/items', { ...item, code: 'K-1', name_es: 'Kit de higiene' });
  await made(logistics, '/v1/items', { ...item, code: 'K-2', name_es: 'Kit de higiene' });
  await made(logistics, '/v1/grants', { code: 'U-1', donor_name: 'UNICEF', title: 'uno' });
  await made(logistics, '/v1/grants', { code: 'U-2', donor_name: 'UNICEF', title: 'dos' });
  await upload(logistics, warehouse, `${header}B,K-1,,,pieza,1,,,U-1,L-1,2027-01-01,\n`);
  const rows = [
    'B,,Kit de higiene,,pieza,1,,,U-1,,,',
    'B,K-1,,,caja,1,,,U-1,,,',
    'B,K-1,,,pieza,1,,,UNICEF,,,',
    'B,K-1,,,pieza,1,,,U-1,L-1,2027-01-02,',
    'B,NUEVO 1,Nuevo,,pieza,1,,,U-1,,,',
    'B,K-1,,,pieza,1,1234567890.5,USD,U-1,L-9,,',
    'B,K-2,,,pieza,1,,,U-2,L-2,2027-05-05,',
    'B,K-2,,,pieza,1,,,U-2,L-2,2027-05-06,',
    'B,K-2,,,caja,0,,,U-2,,05/08/2027,',
    'B,Z-1,Zeta,,pieza,1,,,Nuevo donante,,,',
    'B,Z-1,Zeta,,caja,1,,,Nuevo donante,,,Otra',
  ];
  const expected = [
    [2, 'Artículo', 'ambiguous_name'],
    [3, 'Unidad', 'unit_differs'],
    [4, 'Donante', 'ambiguous_name'],
    [5, 'Vencimiento', 'lot_differs'],
    [6, 'Código de artículo', 'code_format'],
    [7, 'Valor unitario', 'number_too_large'],
    [9, 'Vencimiento', 'lot_differs'],
    [10, 'Cantidad', 'whole_number'],
    [10, 'Vencimiento', 'date_order_unknown'],
    [10, 'Unidad', 'unit_differs'],
    [12, 'Unidad', 'unit_differs'],
  ];
  const listed = (reply: Reply) =>
    reply.body.errors.map((error: { row: number; column: string; rule: string }) => [
      error.row,
      error.column,
      error.rule,
    ]);
  const file = `${header}${rows.join('\n')}\n`;
  const before = await census(service);
  const refused = await upload(logistics, warehouse, file);
  t.equal(refused.status, 422);
  t.match(refused.body, { code: 'import_rejected', error_count: expected.length });
  t.same(listed(refused), expected);
  t.same(await census(service), before, 'nothing was saved');
  const skipped = await upload(logistics, warehouse, file, '&on_error=skip_rows');
  t.equal(skipped.status, 200);
  t.match(skipped.body, {
    rows_total: 11,
    rows_taken: 2,
    rows_refused: 9,
    items_created: 1,
    grants_created: 1,
  });
  t.same(listed(skipped), expected);
  t.equal((await upload(service.as('responder'), warehouse, file)).status, 403);
  t.equal((await upload(logistics, skipped.body.import_id, file)).status, 404);
  t.equal((await upload(logistics, warehouse, '%PDF-1.7')).body.code, 'unreadable_file');
});

onBothEngines(
  'one list of several warehouses comes in whole, or each warehouse by itself',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const [first, second] = [await addWarehouse(service, 'W1'), await addWarehouse(service, 'W2')];
    const rows = [
      'Bodega Ñandú,,Manta,,pieza,10,,,,,,A1',
      'BODEGA ÑANDÚ ,,Manta,,pieza,20,,,,,,Estante 1',
      'Bodega 2,,Manta,,pieza,400,,,,,,',
      'Bodega 2,,Manta,,pieza,mil,,,,,,',
    ];
    const file = `${header}${rows.join('\n')}\n`;
    const nandu = await upload(
      logistics,
      first,
      file,
      `&warehouse_name=${encodeURIComponent('bodega ñandu')}`,
    );
    t.match(nandu.body, { rows_total: 2, rows_taken: 2, quantity: 30, bins_created: 0 });
    t.same(
      (await stockOf(service, first)).map((row) => [row.location_code, row.on_hand]).sort(),
      [
        ['A1', 10],
        ['A1', 20],
      ],
      'the bins of the warehouse, by code and by name',
    );
    const two = await upload(logistics, second, file, '&warehouse_name=Bodega 2&on_error=skip_rows');
    t.match(two.body, { rows_total: 2, rows_taken: 1, rows_refused: 1, quantity: 400, bins_created: 1 });
    t.same(
      (await stockOf(service, second)).map((row) => row.location_code),
      ['MAIN'],
    );

    const again = await upload(logistics, first, file, '&warehouse_name=BODEGA ÑANDÚ');
    t.match(again.body, { already_imported: true, quantity: 0 });
    const whole = await upload(logistics, first, file, '&on_error=skip_rows');
    t.equal(whole.status, 409, 'the whole after a part would count the part twice');
    t.match(whole.body, { code: 'conflict', params: { value: 'bodega nandu' } });
    const rest = await upload(logistics, first, file, '&warehouse_name=Bodega 2&on_error=skip_rows');
    t.match(rest.body, { already_imported: false, quantity: 400 });
    const nobody = await upload(logistics, first, file, '&warehouse_name=Bodega 3');
    t.match(nobody.body, {
      code: 'import_rejected',
      errors: [{ rule: 'unknown_reference', value: 'Bodega 3' }],
    });
    t.equal(sum((await stockOf(service, first)).map((row) => row.on_hand)), 430);
  },
);

/** A test on one real file; on a machine without the shared data it says so and is passed over. */
function onRealFile(
  relativePath: string,
  run: (
    t: Parameters<Parameters<typeof onBothEngines>[1]>[0],
    service: Service,
    file: Buffer,
    name: string,
  ) => Promise<void>,
): void {
  const path = sharedData(relativePath);
  if (path === null) t.skip(`shared data absent: ${relativePath}`, () => {});
  else
    onBothEngines(relativePath, async (t, engine) =>
      run(t, await startService(t, engine), readFileSync(path), basename(path)),
    );
}

onRealFile('items/Logistics_warehouse_stock.csv', async (t, service, file, name) => {
  const logistics = service.as('logistics');
  const warehouse = await addWarehouse(service);
  // An account of its own: the quantity is the last bare number before the quoted donor, whatever commas names hold.
  const lines = file
    .toString('utf8')
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== '');
  const parsed = lines.map((line) => /,(\d+),"([^"]*)"$/.exec(line) ?? []);
  const quantities = parsed.map((match) => Number(match[1]));
  const donors = new Set(parsed.map((match) => match[2]));
  t.equal(lines.length, 152);

  const reply = await upload(logistics, warehouse, file, '', name);
  t.equal(reply.status, 200);
  const { body } = reply;
  t.equal(body.rows_taken + body.rows_refused, 152);
  t.same([body.rows_refused, body.errors], [0, []]);
  t.match(body, { quantity: sum(quantities), lots_created: 152, items_created: 152, bins_created: 4 });
  t.equal(body.grants_created, donors.size);

  const stock = await stockOf(service, warehouse);
  t.equal(stock.length, 152);
  t.equal(sum(stock.map((row) => row.on_hand)), sum(quantities));
  const byRow = new Map(stock.map((row) => [row.lot_number, row.on_hand]));
  quantities.forEach((quantity, index) => {
    const lot = byRow.get(`OPENING-${index + 2}`) ?? byRow.get('FO-12005');
    t.equal(lot, quantity, `row ${index + 2}`);
  });
  const beef = (await logistics.all('/v1/lots?lot_number=FO-12005'))[0];
  t.match(beef, { unit_value: '15.59395833', currency: 'PHP', grant_code: /./ });
  t.same(
    [...new Set(stock.map((row) => row.location_code))].sort(),
    ['A', 'B', 'C', 'E'].map((letter) => `NROC-WAREHOUSE-${letter}/MAIN`),
  );
  t.match((await upload(logistics, warehouse, file, '', name)).body, {
    already_imported: true,
    rows_taken: 0,
  });
});

onRealFile('items/RMS_Demo_inv_item.csv', async (t, service, file, name) => {
  const warehouse = await addWarehouse(service);
  const logistics = service.as('logistics');
  // No quoted cell of this file holds a comma before the quantity.
  const rows = file
    .toString('utf8')
    .trimEnd()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
  const quantities = rows.map((cells) => Number(cells[5]));
  const empty = quantities.flatMap((quantity, index) => (quantity === 0 ? [index + 2] : []));
  t.ok(empty.length > 0);
  const reply = await upload(logistics, warehouse, file, '&on_error=skip_rows', name);
  t.match(reply.body, { rows_total: rows.length, rows_refused: empty.length, quantity: sum(quantities) });
  t.same(
    reply.body.errors.map((error: { row: number; rule: string }) => [error.row, error.rule]),
    empty.map((row) => [row, 'whole_number']),
  );
  t.same(reply.body.ignored_columns, ['Organisation', 'Owned By (Organisation/Branch)', 'Comments']);
  t.equal(sum((await stockOf(service, warehouse)).map((row) => row.on_hand)), sum(quantities));
  const one = await addWarehouse(service, 'GP');
  const guadeloupe = await upload(logistics, one, file, '&warehouse_name=Guadeloupe', name);
  const there = rows.filter((cells) => cells[1] === 'Guadeloupe');
  t.match(guadeloupe.body, { rows_total: there.length, rows_taken: there.length, items_created: 0 });
  t.equal(guadeloupe.body.quantity, sum(there.map((cells) => cells[5] ?? '')));
});

onBothEngines('a list with headers of its own comes in through a saved mapping', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const warehouse = await addWarehouse(service);
  const list = [
    'Qué es,Cuánto,Medida,Partida,Caduca,De quién,Observaciones',
    'Jabón,120,barra,J-1,05/08/2027,ECHO,en la entrada',
    'Jabón,30,barra,J-2,06/08/2027,ECHO,',
    'Jabón,30,barra,J-2,06/08/2027,ECHO,',
  ].join('\n');
  const unmapped = await upload(logistics, warehouse, list);
  t.match(unmapped, { status: 422, body: { code: 'import_rejected' } });

  const columns = {
    item_name: 'Qué es',
    quantity: 'cuanto',
    base_unit: 'Medida',
    lot_number: 'Partida',
    expires_on: 'Caduca',
    donor: 'De quién',
    comments: null,
  };
  const mapping = await made(logistics, '/v1/import-mappings', {
    kind: 'opening_stock',
    name: 'Bodega de la alcaldía',
    columns,
    date_order: 'DMY',
  });
  const query = `&mapping_id=${mapping}`;
  const twice = await upload(logistics, warehouse, list, `${query}&dry_run=true`);
  t.match(twice, { status: 422, body: { errors: [{ rule: 'duplicate_in_file', row: 4 }] } });
  t.match(twice.body.errors[0].message, /\b3\b/, 'the row it repeats is named');

  const partly = `${query}&on_error=skip_rows`;
  const tried = await upload(logistics, warehouse, list, `${partly}&dry_run=true`);
  t.match(tried.body, { dry_run: true, rows_taken: 2, rows_refused: 1, quantity: 150, receipt_id: null });
  t.same(await stockOf(service, warehouse), []);
  const taken = await upload(logistics, warehouse, list, partly);
  t.match(taken.body, { rows_taken: 2, quantity: 150, ignored_columns: ['Observaciones'] });
  const lots = await logistics.all('/v1/lots?sort=lot_number');
  t.match(lots, [
    { lot_number: 'J-1', expires_on: '2027-08-05' },
    { lot_number: 'J-2', expires_on: '2027-08-06' },
  ]);

  const columnGone = await upload(logistics, warehouse, list.replace('Partida', 'Serie'), query);
  t.match(columnGone.body.errors, [{ rule: 'unknown_column', value: 'Partida' }]);
  await logistics.patch(`/v1/import-mappings/${mapping}`, { active: false }, { ifMatch: '"1"' });
  const unused = await upload(logistics, warehouse, `${list}\nJabón,1,barra,J-3,,,`, query);
  t.match(unused, { status: 404, body: { code: 'not_found' } }, 'a mapping out of use');
});
