import exceljs from 'exceljs';
import { onBothEngines } from '../helpers/databases.ts';
import {
  type CountingWorld,
  countingWorld,
  enter,
  finish,
  issue,
  later,
  linesOf,
  onHand,
  open,
  receive,
  step,
} from './counting-world.ts';

function upload(world: CountingWorld, id: string, file: string | Uint8Array, more = '', language = 'en') {
  return world.logistics.upload(`/v1/stock-counts/${id}/sheet-imports?file_name=conteo.csv${more}`, file, {
    language,
  });
}

async function sheet(world: CountingWorld, id: string, language = 'es'): Promise<string[][]> {
  const reply = await world.logistics.get(`/v1/stock-counts/${id}/sheet.csv`, { language });
  return reply.bytes
    .toString()
    .replace('\uFEFF', '')
    .trim()
    .split('\r\n')
    .map((row) => row.split(',').map((cell) => cell.slice(1, -1)));
}

onBothEngines('a sheet goes out blank and comes back filled', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const a = await receive(world, 'A', 20, { expires_on: '2027-05-01' });
  const b = await receive(world, 'B', 30);
  const c = await receive(world, 'C', 10, { bin: world.otherBin });
  const id = await open(world);
  const [headers = [], ...rows] = await sheet(world, id);
  t.same(headers, [
    'Línea',
    'Ubicación',
    'Código',
    'Artículo',
    'Unidad',
    'Lote',
    'Subvención',
    'Vence',
    'Contado',
    'Hora del conteo',
    'Nota',
  ]);
  t.equal(rows.length, 3);
  t.same(rows[0]?.slice(5), ['A', rows[0]?.[6], '2027-05-01', '', '', '']);
  const at = headers.indexOf('Contado');
  const filled = [headers, ...rows.map((row, index) => row.toSpliced(at, 1, ['19', '33', ''][index] ?? ''))];
  const file = filled.map((row) => row.join(';')).join('\r\n');
  const dry = await upload(world, id, file, '&dry_run=true');
  t.match(dry.body, {
    dry_run: true,
    rows_total: 3,
    rows_taken: 2,
    rows_blank: 1,
    rows_refused: 0,
    import_id: null,
  });
  t.equal((await linesOf(world, id)).get('A').counted, null, 'a dry run saves nothing');
  t.match((await upload(world, id, file)).body, { rows_taken: 2, already_imported: false });
  t.match(
    (await upload(world, id, file)).body,
    { rows_taken: 0, already_imported: true },
    'the same file is a no-op',
  );
  t.equal((await world.logistics.all(`/v1/stock-counts/${id}/entries`)).length, 2);
  const done = await finish(world, id);
  t.equal(done.status, 200);
  t.same(
    await Promise.all([a, b, c].map((lot) => onHand(world, lot))),
    [19, 33, 10],
    'absent and blank are not zero',
  );
});

onBothEngines(
  'columns in any order, headers in either language, lines by number alone',
  async (t, engine) => {
    const world = await countingWorld(t, engine);
    await receive(world, 'A', 20);
    await receive(world, 'B', 30);
    await receive(world, 'C', 10);
    const id = await open(world);
    t.match((await upload(world, id, 'counted,remarks,LOT\n18,wet box,a\n')).body, { rows_taken: 1 });
    t.match((await upload(world, id, 'Nº de lote\tConteo\n')).body, { status: 422 });
    t.match((await upload(world, id, 'Cantidad contada\tLínea\n29\t2\n')).body, { rows_taken: 1 });
    const lines = await linesOf(world, id);
    t.same(
      [...lines.values()].map(({ counted }) => counted),
      [18, 29, null],
    );
    const [entry] = await world.logistics.all(`/v1/stock-counts/${id}/entries`);
    t.equal(entry.note, 'wet box');
  },
);

