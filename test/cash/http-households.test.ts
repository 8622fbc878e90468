import { existsSync, readFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { sampleOperation } from '../../db/sample/operation.ts';
import type { Client, Reply } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import {
  cashWorld,
  importHouseholds,
  instructedList,
  leadTo,
  makeList,
  reportCsv,
  sampleCashWorld,
  TODAY,
  uploadReport,
} from './cash-world.ts';

const DELMY = {
  code: 'HH-0001',
  household_size: 4,
  head_name: 'Delmy Carmen Arévalo Majano',
  document: '04567891-2',
  account: 'SV62DEMO00000000000000700025',
};

/** Every row of every table as text. */
async function everyRow(service: Service): Promise<string> {
  const { database } = service.context;
  const schema = await database.dumpSchema();
  const tables = [...schema.matchAll(/^(?:create )?table "?(\w+)"?/gim)].map((match) => match[1] ?? '');
  const texts = [];
  for (const table of new Set(tables)) {
    const rows = await database.read
      .selectFrom(table as 'households')
      .selectAll()
      .execute();
    texts.push(`${table} ${rows.length}\n${JSON.stringify(rows)}`);
  }
  return texts.join('\n');
}

/** What lies on disk, where the database is a file here; the engine may still hold some of it beside the file. */
function filesOf(service: Service): string {
  const path = service.context.config.database.url.replace(/^\w+:/, '');
  const files = [path, `${path}-wal`].filter((file) => existsSync(file));
  return files.map((file) => readFileSync(file, 'latin1')).join('');
}

function importFile(client: Client, operation: string, file: string, query = ''): Promise<Reply> {
  return client.upload(`/v1/operations/${operation}/household-imports?file_name=hogares.csv${query}`, file);
}

onBothEngines('a household is stored without a word of personal data in the clear', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const maker = service.as('finance_maker');
  const posted = await maker.post('/v1/households', { operation_id: world.operation, ...DELMY });
  t.equal(posted.status, 201);
  t.match(posted.body, { code: 'HH-0001', household_size: 4, has_document: true, has_account: true });
  t.same(
    Object.keys(posted.body)
      .filter((field) => field in DELMY)
      .sort(),
    ['code', 'household_size'],
  );
  const id = posted.body.id;

  const view = await maker.post(`/v1/households/${id}/personal-data-views`, { purpose: 'Confirmar cuenta' });
  t.equal(view.status, 201);
  t.match(view.body, { ...DELMY_PERSONAL, household_id: id, purpose: 'Confirmar cuenta' });

  const list = await makeList(maker, world.programme);
  await leadTo(service, list, 'instructed');
  const file = await maker.get(`/v1/payment-lists/${list}/instructions/file`);
  t.match(file.bytes.toString(), DELMY.head_name);
  const [payment] = await maker.all(`/v1/payment-lists/${list}/payments`);
  await uploadReport(
    maker,
    list,
    reportCsv([{ reference: payment.reference, status: 'failed', reason: `No existe ${DELMY.head_name}` }]),
  );
  await maker.get(`/v1/payment-lists/${list}/tie-out`);

  const stored = await everyRow(service);
  t.ok(stored.includes('households 1\n'), 'the rows were read');
  t.ok(stored.includes('HH-0001'), 'and what is no personal data is legible in them');
  const read = [stored, service.logged.join('\n'), filesOf(service)].join('\n');
  for (const secret of ['Delmy', 'Majano', '04567891', '045678912', 'SV62DEMO']) {
    t.notOk(read.includes(secret), `${secret} is neither in a row, nor in the log, nor in a file`);
  }
});

const { code: _code, household_size: _size, ...DELMY_PERSONAL } = DELMY;

onBothEngines(
  '1,000 sample households: no name, document or account in rows, log or file',
  async (t, engine) => {
    const service = await startService(t, engine);
    await sampleCashWorld(service);
    const read = [await everyRow(service), service.logged.join('\n'), filesOf(service)].join('\n');
    t.ok(read.includes('HH-1000'));
    const found = sampleOperation(TODAY)
      .households.flatMap((one) => [one.head_name, one.document, one.account])
      .filter((secret) => read.includes(secret));
    t.same(found, []);
  },
);

