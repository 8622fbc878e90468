import { departments, findPCode } from '../../db/reference/p-codes.ts';
import type { RuleCode } from '../lib/problem.ts';

const departmentCodes: ReadonlySet<string> = new Set(departments.map((department) => department.code));

/**
 * The rule a P-code breaks, or null. One of El Salvador must be a department or a municipio of the common operational
 * dataset; a lake is no place for people. Codes of other countries are judged by their form alone.
 */
export function brokenPCodeRule(code: string): RuleCode | null {
  if (!/^[A-Z]{2}[0-9]{1,10}$/.test(code)) return 'p_code_format';
  if (!code.startsWith('SV') || departmentCodes.has(code)) return null;
  const entry = findPCode(code);
  if (entry === undefined) return 'p_code_unknown';
  return entry.is_water_body ? 'p_code_water_body' : null;
}