onBothEngines('every error names row and column, and nothing is saved', async (t, engine) => {
  const world = await countingWorld(t, engine);
  await receive(world, 'A', 20);
  await receive(world, 'B', 30);
  await receive(world, 'B', 5, { bin: world.otherBin });
  const id = await open(world);
  const refused = await upload(
    world,
    id,
    [
      'Línea,Ubicación,Lote,Contado,Hora del conteo',
      '1,A1,A,19,',
      '1,A1,A,20,',
      '2,A1,B,2.5,',
      ',,B,3,',
      ',A1,Z,4,',
      ',A1,,7,',
      '3,A1,B,7,',
      '2,A1,B,7,yesterday',
    ].join('\n'),
  );
  t.equal(refused.status, 422);
  t.same(
    refused.body.errors.map((e: { row: number; column: string; rule: string }) => [e.row, e.column, e.rule]),
    [
      [3, 'Lote', 'duplicate_in_file'],
      [4, 'Contado', 'whole_number'],
      [5, 'Lote', 'lot_not_clear'],
      [6, 'Lote', 'lot_not_on_count'],
      [7, 'Lote', 'required'],
      [8, 'Línea', 'line_of_another_lot'],
      [9, 'Hora del conteo', 'moment_format'],
    ],
  );
  t.match(refused.body.errors[0].message, /row 2/, 'the same lot twice names both rows');
  t.same(await world.logistics.all(`/v1/stock-counts/${id}/entries`), []);
  const some = await upload(world, id, 'Lote,Contado\nA,19\nZ,4\n', '&on_error=skip_rows');
  t.match(some.body, { rows_taken: 1, rows_refused: 1, error_count: 1 });
  t.match((await upload(world, id, 'Lote,Contado\nA,18\n')).body, {
    status: 422,
    errors: [{ row: 2, rule: 'line_already_counted' }],
  });
  t.equal((await upload(world, id, 'Lote,Contado\nA,18\n', '&replaces=true')).status, 200);
  t.equal((await linesOf(world, id)).get('A').counted, 18);
  t.equal((await upload(world, id, 'Lote,Cantidad\nA,18\n')).status, 422, 'no column for what was counted');
  t.equal((await upload(world, id, '%PDF-1.7')).status, 422);
});

onBothEngines('a lot that was found comes in by file when that is said', async (t, engine) => {
  const world = await countingWorld(t, engine);
  await receive(world, 'A', 20);
  const id = await open(world);
  const line = (await linesOf(world, id)).get('A');
  const file = [
    'Bin,Item code,Lot,Grant,Expires,Counted',
    `A1,${line.item_code},NEW,${line.grant_code},31/01/2027,6`,
    `B1,${line.item_code},A,${line.grant_code},,2`,
  ].join('\n');
  t.match((await upload(world, id, file, '&date_order=DMY')).body, {
    status: 422,
    errors: [{ rule: 'lot_not_on_count' }, { rule: 'lot_not_on_count' }],
  });
  const taken = await upload(world, id, file, '&date_order=DMY&add_found=true');
  t.match(taken.body, { rows_taken: 2, lines_found: 2 });
  const lot = (await world.logistics.all('/v1/lots?lot_number=NEW'))[0];
  t.equal(lot.expires_on, '2027-01-31');
  const wrong = [
    'Bin,Item code,Lot,Grant,Counted',
    `A1,NOTHING,NEW2,${line.grant_code},6`,
    `ZZ,${line.item_code},N3,,1`,
  ];
  t.match((await upload(world, id, wrong.join('\n'), '&add_found=true')).body, {
    status: 422,
    errors: [
      { row: 2, column: 'Item code', rule: 'unknown_reference' },
      { row: 3, column: 'Grant', rule: 'required' },
    ],
  });
});

onBothEngines('the time of counting comes from the row, the file, or is asked for', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const lot = await receive(world, 'A', 1000);
  await receive(world, 'B', 7);
  // 13:00 in Panama.
  world.service.clock.set('2026-08-05T18:00:00.000Z');
  const id = await open(world, { mode: 'delta' });
  later(world, 60);
  await issue(world, lot, 100);
  later(world, 60);
  t.match((await upload(world, id, 'Lote,Contado\nA,900\nB,7\n')).body, {
    status: 422,
    errors: [{ row: 2, column: 'Contado', rule: 'counted_at_needed', value: 'A' }],
  });
  const rows = 'Lote,Contado,Hora del conteo\nA,900,2026-08-05 13:30\nB,7,\n';
  t.equal((await upload(world, id, rows)).status, 200);
  t.equal((await linesOf(world, id)).get('A').counted_at, '2026-08-05T18:30:00.000Z');
  const later_ = await upload(
    world,
    id,
    'Lote,Contado\nA,900\n',
    '&replaces=true&counted_at=2026-08-05T19:30:00Z',
  );
  t.equal(later_.status, 200);
  await step(world, id, 'closing');
  t.match((await linesOf(world, id)).get('A'), { expected: 900, difference: 0 });
});

