import { onBothEngines } from '../helpers/databases.ts';
import { relief } from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot } from '../helpers/world.ts';
import { agreedKit, newItem } from '../kitting/kit-world.ts';
import { assertSound, onHand } from '../races/crowd.ts';
import { reserve } from '../reservations/reservation-world.ts';

/** Three kits of a bar of soap of one grant and two towels of another, under the first. */
async function kitsOfTwoGrants(service: Service) {
  const world = await relief(service, [
    { code: 'A', households: 5 },
    { code: 'B', households: 5 },
  ]);
  const logistics = service.as('logistics');
  const newGrant = (code: string) => made(logistics, '/v1/grants', { code, donor_name: code, title: code });
  const towelGrant = await newGrant('TOWELS');
  const borrower = await newGrant('BORROWER');
  const soap = await newItem(service, 'SOAP-1');
  const towel = await newItem(service, 'TOWEL-1');
  const soapLot = await receiveLot(service, world, { item: soap, lot: 'S', quantity: 10 });
  const towelLot = await receiveLot(service, world, {
    item: towel,
    lot: 'T',
    quantity: 10,
    grant: towelGrant,
  });
  const kit = await agreedKit(service, 'K', [
    [soap, 1],
    [towel, 2],
  ]);
  const built = await logistics.post('/v1/kit-builds', {
    ...{ kit_item_id: kit, quantity: 3, location_id: world.bin, grant_id: world.grant },
  });
  if (built.status !== 201) throw new Error(built.bytes.toString());
  const lot: string = built.body.lots.find(({ quantity }: { quantity: number }) => quantity > 0).lot_id;
  const limit = async (grant: string, change: object) => {
    const { version } = (await logistics.get(`/v1/grants/${grant}/earmark`)).body;
    await logistics.patch(`/v1/grants/${grant}/earmark`, change, { ifMatch: `"${version}"` });
  };
  const issue = (lot_id: string, rest: object = {}) =>
    logistics.post('/v1/stock/movements', {
      kind: 'issue',
      lines: [{ lot_id, from_location_id: world.bin, quantity: 1 }],
      ...rest,
    });
  return { world, logistics, towelGrant, borrower, soap, towel, soapLot, towelLot, kit, lot, limit, issue };
}

onBothEngines('a kit obeys the grants of all that is in it', async (t, engine) => {
  const service = await startService(t, engine);
  const { world, logistics, towelGrant, soap, towel, kit, lot, limit, issue } =
    await kitsOfTwoGrants(service);
  const lots = [{ lot_id: lot, location_id: world.bin, quantity: 1 }];
  const wanted = { item_id: kit, site_id: world.site('B') };

  // The kits are under the other grant, which allows everything.
  await limit(towelGrant, { sites: [world.site('A')] });
  const refused = await issue(lot, { site_id: world.site('B') });
  t.match(refused.body, { status: 409, code: 'earmark_blocked' });
  t.equal(refused.body.errors.length, 1);
  t.match(refused.body.errors[0].params, { grant: 'TOWELS', allowed: 'A', asked: 'B' });
  t.equal((await reserve(service, world, { ...wanted, lots })).body.code, 'earmark_blocked');
  t.match((await reserve(service, world, { ...wanted, quantity: 1 })).body.errors, [
    { rule: 'item_left', params: { available: 0, earmark: 3 } },
  ]);
  const picks = `/v1/stock/picks?warehouse_id=${world.warehouse}&item_id=${kit}&quantity=1`;
  t.match((await logistics.get(`${picks}&site_id=${world.site('B')}`)).body, {
    picked: 0,
    skipped: [{ reason: 'earmark', quantity: 3 }],
  });
  t.equal((await logistics.get(`${picks}&site_id=${world.site('A')}`)).body.picked, 1);
  t.equal((await issue(lot, { site_id: world.site('A') })).status, 201, 'for A it may leave');

  // What each grant limits at once, each said once though the kit has two towels.
  await limit(world.grant, { sites: [world.site('B')] });
  const both = await issue(lot, { site_id: world.site('A') });
  t.same(
    both.body.errors.map(({ params }: { params: { allowed: string } }) => params.allowed),
    ['B'],
  );
  const neither = await issue(lot);
  t.same(neither.body.errors.map(({ params }: { params: { allowed: string } }) => params.allowed).sort(), [
    'A',
    'B',
  ]);
  await limit(world.grant, { sites: [] });
  await limit(towelGrant, { sites: [] });

  // Items: a grant for the part or for the kit allows it there; a grant for something else does not.
  const nobody = await issue(lot);
  t.equal(nobody.status, 201);
  await limit(towelGrant, { items: [soap] });
  t.match((await issue(lot)).body.errors, [
    { rule: 'earmark_item', params: { grant: 'TOWELS', allowed: 'SOAP-1', asked: 'TOWEL-1' } },
  ]);
  await limit(towelGrant, { items: [towel] });
  await limit(world.grant, { items: [kit] });
  t.equal((await issue(lot)).status, 201, 'towels for the kit, soap for kits only');
  await assertSound(t, service);
});

