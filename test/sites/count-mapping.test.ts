import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { placeOfRow } from '../../src/sites/place-of-row.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { sharedData } from '../helpers/shared-data.ts';
import { made } from '../helpers/world.ts';
import { anOperation } from './sites-world.ts';

const haiti = sharedData('dtm/iom_haiti_dtm_2013_extract_no_pii.csv');

onBothEngines(
  'a file is looked at, its mapping saved and used again for the next file',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const operation = await anOperation(logistics);
    const file = (day: string) =>
      `Ronda 7;;;;;\nClave;Nombre local;Levantado;Total de hogares vistos;Personas presentes;Observación\n` +
      `C-1;Escuela Norte;${day};12;40;ninguna\nC-2;Iglesia;${day};9;31;goteras\n`;
    const propose = async (text: string | Uint8Array, name = 'ronda.csv') =>
      logistics.upload(`/v1/household-count-imports/proposal?file_name=${name}`, text);
    const seen = await propose(file('04/08/2026'));
    t.equal(seen.status, 200);
    t.match(seen.body, { separator: ';', encoding: 'utf-8', sheet: null });
    const columns = {
      site_code: 'Clave',
      site_name: 'Nombre local',
      counted_on: 'Levantado',
      households: 'Total de hogares vistos',
      individuals: 'Personas presentes',
    };
    const mapping_id = await made(logistics, '/v1/import-mappings', {
      kind: 'household_counts',
      name: 'Ronda',
      columns,
      date_order: 'DMY',
    });
    const upload = (text: string, query: string) =>
      logistics.upload(
        `/v1/operations/${operation}/household-count-imports?file_name=ronda.csv&create_sites=true${query}`,
        text,
      );
    t.match((await upload(file('04/08/2026'), '')).body.errors, [{ rule: 'missing_column' }]);
    const first = await upload(file('04/08/2026'), `&mapping_id=${mapping_id}`);
    t.match(first.body, { rows_taken: 2, sites_created: 2, households: 21, individuals: 71 });
    t.match((await upload(file('04/08/2026'), `&mapping_id=${mapping_id}`)).body, { already_imported: true });
    const next = await upload(file('05/08/2026'), `&mapping_id=${mapping_id}`);
    t.match(next.body, { rows_taken: 2, sites_created: 0, households: 21 });
    t.same(
      (await logistics.all(`/v1/household-counts?operation_id=${operation}&sort=counted_on`)).map(
        (one) => one.counted_on,
      ),
      ['2026-08-04', '2026-08-04', '2026-08-05', '2026-08-05'],
    );
    const stock = await made(logistics, '/v1/import-mappings', {
      kind: 'opening_stock',
      name: 'Otra',
      columns: {},
    });
    t.equal((await upload(file('03/08/2026'), `&mapping_id=${stock}`)).status, 404, 'of another kind');
    const unknown = { kind: 'household_counts', name: 'X', columns: { item_name: 'Clave' } };
    t.equal((await logistics.post('/v1/import-mappings', unknown)).status, 400);
    t.equal((await propose('Lat,Gente\n#lat_deg,#people_num\n1,2\n')).body.code, 'hxl_outdated_tags');

    const known = await propose(
      'Código,Albergue,Fecha,Familias albergadas,Personas,Nota\nA,Uno,2026-08-04,3,9,\n',
    );
    t.same(
      known.body.columns.map((one: { field: string; confidence: string; type: string }) => [
        one.field,
        one.confidence,
        one.type,
      ]),
      [
        ['site_code', 'certain', 'text'],
        ['site_name', 'certain', 'text'],
        ['counted_on', 'certain', 'date'],
        ['households', 'likely', 'whole_number'],
        ['individuals', 'certain', 'whole_number'],
        [null, null, 'blank'],
      ],
    );
    t.match(known.body.mapping, { households: 'Familias albergadas', site_code: 'Código' });
  },
);

