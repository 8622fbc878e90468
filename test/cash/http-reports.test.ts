import type { Reply } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { accountSums, instructedList, type ReportLine, reportCsv, uploadReport } from './cash-world.ts';

const paid = (reference: string | undefined, amount: string, more: Partial<ReportLine> = {}): ReportLine => ({
  reference: reference ?? '',
  status: 'paid',
  amount,
  ...more,
});

async function tieOutOf(service: Service, list: string) {
  return (await service.as('auditor').get(`/v1/payment-lists/${list}/tie-out`)).body;
}

async function paymentsOf(
  service: Service,
  list: string,
): Promise<Map<string, { state: string; paid_cents: number }>> {
  const rows = await service.as('auditor').all(`/v1/payment-lists/${list}/payments`);
  return new Map(rows.map((row) => [row.household_code, { state: row.state, paid_cents: row.paid_cents }]));
}

function ruleOf(amount: string): string {
  if (amount === '') return 'required';
  return amount === '100000000.01' ? 'number_too_large' : 'money_amount';
}

const kindsOf = (reply: Reply) =>
  Object.fromEntries(reply.body.outcomes.map((one: { kind: string; rows: number }) => [one.kind, one.rows]));

onBothEngines('the same file five times at once has one effect', async (t, engine) => {
  const service = await startService(t, engine);
  const { list, references } = await instructedList(service, ['A', 'B', 'C']);
  const report = reportCsv(references.map((reference) => paid(reference, '145.00')));
  const makers = [service.as('finance_maker'), service.asOther('finance_maker')] as const;
  const replies = await Promise.all(
    [0, 1, 0, 1, 0].map((index) => uploadReport(makers[index === 0 ? 0 : 1], list, report)),
  );
  t.same(
    replies.map((reply) => reply.status),
    [200, 200, 200, 200, 200],
  );
  const fresh = replies.filter((reply) => !reply.body.already_imported);
  t.equal(fresh.length, 1);
  t.equal(new Set(replies.map((reply) => reply.body.import_id)).size, 1, 'all name the one report');
  t.equal(
    replies.reduce((sum, reply) => sum + reply.body.applied_cents, 0),
    43_500,
  );
  t.same(await accountSums(service, list), { budget: -43_500, committed: 0, with_fsp: 0, paid: 43_500 });
  t.equal((await service.as('auditor').all(`/v1/fsp-reports?list_id=${list}`)).length, 1);
});

onBothEngines('overlapping files at once: each row counts once', async (t, engine) => {
  const service = await startService(t, engine);
  const { list, references } = await instructedList(service, ['A', 'B', 'C', 'D']);
  const row = (index: number) => paid(references[index], '145.00', { fsp_reference: `T${index}` });
  const maker = service.as('finance_maker');
  const files = [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 0],
  ].map((indexes) => reportCsv(indexes.map(row)));
  const replies = await Promise.all(files.map((file) => uploadReport(maker, list, file)));
  const total = (kind: string) => replies.reduce((sum, reply) => sum + (kindsOf(reply)[kind] ?? 0), 0);
  t.same([total('matched'), total('duplicate_row')], [4, 4]);
  const tied = await tieOutOf(service, list);
  t.match(tied, {
    paid_cents: 58_000,
    reported_paid_cents: 116_000,
    unexplained_cents: 0,
    ledger: { agrees: true },
  });
  t.same(tied.counts.reported, { duplicate_row: 4 });
  const reports = await service.as('auditor').all(`/v1/fsp-reports?list_id=${list}`);
  t.same(reports.map((report) => report.sequence_number).sort(), [1, 2, 3, 4]);
});

onBothEngines('late news takes back by linked reversals, newest posting first', async (t, engine) => {
  const service = await startService(t, engine);
  const { list, references } = await instructedList(service, ['A', 'B']);
  const [a, b] = references as [string, string];
  const maker = service.as('finance_maker');
  const first = reportCsv([paid(a, '140.00', { fsp_reference: 'T1' }), paid(b, '145.00')]);
  t.match((await uploadReport(maker, list, first)).body, { applied_cents: 28_500 });
  t.same(
    await paymentsOf(service, list),
    new Map([
      ['A', { state: 'short', paid_cents: 14_000 }],
      ['B', { state: 'paid', paid_cents: 14_500 }],
    ]),
  );
  await uploadReport(maker, list, reportCsv([paid(a, '5.00', { fsp_reference: 'T2' })]));
  t.match((await paymentsOf(service, list)).get('A'), { state: 'paid', paid_cents: 14_500 });

  const part = reportCsv([{ reference: a, status: 'failed', amount: '100.00', reason: 'CNPC' }]);
  t.match((await uploadReport(maker, list, part, '&dry_run=true')).body, { reversed_cents: 10_000 });
  const late = await uploadReport(maker, list, part);
  t.match(late.body, { applied_cents: 0, reversed_cents: 10_000, payments_changed: 1 });
  t.same(kindsOf(late), { late_failure: 1 });
  t.match((await paymentsOf(service, list)).get('A'), { state: 'failed', paid_cents: 4_500 });
  await uploadReport(maker, list, reportCsv([{ reference: a, status: 'failed', reason: 'AC04' }]));
  t.match((await paymentsOf(service, list)).get('A'), { state: 'failed', paid_cents: 0 });

  const entries = await service.as('auditor').all(`/v1/cash/entries?list_id=${list}`);
  const pays = entries.filter((entry) => entry.kind === 'pay').map((entry) => [entry.id, entry.amount_cents]);
  const amountOf = new Map(pays as [string, number][]);
  t.same(
    entries
      .filter((entry) => entry.kind === 'reversal')
      .map((entry) => [entry.amount_cents, amountOf.get(entry.reverses_entry_id)]),
    [
      [500, 500],
      [9_500, 14_000],
      [4_500, 14_000],
    ],
    'the 5.00 of the second report first, then the 140.00 in two parts',
  );
  t.same(await accountSums(service, list), { budget: -29_000, committed: 0, with_fsp: 14_500, paid: 14_500 });
  const tied = await tieOutOf(service, list);
  t.match(tied, {
    paid_cents: 14_500,
    reported_paid_cents: 29_000,
    unexplained_cents: 0,
    ledger: { with_fsp_cents: 14_500, agrees: true },
  });
  t.same(tied.bridge, [
    { side: 'approved', label: 'approved', amount_cents: 29_000 },
    { side: 'unpaid', label: 'failed', amount_cents: -14_500 },
    { side: 'reported', label: 'late_failure', amount_cents: 14_500 },
  ]);
});

