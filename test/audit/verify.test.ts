import { verify } from '../../src/audit/verify.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { broken, tamper, unlock } from '../helpers/tamper.ts';
import { receiveLot, stockWorld } from '../helpers/world.ts';

onBothEngines(
  'verify holds for what the service wrote, and names what was changed behind its back',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const lot = await receiveLot(service, world, { quantity: 40 });
    const other = await receiveLot(service, world, { quantity: 7 });
    const issued = await logistics.post('/v1/stock/movements', {
      kind: 'issue',
      lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 4 }],
    });
    t.equal(issued.status, 201);
    const reversed = await logistics.post(`/v1/stock/movements/${issued.body.id}/reversal`, {
      note: 'wrong lot',
    });
    t.equal(reversed.status, 201);
    t.same(await broken(service), {}, 'everything holds');

    const results = await verify(service.context.database.read);
    t.equal(
      results.find((result) => result.check.name === 'lots conserved')?.rows,
      2,
      'it looks at every lot',
    );

    const balance = `lot_id = '${other}' and location_id = '${world.bin}'`;
    await tamper(service, engine, [`update balances set quantity = 8 where ${balance}`]);
    t.same(await broken(service), {
      balances: `lot ${other} at ${world.bin}`,
      'lots conserved': `lot ${other}`,
    });
    await tamper(service, engine, [`update balances set quantity = 7, reserved = 2 where ${balance}`]);
    t.same(await broken(service), { reserved: `lot ${other} at ${world.bin}` });
    await tamper(service, engine, [`update balances set reserved = 0 where ${balance}`]);
    t.same(await broken(service), {}, 'and holds again when it is put right');
  },
);

onBothEngines(
  'verify finds an edited ledger line although its balances were edited with it',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const lot = await receiveLot(service, world, { quantity: 40 });
    await tamper(service, engine, [
      unlock(engine, 'movement_lines'),
      `update movement_lines set quantity = 35 where lot_id = '${lot}'`,
      `update balances set quantity = 35 where lot_id = '${lot}' and quantity > 0`,
      `update balances set quantity = -35 where lot_id = '${lot}' and quantity < 0`,
    ]);
    const found = await broken(service);
    t.same(
      Object.keys(found),
      ['receipts', 'daily balances'],
      'the goods received note and the closing balance of the day still say 40',
    );
  },
);
