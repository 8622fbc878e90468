import { pino } from 'pino';
import { insertPerson, insertToken } from '../../src/access/store.ts';
import { insertGrant, insertItem } from '../../src/catalogue/store.ts';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { instant } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/hash.ts';
import { receive } from '../../src/stock/receive.ts';
import { findBins } from '../../src/stock/store.ts';
import { addWarehouse } from '../../src/stock/warehouses.ts';

export interface Seeded {
  readonly token: string;
  readonly personId: string;
  readonly warehouse: string;
  readonly grant: string;
  readonly bin: string;
  readonly item: string;
  readonly lots: readonly string[];
}

export const BENCH_DATA_KEY = Buffer.from('bench bench bench data key 32 b!').toString('base64');

/** The environment that the service and its reference are started with. */
export function environment(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    DATA_KEY: BENCH_DATA_KEY,
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_POOL_SIZE: '12',
  };
}

/** A migrated database with one warehouse and many lots that never run out. */
export async function seed(databaseUrl: string, lotCount: number): Promise<Seeded> {
  const config: Config = loadConfig(environment(databaseUrl));
  const context = createContext(config, pino({ level: 'silent' }));
  await context.database.migrate();
  try {
    return await inTransaction(context.database, (tx) => seedIn(tx, context, lotCount));
  } finally {
    await context.database.close();
  }
}

async function seedIn(
  tx: Parameters<Parameters<typeof inTransaction>[1]>[0],
  context: Context,
  lotCount: number,
): Promise<Seeded> {
  const at = instant(context.clock);
  const personId = context.ids.next();
  const token = context.ids.secret();
  await insertPerson(
    tx,
    { id: personId, name: 'Bench', email: 'bench@example.org', roles: ['logistics'] },
    at,
  );
  const tokenRow = {
    id: context.ids.next(),
    person_id: personId,
    label: 'bench',
    token_sha256: sha256(token),
  };
  await insertToken(tx, { ...tokenRow, expires_at: null }, at);
  const itemId = context.ids.next();
  await insertItem(
    tx,
    {
      id: itemId,
      code: 'TARP',
      kind: 'item',
      name_es: 'Lona',
      name_en: 'Tarpaulin',
      category: 'shelter',
      base_unit: 'piece',
      weight_g: 4200,
      volume_ml: 11200,
      shelf_life_days: null,
      dangerous_goods: false,
    },
    at,
  );
  const grantId = context.ids.next();
  const grant = { id: grantId, code: 'G1', donor_name: 'Donor', title: 'Relief', currency: 'USD' };
  await insertGrant(tx, { ...grant, starts_on: null, ends_on: null, cash_budget_cents: 0 }, at);
  const warehouse = await addWarehouse(tx, context, {
    code: 'HUB',
    name: 'Hub',
    country: 'PA',
    time_zone: 'America/Panama',
    latitude: null,
    longitude: null,
    bins: [{ code: 'A1', name: 'A1', purpose: 'storage' }],
  });
  const [bin] = await findBins(tx, warehouse.id);
  if (bin === undefined) throw new Error('the warehouse has no bin');
  const principal = {
    person_id: personId,
    name: 'Bench',
    roles: [],
    permissions: new Set<never>(),
    within: null,
    assigned: null,
  };
  const made = await receive(tx, context, principal, {
    warehouse_id: warehouse.id,
    reference: 'bench',
    received_from: 'Supplier',
    means: 'sea',
    transport_document: null,
    lines: Array.from({ length: lotCount }, (_, index) => ({
      item_id: itemId,
      grant_id: grantId,
      lot_number: `LOT-${index}`,
      location_id: bin.id,
      quantity: 100_000_000,
      expires_on: null,
      manufactured_on: null,
      condition: 'good' as const,
      unit_value: null,
      currency: null,
    })),
  });
  return {
    token,
    personId,
    warehouse: warehouse.id,
    grant: grantId,
    bin: bin.id,
    item: itemId,
    lots: made.lines.map((line) => line.lot_id),
  };
}
