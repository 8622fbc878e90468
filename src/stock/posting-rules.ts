import type { MovementKind } from '../database/tables/stock.ts';
import { assert } from '../lib/assert.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { type MovementRule, movementRules, type Place } from './places.ts';

/** The rule of the kind; a reversal follows the rule of what it reverses, the other way round. */
export function ruleOf(kind: MovementKind, reversed?: Exclude<MovementKind, 'reversal'>): MovementRule {
  if (kind !== 'reversal') return movementRules[kind];
  assert(reversed !== undefined, 'a reversal names what it reverses');
  const { from, to, fromPurposes, toPurposes, needsReason } = movementRules[reversed];
  return {
    from: to,
    to: from,
    needsReason,
    usableLotsOnly: false,
    ...(toPurposes === undefined ? {} : { fromPurposes: toPurposes }),
    ...(fromPurposes === undefined ? {} : { toPurposes: fromPurposes }),
  };
}

/** Whose ground a movement is on. */
export interface Ground {
  /** The one warehouse whose bins it touches; null when it touches none. */
  readonly warehouse: { readonly id: string; readonly code: string; readonly time_zone: string } | null;
}

interface Ends {
  readonly from_location_id: string;
  readonly to_location_id: string;
}

/**
 * Finds whose ground the lines are on. Throws `movement_rule` for bins of two warehouses, and for bins that are for something else
 * than what the movement needs. `places` has those that exist; a missing one is left to the ledger to refuse.
 */
export function groundOf(rule: MovementRule, places: readonly Place[], lines: readonly Ends[]): Ground {
  const violations = [...otherWarehouses(places), ...wrongPurposes(rule, places, lines)];
  if (violations.length > 0) throw new Problem('movement_rule', {}, violations);
  const bin = places.find(({ warehouse_id }) => warehouse_id !== null);
  if (bin === undefined || bin.warehouse_id === null) return { warehouse: null };
  return {
    warehouse: { id: bin.warehouse_id, code: bin.warehouse_code ?? '', time_zone: bin.time_zone },
  };
}

function otherWarehouses(places: readonly Place[]): Violation[] {
  const bins = places.filter(({ warehouse_id }) => warehouse_id !== null);
  const [first] = bins;
  return bins
    .filter((bin) => bin.warehouse_id !== first?.warehouse_id)
    .map((bin) => ({
      rule: 'one_warehouse',
      value: bin.code,
      params: {
        location: first?.code ?? '',
        warehouse: first?.warehouse_code ?? '',
        other_location: bin.code,
        other_warehouse: bin.warehouse_code,
      },
    }));
}

function wrongPurposes(rule: MovementRule, places: readonly Place[], lines: readonly Ends[]): Violation[] {
  const sides = [
    { allowed: rule.fromPurposes, ids: lines.map((line) => line.from_location_id) },
    { allowed: rule.toPurposes, ids: lines.map((line) => line.to_location_id) },
  ];
  return sides.flatMap(({ allowed, ids }) =>
    places.flatMap(({ id, code, purpose }): Violation[] => {
      if (allowed === undefined || purpose === null || allowed.includes(purpose) || !ids.includes(id))
        return [];
      const params = { location: code, purpose, allowed: allowed.join(', ') };
      return [{ rule: 'bin_purpose', value: code, params }];
    }),
  );
}
