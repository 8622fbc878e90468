import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import t from 'tap';
import { inTransaction } from '../../src/database/transaction.ts';
import { LOSS } from '../../src/stock/places.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';
import { csvLines, reportRows } from './report-files.ts';

// Writing the 100,000 rows takes longer than reading them.
t.setTimeout(120_000);

const path = '/v1/reports/stock-movements';

onBothEngines('every line of the ledger with its document, in the order posted', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 100, lot: 'L1' });
  await made(logistics, '/v1/stock/movements', {
    kind: 'write_off',
    reason: 'damaged',
    note: 'Caja mojada, =roto',
    occurred_on: '2026-08-05',
    lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 4 }],
  });
  const rows = await reportRows(logistics, `${path}?warehouse_id=${world.warehouse}`);
  const seen = rows.map((row) => [row.kind, row.from_place, row.to_place, row.quantity, row.reason]);
  t.same(seen, [
    ['Receipt', 'Supplier', 'A1', 100, null],
    ['Write-off', 'A1', 'Loss', 4, 'Damaged'],
  ]);
  t.match(rows[0].document_number, /^GRN-/);
  t.equal(rows[1].posted_by, 'logistics');
  const [, , line] = await csvLines(service.as('auditor'), `${path}?format=csv&language=es`);
  t.same(
    ['Baja', 'Dañado', 'Caja mojada, =roto'].filter((text) => !line?.includes(text)),
    [],
  );
  const other = await stockWorld(service);
  t.same(await reportRows(logistics, `${path}?warehouse_id=${other.warehouse}`), []);
  t.equal((await reportRows(logistics, `${path}?kind=write_off`)).length, 1);
  t.equal((await reportRows(logistics, `${path}?from_day=2026-08-06`)).length, 0);
  t.equal((await logistics.get(`${path}?kind=teleport`)).status, 400);
});

/** Lines written straight into the ledger, past the service: a report has to cope with any number of them. */
async function fillLedger(service: Service, world: StockWorld, lot: string, movements: number, each: number) {
  const [person] = await service.context.database.read.selectFrom('people').select('id').limit(1).execute();
  const posted = {
    document_kind: 'movement',
    document_id: world.bin,
    posted_by: person?.id ?? '',
    posted_at: '2026-08-05T18:00:00.000Z',
  };
  for (let start = 0; start < movements; start += 50) {
    await inTransaction(service.context.database, async (tx) => {
      for (let index = start; index < Math.min(movements, start + 50); index += 1) {
        const id = `01990000-0000-7000-8000-${String(index).padStart(12, '0')}`;
        const movement = { id, kind: 'write_off' as const, occurred_on: '2026-08-05', reason: 'damaged' };
        await tx
          .insertInto('movements')
          .values({ ...movement, ...posted })
          .execute();
        const lines = Array.from({ length: each }, (_, line) => ({
          movement_id: id,
          line_number: line + 1,
          lot_id: lot,
          from_location_id: world.bin,
          to_location_id: LOSS,
          quantity: index * each + line + 1,
          occurred_on: '2026-08-05',
        }));
        await tx.insertInto('movement_lines').values(lines).execute();
      }
    });
  }
}

onBothEngines('100,000 rows are all there, and nothing of what is written meanwhile', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const lot = await receiveLot(service, world, { quantity: 1 });
  await fillLedger(service, world, lot, 500, 200);
  const begun = await begin(service);
  await made(service.as('logistics'), '/v1/stock/movements', {
    kind: 'move',
    lines: [{ lot_id: lot, from_location_id: world.bin, to_location_id: world.otherBin, quantity: 1 }],
  });
  const [head, ...lines] = (await textOf(begun)).trimEnd().split('\r\n');
  const at = head?.split(',').indexOf('Cantidad') ?? -1;
  t.equal(lines.length, 100_001, 'with the receipt');
  // Each row has its own quantity, from 1 on, in the order posted.
  t.ok(lines.slice(0, -1).every((line, index) => line.split(',')[at] === String(index + 1)));
  for (let turn = 0; turn < 8; turn += 1) (await begin(service)).destroy();
  const moves = (await textOf(await begin(service, '&kind=move'))).trimEnd().split('\r\n');
  t.equal(moves.length, 1 + 1, 'clients that went away in the middle left their places free');
});

/** A download whose head has arrived. */
async function begin(service: Service, filter = ''): Promise<IncomingMessage> {
  const { headers } = await signedIn(service);
  const request = get(`${service.base}${path}?format=csv${filter}`, { headers });
  request.on('error', () => undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function signedIn(service: Service) {
  const admin = service.as('admin');
  const people = await admin.all('/v1/people');
  const auditor = people.find((person) => person.roles.includes('auditor'));
  const made = await admin.post('/v1/api-tokens', { person_id: auditor.id, label: 'download' });
  return { headers: { authorization: `Bearer ${made.body.token}` } };
}
