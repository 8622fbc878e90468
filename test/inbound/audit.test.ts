import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { broken, tamper } from '../helpers/tamper.ts';
import { stockWorld } from '../helpers/world.ts';
import { claimsOf, done, receive, shipped } from './inbound-world.ts';

onBothEngines(
  'verify names what was changed of receipts and claims behind the service’s back',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const target = await stockWorld(service);
    const logistics = service.as('logistics');
    const coming = await shipped(service, world, [{ quantity: 20, unit_value: '2.5', currency: 'USD' }]);
    const receipt = await receive(logistics, world, coming, [{ good: 16, missing: 4 }]);
    const [claim] = await claimsOf(service, receipt.body.id);
    const lot = receipt.body.lines[0].lot_id;
    const transfer = await done(logistics, '/v1/transfers', {
      from_warehouse_id: world.warehouse,
      to_warehouse_id: target.warehouse,
      means: 'road',
      lines: [{ lot_id: lot, location_id: world.bin, quantity: 6 }],
    });
    await done(logistics, `/v1/transfers/${transfer.id}/departure`, {});
    t.same(await broken(service), {}, 'everything holds');

    const line = `where id = '${coming.lines[0].id}'`;
    const change = async (there: string, back: string, names: Record<string, string>) => {
      await tamper(service, engine, [there]);
      t.match(await broken(service), names, there);
      await tamper(service, engine, [back]);
      t.same(await broken(service), {}, 'and holds again');
    };
    await change(
      `update expected_lines set good = 15, damaged = 1 ${line}`,
      `update expected_lines set good = 16, damaged = 0 ${line}`,
      { pipeline: `expected consignment ${coming.number} line 1` },
    );
    const consignment = `where id = '${coming.id}'`;
    await change(
      `update expected_consignments set state = 'received' ${consignment}`,
      `update expected_consignments set state = 'closed_short' ${consignment}`,
      { 'pipeline states': `expected consignment ${coming.number}` },
    );
    const sent = `where transfer_id = '${transfer.id}'`;
    await change(`update transfer_lines set good = 1 ${sent}`, `update transfer_lines set good = 0 ${sent}`, {
      transfers: 'transfer TRF-000001 line 1',
      'transfers on the road': 'transfer TRF-000001',
    });
    const one = `where id = '${claim.id}'`;
    await change(
      `update claims set value_cents = 1001 ${one}`,
      `update claims set value_cents = 1000 ${one}`,
      {
        'claim values': `claim ${claim.number}`,
      },
    );
    await change(
      `update claims set quantity = 5, value_cents = 1250 ${one}`,
      `update claims set quantity = 4, value_cents = 1000 ${one}`,
      { claims: `receipt ${receipt.body.number}` },
    );
    await change(`update claims set state = 'waived' ${one}`, `update claims set state = 'open' ${one}`, {
      'claim histories': `claim ${claim.number}`,
    });
  },
);