onBothEngines('who opened personal data is on record, once for each time', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const maker = service.as('finance_maker');
  const id = await made(maker, '/v1/households', { operation_id: world.operation, ...DELMY });
  const path = `/v1/households/${id}/personal-data-views`;
  const key = 'view-once-only';
  const first = await maker.post(path, { purpose: 'Llamar a la familia' }, { key });
  const again = await maker.post(path, { purpose: 'Llamar a la familia' }, { key });
  t.same(again.body, first.body, 'a retry is the same view');
  t.equal(again.headers['idempotency-replayed'], 'true');
  await service.asOther('finance_maker').post(path, { purpose: 'Revisar la cuenta' });

  const views = await service.as('auditor').all(`/v1/personal-data-views?subject_id=${id}`);
  t.same(views.map((view) => [view.person_name, view.purpose]).sort(), [
    ['finance_maker', 'Llamar a la familia'],
    ['other finance_maker', 'Revisar la cuenta'],
  ]);
  t.notMatch(JSON.stringify(views), /Delmy|04567891|SV62/);

  const refusals = await Promise.all([
    service.as('responder').post(path, { purpose: 'Curiosidad' }),
    service.as('logistics').post(path, { purpose: 'Curiosidad' }),
    service.as('auditor').post(path, { purpose: 'Curiosidad' }),
    service.as('finance_approver').post(path, { purpose: 'Curiosidad' }),
    service.as('responder').get('/v1/households'),
    service.as('responder').get('/v1/personal-data-views'),
  ]);
  t.same(
    refusals.map((reply) => reply.status),
    [403, 403, 403, 403, 403, 403],
  );
  t.equal((await maker.post(path, {})).status, 400, 'a view has a purpose');
  t.equal(
    (await service.as('auditor').all('/v1/personal-data-views')).length,
    2,
    'what was refused shows nothing',
  );
});

onBothEngines(
  'code and document are unique in an operation, and no answer tells a document',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await cashWorld(service);
    const elsewhere = await cashWorld(service);
    const maker = service.as('finance_maker');
    const post = (changes: object) =>
      maker.post('/v1/households', { operation_id: world.operation, ...DELMY, ...changes });
    t.equal((await post({})).status, 201);
    const sameCode = await post({ document: '11111111-1' });
    t.match([sameCode.status, sameCode.body.params.field], [409, 'code']);
    for (const document of ['04567891-2', '045678912', ' 04567891 - 2 ']) {
      const same = await post({ code: 'HH-0002', document });
      t.match([same.status, same.body.params.field], [409, 'document'], document);
      t.notMatch(same.bytes.toString(), /0456/);
    }
    t.equal((await post({ code: 'HH-0002', document: '4567891-2' })).status, 201, 'leading zeros count');
    t.equal((await post({ code: 'hh-0001', document: null })).status, 201, 'letter case tells codes apart');
    t.equal(
      (await post({ operation_id: elsewhere.operation })).status,
      201,
      'another operation is another register',
    );
    const both = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => post({ code: `RACE-${n}`, document: 'PASS-77' })),
    );
    t.same(both.map((reply) => reply.status).sort(), [201, 409, 409, 409, 409]);
  },
);

onBothEngines('a household belongs to an open operation and one of its sites', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const elsewhere = await cashWorld(service);
  const maker = service.as('finance_maker');
  const logistics = service.as('logistics');
  const site_id = await made(logistics, '/v1/sites', {
    operation_id: elsewhere.operation,
    code: 'LIB-01',
    name: 'Centro',
    kind: 'collective_centre',
  });
  const wrongSite = await maker.post('/v1/households', { operation_id: world.operation, ...DELMY, site_id });
  t.match([wrongSite.status, wrongSite.body.errors[0].pointer], [422, '/body/site_id']);
  const nowhere = await maker.post('/v1/households', { operation_id: site_id, ...DELMY });
  t.match([nowhere.status, nowhere.body.errors[0].pointer], [422, '/body/operation_id']);
  const { body } = await logistics.get(`/v1/operations/${world.operation}`);
  const closing = { ifMatch: `"${body.version}"` };
  t.equal(
    (await logistics.patch(`/v1/operations/${world.operation}`, { state: 'closed' }, closing)).status,
    200,
  );
  const late = await maker.post('/v1/households', { operation_id: world.operation, ...DELMY });
  t.match([late.status, late.body.code], [409, 'state_conflict']);
  t.equal((await importFile(maker, world.operation, 'code,household size,name\nA,1,B\n')).status, 409);
});

