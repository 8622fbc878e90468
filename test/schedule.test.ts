import t from 'tap';
import type { Context } from '../src/context.ts';
import { startSchedule } from '../src/schedule.ts';

const contextWith = (errors: unknown[]) =>
  ({ log: { error: (entry: unknown) => errors.push(entry) } }) as unknown as Context;

t.test('a job that fails is logged and runs again', async (t) => {
  const errors: unknown[] = [];
  let runs = 0;
  await new Promise<void>((resolve) => {
    const schedule = startSchedule(contextWith(errors), [
      {
        name: 'seldom works',
        everyMs: 1,
        run: async () => {
          runs += 1;
          if (runs < 3) throw new Error('not yet');
          void schedule.stop().then(resolve);
        },
      },
    ]);
  });
  t.equal(runs, 3);
  t.match(errors, [{ job: 'seldom works', err: { message: 'not yet' } }, { job: 'seldom works' }]);
});

t.test('runs never overlap, and stopping waits for the one under way', async (t) => {
  let under = 0;
  let most = 0;
  let runs = 0;
  let ended = false;
  const gate: { open?: () => void } = {};
  const third = new Promise<void>((reached) => {
    const schedule = startSchedule(contextWith([]), [
      {
        name: 'slow',
        everyMs: 0,
        run: async () => {
          under += 1;
          most = Math.max(most, under);
          runs += 1;
          if (runs === 3) {
            const held = new Promise<void>((open) => {
              gate.open = open;
            });
            void schedule.stop().then(() => {
              ended = true;
            });
            reached();
            await held;
          }
          under -= 1;
        },
      },
    ]);
  });
  await third;
  t.notOk(ended, 'the run under way is waited for');
  gate.open?.();
  await new Promise((resolve) => setImmediate(resolve));
  t.ok(ended);
  t.same([runs, most], [3, 1]);
});