onBothEngines('over, pending, unknown, in another currency: each its own kind', async (t, engine) => {
  const service = await startService(t, engine);
  const { list, references } = await instructedList(service, ['A', 'B', 'C', 'D', 'E', 'F']);
  const [a, b, c, d, e] = references as [string, string, string, string, string, string];
  const reply = await uploadReport(
    service.as('finance_maker'),
    list,
    reportCsv([
      paid(a, '150.00'),
      { reference: b, status: 'ACSC', amount: '145.00' },
      { reference: c, status: 'timeout', amount: '145.00' },
      paid(d, '145.00', { currency: 'EUR' }),
      paid(e, '145.00'),
      { reference: e, status: 'rejected', reason: 'AC04' },
    ]),
  );
  t.same(kindsOf(reply), {
    amount_over: 1,
    currency_mismatch: 1,
    late_failure: 1,
    matched: 1,
    pending: 1,
    unknown_status: 1,
  });
  t.same(
    [...(await paymentsOf(service, list))]
      .map(([code, { state, paid_cents }]) => [code, state, paid_cents])
      .sort(),
    [
      ['A', 'paid', 14_500],
      ['B', 'pending', 0],
      ['C', 'unknown', 0],
      ['D', 'instructed', 0],
      ['E', 'failed', 0],
      ['F', 'instructed', 0],
    ],
  );
  const tied = await tieOutOf(service, list);
  t.match(tied, { paid_cents: 14_500, unexplained_cents: 0, ledger: { agrees: true } });
  t.same(tied.counts.unpaid, { pending: 1, unknown_status: 1, not_reported: 2, failed: 1 });
  t.same(tied.counts.reported, { amount_over: 1, currency_mismatch: 1, late_failure: 1 });
  const rows = await service
    .as('auditor')
    .all(`/v1/fsp-reports/${reply.body.import_id}/rows?outcome=amount_over`);
  t.same(
    rows.map((row) => [row.row_number, row.reference, row.applied_cents, row.difference_cents]),
    [[2, a, 14_500, 500]],
  );
});

onBothEngines('a refused row counts once it is in order', async (t, engine) => {
  const service = await startService(t, engine);
  const { list, references } = await instructedList(service, ['A']);
  const maker = service.as('finance_maker');
  const euro = paid(references[0], '145.00', { currency: 'EUR' });
  t.same(kindsOf(await uploadReport(maker, list, reportCsv([euro]))), { currency_mismatch: 1 });
  const next = reportCsv([euro, paid(references[0], '145.00')]);
  t.same(kindsOf(await uploadReport(maker, list, next)), { currency_mismatch: 1, matched: 1 });
});