const HEADER = ['Código', 'Código del albergue', 'Integrantes', 'Nombre', 'Documento', 'Cuenta', 'Teléfono'];

onBothEngines(
  'every bad row of a registration file is named, and no personal data with it',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await cashWorld(service);
    const maker = service.as('finance_maker');
    await made(maker, '/v1/households', { operation_id: world.operation, ...DELMY });
    const file = stringify([
      HEADER,
      ['A-1', '', '4', 'Norma Funes', '111', 'X1', ''],
      ['', '', '4', 'Norma Funes', '112', 'X2', ''],
      ['A 2', '', '4', 'Norma Funes', '113', 'X3', ''],
      ['A-1', '', '4', 'Norma Funes', '114', 'X4', ''],
      ['A-3', 'NADA', '0', '', '115', 'X5', ''],
      ['A-4', '', '4.5', 'Norma Funes', '1.11', 'X6', ''],
      ['A-5', '', '4', 'Norma Funes', '4.07952E+14', '4.07952E+14', ''],
      ['HH-0001', '', '4', 'Norma Funes', '116', 'X7', ''],
      ['A-6', '', '4', 'Norma Funes', '045678912', 'X8', ''],
      ['A-7', '', '4', 'Norma Funes', '117', 'X9', '', 'Ofelia Funes'],
      ['Norma Funes', 'Albergue Funes', 'Norma', 'Norma Funes', '118', 'X10', ''],
      ['A-8', 'Albergue Funes', '4', 'Norma Funes', '119', 'X11', ''],
    ]);
    const expected = [
      [3, 'Código', null, 'required'],
      [4, 'Código', null, 'code_format'],
      [5, 'Código', null, 'duplicate_in_file'],
      [6, 'Integrantes', null, 'whole_number'],
      [6, 'Nombre', null, 'required'],
      [7, 'Integrantes', null, 'whole_number'],
      [8, 'Documento', null, 'abbreviated_number'],
      [8, 'Cuenta', null, 'abbreviated_number'],
      [9, 'Código', null, 'already_registered'],
      [10, 'Documento', null, 'already_registered'],
      [11, 'H', null, 'extra_cells'],
      [12, 'Código', null, 'code_format'],
      [12, 'Integrantes', null, 'whole_number'],
      [13, 'Código del albergue', null, 'unknown_reference'],
    ];
    interface Shown {
      row: number;
      column: string;
      value: string | null;
      rule: string;
    }
    const shown = (reply: Reply) =>
      reply.body.errors.map(({ row, column, value, rule }: Shown) => [row, column, value ?? null, rule]);
    const refused = await importFile(maker, world.operation, file);
    t.match([refused.status, refused.body.code], [422, 'import_rejected']);
    t.same(shown(refused), expected);
    t.equal((await maker.all('/v1/households')).length, 1, 'nothing was saved');

    const dry = await importFile(maker, world.operation, file, '&on_error=skip_rows&dry_run=true');
    const real = await importFile(maker, world.operation, file, '&on_error=skip_rows');
    t.same({ ...real.body, import_id: null, dry_run: true }, dry.body);
    t.match(real.body, { rows_total: 12, rows_taken: 1, rows_refused: 11, persons: 4, error_count: 14 });
    t.same(real.body.ignored_columns, ['Teléfono']);
    t.same(shown(real), expected);
    t.same((await maker.all('/v1/households')).map((one) => one.code).sort(), ['A-1', 'HH-0001']);
    const told = [refused, dry, real].map((reply) => reply.bytes.toString()).join('\n');
    t.notMatch(
      `${told}${service.logged.join('\n')}${await everyRow(service)}`,
      /Norma|Funes|04567891|4\.07952/,
    );
  },
);

