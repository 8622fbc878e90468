import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import type { Test } from 'tap';
import { fspReportCsv, sampleOperation } from '../../db/sample/operation.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import {
  accountSums,
  type CashWorld,
  cashWorld,
  flat,
  importHouseholds,
  leadTo,
  makeList,
  sampleCashWorld,
  sampleHouseholdsCsv,
  TODAY,
  uploadReport,
} from './cash-world.ts';

const { households } = sampleOperation(TODAY);

/** What the sample pays, worked out without the service's rule. */
function paysFor(size: number): number {
  if (size === 1) return 7_500;
  if (size <= 3) return 12_000;
  if (size <= 5) return 16_650;
  return size <= 7 ? 20_500 : 24_000;
}

const TOTAL = households.reduce((sum, household) => sum + paysFor(household.household_size), 0);

const dollars = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

interface Payment {
  reference: string;
  household_code: string;
  amount_cents: number;
}

/** The payments the sample report treats apart, and what they leave paid. */
function figuresOf(payments: readonly Payment[]) {
  const [first, failed, short] = [0, 333, 666].map((index) => payments[index]) as [Payment, Payment, Payment];
  return { first, failed, short, paid: TOTAL - failed.amount_cents - 500 };
}

onBothEngines('1,000 households: list, approval, instruction, report, tie-out', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await sampleCashWorld(service);
  const { list, payments } = await listAll(t, service, world);
  await approveByAnother(t, service, world, list);
  const file = await instructProvider(t, service, list);
  const report = fspReportCsv(payments, TODAY);
  await importWithDryRun(t, service, list, report, payments);
  await checkTieOut(t, service, list, payments);
  await checkLedger(t, service, list, payments);
  const again = await service.as('finance_maker').get(`/v1/payment-lists/${list}/instructions/file`);
  t.ok(again.bytes.equals(file), 'the instruction file is the same bytes after everything');
  const views = await service.as('auditor').all(`/v1/personal-data-views?subject_id=${list}`);
  t.equal(views.length, 2, 'each download is recorded');
  t.match(views[0], { person_name: 'finance_maker', subject_kind: 'payment_list' });
});

onBothEngines('the sample registration file a second time changes nothing', async (t, engine) => {
  const service = await startService(t, engine);
  const { operation } = await sampleCashWorld(service);
  const again = await service
    .as('finance_maker')
    .upload(`/v1/operations/${operation}/household-imports?file_name=otra-vez.csv`, sampleHouseholdsCsv());
  t.match(again.body, { already_imported: true, rows_total: 1_000, rows_taken: 0, persons: 0 });
  const stored = await service.as('auditor').all('/v1/households');
  t.equal(stored.length, 1_000);
  t.equal(
    stored.reduce((sum, household) => sum + household.household_size, 0),
    households.reduce((sum, household) => sum + household.household_size, 0),
  );
});

async function listAll(t: Test, service: Service, world: CashWorld) {
  const draft = await service
    .as('finance_maker')
    .post('/v1/payment-lists', { programme_id: world.programme, all_households: true });
  t.match(draft.body, { number: 'PL-000001', state: 'draft', payment_count: 1_000, total_cents: TOTAL });
  const list: string = draft.body.id;
  const payments: Payment[] = await service.as('auditor').all(`/v1/payment-lists/${list}/payments`);
  const expected = new Map(households.map((one) => [one.code, paysFor(one.household_size)]));
  const wrong = payments.filter((payment) => payment.amount_cents !== expected.get(payment.household_code));
  t.same(wrong, [], 'every household is paid the value of its size');
  t.equal(new Set(payments.map((payment) => payment.household_code)).size, 1_000);
  t.equal(new Set(payments.map((payment) => payment.reference)).size, 1_000);
  t.ok(payments.every((payment) => /^[A-Z0-9-]{1,35}$/.test(payment.reference)));
  return { list, payments };
}

