import { stringify } from 'csv-stringify/sync';
import { sampleOperation } from '../../db/sample/operation.ts';
import type { Client } from '../helpers/client.ts';
import type { Service } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

/** The day it is on the test clock, in El Salvador. */
export const TODAY = '2026-08-05';

export interface CashWorld {
  operation: string;
  grant: string;
  programme: string;
}

interface Value {
  min_household_size: number;
  max_household_size: number | null;
  amount_cents: number;
}

/** One value whatever the size of the household. */
export const flat = (amount_cents: number): Value[] => [
  { min_household_size: 1, max_household_size: null, amount_cents },
];

let serial = 0;

/** An open operation, a grant with a cash budget and a programme that pays from it. */
export async function cashWorld(
  service: Service,
  options: { budget_cents?: number; values?: Value[]; needs_account?: boolean } = {},
): Promise<CashWorld> {
  serial += 1;
  const logistics = service.as('logistics');
  const operation = await made(logistics, '/v1/operations', {
    code: `OP-${serial}`,
    name: 'Storm',
    kind: 'tropical_storm',
    started_on: '2026-07-30',
  });
  const grant = await addGrant(service, options.budget_cents ?? 100_000_000);
  const programme = await addProgramme(service, { operation, grant }, options);
  return { operation, grant, programme };
}

export function addGrant(service: Service, cash_budget_cents: number): Promise<string> {
  serial += 1;
  return made(service.as('finance_maker'), '/v1/grants', {
    code: `CASH-${serial}`,
    donor_name: 'Donor',
    title: 'Cash',
    cash_budget_cents,
  });
}

export function addProgramme(
  service: Service,
  { operation, grant }: { operation: string; grant: string },
  options: { values?: Value[]; needs_account?: boolean } = {},
): Promise<string> {
  serial += 1;
  return made(service.as('finance_maker'), '/v1/programmes', {
    operation_id: operation,
    grant_id: grant,
    code: `PTM-${serial}`,
    name_es: 'Transferencia',
    name_en: 'Transfer',
    modality: 'multipurpose_cash',
    fsp_name: 'Banco Izote de Ejemplo',
    values: options.values ?? flat(14_500),
    ...(options.needs_account === undefined ? {} : { needs_account: options.needs_account }),
  });
}

/** Registers a household and gives its identifier. */
export function addHousehold(
  service: Service,
  operation: string,
  code: string,
  household_size = 4,
): Promise<string> {
  return made(service.as('finance_maker'), '/v1/households', {
    operation_id: operation,
    code,
    household_size,
    head_name: `Head of ${code}`,
    account: `ACCOUNT-${code}`,
  });
}

/** So many households in one import, coded H-0001 and on. */
export async function importHouseholds(service: Service, operation: string, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => {
    const code = `H-${String(index + 1).padStart(4, '0')}`;
    return [code, '4', `Head of ${code}`, `ACCOUNT-${code}`];
  });
  await uploadHouseholds(service, operation, [
    ['Household code', 'Household size', 'Head of household', 'Account'],
    ...rows,
  ]);
}

export async function uploadHouseholds(
  service: Service,
  operation: string,
  rows: readonly (readonly string[])[],
): Promise<void> {
  const reply = await service
    .as('finance_maker')
    .upload(`/v1/operations/${operation}/household-imports?file_name=hogares.csv`, stringify([...rows]));
  if (reply.status !== 200) throw new Error(`households: ${reply.status} ${reply.bytes.toString()}`);
}

/** The sample households as a registration file in Spanish. */
export function sampleHouseholdsCsv(): string {
  const rows = sampleOperation(TODAY).households.map((household) => [
    household.code,
    household.site_code,
    String(household.household_size),
    household.head_name,
    household.document,
    household.account,
  ]);
  const header = [
    'Código de hogar',
    'Código del albergue',
    'Tamaño del hogar',
    'Jefa o jefe de hogar',
    'DUI',
    'Cuenta',
  ];
  return stringify([header, ...rows]);
}

