import { stringify } from 'csv-stringify/sync';
import { fspReportCsv, type SampleOperation } from '../../db/sample/operation.ts';
import type { Api, Json } from './api.ts';
import { dollars, grouped, heading, line, table } from './print.ts';

/** Programme, households, list, approval by a second person, instruction, the provider's report, tie-out. */
export async function cashLine(
  maker: Api,
  approver: Api,
  sample: SampleOperation,
  operation: string,
  grants: ReadonlyMap<string, string>,
  today: string,
): Promise<void> {
  heading('5. Cash: list = instruction = FSP report');
  const { grant_code, ...programmeFields } = sample.cash_programme;
  const programme = await maker.post('/v1/programmes', {
    ...programmeFields,
    operation_id: operation,
    grant_id: grants.get(grant_code),
  });
  const imported = await maker.upload(
    `/v1/operations/${operation}/household-imports?file_name=households.csv`,
    householdsCsv(sample),
  );
  line(
    `  ${grouped(imported.rows_taken)} households of ${grouped(imported.persons)} persons imported; names and accounts are stored encrypted`,
  );
  const list = await approvedList(maker, approver, programme);
  await maker.post(`/v1/payment-lists/${list.id}/instructions`);
  const instruction = await maker.get(`/v1/payment-lists/${list.id}/instructions`);
  line(`  ${instruction.number}: ${instruction.file_name}, SHA-256 ${instruction.file_sha256.slice(0, 16)}…`);
  const payments = await maker.all(`/v1/payment-lists/${list.id}/payments`);
  const report = fspReportCsv(payments, today);
  await importReport(maker, list.id, report);
  printTieOut(await maker.get(`/v1/payment-lists/${list.id}/tie-out`));
}

function householdsCsv(sample: SampleOperation): string {
  const header = ['code', 'site code', 'household size', 'head name', 'document', 'account'];
  const rows = sample.households.map((household) => [
    household.code,
    household.site_code,
    household.household_size,
    household.head_name,
    household.document,
    household.account,
  ]);
  return stringify([header, ...rows]);
}

async function approvedList(maker: Api, approver: Api, programme: Json): Promise<Json> {
  const list = await maker.post('/v1/payment-lists', { programme_id: programme.id, all_households: true });
  await maker.post(`/v1/payment-lists/${list.id}/submission`);
  const approved = await approver.post(`/v1/payment-lists/${list.id}/approval`);
  line(
    `  ${approved.number}: ${grouped(approved.payment_count)} payments, ${dollars(approved.total_cents)} ${approved.currency}, made by one person, approved by another`,
  );
  return approved;
}

async function importReport(maker: Api, listId: string, report: string): Promise<void> {
  const path = `/v1/payment-lists/${listId}/fsp-reports?file_name=fsp-report.csv`;
  const dry = await maker.upload(`${path}&dry_run=true`, report);
  line(
    `  Dry run of the provider's report: ${dry.payments_changed} payments would change, ${dollars(dry.applied_cents)} paid`,
  );
  const done = await maker.upload(path, report);
  table(
    ['outcome', 'rows', 'stated', 'applied', 'difference'],
    done.outcomes
      .filter((outcome: Json) => outcome.rows > 0)
      .map((outcome: Json) => [
        outcome.kind,
        outcome.rows,
        dollars(outcome.stated_cents),
        dollars(outcome.applied_cents),
        dollars(outcome.difference_cents),
      ]),
  );
  const again = await maker.upload(path, report);
  line(
    `  The same file again: ${again.already_imported ? 'already imported' : 'imported'}, ${again.payments_changed} changes`,
  );
}

function printTieOut(tieOut: Json): void {
  heading(`Tie-out of ${tieOut.list_number}`);
  table(
    ['step', 'amount'],
    [
      ...tieOut.bridge.map((step: Json) => [
        step.side === 'approved' ? 'approved' : `${step.side}: ${step.label}`,
        dollars(step.amount_cents).padStart(14),
      ]),
      ['= reported as paid', dollars(tieOut.reported_paid_cents).padStart(14)],
      ['unexplained', dollars(tieOut.unexplained_cents).padStart(14)],
    ],
  );
  line('  Every exception with its reason:');
  table(
    ['side', 'kind', 'reference', 'row', 'difference', 'provider says'],
    tieOut.lines.map((row: Json) => [
      row.side,
      row.kind,
      row.reference,
      row.row === null ? '' : String(row.row),
      dollars(row.difference_cents),
      row.reason ?? '',
    ]),
  );
  const { committed_cents, with_fsp_cents, paid_cents, agrees } = tieOut.ledger;
  line(
    `  Cash ledger: committed ${dollars(committed_cents)}, with the FSP ${dollars(with_fsp_cents)}, paid ${dollars(paid_cents)}; ${agrees ? 'agrees' : 'DISAGREES'} with the list`,
  );
}
