import type { Context } from '../../src/context.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { instant } from '../../src/lib/clock.ts';
import { insertCounts } from '../../src/sites/count-store.ts';
import { insertSites } from '../../src/sites/store.ts';

/** Adds counted sites S0, S1 … to an operation, the n-th with n + 1 households: far more than one would post one by one. */
export async function addManySites(
  context: Context,
  { operation, person, count }: { operation: string; person: string; count: number },
): Promise<void> {
  const at = instant(context.clock);
  const sites = Array.from({ length: count }, (_, index) => ({
    id: context.ids.next(),
    location_id: context.ids.next(),
    operation_id: operation,
    code: `S${index}`,
    name: `Centro ${index}`,
    kind: 'collective_centre' as const,
    p_code: null,
    latitude: null,
    longitude: null,
    capacity: null,
    priority: 1,
  }));
  const counts = sites.map(({ id }, index) => ({
    id: context.ids.next(),
    site_id: id,
    counted_on: '2026-08-04',
    source: 'centre_manager' as const,
    households: index + 1,
    individuals: null,
    females: null,
    males: null,
    groups: [],
    import_id: null,
    recorded_by: person,
    recorded_at: at,
  }));
  await inTransaction(context.database, async (tx) => {
    await insertSites(tx, sites, at);
    await insertCounts(tx, counts);
  });
}
