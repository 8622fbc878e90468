import assert from 'node:assert/strict';
import fc from 'fast-check';
import { onBothEngines } from '../helpers/databases.ts';
import { consignments, depart, plan, type Relief, relief, step } from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot } from '../helpers/world.ts';
import { assertSound, tally, times } from '../races/crowd.ts';
import { countersOf, granted, read, receive, told } from './request-world.ts';

/** An item that stands in for the world's item, two for one. */
async function withSubstitute(service: Service, world: Relief): Promise<string> {
  const logistics = service.as('logistics');
  const substitute = await made(logistics, '/v1/items', {
    code: 'SUBSTITUTE',
    name_es: 'Otra',
    name_en: 'Other',
    category: 'shelter',
    base_unit: 'piece',
  });
  const { headers } = await logistics.get(`/v1/items/${world.item}`);
  const substitutes = [{ item_id: substitute, ratio_numerator: 3, ratio_denominator: 2 }];
  await logistics.patch(`/v1/items/${world.item}`, { substitutes }, { ifMatch: String(headers.etag) });
  return substitute;
}

onBothEngines('a substitute is offered, and the site accepts or refuses it', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 1 }]);
  const substitute_id = await withSubstitute(service, world);
  const [responder, logistics] = [service.as('responder'), service.as('logistics')];
  const id = await granted(service, world, 'A', 20);
  const path = `/v1/requests/${id}/substitutions`;
  const offer = { line_number: 1, substitute_id, quantity: 5, reason: 'Se acabaron' };
  t.equal((await responder.post(path, offer)).status, 403);
  const wrong = await logistics.post(path, { ...offer, substitute_id: world.item, quantity: 21 });
  t.match(wrong.body, {
    code: 'substitution_rule',
    errors: [{ rule: 'not_a_substitute' }, { rule: 'substituted_above_left', params: { left: 20 } }],
  });
  t.match((await logistics.post(path, { ...offer, line_number: 9 })).body, {
    errors: [{ rule: 'unknown_reference', pointer: '/body/line_number' }],
  });
  const first = await logistics.post(path, offer);
  t.match(first.body, {
    state: 'offered',
    substitute_code: 'SUBSTITUTE',
    quantity: 5,
    substitute_quantity: 8,
  });
  t.same((await told(service, id)).slice(0, 2), ['approved', 'responder'], 'the site acts next');
  t.match((await logistics.post(path, offer)).body, { status: 409, code: 'conflict' });
  await responder.post(`/v1/request-substitutions/${first.body.id}/refusal`, { comment: 'No sirve' });
  t.same((await told(service, id)).slice(0, 2), ['approved', 'logistics']);

  const second = (await logistics.post(path, offer)).body.id;
  const answers = await times(4, (index) =>
    responder.post(
      `/v1/request-substitutions/${second}/${index % 2 === 0 ? 'acceptance' : 'refusal'}`,
      index % 2 === 0 ? {} : { comment: 'No' },
    ),
  );
  t.same(tally(answers), { 200: 1, '409 state_conflict': 3 }, 'one answer stands');
  const third = (await logistics.post(path, { ...offer, quantity: 4 })).body.id;
  await responder.post(`/v1/request-substitutions/${third}/acceptance`, {});
  const after = await read(service, id);
  const accepted = answers[0]?.status === 200 || answers[2]?.status === 200;
  t.equal(after.lines[0].quantity_approved, accepted ? 11 : 16, '20 less what was substituted');
  t.match(after.lines.at(-1), { item_code: 'SUBSTITUTE', quantity_approved: 6, substitutes_line: 1 });
  const late = (await logistics.post(path, offer)).body.id;
  await step(service, `/v1/requests/${id}/closing`, { reason: 'Basta' });
  const offers = await responder.all(path, 1);
  t.equal(offers.find((one) => one.id === late).state, 'withdrawn', 'the end of the request withdraws it');
  t.equal((await responder.post(`/v1/request-substitutions/${late}/acceptance`, {})).status, 409);
  await assertSound(t, service);
});