onBothEngines(
  'every bad row is named and nothing is saved, unless the good ones are chosen',
  async (t, engine) => {
    const service = await startService(t, engine);
    const { list, references } = await instructedList(service, ['A', 'B']);
    const maker = service.as('finance_maker');
    const [a, b] = references as [string, string];
    const amounts = ['145.005', '2.675', 'nan', '1e3', '', '1,250.00', '-145.00', '100000000.01'];
    const file = reportCsv([
      paid(a, '145.00'),
      ...amounts.map((amount) => paid(b, amount)),
      paid('', '145.00'),
      paid('4.07952E+14', '145.00'),
      paid(b, '145.00', { currency: 'dollars' }),
      paid(b, '145.00', { paid_on: '05/08/2026' }),
      paid(b, '145.00', { paid_on: '2026-08-06' }),
    ]);
    const expected = [
      ...amounts.map((amount, index) => [index + 3, 'amount', ruleOf(amount)]),
      [11, 'reference', 'required'],
      [12, 'reference', 'abbreviated_number'],
      [13, 'currency', 'currency_code'],
      [14, 'paid_on', 'date_order_unknown'],
      [15, 'paid_on', 'date_in_future'],
    ];
    const shown = (reply: Reply) =>
      reply.body.errors.map((error: { row: number; column: string; rule: string }) => [
        error.row,
        error.column,
        error.rule,
      ]);
    for (const query of ['', '&dry_run=true']) {
      const refused = await uploadReport(maker, list, file, query);
      t.match([refused.status, refused.body.code, refused.body.error_count], [422, 'import_rejected', 13]);
      t.same(shown(refused), expected);
    }
    t.same(await accountSums(service, list), { budget: -29_000, committed: 0, with_fsp: 29_000, paid: 0 });

    const chosen = await uploadReport(maker, list, file, '&on_error=skip_rows');
    t.match(chosen.body, {
      rows_total: 14,
      rows_taken: 1,
      rows_refused: 13,
      error_count: 13,
      applied_cents: 14_500,
    });
    t.same(shown(chosen), expected);
    const tied = await tieOutOf(service, list);
    t.match(tied, { paid_cents: 14_500, unexplained_cents: 0, counts: { report_rows: 1, rows_refused: 13 } });

    const dated = reportCsv([paid(b, '145.00', { paid_on: '05/08/2026' })]);
    const imported = await uploadReport(maker, list, dated, '&date_order=DMY');
    const [row] = await maker.all(`/v1/fsp-reports/${imported.body.import_id}/rows`);
    t.equal(row.paid_on, '2026-08-05');
  },
);

onBothEngines('a file that is no report is refused as a whole', async (t, engine) => {
  const service = await startService(t, engine);
  const { list } = await instructedList(service, ['A']);
  const maker = service.as('finance_maker');
  const noColumns = await uploadReport(maker, list, 'a,b\n1,2\n');
  t.match([noColumns.status, noColumns.body.errors[0].rule], [422, 'missing_column']);
  const workbook = await maker.upload(
    `/v1/payment-lists/${list}/fsp-reports?file_name=report.xlsx`,
    Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0]),
  );
  t.match([workbook.status, workbook.body.code], [422, 'unreadable_file']);
  const json = await maker.post(`/v1/payment-lists/${list}/fsp-reports?file_name=r.csv`, { rows: [] });
  t.equal(json.status, 415);
  t.equal(
    (await maker.upload(`/v1/payment-lists/${list}/fsp-reports`, 'x')).status,
    400,
    'a file has a name',
  );
});

onBothEngines('a blank currency means what the caller declares', async (t, engine) => {
  const service = await startService(t, engine);
  const { list, references } = await instructedList(service, ['A']);
  const maker = service.as('finance_maker');
  const file = `reference,status,amount\n${references[0]},pagado,145.00\n`;
  t.equal((await uploadReport(maker, list, file)).status, 422);
  t.same(kindsOf(await uploadReport(maker, list, file, '&currency=USD')), { matched: 1 });
});

onBothEngines('remarks of the provider may hold names: sealed, and shown to few', async (t, engine) => {
  const service = await startService(t, engine);
  const { list, references } = await instructedList(service, ['A', 'B']);
  const maker = service.as('finance_maker');
  const remark = 'Cuenta de Ofelia Landaverde cerrada';
  const file = reportCsv([
    { reference: references[0] ?? '', status: 'failed', reason: remark },
    { reference: references[1] ?? '', status: 'failed', reason: 'CNPC' },
  ]);
  const { import_id } = (await uploadReport(maker, list, file)).body;
  const reasons = async (role: 'auditor' | 'finance_maker') =>
    (await service.as(role).all(`/v1/fsp-reports/${import_id}/rows`)).map((row) => row.reason);
  t.same(await reasons('finance_maker'), [remark, 'CNPC']);
  t.same(await reasons('auditor'), [null, 'CNPC']);
  const tied = await tieOutOf(service, list);
  t.notMatch(JSON.stringify(tied), /Landaverde/);
  t.same(tied.lines.map((line: { reason: string | null }) => line.reason).sort(), ['CNPC', null]);
});

onBothEngines('a tie-out read while reports come in is of one moment', async (t, engine) => {
  const service = await startService(t, engine);
  const codes = Array.from({ length: 30 }, (_, index) => `H${index}`);
  const { list, references } = await instructedList(service, codes);
  const maker = service.as('finance_maker');
  const [tieOuts] = await Promise.all([
    Promise.all(
      Array.from({ length: 20 }, () => service.as('auditor').get(`/v1/payment-lists/${list}/tie-out`)),
    ),
    ...references.map((reference) => uploadReport(maker, list, reportCsv([paid(reference, '145.00')]))),
  ]);
  for (const reply of tieOuts) {
    if (reply.status === 503) continue;
    t.match(reply.body, { unexplained_cents: 0, ledger: { agrees: true } });
    t.same(reply.body.inconsistencies, []);
  }
  t.match(await tieOutOf(service, list), { paid_cents: 30 * 14_500, ledger: { agrees: true } });
});
