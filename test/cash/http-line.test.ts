import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { fspReportCsv, sampleOperation } from '../../db/sample/operation.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import {
  accountSums,
  cashWorld,
  flat,
  importHouseholds,
  makeList,
  sampleCashWorld,
  sampleHouseholdsCsv,
  TODAY,
  uploadReport,
} from './cash-world.ts';

/** The sample's values, looked up without the service's rule. */
function valueOf(size: number): number {
  if (size === 1) return 7_500;
  if (size <= 3) return 12_000;
  if (size <= 5) return 16_650;
  return size <= 7 ? 20_500 : 24_000;
}

onBothEngines('1,000 households: list, approval, instruction, report, tie-out', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await sampleCashWorld(service);
  const maker = service.as('finance_maker');
  const approver = service.as('finance_approver');
  const auditor = service.as('auditor');
  const { households } = sampleOperation(TODAY);
  const total = households.reduce((sum, household) => sum + valueOf(household.household_size), 0);

  const stored = await auditor.all('/v1/households');
  t.equal(stored.length, 1_000);
  t.equal(
    stored.reduce((sum, household) => sum + household.household_size, 0),
    households.reduce((sum, household) => sum + household.household_size, 0),
  );

  const draft = await maker.post('/v1/payment-lists', {
    programme_id: world.programme,
    all_households: true,
  });
  t.match(draft.body, { number: 'PL-000001', state: 'draft', payment_count: 1_000, total_cents: total });
  const list = draft.body.id;
  const payments = await auditor.all(`/v1/payment-lists/${list}/payments`);
  const sizeOf = new Map(households.map((household) => [household.code, household.household_size]));
  t.ok(
    payments.every((payment) => payment.amount_cents === valueOf(sizeOf.get(payment.household_code) ?? 0)),
  );
  t.equal(new Set(payments.map((payment) => payment.reference)).size, 1_000);
  t.ok(payments.every((payment) => /^[A-Z0-9-]{1,35}$/.test(payment.reference)));

  t.equal((await maker.post(`/v1/payment-lists/${list}/submission`)).body.state, 'submitted');
  const approved = await approver.post(`/v1/payment-lists/${list}/approval`);
  t.equal(approved.body.state, 'approved');
  const grant = await auditor.get(`/v1/grants/${world.grant}`);
  t.match(grant.body, { cash_committed_cents: total, cash_available_cents: 16_000_000 - total });
  const before = await auditor.get(`/v1/payment-lists/${list}/tie-out`);
  t.match(before.body, {
    approved_cents: total,
    instructed_cents: 0,
    paid_cents: 0,
    counts: { unpaid: { not_instructed: 1_000 } },
    ledger: { committed_cents: total, with_fsp_cents: 0, paid_cents: 0, agrees: true },
  });

  const instruction = await maker.post(`/v1/payment-lists/${list}/instructions`);
  t.equal(instruction.status, 201);
  t.match(instruction.body, { number: 'INS-000001', payment_count: 1_000, total_cents: total });
  const file = await maker.get(`/v1/payment-lists/${list}/instructions/file`);
  t.equal(createHash('sha256').update(file.bytes).digest('hex'), instruction.body.file_sha256);
  const lines = parse(file.bytes) as string[][];
  const dollars = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
  t.same(lines.at(-1), ['TOTAL', '1000', '', '', dollars(total), 'USD']);
  const byCode = new Map(lines.slice(1, -1).map((line) => [line[1], line]));
  for (const household of households) {
    const line = byCode.get(household.code) ?? [];
    const expected = [
      household.head_name,
      household.account,
      dollars(valueOf(household.household_size)),
      'USD',
    ];
    if (JSON.stringify(line.slice(2)) !== JSON.stringify(expected)) t.fail(`line of ${household.code}`, line);
  }
  t.equal(byCode.size, 1_000);

  const report = fspReportCsv(payments, TODAY);
  const failed = payments[333];
  const short = payments[666];
  const first = payments[0];
  const paid = total - failed.amount_cents - 500;
  const effect = {
    rows_total: 1_002,
    rows_taken: 1_002,
    rows_refused: 0,
    error_count: 0,
    payments_changed: 1_000,
    applied_cents: paid,
    reversed_cents: 0,
    outcomes: [
      sumOf('amount_short', 1, short.amount_cents - 500, short.amount_cents - 500, 500),
      sumOf('duplicate_row', 1, first.amount_cents, 0, first.amount_cents),
      sumOf('failed', 1, failed.amount_cents, 0, failed.amount_cents),
      sumOf('matched', 998, paid - short.amount_cents + 500, paid - short.amount_cents + 500, 0),
      sumOf('unknown_reference', 1, 12_000, 0, 12_000),
    ],
  };
  const dry = await uploadReport(maker, list, report, '&dry_run=true');
  t.equal(dry.status, 200);
  t.match(dry.body, { ...effect, dry_run: true, already_imported: false, import_id: null });
  t.same((await auditor.get('/v1/fsp-reports')).body.data, [], 'a dry run saves nothing');
  t.equal((await auditor.all(`/v1/payment-lists/${list}/payments?state=instructed`)).length, 1_000);
  t.same(await accountSums(service, list), { budget: -total, committed: 0, with_fsp: total, paid: 0 });

  const real = await uploadReport(maker, list, report);
  t.match(real.body, { ...effect, dry_run: false, already_imported: false });
  const { import_id: _a, dry_run: _b, ...predicted } = dry.body;
  const { import_id, dry_run: _d, ...happened } = real.body;
  t.same(happened, predicted, 'the dry run foretold exactly what happened');
  const kept = await auditor.get(`/v1/fsp-reports/${import_id}`);
  t.same(kept.body.outcomes, real.body.outcomes, 'sums of the stored rows');
  t.equal((await auditor.all(`/v1/fsp-reports/${import_id}/rows`)).length, 1_002);

  const again = await uploadReport(maker, list, report);
  t.match(again.body, {
    already_imported: true,
    import_id,
    rows_total: 1_002,
    rows_taken: 0,
    outcomes: [],
    payments_changed: 0,
    applied_cents: 0,
  });

  const tied = (await auditor.get(`/v1/payment-lists/${list}/tie-out`)).body;
  t.match(tied, {
    list_number: 'PL-000001',
    list_state: 'instructed',
    currency: 'USD',
    approved_cents: total,
    instructed_cents: total,
    paid_cents: paid,
    reported_paid_cents: paid + 12_000 + first.amount_cents,
    unexplained_cents: 0,
    inconsistencies: [],
    ledger: { committed_cents: 0, with_fsp_cents: failed.amount_cents + 500, paid_cents: paid, agrees: true },
  });
  t.same(tied.counts, {
    payments: 1_000,
    instructed: 1_000,
    paid_in_full: 998,
    report_rows: 1_002,
    rows_refused: 0,
    unpaid: { failed: 1, amount_short: 1 },
    reported: { unknown_reference: 1, duplicate_row: 1 },
  });
  t.same(
    // biome-ignore lint/suspicious/noExplicitAny: rows of an answer
    tied.lines.map((line: any) => [
      line.side,
      line.kind,
      line.reference,
      line.row,
      line.difference_cents,
      line.reason,
    ]),
    [
      ['unpaid', 'failed', failed.reference, 335, failed.amount_cents, 'AC04'],
      ['unpaid', 'amount_short', short.reference, 668, 500, null],
      ['reported', 'unknown_reference', 'SIN-INSTRUCCION-0001', 1_002, 12_000, null],
      ['reported', 'duplicate_row', first.reference, 1_003, first.amount_cents, null],
    ],
  );
  t.same(tied.bridge, [
    { side: 'approved', label: 'approved', amount_cents: total },
    { side: 'unpaid', label: 'amount_short', amount_cents: -500 },
    { side: 'unpaid', label: 'failed', amount_cents: -failed.amount_cents },
    { side: 'reported', label: 'duplicate_row', amount_cents: first.amount_cents },
    { side: 'reported', label: 'unknown_reference', amount_cents: 12_000 },
  ]);

  const states = await auditor.all(`/v1/payment-lists/${list}/payments`);
  const countOf = (state: string) => states.filter((payment) => payment.state === state).length;
  t.same([countOf('paid'), countOf('short'), countOf('failed')], [998, 1, 1]);
  t.equal(
    states.reduce((sum, payment) => sum + payment.paid_cents, 0),
    paid,
  );
  t.same(await accountSums(service, list), {
    budget: -total,
    committed: 0,
    with_fsp: total - paid,
    paid,
  });
  const entries = await auditor.all(`/v1/cash/entries?list_id=${list}`);
  t.same(
    ['commit', 'instruct', 'pay', 'release', 'reversal'].map(
      (kind) => entries.filter((entry) => entry.kind === kind).length,
    ),
    [1, 1_000, 999, 0, 0],
  );

  const exported = await maker.get(`/v1/payment-lists/${list}/instructions/file`);
  t.ok(exported.bytes.equals(file.bytes), 'the same bytes again');
  const views = await auditor.all(`/v1/personal-data-views?subject_id=${list}`);
  t.equal(views.length, 2, 'each download is recorded');
  t.match(views[0], { person_name: 'finance_maker', subject_kind: 'payment_list' });

  const twice = await maker.upload(
    `/v1/operations/${world.operation}/household-imports?file_name=otra-vez.csv`,
    sampleHouseholdsCsv(),
  );
  t.match(twice.body, { already_imported: true, rows_taken: 0, persons: 0 });
  t.equal((await auditor.all('/v1/households')).length, 1_000);
});

function sumOf(kind: string, rows: number, stated: number, applied: number, difference: number) {
  return {
    kind,
    rows,
    stated_cents: stated,
    applied_cents: applied,
    reversed_cents: 0,
    difference_cents: difference,
  };
}

onBothEngines('400 payments of 166.67 are 66,668.00', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service, { values: flat(16_667) });
  await importHouseholds(service, world.operation, 400);
  const maker = service.as('finance_maker');
  const list = await makeList(maker, world.programme);
  t.match((await maker.get(`/v1/payment-lists/${list}`)).body, {
    payment_count: 400,
    total_cents: 6_666_800,
  });
  await maker.post(`/v1/payment-lists/${list}/submission`);
  await service.as('finance_approver').post(`/v1/payment-lists/${list}/approval`);
  const instruction = await maker.post(`/v1/payment-lists/${list}/instructions`);
  t.equal(instruction.body.total_cents, 6_666_800);
  const file = await maker.get(`/v1/payment-lists/${list}/instructions/file`);
  t.ok(file.bytes.toString().endsWith('TOTAL,400,,,66668.00,USD\r\n'));
});
