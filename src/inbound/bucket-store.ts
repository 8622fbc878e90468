import { sql } from 'kysely';
import type { Tx } from '../database/database.ts';
import type { Buckets } from '../stock/buckets.ts';

/** The lines of what is received: each has what was sent and the four buckets of what came so far. */
export type BucketTable = 'expected_lines' | 'transfer_lines' | 'consignment_lines';

/**
 * Adds what was counted of a line. False when that is more than was sent and not accounted for yet, or when something is over
 * though something else is still to come. One guarded statement.
 */
export async function addBuckets(
  tx: Tx,
  table: BucketTable,
  lineId: string,
  buckets: Buckets,
): Promise<boolean> {
  const { good, damaged, missing, over } = buckets;
  const total = good + damaged + missing;
  const fits =
    over > 0
      ? sql<boolean>`good + damaged + missing + ${total} = quantity`
      : sql<boolean>`good + damaged + missing + ${total} <= quantity`;
  const result = await tx
    .updateTable(table as 'expected_lines')
    .set({
      good: sql<number>`good + ${good}`,
      damaged: sql<number>`damaged + ${damaged}`,
      missing: sql<number>`missing + ${missing}`,
      over: sql<number>`"over" + ${over}`,
    })
    .where('id', '=', lineId)
    .where(fits)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Takes back what a receipt had added to a line; false when the line does not hold it. */
export async function takeBuckets(
  tx: Tx,
  table: BucketTable,
  lineId: string,
  buckets: Buckets,
): Promise<boolean> {
  const { good, damaged, missing, over } = buckets;
  const result = await tx
    .updateTable(table as 'expected_lines')
    .set({
      good: sql<number>`good - ${good}`,
      damaged: sql<number>`damaged - ${damaged}`,
      missing: sql<number>`missing - ${missing}`,
      over: sql<number>`"over" - ${over}`,
    })
    .where('id', '=', lineId)
    .where(
      sql<boolean>`good >= ${good} and damaged >= ${damaged} and missing >= ${missing} and "over" >= ${over}`,
    )
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
