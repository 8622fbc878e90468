import fc from 'fast-check';
import { referenceItems } from '../../db/reference/items.ts';
import { referenceDrafts } from '../../db/reference/kits.ts';
import { moreItems } from '../../db/reference/more-items.ts';
import type { Client, Reply } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { rows, workbook } from '../helpers/workbook.ts';
import { made } from '../helpers/world.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const soap = { code: 'SOAP', name_es: 'Jabón', name_en: 'Soap', category: 'hygiene', base_unit: 'piece' };

const send = (client: Client, file: string | Uint8Array, query = '') =>
  client.upload(`/v1/item-imports?file_name=items.csv${query}`, file, {
    headers: { 'content-type': typeof file === 'string' ? 'text/csv' : XLSX },
  });

const table = [
  'Código,Nombre (es),Nombre (en),Categoría,Unidad,Peso (g),Empaques,Sustitutos,Valores unitarios,Mercancía peligrosa,Número ONU',
  'SOAP,Jabón,Soap,Higiene,piece,102,"carton 24 2600g ?ml; pallet 480",GEL 1/2,USD 0.42 2026-01-01,no,',
  'GEL,"Gel «antibacterial»",Hand gel,hygiene,piece,,,,,sí,1987',
].join('\n');

const changesOf = ({ body }: Reply) =>
  body.items.map((item: { code: string; change: string; fields: { field: string }[] }) => [
    item.code,
    item.change,
    ...item.fields.map(({ field }) => field),
  ]);

onBothEngines('a file of items is tried, taken, and the second time changes nothing', async (t, engine) => {
  const service = await startService(t, engine);
  const client = service.as('logistics');
  await made(client, '/v1/items', { ...soap, weight_g: 100, shelf_life_days: 730 });
  const tried = await send(client, table, '&dry_run=true');
  t.equal(tried.status, 200);
  t.equal((await client.all('/v1/items')).length, 1, 'a dry run saves nothing');
  const taken = await send(client, table);
  t.same({ ...taken.body, dry_run: true }, tried.body, 'the same answer');
  t.match(taken.body, { rows_total: 2, added: 1, changed: 1, unchanged: 0, rows_refused: 0 });
  t.same(taken.body.items[0].fields, [
    { field: 'weight_g', old: '100', new: '102' },
    { field: 'packing', old: null, new: 'carton 24 2600g ?ml; pallet 480 ?g ?ml' },
    { field: 'substitutes', old: null, new: 'GEL 1/2' },
    { field: 'unit_value USD 2026-01-01', old: null, new: '0.42' },
  ]);
  const [gel, changed] = await client.all('/v1/items');
  t.match(gel, { code: 'GEL', name_es: 'Gel «antibacterial»', un_number: 'UN1987', weight_g: null });
  t.match(changed, { weight_g: 102, shelf_life_days: 730, version: 2, substitutes: [{ item_code: 'GEL' }] });
  const again = await send(client, table);
  t.match(again.body, { added: 0, changed: 0, unchanged: 2 });
  t.same(await client.all('/v1/items'), [gel, changed], 'no new version either');
  const partly = await send(client, 'Code,Weight (g)\nSOAP,\n');
  t.same(partly.body.items, [
    { row: 2, code: 'SOAP', change: 'changed', fields: [{ field: 'weight_g', old: '102', new: null }] },
  ]);
  t.match((await client.all('/v1/items'))[0], { code: 'GEL', active: true }, 'what a file leaves out stays');
});