onBothEngines(
  'a kit inside a kit obeys too, and plans leave out what its parts forbid',
  async (t, engine) => {
    const service = await startService(t, engine);
    const { world, logistics, towelGrant, kit, limit, issue } = await kitsOfTwoGrants(service);
    const family = await agreedKit(service, 'FAMILY', [[kit, 2]]);
    const built = await logistics.post('/v1/kit-builds', {
      ...{ kit_item_id: family, quantity: 1, location_id: world.bin, grant_id: world.grant },
    });
    t.equal(built.status, 201);
    const lot = built.body.lots.find(({ quantity }: { quantity: number }) => quantity > 0).lot_id;
    const change = { ends_on: '2026-08-04' };
    const { version } = (await logistics.get(`/v1/grants/${towelGrant}`)).body;
    await logistics.patch(`/v1/grants/${towelGrant}`, change, { ifMatch: `"${version}"` });
    t.match((await issue(lot)).body.errors, [{ rule: 'grant_ended', params: { grant: 'TOWELS' } }]);
    await limit(towelGrant, { operations: [world.operation] });
    t.match(
      (await issue(lot)).body.errors.map(({ rule }: { rule: string }) => rule),
      ['grant_ended', 'earmark_operation'],
    );
  },
);

onBothEngines(
  'a kit that is lent is the borrower’s with all its parts, and comes back as it was',
  async (t, engine) => {
    const service = await startService(t, engine);
    const found = await kitsOfTwoGrants(service);
    const { world, logistics, towelGrant, borrower, towelLot, soapLot, towel, lot, limit, issue } = found;
    const described = { owner: 'Red Cross', attributes: { colour: 'blue' } };
    const { version } = (await logistics.get(`/v1/lots/${lot}`)).body;
    const edited = await logistics.patch(`/v1/lots/${lot}`, described, { ifMatch: `"${version}"` });
    t.equal(edited.status, 200);
    await limit(towelGrant, { sites: [world.site('A')] });
    const agreed = { reason: 'r', agreed_by: 'D', agreed_on: '2026-08-05' };
    const loan = await logistics.post('/v1/grant-loans', {
      ...{ lot_id: lot, location_id: world.bin, quantity: 2, borrower_grant_id: borrower, ...agreed },
    });
    t.equal(loan.status, 201);
    const theirs: string = loan.body.borrowed_lot_id;
    t.match((await logistics.get(`/v1/lots/${theirs}`)).body, { ...described, grant_id: borrower });
    t.equal((await issue(lot)).body.code, 'earmark_blocked');
    t.equal((await issue(theirs)).status, 201, 'what it was lent for is the borrower’s to say');

    const apart = await logistics.post('/v1/kit-take-aparts', {
      ...{ lot_id: theirs, location_id: world.bin, quantity: 1 },
    });
    t.equal(apart.status, 201);
    const towels = (await logistics.all(`/v1/lots?item_id=${towel}&grant_id=${borrower}`))[0];
    t.match(towels, { lot_number: 'T' });
    t.equal(await onHand(service, towels.id, world.bin), 2, 'two towels, now the borrower’s');
    t.same(
      [await onHand(service, towelLot, world.bin), await onHand(service, soapLot, world.bin)],
      [4, 7],
      'and none of the lender’s came back: 10 − 3 × 2 and 10 − 3',
    );
    await assertSound(t, service);
    t.equal(
      (await logistics.post(`/v1/stock/movements/${apart.body.movement_id}/reversal`, { note: 'n' })).status,
      201,
    );
    const back = await logistics.post(`/v1/grant-loans/${loan.body.id}/repayments`, {
      ...{ lot_id: theirs, location_id: world.bin, quantity: 1 },
    });
    t.match(back.body, { repaid: 1, open: 1, repayments: [{ returned_lot_id: lot }] });
    t.equal((await issue(lot)).body.code, 'earmark_blocked', 'the lender’s kit obeys its parts again');
    await assertSound(t, service);
  },
);
