import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { rows, workbook } from '../helpers/workbook.ts';
import { made, stockWorld } from '../helpers/world.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const headers = { 'content-type': XLSX };

onBothEngines('counts and opening stock come in by workbook as by CSV', async (t, engine) => {
  const service = await startService(t, engine);
  const client = service.as('logistics');
  const operation = await made(client, '/v1/operations', {
    code: 'IXORA',
    name: 'Tormenta Ixora',
    kind: 'tropical_storm',
    started_on: '2026-07-30',
  });
  const dates = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>';
  // 46238 is 2026-08-04 in the calendar of 1900.
  const sheet =
    '<row r="1"><c t="inlineStr"><is><t>Sitio</t></is></c><c t="inlineStr"><is><t>Hogares</t></is></c><c t="inlineStr"><is><t>Fecha</t></is></c></row>' +
    '<row r="2"><c t="inlineStr"><is><t>Escuela Ñandú</t></is></c><c><v>12</v></c><c s="1"><v>46238</v></c></row>';
  const counts = workbook(
    [
      { name: 'Notas', xml: rows([['Léame']]) },
      { name: 'Conteo', xml: sheet },
    ],
    { styles: dates },
  );
  const path = `/v1/operations/${operation}/household-count-imports?file_name=conteo.xlsx&create_sites=true`;
  const unsure = await client.upload(path, counts, { headers });
  t.match(unsure.body, { code: 'unreadable_file', errors: [{ rule: 'sheet_choice' }] });
  const taken = await client.upload(`${path}&sheet=Conteo`, counts, { headers });
  t.match(taken.body, { rows_taken: 1, households: 12, sites_created: 1 });
  const [count] = await client.all(`/v1/household-counts?operation_id=${operation}`);
  t.match(count, { counted_on: '2026-08-04', households: 12 });
  const again = await client.upload(`${path}&sheet=Conteo`, counts, { headers });
  t.match(again.body, { already_imported: true });

  const world = await stockWorld(service);
  const stock = workbook([
    {
      name: 'Existencias',
      xml: rows([
        ['Item Name', 'Unit of Measure', 'Quantity', 'Unit Value', 'Currency'],
        ['Cuerda', 'rollo', 40, 6.35, 'USD'],
        ['Clavos', 'caja', '4.07952E+14', null, null],
      ]),
    },
  ]);
  const opening = `/v1/warehouses/${world.warehouse}/opening-stock-imports?file_name=lista.xlsx`;
  const refused = await client.upload(opening, stock, { headers });
  t.match(refused.body, {
    code: 'import_rejected',
    errors: [
      { sheet: 'Existencias', row: 3, column: 'Quantity', rule: 'whole_number', value: '4.07952E+14' },
    ],
  });
  const some = await client.upload(`${opening}&on_error=skip_rows`, stock, { headers });
  t.match(some.body, { rows_taken: 1, quantity: 40, errors: [{ sheet: 'Existencias', row: 3 }] });
});
