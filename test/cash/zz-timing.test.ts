import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import { cashWorld, importHouseholds, instructedList } from './cash-world.ts';

onBothEngines('timing', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await cashWorld(service);
  let last = performance.now();
  let worst = 0;
  const timer = setInterval(() => {
    const n = performance.now();
    worst = Math.max(worst, n - last - 5);
    last = n;
  }, 5);
  let start = performance.now();
  await importHouseholds(service, world.operation, 20_000);
  process.stderr.write(
    `TIMING ${engine} households ${Math.round(performance.now() - start)} ms, longest block ${Math.round(worst)} ms\n`,
  );
  worst = 0;
  start = performance.now();
  const rows = Array.from(
    { length: 20_000 },
    (_, n) => `S-${n},Albergue ${n},SV0613,40,160,80,80,2026-08-01`,
  );
  const reply = await service
    .as('logistics')
    .upload(
      `/v1/operations/${world.operation}/household-count-imports?file_name=c.csv&create_sites=true`,
      ['Site code,Site name,P-code,Households,Individuals,Females,Males,Counted on', ...rows].join('\n'),
    );
  process.stderr.write(
    `TIMING ${engine} counts ${reply.status} ${JSON.stringify(reply.body).slice(0, 300)} ${Math.round(performance.now() - start)} ms, longest block ${Math.round(worst)} ms\n`,
  );
  clearInterval(timer);
  t.equal(reply.status, 200);
});
