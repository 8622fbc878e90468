import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import t from 'tap';
import { countsCsv, countsCsvWithErrors, countsHxl, sampleOperation } from '../../db/sample/operation.ts';
import type { Client, Reply } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { sharedData } from '../helpers/shared-data.ts';
import { made } from '../helpers/world.ts';

const TODAY = '2026-08-05';

function openOperation(service: Service, code = 'IXORA'): Promise<string> {
  return made(service.as('logistics'), '/v1/operations', {
    code,
    name: 'Tormenta Ixora',
    kind: 'tropical_storm',
    started_on: '2026-07-30',
  });
}

async function addSampleSites(service: Service, operation_id: string): Promise<void> {
  for (const site of sampleOperation(TODAY).sites)
    await made(service.as('logistics'), '/v1/sites', { ...site, operation_id });
}

function upload(
  client: Client,
  operation: string,
  file: string | Uint8Array,
  query = '',
  language = 'en',
): Promise<Reply> {
  const path = `/v1/operations/${operation}/household-count-imports?file_name=censo.csv${query}`;
  return client.upload(path, file, { language });
}

const countsOf = (service: Service, operation: string) =>
  service.as('logistics').all(`/v1/household-counts?operation_id=${operation}`);

const sitesOf = (service: Service, operation: string) =>
  service.as('logistics').all(`/v1/sites?operation_id=${operation}`);

const sum = (values: readonly (number | string | null)[]) =>
  values.reduce<number>((total, value) => total + Number(value ?? 0), 0);

onBothEngines('the sample counts come in by CSV and by HXL: 1,180 households', async (t, engine) => {
  const service = await startService(t, engine);
  const responder = service.as('responder');
  const operation = await openOperation(service);
  await addSampleSites(service, operation);
  const sample = sampleOperation(TODAY).counts;
  const expected = (file: 'csv' | 'hxl') => {
    const counts = sample.filter((count) => count.delivered_in === file);
    return {
      rows_total: counts.length,
      rows_taken: counts.length,
      rows_refused: 0,
      sites_created: 0,
      households: sum(counts.map((count) => count.households)),
      individuals: sum(counts.map((count) => count.individuals)),
      females: sum(counts.map((count) => count.females)),
      males: sum(counts.map((count) => count.males)),
      error_count: 0,
      errors: [],
    };
  };
  const plain = await upload(responder, operation, countsCsv(TODAY), '&source=centre_manager');
  t.equal(plain.status, 200);
  t.match(plain.body, { ...expected('csv'), already_imported: false, dry_run: false });
  const tagged = await upload(responder, operation, countsHxl(TODAY), '&source=civil_protection');
  t.match(tagged.body, expected('hxl'));
  t.equal(plain.body.households + tagged.body.households, 1180);

  const stored = await countsOf(service, operation);
  t.equal(stored.length, 23);
  t.equal(sum(stored.map((count) => count.households)), 1180);
  for (const count of sample) {
    const found = stored.find((row) => row.site_code === count.site_code);
    const { households, individuals, females, males, counted_on } = count;
    t.match(found, { households, individuals, females, males, counted_on });
    t.equal(
      sum(found.groups.map((group: { persons: number }) => group.persons)),
      count.individuals,
      'every age band came in',
    );
  }
  const fromHxl = await responder.all(`/v1/household-counts?import_id=${tagged.body.import_id}`);
  t.equal(fromHxl.length, sample.filter((count) => count.delivered_in === 'hxl').length);
  t.ok(fromHxl.every((row) => row.source === 'civil_protection'));
});

onBothEngines('a dry run says exactly what the import does, and saves nothing', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const operation = await openOperation(service);
  const file = countsCsv(TODAY);
  const dry = await upload(logistics, operation, file, '&create_sites=true&dry_run=true');
  t.equal(dry.status, 200);
  t.match(dry.body, { import_id: null, dry_run: true, sites_created: 13, already_imported: false });
  t.same([(await countsOf(service, operation)).length, (await sitesOf(service, operation)).length], [0, 0]);
  const real = await upload(logistics, operation, file, '&create_sites=true');
  t.ok(real.body.import_id);
  t.same({ ...real.body, import_id: null, dry_run: true }, dry.body);
  t.equal((await sitesOf(service, operation)).length, 13);

  const dryAgain = await upload(logistics, operation, file, '&create_sites=true&dry_run=true');
  t.match(dryAgain.body, { already_imported: true, dry_run: true, rows_taken: 0 });
});

