import { sql } from 'kysely';
import type { Tx } from '../../src/database/database.ts';
import { param } from '../../src/database/hot.ts';
import { rowsQuery } from '../../src/database/rows.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';

interface Given {
  name: string;
  note: string | null;
  count: number;
}

const echo = rowsQuery<Given, Given & { marked: string }>(
  { name: 'text', note: 'text', count: 'int' },
  (rows) => sql`
    select rows.name, rows.note, rows.count, cast(${param('mark')} as text) as marked from ${rows} where rows.count <> 3`,
);

onBothEngines('a statement over rows gets every value as it is, whatever their number', async (t, engine) => {
  const service = await startService(t, engine);
  const names = ['plain', 'quote \' and \\ and "', '{braces,comma}', 'NULL', 'ñandú 🏠', ' '];
  const rows = names.map((name, index) => ({
    name,
    note: index % 2 === 0 ? null : '',
    count: index === 4 ? Number.MAX_SAFE_INTEGER : index,
  }));
  const run = (given: Given[]) =>
    inTransaction(service.context.database, (tx: Tx) => echo(tx, given, { mark: 'x' }));
  const kept = rows.filter(({ count }) => count !== 3).map((row) => ({ ...row, marked: 'x' }));
  t.same(await run(rows), kept, 'all but the row the statement leaves out, in the order given');
  for (const row of rows.slice(0, 3)) t.same(await run([row]), [{ ...row, marked: 'x' }], row.name);
  t.same(await run([]), []);
  t.same(await run(rows.slice(3, 4)), []);
});