onBothEngines('one registration file five times at once registers its households once', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  const maker = service.as('finance_maker');
  const rows = Array.from({ length: 50 }, (_, index) => [
    `H-${index}`,
    '',
    '3',
    `Name ${index}`,
    `D${index}`,
    'X',
    '',
  ]);
  const file = stringify([HEADER, ...rows]);
  const replies = await Promise.all([1, 2, 3, 4, 5].map(() => importFile(maker, world.operation, file)));
  t.same(
    replies.map((reply) => [reply.status, reply.body.rows_taken]).sort((a, b) => Number(a[1]) - Number(b[1])),
    [0, 0, 0, 0, 50].map((taken) => [200, taken]),
  );
  t.equal((await maker.all('/v1/households')).length, 50);
  const other = await importFile(maker, world.operation, stringify([HEADER, ...rows.slice(0, 2)]));
  t.equal(other.body.error_count, 4, 'another file with the same households is refused row by row');
  const responder = await importFile(service.as('responder'), world.operation, file);
  t.equal(responder.status, 403);
});

onBothEngines(
  'no cell of a provider report is repeated: not in an answer, a row or a log',
  async (t, engine) => {
    const service = await startService(t, engine);
    const { list, references } = await instructedList(service, ['A', 'B', 'C']);
    const [a = '', b = '', c = ''] = references;
    const name = 'Juana Invented';
    const status = `Rechazado: ${name} cuenta 00123`;
    const shifted = 'x'.repeat(200);
    const maker = service.as('finance_maker');
    const file = reportCsv([
      { reference: a, status: 'PAGADO', amount: '145.00' },
      { reference: b, status, amount: '145.00' },
      { reference: c, status: 'paid', amount: name },
      { reference: c, status: 'paid', amount: '145.00', currency: name },
      { reference: c, status: 'paid', amount: '145.00', paid_on: name },
      { reference: c, status: `${name} ${shifted}`, amount: '145.00' },
      { reference: `${name} ${shifted}`, status: 'paid', amount: '145.00' },
      { reference: c, status: 'paid', amount: '145.00', fsp_reference: `${name} ${shifted}` },
    ]);
    const refused = await uploadReport(maker, list, file);
    t.equal(refused.status, 422);
    const taken = await uploadReport(maker, list, file, '&on_error=skip_rows');
    t.match([taken.status, taken.body.rows_taken, taken.body.error_count], [200, 2, 6]);
    t.same(
      taken.body.errors.map((error: Violated) => [error.row, error.column, error.rule, error.value]),
      [
        [4, 'amount', 'money_amount', null],
        [5, 'currency', 'currency_code', null],
        [6, 'paid_on', 'calendar_date', null],
        [7, 'status', 'too_long', null],
        [8, 'reference', 'too_long', null],
        [9, 'fsp_reference', 'too_long', null],
      ],
    );
    const path = `/v1/fsp-reports/${taken.body.import_id}/rows`;
    const statuses = async (role: 'auditor' | 'finance_maker') =>
      (await service.as(role).all(path)).map((row) => [row.status, row.status_text]);
    t.same(await statuses('finance_maker'), [
      ['paid', 'PAGADO'],
      ['unknown', status],
    ]);
    t.same(await statuses('auditor'), [
      ['paid', 'PAGADO'],
      ['unknown', null],
    ]);
    const told = [refused, taken].map((reply) => reply.bytes.toString());
    const stored = await everyRow(service);
    t.match(stored, /"status_text":"PAGADO"/);
    t.notMatch([...told, stored, service.logged.join('\n'), filesOf(service)].join('\n'), /Juana|Invented/);
  },
);

interface Violated {
  row: number;
  column: string;
  rule: string;
  value: string | null;
}

onBothEngines('a forged cursor of a numeric order is never an error of the service', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  await importHouseholds(service, world.operation, 3);
  const maker = service.as('finance_maker');
  const list = (cursor: string) => maker.get(`/v1/households?sort=household_size&limit=1&cursor=${cursor}`);
  const real = (await maker.get('/v1/households?sort=household_size&limit=1')).body.next_cursor;
  t.equal((await list(real)).status, 200);
  for (const size of ['abc', '', '9'.repeat(30), 1e300, 1.5, '4 ', true, null]) {
    const forged = ['household_size', size, 'x'];
    const reply = await list(Buffer.from(JSON.stringify(forged)).toString('base64url'));
    if (reply.status === 200) t.type(reply.body.data, Array, `${size} gives a page`);
    else
      t.match([reply.status, reply.body.code, reply.body.errors[0].rule], [400, 'invalid_request', 'cursor']);
  }
});