onBothEngines(
  'one bad row refuses the file, or is left out where asked; either way with its reason',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const operation = await openOperation(service);
    await addSampleSites(service, operation);
    const file = countsCsvWithErrors(TODAY);
    const broken = [
      [4, 'Familias', '-27', 'whole_number'],
      [5, 'Familias', '92.5', 'whole_number'],
      [6, 'Código P', 'SV0699', 'p_code_unknown'],
      [6, 'Código', 'LPA-99', 'unknown_reference'],
      [7, 'Código', 'LIB-01', 'duplicate_in_file'],
    ];
    const listed = (errors: { row: number; column: string; value: string; rule: string }[]) =>
      errors.map(({ row, column, value, rule }) => [row, column, value, rule]);

    for (const dry of ['', '&dry_run=true']) {
      const refused = await upload(logistics, operation, file, dry);
      t.equal(refused.status, 422);
      t.match(refused.body, {
        code: 'import_rejected',
        error_count: 5,
        params: { count: 5, file: 'censo.csv' },
      });
      t.same(listed(refused.body.errors), broken);
    }
    t.equal((await countsOf(service, operation)).length, 0, 'nothing was saved');

    const taken = await upload(logistics, operation, file, '&on_error=skip_rows', 'es');
    t.equal(taken.status, 200);
    t.match(taken.body, {
      rows_total: 6,
      rows_taken: 2,
      rows_refused: 4,
      households: 64 + 38,
      error_count: 5,
    });
    t.same(listed(taken.body.errors), broken);
    t.equal(
      taken.body.errors[2].message,
      'El Salvador no tiene ningún departamento ni municipio con el código P «SV0699».',
    );
    t.same((await countsOf(service, operation)).map((count) => [count.site_code, count.households]).sort(), [
      ['LIB-01', 64],
      ['LIB-02', 38],
    ]);
    const withSites = await openOperation(service, 'OTRA');
    const created = await upload(logistics, withSites, file, '&on_error=skip_rows&create_sites=true');
    t.match(created.body, { rows_taken: 2, sites_created: 2, error_count: 4 });
    t.same(
      (await sitesOf(service, withSites)).map((site) => site.code),
      ['LIB-01', 'LIB-02'],
      'a refused row adds no site',
    );
  },
);

onBothEngines(
  'the same file twice changes nothing the second time, also when both come at once',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const operation = await openOperation(service);
    const file = countsCsv(TODAY);
    const replies = await Promise.all(
      [1, 2, 3, 4].map(() => upload(logistics, operation, file, '&create_sites=true')),
    );
    t.ok(replies.every((reply) => reply.status === 200));
    const effects = replies.filter((reply) => !reply.body.already_imported);
    t.equal(effects.length, 1, 'one import took the file');
    for (const { body } of replies.filter((reply) => reply.body.already_imported)) {
      t.match(body, { import_id: effects[0]?.body.import_id, rows_total: 13, rows_taken: 0 });
      t.match(body, { sites_created: 0, households: 0, individuals: 0, females: 0, males: 0 });
    }
    t.equal((await countsOf(service, operation)).length, 13);
    t.equal((await sitesOf(service, operation)).length, 13);

    const other = await openOperation(service, 'OTRA');
    const elsewhere = await upload(logistics, other, file, '&create_sites=true');
    t.equal(elsewhere.body.already_imported, false, 'another operation takes the file for itself');
  },
);

onBothEngines('two files at once that name the same new site add it once', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const operation = await openOperation(service);
  const file = (households: number) =>
    `Código,Albergue,Fecha,Familias\nX-1,Casa Comunal,2026-08-04,${households}\n`;
  const replies = await Promise.all(
    [5, 6].map((households) => upload(logistics, operation, file(households), '&create_sites=true')),
  );
  t.same(
    replies.map((reply) => reply.status),
    [200, 200],
  );
  t.equal(sum(replies.map((reply) => reply.body.sites_created)), 1);
  t.equal((await sitesOf(service, operation)).length, 1);
  t.equal((await countsOf(service, operation)).length, 2);
});