onBothEngines('everything wrong is told at once, by sheet, row and column', async (t, engine) => {
  const service = await startService(t, engine);
  const client = service.as('logistics');
  const part = await made(client, '/v1/items', soap);
  await made(client, '/v1/kits', { ...soap, code: 'KIT', lines: [{ item_id: part, quantity: 1 }] });
  const sheet = rows([
    [
      'Code',
      'Name (es)',
      'Name (en)',
      'Category',
      'Unit',
      'Weight (g)',
      'UN number',
      'Packing',
      'Substitutes',
    ],
    ['A', 'a', 'a', 'nowhere', 'piece', 1.5, '1987', 'box 3', 'A'],
    ['KIT', 'k', 'k', 'hygiene', 'kit'],
    ['4.07952E+14', 'b', 'b', 'hygiene', 'piece'],
    ['SOAP', '', 'Soap', 'hygiene', 'piece'],
    ['GOOD', 'bueno', 'good', 'hygiene', 'piece', 5],
    ['C', 'c', 'c', 'nowhere', 'piece', 1, 'UN1987', '', 'C'],
    ['D', 'd', 'd', 'hygiene', 'piece', 1, null, null, 'GOOD; NOBODY'],
    ['GOOD', 'bueno', 'good', 'hygiene', 'piece', 5],
  ]);
  const book = workbook([{ name: 'Artículos', xml: sheet }]);
  const reply = await send(client, book);
  t.equal(reply.status, 422);
  const errors = reply.body.errors.map((e: { sheet: string; row: number; column: string; rule: string }) =>
    [e.sheet, e.row, e.column, e.rule].join(' '),
  );
  t.same(errors, [
    'Artículos 2 Weight (g) whole_number',
    'Artículos 2 Packing packing_text',
    'Artículos 3 Code is_a_kit',
    'Artículos 4 Code abbreviated_number',
    'Artículos 5 Name (es) required',
    'Artículos 7 UN number un_number_without_danger',
    'Artículos 7 Substitutes substitutes_itself',
    'Artículos 7 Category unknown_reference',
    'Artículos 8 Substitutes unknown_reference',
    'Artículos 9 Code duplicate_in_file',
  ]);
  t.equal((await client.all('/v1/items')).length, 2, 'nothing was saved');
  const some = await send(client, book, '&on_error=skip_rows');
  t.match(some.body, { added: 1, rows_refused: 7, error_count: 10 });
  t.same(
    changesOf(some).map((change: string[]) => change.slice(0, 2)),
    [['GOOD', 'added']],
  );
  t.equal((await service.as('responder').upload('/v1/item-imports?file_name=a.csv', table)).status, 403);
});

onBothEngines('what was exported is taken back without a change', async (t, engine) => {
  const service = await startService(t, engine);
  const client = service.as('logistics');
  const figure = fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: null });
  const word = fc.oneof(
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => !/[\p{Cc}\p{Cn}]/u.test(text)),
    fc.constantFrom(
      '"Jabón", ñandú; 100 %',
      'dos\nlíneas',
      '=1+1',
      "'apóstrofo",
      '-5',
      '007',
      '1e5',
      '#N/A',
      'TRUE',
    ),
  );
  const name = word.filter((text) => text.trim() !== '');
  const item = fc.record({
    name_es: name,
    name_en: name,
    weight_g: figure,
    volume_ml: figure,
    figures_source: fc.option(name, { nil: null }),
    dangerous_goods: fc.boolean(),
    packing: fc.uniqueArray(
      fc.record({
        level: fc.constantFrom('pack', 'carton', 'bale', 'pallet'),
        quantity: fc.integer({ min: 2, max: 1000 }),
        weight_g: figure,
        volume_ml: figure,
      }),
      { maxLength: 3, selector: ({ level }) => level },
    ),
  });
  const samples = fc.sample(item, { numRuns: 60, seed: 7 });
  const ids: string[] = [];
  for (const [index, one] of samples.entries()) {
    const packing = one.packing.filter(
      (level, at, all) => all.findIndex((x) => x.quantity === level.quantity) === at,
    );
    const substitutes = ids.slice(-2).map((item_id) => ({ item_id, ratio_numerator: index + 1 }));
    ids.push(await made(client, '/v1/items', { ...soap, ...one, packing, substitutes, code: `I-${index}` }));
  }
  await client.post(`/v1/items/${ids[0]}/unit-values`, {
    currency: 'USD',
    valid_from: '2026-01-01',
    unit_value: '4.30',
  });
  const before = await client.all('/v1/items');
  for (const format of ['csv', 'xlsx']) {
    for (const language of ['es', 'en']) {
      const file = await client.get(`/v1/item-exports/${format}`, { language });
      t.equal(file.status, 200);
      const back = await send(client, file.bytes);
      if (back.status !== 200) throw new Error(JSON.stringify(back.body.errors.slice(0, 3)));
      t.match(
        back.body,
        { rows_total: 60, added: 0, changed: 0, unchanged: 60, error_count: 0 },
        `${format} ${language}`,
      );
      t.same(
        changesOf(back).filter((change: string[]) => change[1] !== 'unchanged'),
        [],
      );
    }
  }
  t.same(await client.all('/v1/items'), before);
  const one = await client.get('/v1/item-exports/csv?category=water');
  t.equal(one.bytes.toString().trim().split('\r\n').length, 1, 'only the headers: no item is of water');
});