onBothEngines(
  'a plan and an acceptance race for the same pieces: no line is promised twice',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [{ code: 'A', households: 1 }]);
    const substitute_id = await withSubstitute(service, world);
    await receiveLot(service, world, { quantity: 500 });
    for (let round = 0; round < 4; round += 1) {
      const id = await granted(service, world, 'A', 10);
      const body = { line_number: 1, substitute_id, quantity: 10, reason: 'Faltan' };
      const offer = await made(service.as('logistics'), `/v1/requests/${id}/substitutions`, body);
      const planId = await plan(service, world);
      await Promise.all([
        service.as('logistics').post(`/v1/plans/${planId}/approval`),
        service.as('responder').post(`/v1/request-substitutions/${offer}/acceptance`, {}),
        service.as('responder').post(`/v1/requests/${id}/cancellation`),
      ]);
      for (const line of (await read(service, id)).lines) t.ok(countersOf(line).every((count) => count >= 0));
      await assertSound(t, service);
    }
  },
);

type Deed = {
  does: 'plan' | 'cancelPlan' | 'depart' | 'receive' | 'close' | 'ask' | 'closeShort';
  nth: number;
  quantity: number;
};

const deeds = fc.array(
  fc.record({
    does: fc.constantFrom(
      'plan',
      'plan',
      'cancelPlan',
      'depart',
      'depart',
      'receive',
      'close',
      'ask',
      'closeShort',
    ),
    nth: fc.nat({ max: 3 }),
    quantity: fc.integer({ min: 1, max: 12 }),
  }) as fc.Arbitrary<Deed>,
  { minLength: 8, maxLength: 14 },
);

interface Made {
  requests: string[];
  plans: string[];
  waiting: string[];
  sent: { id: string; line: string }[];
}

/** One deed of an arbitrary order; most of them may be refused, none may break anything. */
async function does(
  service: Service,
  world: Relief,
  { does, nth, quantity }: Deed,
  made: Made,
): Promise<void> {
  const logistics = service.as('logistics');
  const pick = <T>(list: readonly T[]) => list[nth % Math.max(1, list.length)];
  switch (does) {
    case 'ask':
      made.requests.push(await granted(service, world, 'A', quantity));
      return;
    case 'plan': {
      const id = await plan(service, world);
      if ((await logistics.post(`/v1/plans/${id}/approval`)).status !== 200) return;
      made.plans.push(id);
      made.waiting.push(...(await consignments(service, id)).values());
      return;
    }
    case 'cancelPlan':
      await logistics.post(`/v1/plans/${pick(made.plans)}/cancellation`);
      return;
    case 'depart': {
      const id = made.waiting.shift();
      if (id === undefined || (await logistics.get(`/v1/consignments/${id}`)).body.state !== 'planned')
        return;
      made.sent.push({ id, line: (await depart(service, id)).lines[0].id });
      return;
    }
    case 'closeShort':
      await logistics.post(`/v1/requests/${pick(made.requests)}/closing`, { reason: 'Basta' });
      return;
    default: {
      const load = pick(made.sent);
      if (load === undefined) return;
      const line = { consignment_line_id: load.line, good: quantity, damaged: nth };
      await receive(service, load.id, line, does === 'close');
    }
  }
}

onBothEngines(
  'under any order of deeds nothing remains below zero, and all figures bear each other out',
  async (t, engine) => {
    const service = await startService(t, engine);
    await fc.assert(
      fc.asyncProperty(deeds, async (order) => {
        const world = await relief(service, [{ code: 'A', households: 2 }]);
        await receiveLot(service, world, { quantity: 25 });
        const made: Made = { requests: [], plans: [], waiting: [], sent: [] };
        await does(service, world, { does: 'ask', nth: 0, quantity: 9 }, made);
        for (const deed of order) await does(service, world, deed, made);
        for (const id of made.requests) {
          for (const line of (await read(service, id)).lines) {
            const [approved = 0, promised = 0, sent = 0, delivered = 0, remaining = 0] = countersOf(line);
            assert.ok(Math.min(promised, sent, delivered, remaining) >= 0);
            assert.equal(remaining, approved - promised - sent - delivered);
          }
        }
      }),
      { numRuns: 6 },
    );
    await assertSound(t, service);
  },
);