onBothEngines(
  'sites are found by code, then by name, and added with codes that follow from their names',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const operation = await openOperation(service);
    const site = (code: string, name: string, p_code: string | null = null) =>
      made(logistics, '/v1/sites', {
        operation_id: operation,
        code,
        name,
        p_code,
        kind: 'collective_centre',
      });
    await site('LPA-01', 'Escuela Norte', 'SV0613');
    await site('CAR-1', 'El Carmen', 'SV0403');
    await site('CAR-2', 'El Carmen', 'SV0705');
    await site('IGL', 'Iglesia');
    const header = 'Código,Albergue,Código P,Fecha,Familias\n';
    const rows = [
      'lpa-01,Otro nombre,,2026-08-04,1',
      ',El Cármen,SV0705,2026-08-04,2',
      ',El Carmen,,2026-08-04,3',
      ',Casa Comunal Río 2,SV0622,2026-08-04,4',
      ',CASA COMUNAL RIO-2,SV0613,2026-08-04,5',
      'A 1,Sin código válido,,2026-08-04,6',
      ',ESCUELA NORTE,,2026-08-04,7',
      ',Iglesia,SV0613,2026-08-04,8',
      ',Iglesia,SV0622,2026-08-04,9',
    ];
    const skipping = '&on_error=skip_rows&create_sites=true';
    const reply = await upload(logistics, operation, `${header}${rows.join('\n')}\n`, skipping);
    t.match(reply.body, { rows_total: 9, rows_taken: 6, sites_created: 3 });
    t.match(reply.body.errors, [
      { row: 4, column: 'Albergue', value: 'El Carmen', rule: 'ambiguous_name' },
      { row: 7, column: 'Código', value: 'A 1', rule: 'code_format' },
      { row: 10, column: 'Albergue', value: 'Iglesia', rule: 'same_site' },
    ]);
    const codeOf = async () =>
      new Map((await countsOf(service, operation)).map((count) => [count.households, count.site_code]));
    const codes = await codeOf();
    t.equal(codes.get(1), 'LPA-01', 'by code, whatever its case');
    t.equal(codes.get(2), 'CAR-2', 'by name and P-code');
    t.equal(codes.get(4), 'CASA-COMUNAL-RIO-2');
    t.match(codes.get(5), /^CASA-COMUNAL-RIO-2-[0-9A-F]{6}$/, 'another place of that name');
    t.equal(codes.get(7), 'ESCUELA-NORTE', 'another row names the site of that name by its code');
    t.equal(codes.get(8), 'IGL');

    const nextDay = [
      ',casa comunal rio 2,SV0613,2026-08-05,50',
      ',Casa Comunal Río 2,SV0622,2026-08-05,40',
      'CAR-1,,,2026-08-05,30',
    ];
    const second = await upload(logistics, operation, `${header}${nextDay.join('\n')}\n`);
    t.match(second.body, { rows_taken: 3, sites_created: 0 });
    const later = await codeOf();
    t.equal(later.get(50), codes.get(5));
    t.equal(later.get(40), codes.get(4));
    t.equal(later.get(30), 'CAR-1');
    t.equal(later.get(5), codes.get(5), 'the counts of the day before stand');
  },
);

onBothEngines('what an import cannot take is refused with its reason', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const operation = await openOperation(service);
  const header = 'Código,Fecha,Familias,Personas,Mujeres,Hombres,Código P\n';
  const rules = async (rows: string[], query: string) => {
    const reply = await upload(
      logistics,
      operation,
      `${header}${rows.join('\n')}\n`,
      `&create_sites=true${query}`,
    );
    t.equal(reply.status, 422);
    return reply.body.errors.map((error: { row: number; column: string; rule: string }) => [
      error.row,
      error.column,
      error.rule,
    ]);
  };
  t.same(
    await rules(
      ['A,2026-08-06,1,9,5,3,SV0399', 'B,05/08/2026,1,4,2,2,HT01', 'C,2026-08-05,3,2,1,1,S-1', 'D,,1,4,2,2,'],
      '',
    ),
    [
      [2, 'Fecha', 'date_in_future'],
      [2, 'Código P', 'p_code_water_body'],
      [3, 'Fecha', 'date_order_unknown'],
      [4, 'Código P', 'p_code_format'],
      [5, 'Fecha', 'required'],
    ],
  );
  t.same(
    await rules(['A,,1,2,1,1,', 'B,01/08/2026,1,2,1,1,'], '&counted_on=2026-08-06&date_order=DMY'),
    [[2, 'Fecha', 'date_in_future']],
    'the day given for rows without one is judged too',
  );
  t.same(
    await rules(['A,2027-01-01,1,2,1,1,'], '&on_error=skip_rows'),
    [[2, 'Fecha', 'date_in_future']],
    'nothing to save is no import',
  );
  const columns = await upload(logistics, operation, 'Nombre,Edad\nAna,3\n', '&on_error=skip_rows');
  t.match(columns.body, {
    code: 'import_rejected',
    errors: [{ rule: 'missing_column' }, { rule: 'missing_column' }],
  });
  const workbook = await upload(logistics, operation, Buffer.from('PK\u0003\u0004xl/'));
  t.equal(workbook.body.code, 'unreadable_file');
  const outdated = await upload(logistics, operation, 'Lat,Gente\n#lat_deg,#people_num\n1,2\n');
  t.equal(outdated.body.code, 'hxl_outdated_tags');

  const csv = `${header}A,2026-08-05,1,2,1,1,\n`;
  const asResponder = await upload(service.as('responder'), operation, csv, '&create_sites=true');
  t.match(asResponder.body, { code: 'forbidden', params: { permission: 'sites.write' } });
  t.equal((await upload(service.as('auditor'), operation, csv)).status, 403);
  t.same([(await countsOf(service, operation)).length, (await sitesOf(service, operation)).length], [0, 0]);
  await logistics.patch(`/v1/operations/${operation}`, { state: 'closed' }, { ifMatch: '"1"' });
  t.equal((await upload(logistics, operation, csv, '&create_sites=true')).body.code, 'state_conflict');
});