/** The sample operation with its sites, its cash grant and programme and its 1,000 households. */
export async function sampleCashWorld(service: Service): Promise<CashWorld> {
  const sample = sampleOperation(TODAY);
  const logistics = service.as('logistics');
  const maker = service.as('finance_maker');
  const operation = await made(logistics, '/v1/operations', sample.operation);
  for (const site of sample.sites) await made(logistics, '/v1/sites', { ...site, operation_id: operation });
  const { grant_code, ...programmeFields } = sample.cash_programme;
  const cashGrant = sample.grants.find((candidate) => candidate.code === grant_code);
  const grant = await made(service.as('finance_maker'), '/v1/grants', cashGrant);
  const programme = await made(maker, '/v1/programmes', {
    ...programmeFields,
    operation_id: operation,
    grant_id: grant,
  });
  const imported = await maker.upload(
    `/v1/operations/${operation}/household-imports?file_name=hogares.csv`,
    sampleHouseholdsCsv(),
  );
  if (imported.status !== 200) throw new Error(`households: ${imported.bytes.toString()}`);
  return { operation, grant, programme };
}

export function makeList(client: Client, programme_id: string, household_ids?: string[]): Promise<string> {
  const chosen = household_ids === undefined ? { all_households: true } : { household_ids };
  return made(client, '/v1/payment-lists', { programme_id, ...chosen });
}

export type ListState = 'draft' | 'submitted' | 'approved' | 'instructed' | 'cancelled';

const COMMENT = { comment: 'A reason' };

/** Leads a draft to a state by the people whose step each is. */
export async function leadTo(service: Service, list: string, state: ListState): Promise<void> {
  const maker = service.as('finance_maker');
  const take = async (client: Client, step: string, body?: unknown) => {
    const reply = await client.post(`/v1/payment-lists/${list}/${step}`, body);
    if (reply.status >= 300) throw new Error(`${step}: ${reply.status} ${reply.bytes.toString()}`);
  };
  if (state === 'draft') return;
  if (state === 'cancelled') return take(maker, 'cancellation', COMMENT);
  await take(maker, 'submission');
  if (state === 'submitted') return;
  await take(service.as('finance_approver'), 'approval');
  if (state === 'instructed') await take(maker, 'instructions');
}

/** A list over households of a new world, instructed. */
export async function instructedList(
  service: Service,
  codes: readonly string[],
  amount_cents = 14_500,
): Promise<CashWorld & { list: string; references: string[] }> {
  const world = await cashWorld(service, { values: flat(amount_cents) });
  for (const code of codes) await addHousehold(service, world.operation, code);
  const list = await makeList(service.as('finance_maker'), world.programme);
  await leadTo(service, list, 'instructed');
  const payments = await service.as('finance_maker').all(`/v1/payment-lists/${list}/payments`);
  const referenceOf = new Map(payments.map((payment) => [payment.household_code, payment.reference]));
  return { ...world, list, references: codes.map((code) => referenceOf.get(code)) };
}

const REPORT_COLUMNS = ['reference', 'status', 'amount', 'currency', 'fsp_reference', 'paid_on', 'reason'];

export interface ReportLine {
  reference: string;
  status: string;
  amount?: string;
  currency?: string;
  fsp_reference?: string;
  paid_on?: string;
  reason?: string;
}

/** A provider's report as CSV. */
export function reportCsv(lines: readonly ReportLine[]): string {
  const rows = lines.map((line) => [
    line.reference,
    line.status,
    line.amount ?? '',
    line.currency ?? 'USD',
    line.fsp_reference ?? '',
    line.paid_on ?? '',
    line.reason ?? '',
  ]);
  return stringify([REPORT_COLUMNS, ...rows]);
}

export function uploadReport(client: Client, list: string, file: string, query = '') {
  return client.upload(`/v1/payment-lists/${list}/fsp-reports?file_name=report.csv${query}`, file);
}

/** What the ledger says of a list: into each account less out of it. */
export async function accountSums(service: Service, list: string) {
  const sums: Record<string, number> = { budget: 0, committed: 0, with_fsp: 0, paid: 0 };
  for (const entry of await service.as('auditor').all(`/v1/cash/entries?list_id=${list}`)) {
    sums[entry.from_account] = (sums[entry.from_account] ?? 0) - entry.amount_cents;
    sums[entry.to_account] = (sums[entry.to_account] ?? 0) + entry.amount_cents;
  }
  return sums;
}
