import type { Reader } from '../database/database.ts';
import type { Check, Finding } from './check.ts';
import { checks } from './checks.ts';
import { checkPlans } from './plan-checks.ts';
import type { ExportedSeal } from './seal-schema.ts';
import { compareWithExport, type SealsResult, verifySeals } from './verify-seals.ts';

export interface CheckResult {
  readonly check: Pick<Check, 'name' | 'description'>;
  readonly rows: number;
  readonly findings: readonly Finding[];
  /** What is no fault by itself and worth a look. */
  readonly notes: readonly string[];
}

/**
 * Proves the seals from the rows that they cover, then every balance and total from its parts; one result a check, in a fixed
 * order. With a seal that was exported, also that the database still holds exactly what it covers. Reads only.
 */
export async function verify(reader: Reader, kept?: ExportedSeal): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  if (kept !== undefined) {
    const description = `the database holds exactly what the exported seal ${kept.number} covers`;
    results.push(resultOf('exported seal', description, await compareWithExport(reader, kept)));
  }
  const description = 'every sealed row is as it was sealed, and every seal follows the one before';
  results.push(resultOf('seals', description, await verifySeals(reader)));
  for (const check of checks) {
    const counted = await check.counted.execute(reader);
    const broken = await check.broken.execute(reader);
    results.push({ check, rows: counted.rows[0]?.rows ?? 0, findings: broken.rows, notes: [] });
  }
  for (const { rows, findings, name, description } of await checkPlans(reader)) {
    results.push({ check: { name, description }, rows, findings, notes: [] });
  }
  return results;
}

function resultOf(name: string, description: string, { rows, findings, notes }: SealsResult): CheckResult {
  const subjects = findings.map((subject) => ({ subject, stored: null, recomputed: null }));
  return { check: { name, description }, rows, findings: subjects, notes };
}
