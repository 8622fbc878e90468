import { onBothEngines } from '../helpers/databases.ts';
import { approvedPlan, consignments, depart, relief } from '../helpers/relief.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import { assertSound, lotBalance } from '../races/crowd.ts';
import { claimsOf } from './inbound-world.ts';

onBothEngines(
  'what a site receives damaged or not at all is claimed from the transporter; over needs a decision',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const world = await relief(service, [{ code: 'A', households: 100 }]);
    const received = await logistics.post('/v1/receipts', {
      warehouse_id: world.warehouse,
      reference: 'R',
      received_from: 'S',
      means: 'sea',
      lines: [
        {
          item_id: world.item,
          grant_id: world.grant,
          lot_number: 'L',
          location_id: world.bin,
          quantity: 100,
          unit_value: '1.5',
          currency: 'USD',
        },
      ],
    });
    const lot = received.body.lines[0].lot_id;
    const sent = await depart(
      service,
      (await consignments(service, await approvedPlan(service, world))).get('A') ?? '',
    );
    const post = (line: object, rest: object = {}) =>
      service.as('responder').post(`/v1/consignments/${sent.id}/receipts`, {
        received_by_name: 'Ana',
        closes: false,
        lines: [{ consignment_line_id: sent.lines[0].id, good: 0, ...line }],
        ...rest,
      });
    t.match((await post({ good: 100, over: 5 })).body.errors, [{ rule: 'over_undecided' }]);
    const accept = { decision: 'accept', grant_id: world.grant };
    t.match((await post({ good: 50, over: 5, over_decision: accept })).body.errors, [
      { rule: 'over_with_rest', params: { rest: 50 } },
    ]);
    const nobodys = { decision: 'accept', grant_id: world.item };
    t.match((await post({ good: 100, over: 5, over_decision: nobodys })).body.errors, [
      { rule: 'unknown_reference', pointer: '/body/lines/0/over_decision/grant_id' },
    ]);
    const first = await post({ good: 80, damaged: 4, missing: 6 });
    t.equal(first.status, 201);
    t.match(
      (await claimsOf(service, first.body.id))
        .map((claim) => [claim.bucket, claim.quantity, claim.value_cents])
        .sort(),
      [
        ['damaged', 4, 600],
        ['missing', 6, 900],
      ],
    );
    const other = await made(logistics, '/v1/grants', { code: 'OVER-A', donor_name: 'Otro', title: 'Otro' });
    const last = await post(
      { good: 10, over: 3, over_decision: { decision: 'accept', grant_id: other } },
      { closes: true },
    );
    t.equal(last.status, 201);
    t.match(last.body.lines, [{ good: 10, missing: 0, over: 3, over_decision: 'accept' }]);
    t.same(await claimsOf(service, last.body.id), []);
    t.match(await lotBalance(service, last.body.lines[0].over_lot_id), { at_sites: 3, adjusted: 3 });
    t.match(await lotBalance(service, lot), { at_sites: 90, lost: 10, in_transit: 0 });
    const claims = await service.as('auditor').all('/v1/claims');
    t.equal(claims.length, 2);
    t.match(claims[0], {
      subject_kind: 'consignment_receipt',
      subject_number: 'SGRN-000001',
      liable_party: 'Transportes Ejemplo',
      due_on: '2026-09-04',
    });
    await assertSound(t, service);
  },
);

onBothEngines('the rest of a closed consignment is claimed, and goods refused over', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const world = await relief(service, [{ code: 'B', households: 10 }]);
  await logistics.post('/v1/receipts', {
    warehouse_id: world.warehouse,
    reference: 'R',
    received_from: 'S',
    means: 'sea',
    lines: [
      { item_id: world.item, grant_id: world.grant, lot_number: 'M', location_id: world.bin, quantity: 10 },
    ],
  });
  const sent = await depart(
    service,
    (await consignments(service, await approvedPlan(service, world))).get('B') ?? '',
  );
  const receipt = await logistics.post(`/v1/consignments/${sent.id}/receipts`, {
    received_by_name: 'Ana',
    closes: true,
    lines: [{ consignment_line_id: sent.lines[0].id, good: 7 }],
  });
  t.match(await claimsOf(service, receipt.body.id), [{ bucket: 'missing', quantity: 3, value_cents: null }]);
  await assertSound(t, service);
});
