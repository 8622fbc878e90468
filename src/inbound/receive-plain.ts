import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { receive } from '../stock/receive.ts';
import type { newReceipt } from '../stock/schema.ts';
import { openReceiptClaims } from './receive-expected.ts';

/** Receives goods that nobody announced; whatever is not good opens a claim. Throws what `receive` throws. */
export async function receivePlain(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newReceipt>,
) {
  const receipt = await receive(tx, context, principal, input);
  await openReceiptClaims(tx, context, principal, receipt, (count) => input.lines[count.line_number - 1]);
  return receipt;
}