onBothEngines('the reference catalogue adds what is missing and keeps what is there', async (t, engine) => {
  const service = await startService(t, engine);
  const client = service.as('logistics');
  const all = referenceItems.length + moreItems.length;
  t.ok(all >= 60, `${all} items`);
  await made(client, '/v1/items', {
    ...soap,
    code: 'HSHETARPW406',
    name_es: 'Lona propia',
    weight_g: 4000,
  });
  const tried = await client.post('/v1/catalogue/reference?dry_run=true');
  t.match(tried.body, { dry_run: true, added: all - 1, kept: 1, drafts_added: referenceDrafts.length });
  t.equal((await client.all('/v1/items')).length, 1);
  const loaded = await client.post('/v1/catalogue/reference');
  t.match(loaded.body, { added: all - 1, kept: 1, changed: 0, families_added: 1 });
  const kept = loaded.body.items.find((row: { change: string }) => row.change === 'kept');
  t.match(kept, { code: 'HSHETARPW406' });
  t.ok(
    kept.fields.some((row: { field: string; old: string }) => row.field === 'weight_g' && row.old === '4000'),
  );
  t.match((await client.all('/v1/items?code=HSHETARPW406'))[0], { name_es: 'Lona propia', weight_g: 4000 });
  const again = await client.post('/v1/catalogue/reference');
  t.match(again.body, { added: 0, kept: 1, unchanged: all - 1, families_added: 0, drafts_added: 0 });
  const over = await client.post('/v1/catalogue/reference?overwrite=true');
  t.match(over.body, { changed: 1, kept: 0, added: 0 });
  t.match((await client.all('/v1/items?code=HSHETARPW406'))[0], { weight_g: 4200, version: 2 });

  const variants = await client.all('/v1/kits?family=hygiene-kits');
  t.same(variants.map((kit) => [kit.kit_variant, kit.intended_for, kit.compositions[0].state]).sort(), [
    ['family', 'household', 'draft'],
    ['infant', 'infant_0_23_months', 'draft'],
    ['mhm-disposable', 'female_12_49', 'draft'],
    ['mhm-reusable', 'female_12_49', 'draft'],
  ]);
  const family = (await client.all('/v1/kits')).find((kit) => kit.code === 'FAMILYKIT');
  const contents = (await client.get(`/v1/kits/${family.id}/contents`)).body;
  // 2 × 4.2 + 11 + 6 + 5 + 5 × 0.14 + 2 × 1.25 + 3 × 0.68 + 3 × 0.444 kg
  t.match(contents.weight_g, { known: 36_972, complete: true, from: 'components' });
  // 2 × 11.2 + 36 + 28.6 + 24.3 + 5 × 0.42 + 2 × 6.2 + 3 × 1.533 + 3 × 1.7 l
  t.match(contents.volume_ml, { known: 135_499, complete: true, from: 'components' });
});
