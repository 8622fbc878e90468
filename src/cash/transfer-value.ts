import type { Violation } from '../lib/problem.ts';

/** What a household of `min` to `max` persons is paid; `max_household_size` null means "and more". */
export interface TransferRule {
  readonly min_household_size: number;
  readonly max_household_size: number | null;
  readonly amount_cents: number;
}

/** `rule_index` is the place of the rule in the list given, so that every amount can say where it comes from. */
export type TransferValue =
  | { readonly cents: number; readonly rule_index: number }
  | { readonly reason: 'size_invalid' | 'size_not_covered' };

/**
 * Every way in which the rules fail to give each household size from 1 up exactly one value; empty when they do.
 * The order of the rules is free. Violations point below `pointer` (a JSON pointer) at the rule, and carry its
 * 1-based number as `rule`. Gaps and overlaps are looked for only once each rule is sound by itself, because a
 * mistyped bound would otherwise be told twice.
 */
export function transferRuleViolations(rules: readonly TransferRule[], pointer = '/rules'): Violation[] {
  const unsound = rules.flatMap((rule, index) => fieldViolations(rule, `${pointer}/${index}`, index + 1));
  return unsound.length > 0 ? unsound : coverageViolations(rules, pointer);
}

/**
 * The value for a household of `size` persons, in cents, under rules that passed `transferRuleViolations`.
 * A size that is not a whole number from 1 up has no value: a missing size must not be paid as a guess.
 */
export function transferValue(rules: readonly TransferRule[], size: number): TransferValue {
  if (!isCount(size)) return { reason: 'size_invalid' };
  for (const [rule_index, rule] of rules.entries()) {
    if (rule.min_household_size <= size && size <= lastSize(rule)) {
      return { cents: rule.amount_cents, rule_index };
    }
  }
  return { reason: 'size_not_covered' };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function lastSize(rule: TransferRule): number {
  return rule.max_household_size ?? Number.POSITIVE_INFINITY;
}

function fieldViolations(rule: TransferRule, pointer: string, number: number): Violation[] {
  const found: Violation[] = [];
  for (const field of ['min_household_size', 'max_household_size', 'amount_cents'] as const) {
    const value = rule[field];
    if (value !== null && !isCount(value)) {
      const params = { min: 1, rule: number };
      found.push({ rule: 'whole_number', pointer: `${pointer}/${field}`, value: String(value), params });
    }
  }
  if (lastSize(rule) < rule.min_household_size) {
    found.push({
      rule: 'household_size_range',
      pointer: `${pointer}/max_household_size`,
      value: String(rule.max_household_size),
      params: { rule: number, min: rule.min_household_size },
    });
  }
  return found;
}

/** Walks the rules by size and compares where each begins with where the ones before it end. */
function coverageViolations(rules: readonly TransferRule[], pointer: string): Violation[] {
  const found: Violation[] = [];
  const bySize = rules
    .map((rule, index) => ({ rule, index }))
    .sort((a, b) => a.rule.min_household_size - b.rule.min_household_size || a.index - b.index);
  let covered = 0;
  let coveredBy = -1;
  for (const { rule, index } of bySize) {
    const from = rule.min_household_size;
    const at = { pointer: `${pointer}/${index}/min_household_size`, value: String(from) };
    if (from > covered + 1) {
      const params = { rule: index + 1, from: covered + 1, to: from - 1 };
      found.push({ rule: 'household_size_gap', ...at, params });
    } else if (from <= covered) {
      found.push({
        rule: 'household_size_overlap',
        ...at,
        params: { rule: index + 1, other_rule: coveredBy + 1, size: from },
      });
    }
    if (lastSize(rule) > covered) {
      covered = lastSize(rule);
      coveredBy = index;
    }
  }
  if (covered !== Number.POSITIVE_INFINITY) {
    const where = coveredBy < 0 ? pointer : `${pointer}/${coveredBy}/max_household_size`;
    const params = { rule: coveredBy < 0 ? null : coveredBy + 1, from: covered + 1 };
    found.push({ rule: 'household_size_open_end', pointer: where, value: null, params });
  }
  return found;
}