onBothEngines(
  'the Haiti extract comes in through a saved mapping, its totals the sums of the file',
  async (t, engine) => {
    if (haiti === null) {
      t.pass('no shared data');
      return;
    }
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const operation = await anOperation(logistics);
    const bytes = readFileSync(haiti);
    const rows: string[][] = parse(bytes, { from_line: 3 });
    const sum = (column: number) => rows.reduce((total, row) => total + Number(row[column] || 0), 0);
    t.equal(rows.length, 38);
    const seen = await logistics.upload('/v1/household-count-imports/proposal?file_name=dtm.csv', bytes);
    t.match(seen.body, {
      rows: 38,
      header_row: 1,
      mapping: { households: '#affected+hh', females: '#affected+f' },
    });
    const mapping_id = await made(logistics, '/v1/import-mappings', {
      kind: 'household_counts',
      name: 'DTM',
      columns: seen.body.mapping,
    });
    const path = `/v1/operations/${operation}/household-count-imports?file_name=dtm.csv&source=displacement_tracking&create_sites=true&mapping_id=${mapping_id}`;
    const reply = await logistics.upload(path, bytes);
    t.match(reply.body, {
      rows_taken: 38,
      rows_refused: 0,
      sites_created: 38,
      households: sum(10),
      individuals: sum(11),
      females: sum(12),
      males: sum(13),
    });
    const contradictory = rows.filter((row) => Number(row[12]) + Number(row[13]) !== Number(row[11])).length;
    t.equal(reply.body.flag_count, contradictory);
    t.equal((await logistics.get(`/v1/operations/${operation}/totals`)).body.individuals, sum(11));
    t.same(
      new Set((await logistics.all(`/v1/sites?operation_id=${operation}`)).map((site) => site.p_code)),
      new Set([null]),
      'Port-au-Prince is no place of El Salvador',
    );
    t.match((await logistics.upload(path, bytes)).body, { already_imported: true });
  },
);

onBothEngines('the other shared files are refused, each for its reason', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const operation = await anOperation(logistics);
  const files = [
    'hxl/input-valid.csv',
    'hxl/input-valid-latin1.csv',
    'hxl/input-valid.ssv',
    'hxl/input-untagged.csv',
    'hxl/input-valid.xlsx',
    'sites/sv_public_buildings_candidate_sites.csv',
  ];
  for (const name of files) {
    const file = sharedData(name);
    if (file === null) continue;
    const reply = await logistics.upload(
      `/v1/operations/${operation}/household-count-imports?file_name=f&create_sites=true&counted_on=2026-08-04`,
      readFileSync(file),
    );
    t.equal(reply.status, 422, name);
    t.match(reply.body, { code: 'import_rejected' }, name);
    t.ok(
      reply.body.errors.some((error: { rule: string }) => error.rule === 'missing_column'),
      `${name} counts no households`,
    );
  }
  const hxl = '#loc+name,#adm1+name,#adm2+name,#affected+hh\n';
  const path = `/v1/operations/${operation}/household-count-imports?file_name=p.csv&create_sites=true&counted_on=2026-08-04`;
  const places = await logistics.upload(
    `${path}&on_error=skip_rows`,
    `${hxl}Uno,La Paz,El Rosario,3\nDos,,El Rosario,4\nTres,La Libertad,Santa Tecla,5\nCuatro,Usulután,El Rosario,6\n` +
      'Cinco,Santa Ana,Lago de Coatepeque,7\nSeis,San Salvador,San Salvador Centro,8\nSiete,La Unión,,9\nOcho,Ouest,Delmas,10\n',
  );
  t.same(
    places.body.errors.map(({ row, rule }: { row: number; rule: string }) => [row, rule]),
    [
      [3, 'place_ambiguous'],
      [5, 'place_elsewhere'],
      [6, 'place_water_body'],
    ],
  );
  t.match(places.body.errors[0].message, /El Rosario \(SV0404, Cuscatlán\)/);
  t.same(
    (await logistics.all(`/v1/sites?operation_id=${operation}&sort=name`)).map(({ name, p_code }) => [
      name,
      p_code,
    ]),
    [
      ['Ocho', null],
      ['Seis', 'SV10'],
      ['Siete', 'SV07'],
      ['Tres', 'SV0510'],
      ['Uno', 'SV0602'],
    ],
  );
});

t.test('a P-code that is given is not second-guessed', async (t) => {
  t.same(placeOfRow({ p_code: 'SV0101', adm1_name: 'La Paz', adm2_name: 'El Rosario' }), {
    p_code: 'SV0101',
  });
  t.same(placeOfRow({ p_code: null, adm1_name: null, adm2_name: null }), { p_code: null });
});
