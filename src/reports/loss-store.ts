import { inBatches } from '../database/batches.ts';
import type { Reader } from '../database/database.ts';
import { filteredLines, type MovementFilter, type MovementLineRow, movementLines } from './movement-store.ts';

export interface LossRow extends MovementLineRow {
  donor_name: string;
}

const gone = ['loss', 'adjustment'] as const;

/**
 * Lines that took goods away without anybody having them: written off, short on the road, adjusted away; and the reversals of such
 * lines. What was found and put back is no loss taken back: it stands in the movements.
 */
export function streamLosses(reader: Reader, filter: MovementFilter): AsyncIterable<readonly LossRow[]> {
  const lines = filteredLines(movementLines(reader), filter)
    .select('grants.donor_name as donor_name')
    .where((eb) =>
      eb.or([
        eb.and([eb('movement.kind', '<>', 'reversal'), eb('destination.kind', 'in', gone)]),
        eb.and([eb('movement.kind', '=', 'reversal'), eb('origin.kind', 'in', gone)]),
      ]),
    )
    .orderBy('line.occurred_on')
    .orderBy('line.movement_id')
    .orderBy('line.line_number');
  return inBatches(reader, lines);
}
