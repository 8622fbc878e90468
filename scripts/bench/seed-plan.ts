import { pino } from 'pino';
import { insertStandard } from '../../src/catalogue/standard-store.ts';
import { insertItem } from '../../src/catalogue/store.ts';
import { loadConfig } from '../../src/config/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import type { Tx } from '../../src/database/database.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { instant, today } from '../../src/lib/clock.ts';
import { insertOperation } from '../../src/sites/store.ts';
import { receive } from '../../src/stock/receive.ts';
import { addManySites } from '../generate/many-sites.ts';
import { environment, type Seeded, seed } from './seed.ts';

export interface Size {
  readonly sites: number;
  readonly items: number;
  readonly lots: number;
}

/** A database with counted sites, a standard of one piece of each item for a household, and lots for 60 % of it; and what asks for its plan. */
export async function seedPlan(databaseUrl: string, size: Size) {
  const seeded = await seed(databaseUrl, 1);
  const context = createContext(loadConfig(environment(databaseUrl)), pino({ level: 'silent' }));
  try {
    const body = await inTransaction(context.database, (tx) => seedIn(tx, context, seeded, size));
    return { token: seeded.token, body };
  } finally {
    await context.database.close();
  }
}

async function seedIn(tx: Tx, context: Context, seeded: Seeded, { sites, items, lots }: Size) {
  const at = instant(context.clock);
  const day = today(context.clock, 'America/El_Salvador');
  const operation = { id: context.ids.next(), code: 'BENCH', name: 'Bench', kind: 'flood', started_on: day };
  await insertOperation(tx, operation, at);
  await addManySites(tx, context, {
    operation: operation.id,
    person: seeded.personId,
    counted_on: day,
    households: Array.from({ length: sites }, (_, index) => 1 + ((index * 7_919) % 499)),
  });
  const itemIds = Array.from({ length: items }, () => context.ids.next());
  for (const [index, id] of itemIds.entries()) {
    await insertItem(
      tx,
      {
        id,
        code: `BENCH-${index}`,
        kind: 'item',
        name_es: `Artículo ${index}`,
        name_en: `Item ${index}`,
        category: 'shelter',
        base_unit: 'piece',
        weight_g: 1000,
        volume_ml: 1000,
        shelf_life_days: null,
        dangerous_goods: false,
      },
      at,
    );
  }
  const standard = {
    id: context.ids.next(),
    code: 'BENCH',
    version_number: 1,
    name_es: 'Medida',
    name_en: 'Bench',
    created_by: seeded.personId,
  };
  const lines = itemIds.map((item_id) => ({
    item_id,
    basis: 'household' as const,
    rate_numerator: 1,
    rate_denominator: 1,
    tier: 1,
  }));
  await insertStandard(tx, standard, lines, at);
  await receiveLots(tx, context, seeded, itemIds, {
    lots,
    quantity: Math.floor((sites * items * 150) / lots),
  });
  return { operation_id: operation.id, standard_id: standard.id, warehouse_id: seeded.warehouse };
}

async function receiveLots(
  tx: Tx,
  context: Context,
  { personId, warehouse, grant, bin }: Seeded,
  itemIds: readonly string[],
  { lots, quantity }: { lots: number; quantity: number },
): Promise<void> {
  const principal = {
    person_id: personId,
    name: 'Bench',
    roles: [],
    permissions: new Set<never>(),
    within: null,
    assigned: null,
  };
  for (let start = 0; start < lots; start += 500) {
    await receive(tx, context, principal, {
      warehouse_id: warehouse,
      reference: `bench ${start}`,
      received_from: 'Supplier',
      means: 'sea',
      transport_document: null,
      lines: Array.from({ length: Math.min(500, lots - start) }, (_, index) => ({
        item_id: itemIds[(start + index) % itemIds.length] as string,
        grant_id: grant,
        lot_number: `PLAN-${start + index}`,
        location_id: bin,
        quantity,
        expires_on: null,
        manufactured_on: null,
        condition: 'good' as const,
        unit_value: null,
        currency: null,
      })),
    });
  }
}
