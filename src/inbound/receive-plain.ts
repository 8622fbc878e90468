import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { unpackLines } from '../stock/packed.ts';
import { receive } from '../stock/receive.ts';
import type { newReceipt } from '../stock/schema.ts';
import { openReceiptClaims } from './receive-expected.ts';

/** Receives goods that nobody announced; whatever is not good opens a claim. Throws what `unpackLines` and `receive` throw. */
export async function receivePlain(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newReceipt>,
) {
  const lines = await unpackLines(
    tx,
    input.lines,
    (line) => line.item_id,
    (line) => line.quantity,
  );
  const receipt = await receive(tx, context, principal, { ...input, lines });
  await openReceiptClaims(tx, context, principal, receipt, (count) => input.lines[count.line_number - 1]);
  return receipt;
}
