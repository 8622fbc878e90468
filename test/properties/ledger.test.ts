import assert from 'node:assert/strict';
import fc from 'fast-check';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { assertSound } from '../races/crowd.ts';
import { type Answer, type Day, dayText, type LedgerModel } from './ledger-model.ts';
import { type Ground, ground, Trial } from './ledger-service.ts';
import { atOnce, type Moment, type Step, someDays } from './ledger-steps.ts';

/** What the model expects of a step, before it is done. */
function decide(trial: Trial, step: Step): Answer {
  const { model } = trial;
  if (step.does === 'move') return model.decideMovement(step.kind, dayOf(model, step), step.lines);
  if (step.does === 'receive') return model.decideReceipt(dayOf(model, step), step.line, step.misdated);
  if (step.does === 'reverse') return model.decideReversal(trial.target(step.nth));
  return step.stale ? { status: 412, code: 'precondition_failed' } : { status: 200 };
}

function dayOf(model: LedgerModel, { daysAgo }: { daysAgo: number | null }): Day {
  return model.today - (daysAgo ?? 0);
}

/** Does in the model what the service has done. */
function follow(trial: Trial, step: Step, id: string): void {
  const { model } = trial;
  if (step.does === 'move') model.post(id, dayOf(model, step), step.lines);
  else if (step.does === 'receive') model.post(id, dayOf(model, step), [step.line]);
  else if (step.does === 'reverse') model.postReversal(id, trial.target(step.nth));
  else model.judge(step.lot, step.condition);
}

function idIn({ movement_id, id }: { movement_id?: string; id: string }): string {
  return movement_id ?? id;
}

/** The service and the model have the same of everything: now, on every day, and as far as it may leave. */
async function agree(trial: Trial): Promise<void> {
  const { model } = trial;
  const { stock, available } = await trial.balances();
  assert.deepEqual(stock, model.stock());
  assert.deepEqual(available, model.available());
  assert.deepEqual(model.daysBelowZero(), []);
  for (let day = model.today - 6; day <= model.today; day += 1) {
    assert.deepEqual(await trial.stock(day), model.stock(day), `at the end of ${dayText(day)}`);
  }
}

onBothEngines('whatever is asked of the ledger, one thing after the other', async (t, engine) => {
  const service = await startService(t, engine);
  const place = await ground(service);
  const seen = new Map<string, number>();
  let today: Day = 0;
  let posted = 0;

  const live = async (moments: readonly Moment[]) => {
    const trial = await Trial.begin(place, today);
    for (const step of moments) {
      if (step.does === 'sleep') {
        today += 1;
        trial.model.today = today;
        service.clock.set(`${dayText(today)}T18:00:00.000Z`);
        continue;
      }
      const expected = decide(trial, step);
      const reply = await trial.perform(step);
      assert.deepEqual(trial.answerOf(reply), expected, JSON.stringify(reply.body));
      if (reply.status < 300) follow(trial, step, idIn(reply.body));
      assert.deepEqual((await trial.balances()).stock, trial.model.stock(), 'right after');
      const what = `${step.does} ${expected.code ?? expected.status}`;
      seen.set(what, (seen.get(what) ?? 0) + 1);
    }
    await agree(trial);
    posted += trial.model.posted.length;
  };
  await fc.assert(fc.asyncProperty(someDays, live), { numRuns: 50 });

  t.comment(JSON.stringify(Object.fromEntries(seen)));
  for (const what of [
    'move 201',
    'move movement_rule',
    'move insufficient_stock',
    'move backdated_below_zero',
    'receive 201',
    'reverse 201',
    'reverse not_reversible',
    'judge 200',
  ]) {
    t.ok((seen.get(what) ?? 0) > 0, `${what} was among them`);
  }
  t.equal((await service.as('auditor').all('/v1/stock/movements')).length, posted, 'no refusal left a trace');
  await assertSound(t, service);
});

/** Does everything at the same moment; whatever the order was, the model has to be able to follow those that were accepted. */
async function crowd(trial: Trial, steps: readonly Step[]): Promise<number> {
  const { model } = trial;
  const broken = steps.map((step) => (step.does === 'move' ? brokenRule(model, step) : undefined));
  const targets = steps.map((step) => (step.does === 'reverse' ? trial.target(step.nth) : undefined));
  const replies = await Promise.all(steps.map((step) => trial.perform(step)));
  let done = 0;
  for (const [index, step] of steps.entries()) {
    const reply = replies[index];
    assert(reply !== undefined && reply.status < 500, JSON.stringify(reply?.body));
    if (broken[index] !== undefined) assert.deepEqual(trial.answerOf(reply), broken[index]);
    if (reply.status >= 300) continue;
    done += 1;
    const target = targets[index];
    if (target === undefined) follow(trial, step, idIn(reply.body));
    else {
      assert(!target.isReversal && !target.isReversed, 'reversed once');
      model.postReversal(reply.body.id, target);
    }
  }
  await agree(trial);
  return done;
}

function brokenRule(model: LedgerModel, step: Extract<Step, { does: 'move' }>): Answer | undefined {
  return model.ruleBroken(step.kind, dayOf(model, step), step.lines);
}

onBothEngines('whatever is asked of the ledger, all of it at once', async (t, engine) => {
  const service = await startService(t, engine);
  const place: Ground = await ground(service);
  let done = 0;
  let asked = 0;
  const property = fc.asyncProperty(fc.array(atOnce, { minLength: 1, maxLength: 3 }), async (crowds) => {
    const trial = await Trial.begin(place, 0);
    for (const steps of crowds) {
      done += await crowd(trial, steps);
      asked += steps.length;
    }
  });
  await fc.assert(property, { numRuns: 20 });
  t.comment(`${done} of ${asked}`);
  t.ok(done > 0 && done < asked, `${done} of ${asked} were accepted`);
  await assertSound(t, service);
});
