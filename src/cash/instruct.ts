import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import { assert } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { sha256 } from '../lib/hash.ts';
import { insertPersonalDataView } from './household-store.ts';
import { renderInstructionFile } from './instruction-file.ts';
import { insertEntries } from './ledger-store.ts';
import {
  findInstruction,
  findSealedFile,
  insertInstruction,
  readSealedTransfers,
  stepPayments,
} from './list-store.ts';
import { openPersonalData } from './personal-data.ts';
import { type HeldList, holdList, takeStep } from './step.ts';

const fileContext = (instructionId: string) => `instructions.file_sealed ${instructionId}`;

/**
 * Makes the file that tells the provider to pay an approved list: once, numbered, and kept sealed, so that every download is
 * the same bytes. What was committed is now with the provider, payment by payment. Throws `not_found`, `state_conflict`.
 */
export async function instruct(tx: Tx, context: Context, principal: Principal, listId: string) {
  const list = await holdList(tx, context, listId, 'instruct', ['approved']);
  const transfers = await readSealedTransfers(tx, listId);
  const file = renderInstructionFile(
    transfers.map(({ reference, household_code, amount_cents, ...transfer }) => {
      const sealed = { ...transfer, document_sealed: null };
      const { head_name, account } = openPersonalData(context.sealing, transfer.household_id, sealed);
      const currency = list.currency;
      const beneficiary_name = head_name;
      return { reference, household_code, beneficiary_name, account: account ?? '', amount_cents, currency };
    }),
  );
  assert(file.total_cents === list.total_cents, 'the file adds up to what was approved');
  assert(file.payment_count === list.payment_count, 'the file has every payment that was approved');
  await takeStep(tx, context, principal, list, { action: 'instruct', change: { state: 'instructed' } });
  assert(
    (await stepPayments(tx, listId, 'planned', 'instructed')) === list.payment_count,
    'every payment was planned',
  );
  const id = context.ids.next();
  const number = await nextNumber(tx, 'INS');
  await insertInstruction(tx, {
    id,
    number,
    list_id: listId,
    file_name: `${number}_${list.number}.csv`,
    file_sha256: file.sha256,
    file_sealed: context.sealing.seal(file.bytes.toString('utf8'), fileContext(id)),
    payment_count: file.payment_count,
    total_cents: file.total_cents,
    made_by: principal.person_id,
    made_at: instant(context.clock),
  });
  await postTransfers(tx, context, principal, list, id, transfers);
  return found(await findInstruction(tx, listId), 'instruction', listId);
}

async function postTransfers(
  tx: Tx,
  context: Context,
  principal: Principal,
  list: HeldList,
  instructionId: string,
  transfers: readonly { payment_id: string; amount_cents: number }[],
): Promise<void> {
  const posted_at = instant(context.clock);
  await insertEntries(
    tx,
    transfers.map(({ payment_id, amount_cents }) => ({
      id: context.ids.next(),
      list_id: list.id,
      payment_id,
      kind: 'instruct',
      from_account: 'committed',
      to_account: 'with_fsp',
      amount_cents,
      evidence_kind: 'instruction',
      evidence_id: instructionId,
      reverses_entry_id: null,
      posted_by: principal.person_id,
      posted_at,
    })),
  );
}

/**
 * The instruction file as it was made. It holds names and accounts, so who took it is recorded before it is given. Throws
 * `not_found` when there is no such list or nothing was instructed.
 */
export async function takeInstructionFile(context: Context, principal: Principal, listId: string) {
  const stored = found(await findSealedFile(context.database.read, listId), 'instruction of list', listId);
  const bytes = Buffer.from(context.sealing.open(stored.file_sealed, fileContext(stored.id)), 'utf8');
  assert(sha256(bytes) === stored.file_sha256, 'the file is the one that was made');
  await inTransaction(context.database, (tx) =>
    insertPersonalDataView(tx, {
      id: context.ids.next(),
      person_id: principal.person_id,
      subject_kind: 'payment_list',
      subject_id: listId,
      purpose: `Instruction file ${stored.file_name}`,
      viewed_at: instant(context.clock),
    }),
  );
  return { bytes, file_name: stored.file_name };
}
