import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { broken, tamper, unlock } from '../helpers/tamper.ts';
import { anOperation, aSite, countOf } from './sites-world.ts';

onBothEngines(
  'verify holds for sites and counts, and names what was changed behind them',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const operation = await anOperation(logistics);
    const site = await aSite(logistics, operation, { code: 'A' });
    const other = await aSite(logistics, operation, { code: 'B' });
    await logistics.post(`/v1/sites/${site}/status-changes`, { status: 'full' });
    const flagged = (await countOf(service, site, { individuals: 5, females: 1, males: 1 })).body.id;
    const plain = (await countOf(service, site, { individuals: 5, supersedes_id: flagged })).body.id;
    const elsewhere = (await countOf(service, other, { households: 3 })).body.id;
    t.same(await broken(service), {});

    await tamper(service, engine, ["update sites set status = 'open' where code = 'A'"]);
    t.same(await broken(service), { 'site status': 'site A' });
    await tamper(service, engine, ["update sites set status = 'full' where code = 'A'"]);
    t.same(await broken(service), {});
    await tamper(service, engine, [
      unlock(engine, 'household_counts'),
      `update household_counts set flagged = 0 where id = '${flagged}'`,
    ]);
    t.same(await broken(service), { 'count flags': `household count ${flagged}` });
    await tamper(service, engine, [
      `update household_counts set flagged = 1 where id = '${flagged}'`,
      `update household_counts set supersedes_id = '${elsewhere}' where id = '${plain}'`,
    ]);
    t.same(await broken(service), { 'superseded counts': `household count ${plain}` });
  },
);
