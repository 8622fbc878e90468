import { verify } from '../../src/audit/verify.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { tamper } from '../helpers/tamper.ts';
import { countingWorld, enter, finish, linesOf, open, receive } from './counting-world.ts';

onBothEngines('verify holds for counts, and names one that was changed afterwards', async (t, engine) => {
  const world = await countingWorld(t, engine);
  await receive(world, 'A', 20);
  await receive(world, 'B', 10);
  const id = await open(world);
  await enter(world, id, { A: 19, B: 10 });
  const { body } = await finish(world, id);
  const broken = async () => {
    const results = await verify(world.service.context.database.read);
    return results
      .filter(({ findings }) => findings.length > 0)
      .map(({ check, findings }) => [
        check.name,
        findings[0]?.subject,
        findings[0]?.stored,
        findings[0]?.recomputed,
      ]);
  };
  t.same(await broken(), []);
  const line = (await linesOf(world, id)).get('A').id;
  await tamper(world.service, engine, [
    `update stock_count_lines set expected = 21, difference = -2 where id = '${line}'`,
  ]);
  t.same(await broken(), [['stock counts', 'count CNT-000001 line 1', -2, -1]]);
  await tamper(world.service, engine, [
    `update stock_count_lines set counted = 18, expected = 19, difference = -1 where id = '${line}'`,
  ]);
  t.same(await broken(), [['counted quantities', 'count CNT-000001 line 1', 18, 19]]);
  await tamper(world.service, engine, [
    `update stock_count_lines set counted = 19, expected = 20 where id = '${line}'`,
    `update stock_counts set movement_id = null where id = '${id}'`,
  ]);
  t.same(await broken(), [['stock counts', 'count CNT-000001 line 1', -1, 0]]);
  await tamper(world.service, engine, [
    `update stock_counts set movement_id = '${body.movement_id}', state = 'approved' where id = '${id}'`,
  ]);
  t.equal((await broken())[0]?.[0], 'stock counts', 'an adjustment of a count that is not posted');
});
