import { z } from 'zod';
import { flag, id } from '../lib/fields.ts';
import type { Language } from '../lib/localized.ts';
import { MAX_VIOLATIONS, Problem, type Violation, violationMessage } from '../lib/problem.ts';

/** What every import of a file asks. */
export const importQueryFields = {
  file_name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({
      description: 'Name of the file, for messages and the record',
      examples: ['conteo-2026-08-05.csv'],
    }),
  sheet: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Sheet of a workbook; needed only where several have something in them' }),
  dry_run: flag.default(false).meta({ description: 'true: the same answer, nothing saved' }),
  on_error: z
    .enum(['refuse', 'skip_rows'])
    .default('refuse')
    .meta({ description: 'refuse: one bad row refuses the file. skip_rows: the good rows are saved' }),
  date_order: z
    .enum(['DMY', 'MDY'])
    .optional()
    .meta({ description: 'Order of dates such as 05/08/2026; without it they are refused' }),
};

/** How the file itself can be refused, for the `problems` of the route that takes it. */
export const fileProblems = [
  'import_rejected',
  'unreadable_file',
  'table_too_large',
  'hxl_outdated_tags',
] as const;

const rowCount = z.int().min(0);

/** What every import of a file answers. The figures are those of this call: all 0 when the file was there already. */
export const importAnswerFields = {
  import_id: id.nullable().meta({ description: 'null for a dry run of a file not imported yet' }),
  already_imported: z
    .boolean()
    .meta({ description: 'The same file was imported before; nothing was changed' }),
  dry_run: z.boolean(),
  rows_total: rowCount.meta({ description: 'Rows of data in the file, good or bad' }),
  rows_taken: rowCount,
  rows_refused: rowCount,
  ignored_columns: z.array(z.string()).meta({ description: 'Columns that nothing was read from' }),
  error_count: rowCount.meta({ description: `All errors; at most ${MAX_VIOLATIONS} are listed` }),
  errors: z.array(
    z.strictObject({
      sheet: z.string().nullable().meta({ description: 'Of a workbook; null for a text' }),
      row: z.int().nullable().meta({ description: 'Row as a spreadsheet numbers it, from 1' }),
      column: z.string().nullable(),
      value: z.string().nullable(),
      rule: z.string(),
      message: z.string(),
    }),
  ),
};

/** What of an answer a use case knows; the routes put the errors into words. */
export interface ImportOutcome {
  import_id: string | null;
  already_imported: boolean;
  dry_run: boolean;
  rows_total: number;
  rows_taken: number;
  rows_refused: number;
  ignored_columns: string[];
  violations: readonly Violation[];
}

/** The outcome with its violations as errors in a language, as many as one answer carries. */
export function withErrors<Outcome extends Pick<ImportOutcome, 'violations'>>(
  outcome: Outcome,
  language: Language,
) {
  const { violations, ...rest } = outcome;
  const errors = violations.slice(0, MAX_VIOLATIONS).map((violation) => ({
    sheet: violation.sheet ?? null,
    row: violation.row ?? null,
    column: violation.column ?? null,
    value: violation.value ?? null,
    rule: violation.rule,
    message: violationMessage(violation, language),
  }));
  return { ...rest, error_count: violations.length, errors };
}

/** The outcome of a file that is there already. */
export function alreadyImported(
  earlier: { id: string; rows_total: number },
  dryRun: boolean,
): ImportOutcome & { already_imported: true } {
  return {
    import_id: earlier.id,
    already_imported: true,
    dry_run: dryRun,
    rows_total: earlier.rows_total,
    rows_taken: 0,
    rows_refused: 0,
    ignored_columns: [],
    violations: [],
  };
}

/** Throws `import_rejected` with every violation where one refuses the file, or where no row is left to save. */
export function assertAccepted(
  violations: readonly Violation[],
  rowsTaken: number,
  options: { file_name: string; on_error: 'refuse' | 'skip_rows' },
): void {
  if (rowsTaken > 0 && (violations.length === 0 || options.on_error === 'skip_rows')) return;
  throw new Problem('import_rejected', { count: violations.length, file: options.file_name }, violations);
}

/** Violations in the order of the file. */
export function inFileOrder(violations: readonly Violation[]): Violation[] {
  return [...violations].sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
}
