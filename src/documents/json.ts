import type { Batches, TableDefinition, TableOptions } from './table.ts';

/**
 * A table as one JSON document, piece by piece: `report`, `columns` and `data`, and last `row_count`, which a file cut short on
 * the way lacks. With tags asked for, each column names its own.
 */
export async function* renderJson<Key extends string>(
  table: TableDefinition<Key>,
  rows: Batches<Key>,
  options: TableOptions,
): AsyncGenerator<Uint8Array, void> {
  const columns = table.columns.map(({ key, header, type, hxl }) => ({
    key,
    header: header[options.language],
    type,
    ...(options.hxl ? { hxl } : {}),
  }));
  const head = { report: table.name, title: table.title[options.language], columns };
  yield Buffer.from(`${JSON.stringify(head).slice(0, -1)},"data":[`);
  let count = 0;
  for await (const batch of rows) {
    if (batch.length === 0) continue;
    const objects = batch.map((row) =>
      JSON.stringify(Object.fromEntries(table.columns.map(({ key }) => [key, row[key]]))),
    );
    yield Buffer.from(`${count === 0 ? '\n' : ',\n'}${objects.join(',\n')}`);
    count += batch.length;
  }
  yield Buffer.from(`],"row_count":${count}}\n`);
}
