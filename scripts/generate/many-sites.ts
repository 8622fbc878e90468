import type { Context } from '../../src/context.ts';
import type { Tx } from '../../src/database/database.ts';
import { instant } from '../../src/lib/clock.ts';
import { insertCounts } from '../../src/sites/count-store.ts';
import { insertSites } from '../../src/sites/store.ts';

export interface ManySites {
  operation: string;
  /** Who counted. */
  person: string;
  counted_on: string;
  /** Of each site. */
  households: readonly number[];
}

/** Adds counted sites S0, S1 … to an operation: far more than one would post one by one. */
export async function addManySites(
  tx: Tx,
  context: Context,
  { operation, person, counted_on, households }: ManySites,
): Promise<void> {
  const at = instant(context.clock);
  const sites = households.map((_, index) => ({
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
    counted_on,
    source: 'centre_manager' as const,
    households: households[index] as number,
    individuals: null,
    females: null,
    males: null,
    groups: [],
    vulnerable: [],
    flags: [],
    supersedes_id: null,
    import_id: null,
    recorded_by: person,
    recorded_at: at,
  }));
  await insertSites(tx, sites, at);
  await insertCounts(tx, counts);
}
