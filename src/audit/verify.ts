import type { Reader } from '../database/database.ts';
import type { Check, Finding } from './check.ts';
import { checks } from './checks.ts';

export interface CheckResult {
  readonly check: Check;
  readonly rows: number;
  readonly findings: readonly Finding[];
}

/** Recomputes every balance and total from its parts; one result a check, in a fixed order. Reads only. */
export async function verify(reader: Reader): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const counted = await check.counted.execute(reader);
    const broken = await check.broken.execute(reader);
    results.push({ check, rows: counted.rows[0]?.rows ?? 0, findings: broken.rows });
  }
  return results;
}