onBothEngines('a recount sheet lists what is to be counted again', async (t, engine) => {
  const world = await countingWorld(t, engine);
  await receive(world, 'A', 20);
  await receive(world, '=B', 30);
  const id = await open(world);
  await enter(world, id, { A: 20, '=B': 3 });
  await step(world, id, 'closing');
  const line = (await linesOf(world, id)).get('=B');
  await step(world, id, 'recount', world.logistics, { line_ids: [line.id] });
  const [, ...rows] = await sheet(world, id);
  t.same(
    rows.map((row) => row[5]),
    ["'=B"],
    'a text that looks like a formula is guarded',
  );
  t.equal((await upload(world, id, "Lote,Contado\n'=B,30\n")).status, 200, 'and read back');
});

/** The exported workbook, to be filled as people fill it. */
async function workbook(world: CountingWorld, id: string, language: string) {
  const reply = await world.logistics.get(`/v1/stock-counts/${id}/sheet.xlsx`, { language });
  const book = new exceljs.Workbook();
  await book.xlsx.load(Uint8Array.from(reply.bytes).buffer);
  const page = book.worksheets[0];
  if (page === undefined) throw new Error('a workbook without a sheet');
  const headers = (page.getRow(1).values as string[]).slice(1);
  const at = (header: string) => headers.indexOf(header) + 1;
  return { reply, page, headers, at, bytes: async () => new Uint8Array(await book.xlsx.writeBuffer()) };
}

onBothEngines('a workbook goes out blind, is filled in, and comes back', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const a = await receive(world, '007', 20, { expires_on: '2027-05-01' });
  const b = await receive(world, '=B', 30);
  const c = await receive(world, 'C', 10);
  const id = await open(world);
  const { number } = (await world.logistics.get(`/v1/stock-counts/${id}`)).body;
  const { reply, page, headers, at, bytes } = await workbook(world, id, 'es');
  t.match(reply.headers, {
    'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'content-disposition': `attachment; filename="${number}.xlsx"`,
  });
  t.equal(page.name, number);
  t.notOk(headers.includes('Esperado'), 'a blind sheet does not say what is expected');
  const cells = (header: string) => [2, 3, 4].map((row) => page.getCell(row, at(header)).value);
  t.same(cells('Lote'), ['007', '=B', 'C'], 'texts as they are: no zero lost, no formula, no apostrophe');
  t.same(cells('Vence'), ['2027-05-01', null, null]);
  t.same(cells('Contado'), [null, null, null]);
  page.getCell(2, at('Contado')).value = 19;
  page.getCell(3, at('Contado')).value = 33;
  page.getCell(2, at('Nota')).value = 'Caja mojada';
  const filled = await upload(world, id, await bytes());
  t.match(filled.body, { rows_total: 3, rows_taken: 2, rows_blank: 1, rows_refused: 0 });
  t.equal((await world.logistics.all(`/v1/stock-counts/${id}/entries`))[0].note, 'Caja mojada');
  t.equal((await finish(world, id)).status, 200);
  t.same(await Promise.all([a, b, c].map((lot) => onHand(world, lot))), [19, 33, 10], 'blank is not zero');
});

onBothEngines('a workbook in English with its columns moved; the same lot twice', async (t, engine) => {
  const world = await countingWorld(t, engine);
  await receive(world, 'A', 20);
  await receive(world, 'B', 30);
  const id = await open(world, { blind: false });
  const { page, headers, at, bytes } = await workbook(world, id, 'en');
  t.equal(page.getCell(2, at('Expected')).value, '20', 'a sheet that is not blind says what is expected');
  for (const [row, quantity] of [
    [2, 18],
    [3, 30],
  ] as const)
    page.getCell(row, at('Counted')).value = quantity;
  const width = headers.length;
  for (let row = 1; row <= 3; row += 1) {
    const values = (page.getRow(row).values as (string | number | null)[]).slice(1, width + 1);
    const reversed = Array.from({ length: width }, (_, column) => values[width - 1 - column] ?? null);
    reversed.forEach((value, column) => {
      page.getCell(row, column + 1).value = value;
    });
  }
  const lot = width + 1 - at('Lot');
  const counted = width + 1 - at('Counted');
  const again = page.getRow(5);
  again.getCell(lot).value = 'a';
  again.getCell(counted).value = 17;
  const refused = await upload(world, id, await bytes());
  t.match(refused.body, {
    status: 422,
    errors: [{ sheet: page.name, row: 5, column: 'Lot', rule: 'duplicate_in_file', message: /row 2/ }],
  });
  t.same(await world.logistics.all(`/v1/stock-counts/${id}/entries`), [], 'nothing was saved');
  again.getCell(lot).value = null;
  again.getCell(counted).value = null;
  t.match((await upload(world, id, await bytes())).body, { rows_taken: 2 });
  const lines = await linesOf(world, id);
  t.same(
    [...lines.values()].map((line) => line.counted),
    [18, 30],
  );
});
