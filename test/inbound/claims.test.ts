import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { type StockWorld, stockWorld } from '../helpers/world.ts';
import { claimsOf, done, receive, shipped } from './inbound-world.ts';

/** A new claim about three missing pieces worth 1.00 each. */
async function newClaim(service: Service, world: StockWorld): Promise<string> {
  const coming = await shipped(service, world, [{ quantity: 5, unit_value: '1', currency: 'USD' }]);
  const receipt = await receive(service.as('logistics'), world, coming, [{ good: 2, missing: 3 }]);
  const [claim] = await claimsOf(service, receipt.body.id);
  return claim.id;
}

const bodies = {
  submission: { note: 'Carta del 5 de agosto' },
  settlement: { amount_cents: 250, note: 'Nota de crédito' },
  waiver: { reason: 'No vale el trámite' },
};

const states = ['open', 'submitted', 'settled', 'waived'] as const;
const way: Record<(typeof states)[number], (keyof typeof bodies)[]> = {
  open: [],
  submitted: ['submission'],
  settled: ['submission', 'settlement'],
  waived: ['waiver'],
};
const allowed: Record<keyof typeof bodies, readonly string[]> = {
  submission: ['open'],
  settlement: ['submitted'],
  waiver: ['open', 'submitted'],
};

onBothEngines('a claim takes the declared steps and no other', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  for (const state of states) {
    for (const step of Object.keys(bodies) as (keyof typeof bodies)[]) {
      const id = await newClaim(service, world);
      for (const before of way[state]) await done(logistics, `/v1/claims/${id}/${before}`, bodies[before]);
      const start = (await logistics.get(`/v1/claims/${id}`)).body;
      t.equal(start.state, state);
      const reply = await logistics.post(`/v1/claims/${id}/${step}`, bodies[step]);
      if (allowed[step].includes(state)) {
        t.equal(reply.status, 200, `${step} from ${state}`);
      } else {
        t.equal(reply.status, 409, `${step} from ${state}`);
        t.equal(reply.body.code, 'state_conflict');
        t.same((await logistics.get(`/v1/claims/${id}`)).body, start, 'and nothing changed');
      }
    }
  }
});

onBothEngines('a claim keeps its history, its evidence and what was made good', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const id = await newClaim(service, world);
  const read = await logistics.get(`/v1/claims/${id}`);
  t.match(read.body, { value_cents: 300, history: [{ step_number: 1, step: 'open' }], evidence: [] });
  const change = { liable_party: 'Naviera', due_on: '2026-08-20' };
  const changed = await logistics.patch(`/v1/claims/${id}`, change, { ifMatch: '"1"' });
  t.match(changed.body, { ...change, version: 2 });
  t.equal((await logistics.patch(`/v1/claims/${id}`, change, { ifMatch: '"1"' })).status, 412);
  await done(logistics, `/v1/claims/${id}/evidence`, { reference: 'fotos/GRN-1/01.jpg', note: 'Caja rota' });
  await done(logistics, `/v1/claims/${id}/submission`, bodies.submission);
  const settled = await done(logistics, `/v1/claims/${id}/settlement`, bodies.settlement);
  t.match(settled, {
    state: 'settled',
    value_cents: 300,
    settled_cents: 250,
    evidence: [{ reference: 'fotos/GRN-1/01.jpg', note: 'Caja rota' }],
    history: [
      { step: 'open' },
      { step: 'change', note: 'Proveedor Uno, 2026-09-04 → Naviera, 2026-08-20' },
      { step: 'submit', note: 'Carta del 5 de agosto' },
      { step: 'settle', amount_cents: 250, note: 'Nota de crédito' },
    ],
  });
  const late = await logistics.patch(`/v1/claims/${id}`, change, { ifMatch: `"${settled.version}"` });
  t.equal(late.status, 409, 'what is decided stays');
  t.equal((await logistics.post(`/v1/claims/${await newClaim(service, world)}/waiver`, {})).status, 400);
  t.equal((await logistics.post(`/v1/claims/${id}/settlement`, { amount_cents: 1.5 })).status, 400);
});

onBothEngines(
  'claims are listed by state and day, and the overdue ones by the day of the place',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const [first, second, third] = [
      await newClaim(service, world),
      await newClaim(service, world),
      await newClaim(service, world),
    ];
    await logistics.patch(`/v1/claims/${second}`, { due_on: '2026-08-06' }, { ifMatch: '"1"' });
    await logistics.patch(`/v1/claims/${third}`, { due_on: '2026-08-06' }, { ifMatch: '"1"' });
    await done(logistics, `/v1/claims/${third}/waiver`, bodies.waiver);
    const ids = async (query: string) => (await logistics.all(`/v1/claims${query}`)).map(({ id }) => id);
    t.same(await ids('?state=open'), [second, first], 'by the day due');
    t.same(await ids('?due_before=2026-08-07&state=waived'), [third]);
    t.same(await ids('?overdue=true'), []);
    service.clock.set('2026-08-07T04:59:59.000Z');
    t.same(await ids('?overdue=true'), [], 'still the 6th in Panama');
    service.clock.set('2026-08-07T05:00:00.000Z');
    t.same(await ids('?overdue=true'), [second]);
    t.equal((await logistics.get(`/v1/claims/${second}`)).body.overdue, true);
    t.equal(
      (await logistics.get(`/v1/claims/${third}`)).body.overdue,
      false,
      'a waived claim is never overdue',
    );
    const paged = await logistics.all(`/v1/claims?warehouse_id=${world.warehouse}`, 1);
    t.same(
      paged.map(({ id }) => id),
      [second, third, first],
      'page by page',
    );
  },
);