async function approveByAnother(t: Test, service: Service, world: CashWorld, list: string): Promise<void> {
  const auditor = service.as('auditor');
  await leadTo(service, list, 'approved');
  const grant = await auditor.get(`/v1/grants/${world.grant}`);
  t.match(grant.body, { cash_committed_cents: TOTAL, cash_available_cents: 16_000_000 - TOTAL });
  const tied = await auditor.get(`/v1/payment-lists/${list}/tie-out`);
  t.match(tied.body, {
    list_state: 'approved',
    approved_cents: TOTAL,
    instructed_cents: 0,
    paid_cents: 0,
    counts: { unpaid: { not_instructed: 1_000 } },
    ledger: { committed_cents: TOTAL, with_fsp_cents: 0, paid_cents: 0, agrees: true },
  });
}

async function instructProvider(t: Test, service: Service, list: string): Promise<Buffer> {
  const maker = service.as('finance_maker');
  const instruction = await maker.post(`/v1/payment-lists/${list}/instructions`);
  t.match(instruction.body, { number: 'INS-000001', payment_count: 1_000, total_cents: TOTAL });
  const read = await service.as('auditor').get(`/v1/payment-lists/${list}/instructions`);
  t.same(read.body, instruction.body);
  const { bytes } = await maker.get(`/v1/payment-lists/${list}/instructions/file`);
  t.equal(createHash('sha256').update(bytes).digest('hex'), instruction.body.file_sha256);
  const lines: string[][] = parse(bytes);
  t.same(lines.at(-1), ['TOTAL', '1000', '', '', dollars(TOTAL), 'USD']);
  const told = lines.slice(1, -1).map((line) => line.slice(1).join('|'));
  const expected = households.map((one) =>
    [one.code, one.head_name, one.account, dollars(paysFor(one.household_size)), 'USD'].join('|'),
  );
  t.same(told.sort(), expected.sort(), 'each household with its own name, account and amount');
  return bytes;
}

async function importWithDryRun(
  t: Test,
  service: Service,
  list: string,
  report: string,
  payments: readonly Payment[],
): Promise<void> {
  const maker = service.as('finance_maker');
  const auditor = service.as('auditor');
  const { first, failed, short, paid } = figuresOf(payments);
  const whole = paid - short.amount_cents + 500;
  const effect = {
    already_imported: false,
    rows_total: 1_002,
    rows_taken: 1_002,
    rows_refused: 0,
    ignored_columns: [],
    error_count: 0,
    errors: [],
    outcomes: [
      outcome('amount_short', 1, short.amount_cents - 500, short.amount_cents - 500, 500),
      outcome('duplicate_row', 1, first.amount_cents, 0, first.amount_cents),
      outcome('failed', 1, failed.amount_cents, 0, failed.amount_cents),
      outcome('matched', 998, whole, whole, 0),
      outcome('unknown_reference', 1, 12_000, 0, 12_000),
    ],
    payments_changed: 1_000,
    applied_cents: paid,
    reversed_cents: 0,
  };
  const dry = await uploadReport(maker, list, report, '&dry_run=true');
  t.same(dry.body, { ...effect, import_id: null, dry_run: true });
  t.same((await auditor.get('/v1/fsp-reports')).body.data, [], 'a dry run saves nothing');
  t.equal((await auditor.all(`/v1/payment-lists/${list}/payments?state=instructed`)).length, 1_000);
  t.same(await accountSums(service, list), { budget: -TOTAL, committed: 0, with_fsp: TOTAL, paid: 0 });

  const real = await uploadReport(maker, list, report);
  const { import_id } = real.body;
  t.same(real.body, { ...effect, import_id, dry_run: false }, 'exactly what the dry run foretold');
  const kept = await auditor.get(`/v1/fsp-reports/${import_id}`);
  t.same(kept.body.outcomes, effect.outcomes, 'and the stored rows add up to it');
  t.equal((await auditor.all(`/v1/fsp-reports/${import_id}/rows`)).length, 1_002);

  const again = await uploadReport(maker, list, report);
  t.match(again.body, { already_imported: true, import_id, rows_total: 1_002, rows_taken: 0 });
  t.match(again.body, { payments_changed: 0, applied_cents: 0, reversed_cents: 0 });
  t.same(again.body.outcomes, []);
}

