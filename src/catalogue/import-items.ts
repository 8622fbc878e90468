import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { cellViolation } from '../exchange/cells.ts';
import { assertAccepted, inFileOrder } from '../exchange/imports.ts';
import type { RowsRead } from '../exchange/mapping.ts';
import { planItems, saveItems } from './apply-items.ts';
import type { itemImportQuery } from './exchange-schema.ts';
import type { ItemField, ItemRow } from './item-file.ts';

/**
 * Takes items from a file: those not there are added, others changed in what the file states otherwise, and what the file does
 * not name stays as it is. Saying the same again changes nothing. Throws `import_rejected` with every violation, and `busy`
 * when someone changed one of the items meanwhile; nothing is saved then.
 */
export async function importItems(
  tx: Tx,
  context: Context,
  principal: Principal,
  read: RowsRead<ItemRow>,
  options: z.infer<typeof itemImportQuery>,
) {
  const plan = await planItems(
    tx,
    read.rows,
    { takeKits: false },
    ({ cell }, field, { rule, params, value }) =>
      cellViolation(cell(field as ItemField), rule, params, value),
  );
  const violations = inFileOrder([...read.violations, ...plan.violations]);
  assertAccepted(violations, plan.planned.length, options);
  await saveItems(tx, context, principal, plan.planned);
  const count = (change: string) => plan.planned.filter((one) => one.change === change).length;
  return {
    dry_run: options.dry_run,
    rows_total: read.total_rows,
    rows_refused: read.total_rows - plan.planned.length,
    added: count('added'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    items: plan.planned.map(({ source, change, fields }) => ({
      row: source.row,
      code: source.statement.code,
      change,
      fields,
    })),
    ignored_columns: read.ignored_columns,
    violations,
  };
}
