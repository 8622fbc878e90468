import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { agreedKit, kitLot, kitWorld, newItem, receiveItem } from '../kitting/kit-world.ts';
import { assertSound } from '../races/crowd.ts';

const nowhere = '01987b3e-0000-7000-8000-00000000dead';

onBothEngines(
  'every write of goods refuses what cannot be, names it and saves nothing',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await kitWorld(service);
    const other = await kitWorld(service);
    const logistics = service.as('logistics');
    const { bin, warehouse, soap } = world;
    const kit = await agreedKit(service, 'K', [[soap, 2]]);
    const lot = await receiveItem(world, soap, { lot: 'S', quantity: 100, received_on: '2026-07-01' });
    const built = await logistics.post('/v1/kit-builds', { kit_item_id: kit, quantity: 5, location_id: bin });
    const kits = kitLot(built.body).lot_id;
    const closing = { closed_through: '2026-07-31' };
    t.equal((await logistics.post(`/v1/warehouses/${warehouse}/closings`, closing)).status, 201);
    const stranger = await newItem(service, 'STRANGER');
    const transfer = await logistics.post('/v1/transfers', {
      ...{ from_warehouse_id: warehouse, to_warehouse_id: other.warehouse, means: 'road' },
      lines: [{ lot_id: lot, location_id: bin, quantity: 1 }],
    });
    t.equal(transfer.status, 201);

    const line = { lot_id: lot, from_location_id: bin, quantity: 1 };
    const received = { item_id: soap, grant_id: world.grant, lot_number: 'N', location_id: bin, quantity: 1 };
    const receipt = { warehouse_id: warehouse, reference: 'R', received_from: 'S', means: 'road' };
    /** Each write with its day, its quantity and the things it names, all of them right. */
    const writes: { path: string; body: object; day?: string; wrong: [object, string?][] }[] = [
      {
        path: '/v1/receipts',
        body: { ...receipt, lines: [received] },
        day: 'received_on',
        wrong: [
          [{ lines: [{ ...received, item_id: nowhere }] }, 'unknown_reference'],
          [{ lines: [{ ...received, grant_id: nowhere }] }, 'unknown_reference'],
          [{ lines: [{ ...received, location_id: other.bin }] }, 'unknown_reference'],
          [
            { lines: [{ ...received, manufactured_on: '2026-02-01', expires_on: '2026-01-31' }] },
            'expiry_before_manufacture',
          ],
          ...[-1, 0.5].map((quantity): [object] => [{ lines: [{ ...received, quantity }] }]),
        ],
      },
      {
        path: '/v1/stock/movements',
        body: { kind: 'issue', lines: [line] },
        day: 'occurred_on',
        wrong: [
          [{ lines: [{ ...line, lot_id: nowhere }] }, 'unknown_reference'],
          [{ lines: [{ ...line, from_location_id: nowhere }] }, 'unknown_reference'],
          ...[0, -1, 0.5].map((quantity): [object] => [{ lines: [{ ...line, quantity }] }]),
        ],
      },
      {
        path: '/v1/stock/issues',
        body: { warehouse_id: warehouse, item_id: soap, quantity: 1 },
        day: 'occurred_on',
        wrong: [[{ item_id: nowhere }, 'unknown_reference'], [{ quantity: -1 }], [{ quantity: 0.5 }]],
      },
      {
        path: '/v1/kit-builds',
        body: { kit_item_id: kit, quantity: 1, location_id: bin },
        day: 'occurred_on',
        wrong: [
          [{ components: [{ lot_id: nowhere, location_id: bin, quantity: 2 }] }, 'unknown_reference'],
          [{ components: [{ lot_id: kits, location_id: bin, quantity: 2 }] }, 'kit_constituent'],
          [{ quantity: -1 }],
          [{ quantity: 0.5 }],
        ],
      },
      {
        path: '/v1/kit-take-aparts',
        body: { lot_id: kits, location_id: bin, quantity: 1 },
        day: 'occurred_on',
        wrong: [[{ lot_id: lot }, 'not_built_here'], [{ quantity: -1 }], [{ quantity: 0.5 }]],
      },
      {
        path: '/v1/repacks',
        body: { lot_id: lot, location_id: bin, quantity: 10, units_per_pack: 5 },
        day: 'occurred_on',
        wrong: [[{ units_per_pack: 3 }, 'pack_remainder'], [{ quantity: -10 }], [{ units_per_pack: 2.5 }]],
      },
      {
        path: '/v1/reservations',
        body: {
          ...{ holder: { kind: 'person' }, purpose: 'P', item_id: soap, warehouse_id: warehouse },
          ...{ until_on: '2026-12-31', lots: [{ lot_id: lot, location_id: bin, quantity: 1 }] },
        },
        wrong: [
          [{ item_id: nowhere }, 'unknown_reference'],
          [{ item_id: stranger }, 'lot_of_other_item'],
          [{ warehouse_id: other.warehouse }, 'place_of_other_warehouse'],
          [{ until_on: '2026-08-04' }, 'day_before'],
          ...[-1, 0.5].map((quantity): [object] => [{ lots: [{ lot_id: lot, location_id: bin, quantity }] }]),
        ],
      },
      {
        path: '/v1/grant-loans',
        body: {
          ...{ lot_id: lot, location_id: bin, quantity: 1, borrower_grant_id: world.otherGrant },
          ...{ reason: 'r', agreed_by: 'a', agreed_on: '2026-08-05' },
        },
        day: 'agreed_on',
        wrong: [[{ lot_id: nowhere }, 'unknown_reference'], [{ quantity: -1 }], [{ quantity: 0.5 }]],
      },
      { path: `/v1/transfers/${transfer.body.id}/departure`, body: {}, day: 'departed_on', wrong: [] },
    ];

    const state = async () => {
      const [movements, lots, reservations] = await Promise.all(
        ['/v1/stock/movements', '/v1/lots', '/v1/reservations'].map((path) => logistics.all(path)),
      );
      return [movements?.length, lots?.length, reservations?.length];
    };
    const before = await state();
    for (const { path, body, day, wrong } of writes) {
      const cases = [...wrong];
      if (day !== undefined) cases.push([{ [day]: '2026-08-06' }, 'date_in_future']);
      if (day !== undefined && day !== 'agreed_on') cases.push([{ [day]: '2026-07-31' }, 'period_closed']);
      for (const [rest, rule] of cases) {
        const reply = await logistics.post(path, { ...body, ...rest });
        const name = `${path} ${JSON.stringify(rest)}`;
        const rules = (reply.body.errors ?? []).map((error: { rule: string }) => error.rule);
        t.same(
          [reply.status, rules.includes(rule ?? 'schema')],
          [rule === undefined ? 400 : 422, true],
          `${name}: ${rules}`,
        );
        t.ok(
          (reply.body.errors ?? []).every(
            (error: { pointer?: string; value?: unknown; message: string }) =>
              error.message !== '' && (error.pointer !== undefined || error.value !== undefined),
          ),
          'each says where or what',
        );
      }
    }
    t.same(await state(), before, 'nothing was saved');
    // The same writes as they should be: what was refused above was refused for what was wrong with it.
    for (const { path, body } of writes) {
      const { status } = await logistics.post(path, body);
      t.ok(status === 200 || status === 201, path);
    }
    await assertSound(t, service);
  },
);