function outcome(kind: string, rows: number, stated: number, applied: number, difference: number) {
  const sums = { stated_cents: stated, applied_cents: applied, reversed_cents: 0 };
  return { kind, rows, ...sums, difference_cents: difference };
}

async function checkTieOut(
  t: Test,
  service: Service,
  list: string,
  payments: readonly Payment[],
): Promise<void> {
  const { first, failed, short, paid } = figuresOf(payments);
  const tied = (await service.as('auditor').get(`/v1/payment-lists/${list}/tie-out`)).body;
  t.match(tied, {
    list_number: 'PL-000001',
    list_state: 'instructed',
    currency: 'USD',
    approved_cents: TOTAL,
    instructed_cents: TOTAL,
    paid_cents: paid,
    reported_paid_cents: paid + 12_000 + first.amount_cents,
    unexplained_cents: 0,
  });
  t.same(tied.inconsistencies, []);
  t.same(tied.counts, {
    payments: 1_000,
    instructed: 1_000,
    paid_in_full: 998,
    report_rows: 1_002,
    rows_refused: 0,
    unpaid: { failed: 1, amount_short: 1 },
    reported: { unknown_reference: 1, duplicate_row: 1 },
  });
  const lines = (tied.lines as Record<string, unknown>[]).map((line) =>
    ['side', 'kind', 'reference', 'row', 'difference_cents', 'reason'].map((field) => line[field]),
  );
  t.same(lines, [
    ['unpaid', 'failed', failed.reference, 335, failed.amount_cents, 'AC04'],
    ['unpaid', 'amount_short', short.reference, 668, 500, null],
    ['reported', 'unknown_reference', 'SIN-INSTRUCCION-0001', 1_002, 12_000, null],
    ['reported', 'duplicate_row', first.reference, 1_003, first.amount_cents, null],
  ]);
  t.same(tied.bridge, [
    { side: 'approved', label: 'approved', amount_cents: TOTAL },
    { side: 'unpaid', label: 'amount_short', amount_cents: -500 },
    { side: 'unpaid', label: 'failed', amount_cents: -failed.amount_cents },
    { side: 'reported', label: 'duplicate_row', amount_cents: first.amount_cents },
    { side: 'reported', label: 'unknown_reference', amount_cents: 12_000 },
  ]);
  const with_fsp_cents = failed.amount_cents + 500;
  t.same(tied.ledger, { committed_cents: 0, with_fsp_cents, paid_cents: paid, agrees: true });
}

async function checkLedger(
  t: Test,
  service: Service,
  list: string,
  payments: readonly Payment[],
): Promise<void> {
  const auditor = service.as('auditor');
  const { paid } = figuresOf(payments);
  const after = await auditor.all(`/v1/payment-lists/${list}/payments`);
  const counts = ['paid', 'short', 'failed'].map(
    (state) => after.filter((payment) => payment.state === state).length,
  );
  t.same(counts, [998, 1, 1]);
  t.equal(
    after.reduce((sum, payment) => sum + payment.paid_cents, 0),
    paid,
  );
  t.same(await accountSums(service, list), {
    budget: -TOTAL,
    committed: 0,
    with_fsp: TOTAL - paid,
    paid,
  });
  const entries = await auditor.all(`/v1/cash/entries?list_id=${list}`);
  const kinds = ['commit', 'instruct', 'pay', 'release', 'reversal'].map(
    (kind) => entries.filter((entry) => entry.kind === kind).length,
  );
  t.same(kinds, [1, 1_000, 999, 0, 0]);
}

onBothEngines('400 payments of 166.67 are 66,668.00', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service, { values: flat(16_667) });
  await importHouseholds(service, world.operation, 400);
  const maker = service.as('finance_maker');
  const list = await makeList(maker, world.programme);
  const read = await maker.get(`/v1/payment-lists/${list}`);
  t.match(read.body, { payment_count: 400, total_cents: 6_666_800 });
  await leadTo(service, list, 'instructed');
  const file = await maker.get(`/v1/payment-lists/${list}/instructions/file`);
  t.ok(file.bytes.toString().endsWith('TOTAL,400,,,66668.00,USD\r\n'));
});
