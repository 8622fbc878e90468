import { inTransaction } from '../../src/database/transaction.ts';
import type { Service } from '../helpers/service.ts';

/** Sets how much of a lot is reserved in a bin. */
export async function setReserved(
  service: Service,
  lot: string,
  bin: string,
  quantity: number,
): Promise<void> {
  await inTransaction(service.context.database, async (tx) => {
    await tx
      .updateTable('balances')
      .set({ reserved: quantity })
      .where('lot_id', '=', lot)
      .where('location_id', '=', bin)
      .execute();
  });
}
