import { parse } from 'csv-parse/sync';
import { onBothEngines } from '../helpers/databases.ts';
import { approvedPlan, consignments, depart, relief } from '../helpers/relief.ts';
import { startService } from '../helpers/service.ts';
import { receiveLot } from '../helpers/world.ts';
import { anOperation, aSite, countOf } from './sites-world.ts';

/** Rows of a downloaded CSV by its tags. */
function tagged(bytes: Buffer): Record<string, string>[] {
  const [, tags = [], ...rows]: string[][] = parse(bytes);
  return rows.map((row) => Object.fromEntries(row.map((cell, index) => [tags[index] ?? '', cell])));
}

onBothEngines(
  'counts are shared with tags, without small numbers, safe houses and open flags',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const operation = await anOperation(logistics);
    const site = (code: string, fields: object = {}) =>
      aSite(logistics, operation, { code, name: code, ...fields });
    await countOf(service, await site('A', { p_code: 'SV0510', latitude: 13.67, longitude: -89.29 }), {
      households: 30,
      individuals: 100,
      females: 97,
      males: 3,
      vulnerable: [
        { vulnerable_group: 'disability', persons: 4 },
        { vulnerable_group: 'chronic_illness', persons: 5 },
      ],
    });
    await countOf(service, await site('B', { p_code: 'SV06' }), { households: 2, individuals: 40 });
    await countOf(service, await site('C', { kind: 'safe_house' }), { households: 20 });
    await countOf(service, await site('D'), { individuals: 30, females: 1, males: 1 });
    await site('E');
    const reply = await logistics.get(`/v1/operations/${operation}/shared-counts`);
    t.equal(reply.status, 200);
    t.match(reply.headers['content-type'], /text\/csv/);
    const rows = tagged(reply.bytes);
    t.same(
      rows.map((row) => row['#loc+code']),
      ['A', 'B'],
    );
    t.match(rows[0], {
      '#adm1+code+v_pcodes': 'SV05',
      '#adm1+name': 'La Libertad',
      '#adm2+code+v_pcodes': 'SV0510',
      '#adm2+name': 'Santa Tecla',
      '#affected+hh': '30',
      '#affected+ind': '100',
      '#affected+ind+f': '',
      '#affected+ind+m': '',
      '#affected+disabled': '',
      '#affected+chronic': '5',
      '#meta+suppressed': 'disability females males',
    });
    t.match(rows[1], {
      '#adm2+code+v_pcodes': '',
      '#affected+hh': '',
      '#affected+ind': '40',
      '#meta+suppressed': 'households',
    });
    t.notMatch(reply.bytes.toString(), /13\.67|89\.29/);
    t.equal((await logistics.get(`/v1/operations/${operation}/shared-counts?format=xlsx`)).status, 200);
    const earlier = await logistics.get(`/v1/operations/${operation}/shared-counts?as_of=2026-07-31`);
    t.same(tagged(earlier.bytes), []);
    t.equal(
      (await logistics.get(`/v1/operations/${operation.replace(/.$/, '0')}0/shared-counts`)).status,
      400,
    );
    const again = await logistics.upload(
      `/v1/operations/${await anOperation(logistics)}/household-count-imports?file_name=s.csv&create_sites=true`,
      reply.bytes,
    );
    t.match(
      again.body,
      { rows_taken: 2, households: 30, individuals: 140 },
      'what is shared can be read again',
    );
  },
);

onBothEngines('who does what where: deliveries by place and item', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [
    { code: 'A', households: 20 },
    { code: 'B', households: 3 },
  ]);
  const logistics = service.as('logistics');
  await receiveLot(service, world, { quantity: 23, lot: 'L1' });
  const bySite = await consignments(service, await approvedPlan(service, world));
  const share = async () =>
    tagged((await logistics.get(`/v1/operations/${world.operation}/shared-activities?org=Cruz`)).bytes);
  t.same(await share(), []);
  const place = async (code: string, p_code: string) => {
    const path = `/v1/sites/${world.site(code)}`;
    const { headers } = await logistics.get(path);
    await logistics.patch(path, { p_code }, { ifMatch: String(headers.etag) });
    const sent = await depart(service, bySite.get(code) ?? '');
    const line = sent.lines[0];
    const reply = await service.as('responder').post(`/v1/consignments/${sent.id}/receipts`, {
      received_by_name: 'Ana',
      closes: true,
      lines: [{ consignment_line_id: line.id, good: line.quantity }],
    });
    t.equal(reply.status, 201);
  };
  await place('A', 'SV0613');
  await place('B', 'SV1401');
  const rows = await share();
  t.match(rows, [
    {
      '#org+impl': 'Cruz',
      '#adm1+code+v_pcodes': 'SV06',
      '#adm2+code+v_pcodes': 'SV0613',
      '#loc+num': '1',
      '#output+delivered+num': '20',
      '#status': 'delivered',
    },
    {
      '#adm2+code+v_pcodes': 'SV1401',
      '#output+delivered+num': '',
      '#status': 'delivered, quantity withheld',
    },
  ]);
});
