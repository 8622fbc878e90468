import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { enterGate } from '../database/gates.ts';
import { hotQuery } from '../database/hot.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import type { LineRow } from './ledger-store.ts';

const someFreezeQuery = hotQuery<{ id: string }>((reader) =>
  reader.selectFrom('stock_counts').select('id').where('freezes', '=', sql.lit(1)).limit(1),
);

/**
 * Lets a posting into the ledger, and says whether any count holds stock still at the moment. A count that begins waits for the
 * postings already in, so that none of them lands behind its back.
 */
export async function enterLedger(tx: Tx): Promise<{ frozen: boolean }> {
  const [, { rows }] = await Promise.all([enterGate(tx, 'ledger'), someFreezeQuery(tx, {})]);
  return { frozen: rows.length > 0 };
}

/** Throws `stock_frozen` with every lot and bin of the lines that an open count holds still, and its number. */
export async function assertNotFrozen(reader: Reader, lines: readonly LineRow[]): Promise<void> {
  const violations: Violation[] = [];
  for (let start = 0; start < lines.length; start += 100) {
    for (const { lot_number, location, number } of await frozenOf(reader, lines.slice(start, start + 100))) {
      violations.push({
        rule: 'bin_frozen',
        value: lot_number,
        params: { lot_number, location, count: number },
      });
    }
  }
  if (violations.length === 0) return;
  const counts = [...new Set(violations.map(({ params }) => params?.count ?? ''))].sort().join(', ');
  throw new Problem('stock_frozen', { counts }, violations);
}

function frozenOf(reader: Reader, lines: readonly LineRow[]) {
  return reader
    .selectFrom('stock_counts')
    .innerJoin('stock_count_bins', 'stock_count_bins.count_id', 'stock_counts.id')
    .innerJoin('locations', 'locations.id', 'stock_count_bins.location_id')
    .innerJoin('lots', (join) =>
      join.on(
        'lots.id',
        'in',
        lines.map((line) => line.lot_id),
      ),
    )
    .select(['lots.lot_number as lot_number', 'locations.code as location', 'stock_counts.number as number'])
    .where('freezes', '=', sql.lit(1))
    .where(({ or, and, eb }) =>
      or(
        lines.map((line) =>
          and([
            eb('lots.id', '=', line.lot_id),
            eb('locations.id', 'in', [line.from_location_id, line.to_location_id]),
          ]),
        ),
      ),
    )
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('every_item', '=', 1),
        exists(
          selectFrom('stock_count_items')
            .select('item_id')
            .whereRef('stock_count_items.count_id', '=', 'stock_counts.id')
            .whereRef('stock_count_items.item_id', '=', 'lots.item_id'),
        ),
      ]),
    )
    .distinct()
    .orderBy('stock_counts.number')
    .orderBy('lots.lot_number')
    .orderBy('locations.code')
    .execute();
}
