import fc from 'fast-check';
import type { Test } from 'tap';
import type { Client } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';

interface Row {
  id: string;
  [field: string]: unknown;
}

/** Text by its UTF-8 bytes, as both engines keep it. */
function compareText(a: unknown, b: unknown): number {
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

/** The rows in the order a list promises: by the field, then by identifier, both in the direction asked. */
function ordered(rows: readonly Row[], sort: string): string[] {
  const field = sort.replace('-', '');
  const sign = sort.startsWith('-') ? -1 : 1;
  return [...rows]
    .sort((a, b) => sign * (compareText(a[field], b[field]) || compareText(a.id, b.id)))
    .map((row) => row.id);
}

async function walk(client: Client, path: string, sort: string, limit: number): Promise<string[]> {
  const rows: { id?: string; key?: string }[] = await client.all(`${path}sort=${sort}`, limit);
  // What is reference data has a key of its own instead of an id.
  return rows.map((row) => String(row.id ?? row.key));
}

/** Posts in parallel, some at a time. */
async function inParallel<T>(inputs: readonly T[], post: (input: T) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < inputs.length; start += 40) {
    await Promise.all(inputs.slice(start, start + 40).map(post));
  }
}

async function assertWalks(
  t: Test,
  client: Client,
  path: string,
  rows: readonly Row[],
  sorts: readonly string[],
): Promise<void> {
  for (const sort of sorts)
    t.same(await walk(client, path, sort, 500), ordered(rows, sort), `${sort} by 500`);
  const anySort = fc.constantFrom(...sorts);
  const anyLimit = fc.oneof(fc.integer({ min: 7, max: 90 }), fc.integer({ min: 91, max: 500 }));
  await fc.assert(
    fc.asyncProperty(anySort, anyLimit, async (sort, limit) => {
      t.same(await walk(client, path, sort, limit), ordered(rows, sort), `${sort} by ${limit}`);
    }),
    { numRuns: 12 },
  );
}

onBothEngines('every way to walk the items gives every row once, in order', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const names = ['Lona', 'lona', 'Lámpara', 'Ñandú', 'zapato', 'Z', '🏠 casa', '\uff21 ancho', 'a', 'a b'];
  const inputs = Array.from({ length: 520 }, (_, index) => ({
    code: `C${String((index * 7919) % 1000).padStart(4, '0')}${index % 2 === 0 ? 'a' : 'B'}`,
    name_es: names[index % names.length],
    name_en: names[(index * 3) % 4],
    category: index % 5 === 0 ? 'shelter' : 'hygiene',
    base_unit: 'piece',
  }));
  const rows: Row[] = [];
  await inParallel(inputs, async (input) => {
    rows.push({ id: await made(logistics, '/v1/items', input), ...input });
  });
  const sorts = ['code', '-code', 'name_es', '-name_es', 'name_en', '-name_en', 'id', '-id'];
  await assertWalks(t, logistics, '/v1/items?', rows, sorts);
  const shelter = rows.filter((row) => row.category === 'shelter');
  t.same(
    await walk(logistics, '/v1/items?category=shelter&', '-name_es', 9),
    ordered(shelter, '-name_es'),
    'a filter walks its own rows',
  );
});

onBothEngines('every way to walk the movements gives every row once, in order', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  service.clock.set('2026-07-01T18:00:00.000Z');
  const lot = await receiveLot(service, world, { quantity: 10_000 });
  const days = Array.from(
    { length: 500 },
    (_, index) => `2026-07-${String(1 + ((index * 7) % 30)).padStart(2, '0')}`,
  );
  service.clock.set('2026-07-31T18:00:00.000Z');
  await inParallel(days, async (occurred_on) => {
    const lines = [{ lot_id: lot, from_location_id: world.bin, to_location_id: world.otherBin, quantity: 1 }];
    await made(logistics, '/v1/stock/movements', { kind: 'move', occurred_on, lines });
  });
  const rows: Row[] = await logistics.all('/v1/stock/movements', 500);
  t.equal(rows.length, 501);
  t.equal(new Set(rows.map((row) => row.id)).size, 501);
  const sorts = ['posted_at', '-posted_at', 'occurred_on', '-occurred_on', 'id', '-id'];
  await assertWalks(t, logistics, '/v1/stock/movements?', rows, sorts);
  const ofBin = await walk(
    logistics,
    `/v1/stock/movements?lot_id=${lot}&location_id=${world.otherBin}&`,
    'id',
    33,
  );
  t.equal(new Set(ofBin).size, 500);
});

