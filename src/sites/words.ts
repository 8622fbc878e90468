import type { Language } from '../lib/localized.ts';
import { MAX_VIOLATIONS, type Params, type RuleCode, violationMessage } from '../lib/problem.ts';

interface Unworded {
  readonly rule: RuleCode;
  readonly field: string;
  readonly params: Params;
}

function worded({ rule, field, params }: Unworded, language: Language) {
  return { rule, field, message: violationMessage({ rule, params }, language) };
}

/** A count whose flags are put into sentences. */
export function inWords<Count extends { flags: readonly Unworded[] }>(count: Count, language: Language) {
  return { ...count, flags: count.flags.map((flag) => worded(flag, language)) };
}

/** The flags of an import's rows, as many as one answer carries. */
export function wordedFlags(
  flags: readonly (Unworded & { row: number; site_code: string })[],
  language: Language,
) {
  const listed = flags
    .slice(0, MAX_VIOLATIONS)
    .map(({ row, site_code, ...flag }) => ({ row, site_code, ...worded(flag, language) }));
  return { flag_count: flags.length, flags: listed };
}
