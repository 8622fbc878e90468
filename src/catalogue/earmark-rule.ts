import type { LimitKind } from '../database/tables/reservations.ts';
import type { RuleCode, Violation } from '../lib/problem.ts';

/** A lot and the terms of the grant that paid for it. */
export interface LotEarmark {
  lot_id: string;
  lot_number: string;
  item_id: string;
  item_code: string;
  category: string;
  grant_code: string;
  starts_on: string | null;
  ends_on: string | null;
  limits: readonly Limit[];
}

/** One thing a grant allows. `label` is its code, as people know it. */
export interface Limit {
  kind: LimitKind;
  value: string;
  label: string;
}

/** What goods are to be used for. `site` and `operation_id` are null where nobody said. */
export interface Use {
  day: string;
  site: UseSite | null;
  operation_id: string | null;
}

export interface UseSite {
  id: string;
  code: string;
  p_code: string | null;
  operation_id: string;
}

/** The questions a grant may limit: what, where, for which operation. Limits of one question are alternatives. */
const questions = [
  { rule: 'earmark_item', kinds: ['item', 'category'] },
  { rule: 'earmark_place', kinds: ['p_code', 'site'] },
  { rule: 'earmark_operation', kinds: ['operation'] },
] as const satisfies readonly { rule: RuleCode; kinds: readonly LimitKind[] }[];

type Question = (typeof questions)[number]['rule'];

/**
 * What of a grant's earmark forbids a use of one of its lots: nothing when the list is empty. A grant without limits allows
 * everything between its first and its last day, inclusive; where it limits places or operations, a use that names none is
 * forbidden. Each violation says what the grant allows.
 */
export function forbiddenUse(lot: LotEarmark, use: Use): Violation[] {
  const { lot_number, grant_code: grant, starts_on, ends_on } = lot;
  const violations: Violation[] = [];
  const add = (rule: RuleCode, params: Record<string, string | null>) =>
    violations.push({
      rule,
      value: lot_number,
      params: { lot_id: lot.lot_id, lot_number, grant, ...params },
    });
  if (starts_on !== null && use.day < starts_on) add('grant_not_started', { starts_on, day: use.day });
  if (ends_on !== null && use.day > ends_on) add('grant_ended', { ends_on, day: use.day });
  for (const { rule, kinds } of questions) {
    const limits = lot.limits.filter(({ kind }) => (kinds as readonly LimitKind[]).includes(kind));
    if (limits.length === 0 || limits.some((limit) => allows(limit, lot, use))) continue;
    const allowed = limits.map(({ label }) => label).join(', ');
    add(rule, { allowed, asked: askedOf(rule, lot, use) });
  }
  return violations;
}

/** True when a grant's limits ask where its goods go. */
export function asksWhere(lot: LotEarmark): boolean {
  return lot.limits.some(({ kind }) => kind === 'p_code' || kind === 'site' || kind === 'operation');
}

function allows({ kind, value }: Limit, lot: LotEarmark, { site, operation_id }: Use): boolean {
  if (kind === 'item') return lot.item_id === value;
  if (kind === 'category') return lot.category === value;
  if (kind === 'site') return site?.id === value;
  if (kind === 'p_code') return site?.p_code?.startsWith(value) === true;
  return (site?.operation_id ?? operation_id) === value;
}

function askedOf(question: Question, lot: LotEarmark, { site, operation_id }: Use): string | null {
  if (question === 'earmark_item') return lot.item_code;
  if (question === 'earmark_place') return site === null ? null : `${site.code} ${site.p_code ?? ''}`.trim();
  return site?.operation_id ?? operation_id;
}
