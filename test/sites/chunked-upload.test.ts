import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { csvFile } from '../../src/exchange/table-file.ts';
import { startService } from '../helpers/service.ts';
import { anOperation } from './sites-world.ts';

/** Quotes, CR LF, a line break inside quotes, letters of two to four bytes, a byte order mark. */
const file = Buffer.from(
  '\uFEFFCódigo;Albergue;Fecha;Familias\r\nÑ-1;"Escuela ""El Níspero""; 🏠\r\nanexo";2026-08-04;12\r\nB-2;Café;2026-08-04;7',
);

t.test('a file cut in two anywhere on its way is the same file', async (t) => {
  const whole = csvFile(file, 'a.csv').records;
  t.same(whole, [
    { row: 1, cells: ['Código', 'Albergue', 'Fecha', 'Familias'] },
    { row: 2, cells: ['Ñ-1', 'Escuela "El Níspero"; 🏠\r\nanexo', '2026-08-04', '12'] },
    { row: 3, cells: ['B-2', 'Café', '2026-08-04', '7'] },
  ]);
  const service = await startService(t, 'sqlite');
  const logistics = service.as('logistics');
  const operation = await anOperation(logistics);
  const made = await logistics.upload(
    `/v1/operations/${operation}/household-count-imports?file_name=a.csv&create_sites=true&dry_run=true`,
    Buffer.from(file.toString().replace('Ñ-1', 'N-1')),
  );
  t.match(made.body, { rows_taken: 2, households: 19, error_count: 0 });
  for (let cut = 1; cut < file.length; cut += 1) {
    const sent = request(`${service.base}/v1/household-count-imports/proposal?file_name=a.csv`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${logistics.token}`,
        'content-type': 'text/csv',
        'transfer-encoding': 'chunked',
        'idempotency-key': `cut-at-${cut}`.padEnd(12, '-'),
      },
    });
    sent.write(file.subarray(0, cut));
    await turn();
    sent.end(file.subarray(cut));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const pieces: Buffer[] = [];
    for await (const piece of response) pieces.push(piece as Buffer);
    const body = JSON.parse(Buffer.concat(pieces).toString());
    if (
      response.statusCode !== 200 ||
      body.rows !== 2 ||
      body.columns[1].samples[0] !== 'Escuela "El Níspero"; 🏠 anexo'
    )
      t.fail(`cut at ${cut}: ${JSON.stringify(body).slice(0, 300)}`);
  }
  t.pass(`${file.length - 1} places`);
});