onBothEngines('many errors are capped and counted', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const operation = await openOperation(service);
  const rows = Array.from({ length: 300 }, (_, index) => `S-${index},2026-08-05,${index === 0 ? 1 : 'x'}`);
  const file = `Código,Fecha,Familias\n${rows.join('\n')}\n`;
  const refused = await upload(logistics, operation, file, '&create_sites=true');
  t.match(refused.body, { error_count: 299, params: { count: 299 } });
  t.equal(refused.body.errors.length, 200);
  const skipped = await upload(logistics, operation, file, '&create_sites=true&on_error=skip_rows');
  t.match(skipped.body, { rows_taken: 1, rows_refused: 299, error_count: 299 });
  t.equal(skipped.body.errors.length, 200);
});

/** The real file; on a machine without the shared data the test says so and is passed over. */
const dtm = sharedData('dtm/iom_haiti_dtm_2013_extract_no_pii.csv');

if (dtm === null) t.skip('shared data absent: dtm', () => {});
else
  onBothEngines('38 real sites of another country come in whole', async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const operation = await openOperation(service);
    const bytes = readFileSync(dtm);
    const path = `/v1/operations/${operation}/household-count-imports?file_name=${basename(dtm)}`;
    const reply = await logistics.upload(`${path}&create_sites=true&source=displacement_tracking`, bytes);
    t.equal(reply.status, 200);
    const { body } = reply;

    // No cell of this file is quoted, so a plain split is an account of its own.
    const lines = bytes.toString('utf8').trimEnd().split(/\r?\n/);
    const headers = lines[0]?.split(',') ?? [];
    const column = (header: string) =>
      lines.slice(2).map((line) => line.split(',')[headers.indexOf(header)] ?? '');
    t.equal(lines.length - 2, 38);
    t.equal(body.rows_taken + body.rows_refused, 38);
    t.same(
      { taken: body.rows_taken, created: body.sites_created, errors: body.errors },
      { taken: 38, created: 38, errors: [] },
    );
    t.equal(body.households, sum(column('Number of Households')));
    t.equal(body.individuals, sum(column('Number of Individuals')));
    t.equal(body.females, sum(column('Female')));
    t.equal(body.males, sum(column('Male')));

    const latest = await logistics.all(`/v1/household-counts/latest?operation_id=${operation}`, 7);
    const stored = new Map(latest.map((row) => [row.code, row]));
    t.equal(sum(latest.map((row) => row.count.individuals)), body.individuals);
    const names = column('Camp Name');
    column('SSID').forEach((code, index) => {
      t.match(stored.get(code), {
        name: names[index],
        count: { households: Number(column('Number of Households')[index]) },
      });
    });
    const sites = new Map((await sitesOf(service, operation)).map((site) => [site.code, site]));
    column('Lat').forEach((latitude, index) => {
      const site = sites.get(column('SSID')[index]);
      t.match(site, { p_code: null, latitude: Number(latitude), longitude: Number(column('Lon')[index]) });
    });
    const again = await logistics.upload(`${path}&create_sites=true`, bytes);
    t.match(again.body, { already_imported: true, import_id: body.import_id, rows_total: 38, rows_taken: 0 });
    t.equal((await countsOf(service, operation)).length, 38);
  });