onBothEngines('every list walks the same by twos as at once, in every order it offers', async (t, engine) => {
  const service = await startService(t, engine);
  await fillEveryList(service);
  const lists = listsOf(service.app.swagger() as unknown as ApiDocument);
  const walked: string[] = [];
  for (const { path, permission, sorts } of lists) {
    const client = service.as(permission === 'access.manage' ? 'admin' : 'auditor');
    const query = path === '/v1/stock/as-of' ? `${path}?as_of=2026-08-05&` : `${path}?`;
    for (const sort of sorts) {
      const whole = await walk(client, query, sort, 500);
      t.same(await walk(client, query, sort, 2), whole, `${path} by ${sort}`);
      t.equal(new Set(whole).size, whole.length, `${path} by ${sort}: no row twice`);
      t.same(
        [...whole].sort(),
        (await walk(client, query, sorts[0] ?? 'id', 500)).sort(),
        'the same rows in any order',
      );
      if (whole.length > 2) walked.push(path);
    }
  }
  const filled = [
    '/v1/people',
    '/v1/api-tokens',
    '/v1/items',
    '/v1/grants',
    '/v1/entitlement-standards',
    '/v1/warehouses',
    '/v1/locations',
    '/v1/lots',
    '/v1/receipts',
    '/v1/stock/balances',
    '/v1/stock/as-of',
    '/v1/stock/items',
    '/v1/stock/movements',
  ];
  t.same(
    filled.filter((path) => !walked.includes(path)),
    [],
    'each of these had more than one page',
  );
});

onBothEngines('rows that come meanwhile neither repeat nor hide others', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const item = (code: string) => ({
    code,
    name_es: 'x',
    name_en: 'x',
    category: 'shelter',
    base_unit: 'piece',
  });
  for (const code of ['B', 'D', 'F', 'H']) await made(logistics, '/v1/items', item(code));
  const first = await logistics.get('/v1/items?limit=2&sort=code');
  await made(logistics, '/v1/items', item('A'));
  await made(logistics, '/v1/items', item('E'));
  const second = await logistics.get(`/v1/items?limit=2&sort=code&cursor=${first.body.next_cursor}`);
  const third = await logistics.get(`/v1/items?limit=2&sort=code&cursor=${second.body.next_cursor}`);
  const codes = [first, second, third].map((reply) =>
    reply.body.data.map((row: { code: string }) => row.code),
  );
  t.same(codes, [['B', 'D'], ['E', 'F'], ['H']]);
  t.equal(third.body.next_cursor, null);
});

onBothEngines('a cursor that is not of this list is refused', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  for (const code of ['A', 'B', 'C']) {
    await made(logistics, '/v1/items', {
      code,
      name_es: 'x',
      name_en: 'x',
      category: 'shelter',
      base_unit: 'piece',
    });
  }
  const byName = (await logistics.get('/v1/items?limit=1&sort=name_es')).body.next_cursor;
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const cursors = [
    ['', 'code'],
    ['nonsense', 'code'],
    [byName, 'code'],
    [byName, '-name_es'],
    [byName, 'id'],
    [forged({}), 'code'],
    [forged(['code', 'A']), 'code'],
    [forged(['code', 'A', null]), 'code'],
    [forged(['code', { a: 1 }, 'x']), 'code'],
    [forged(['code', 'A\u0000', 'x']), 'code'],
    [forged(['code', 'A', 'x', 'y']), 'code'],
  ];
  for (const [cursor, sort] of cursors) {
    const reply = await logistics.get(`/v1/items?sort=${sort}&cursor=${cursor}`);
    t.equal(reply.status, 400, `${cursor} ${sort}`);
    t.equal(reply.body.code, 'invalid_request');
    t.equal(reply.body.errors[0].pointer, '/query/cursor');
  }
  for (const query of [
    'limit=0',
    'limit=501',
    'limit=ten',
    'limit=1.5',
    'limit=1&limit=2',
    'sort=weight_g',
    'sort=',
    'page=2',
  ]) {
    const reply = await logistics.get(`/v1/items?${query}`);
    t.equal(reply.status, 400, query);
    t.equal(reply.body.code, 'invalid_request');
    t.match(reply.body.errors[0].pointer, /^\/query/);
  }
});

interface ApiDocument {
  paths: Record<string, Record<string, ApiOperation>>;
}

interface ApiOperation {
  'x-permission': string;
  parameters?: { name: string; required?: boolean; schema?: { enum?: string[] } }[];
}

interface ListRoute {
  path: string;
  permission: string;
  sorts: readonly string[];
}

/** Every list of the published document that needs nothing but perhaps a day, with the orders it offers. */
function listsOf(document: ApiDocument): ListRoute[] {
  return Object.entries(document.paths).flatMap(([path, { get }]) => {
    const sorts = get?.parameters?.find((parameter) => parameter.name === 'sort')?.schema?.enum;
    const needsMore = get?.parameters?.some(({ name, required }) => required === true && name !== 'as_of');
    if (get === undefined || sorts === undefined || needsMore === true) return [];
    return [{ path, permission: get['x-permission'], sorts }];
  });
}

/** At least three rows for each list of catalogue and stock. */
async function fillEveryList(service: Service): Promise<void> {
  const logistics = service.as('logistics');
  for (let count = 0; count < 3; count += 1) {
    const world = await stockWorld(service);
    await receiveLot(service, world, { quantity: 5, lot: 'SAME' });
    await receiveLot(service, world, { quantity: 5, lot: 'SAME', bin: world.otherBin });
    await receiveLot(service, world, { quantity: 5, expires_on: '2027-01-31' });
    const lines = [{ item_id: world.item, basis: 'household', rate_numerator: 2 }];
    const standard = { code: 'STANDARD', name_es: 'Norma', name_en: 'Standard', lines };
    await made(logistics, '/v1/entitlement-standards', standard);
  }
}
