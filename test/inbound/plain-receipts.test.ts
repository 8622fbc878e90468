import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { stockWorld } from '../helpers/world.ts';
import { assertSound } from '../races/crowd.ts';
import { claimsOf } from './inbound-world.ts';

onBothEngines('a receipt of goods nobody announced has the same four buckets', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const line = {
    item_id: world.item,
    grant_id: world.grant,
    lot_number: 'P1',
    location_id: world.bin,
    unit_value: '10.005',
    currency: 'USD',
  };
  const post = (lines: unknown[]) =>
    logistics.post('/v1/receipts', {
      warehouse_id: world.warehouse,
      reference: 'NE-5',
      received_from: 'Proveedor Dos',
      means: 'road',
      lines,
    });
  const undecided = await post([{ ...line, quantity: 10, over: 1 }]);
  t.equal(undecided.status, 422);
  t.match(undecided.body, { code: 'receipt_rule', errors: [{ rule: 'over_undecided' }] });
  const nothing = await post([{ ...line, quantity: 10, over_decision: { decision: 'refuse' } }]);
  t.match(nothing.body.errors, [{ rule: 'nothing_over' }]);
  t.equal((await post([{ ...line, quantity: 0 }])).status, 400);
  const receipt = await post([
    { ...line, quantity: 10, damaged: 1, missing: 2 },
    { ...line, lot_number: 'P2', quantity: 0, damaged: 4, damaged_refused: true },
  ]);
  t.equal(receipt.status, 201);
  t.match(receipt.body.lines, [
    { lot_number: 'P1', quantity: 10 },
    { lot_number: 'P1-D', quantity: 1 },
  ]);
  const claims = await claimsOf(service, receipt.body.id);
  t.same(claims.map((claim) => [claim.line_number, claim.bucket, claim.quantity, claim.value_cents]).sort(), [
    // Half a cent is rounded up: 10.005 → 10.01; 20.01 and 40.02 are exact.
    [1, 'damaged', 1, 1001],
    [1, 'missing', 2, 2001],
    [2, 'damaged', 4, 4002],
  ]);
  t.equal(claims[0].liable_party, 'Proveedor Dos');
  const { body } = await logistics.get(`/v1/receipts/${receipt.body.id}`);
  t.same(body, receipt.body);
  const movement = `/v1/stock/movements/${receipt.body.movement_id}/reversal`;
  const reversal = await logistics.post(movement, { note: 'mal' });
  t.equal(reversal.status, 409, 'claims hang on it: the receipt is reversed as a whole');
  t.match(reversal.body, { code: 'not_reversible', detail: /GRN-000001/ });
  await assertSound(t, service);
});
