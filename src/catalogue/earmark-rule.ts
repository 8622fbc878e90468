import type { LimitKind } from '../database/tables/reservations.ts';
import type { Violation } from '../lib/problem.ts';

/** A lot, or one of the lots a kit lot consists of, and the terms of the grant that paid for it. */
export interface LotEarmark {
  /** The lot that is used: the kit, where this is one of its parts. */
  lot_id: string;
  lot_number: string;
  item_id: string;
  item_code: string;
  category: string;
  /** The kits it is in, when it is used as their part: a grant that allows one of them allows it there. */
  inside?: readonly EarmarkedItem[];
  grant_code: string;
  starts_on: string | null;
  ends_on: string | null;
  limits: readonly Limit[];
}

export interface EarmarkedItem {
  item_id: string;
  category: string;
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

/**
 * What of a grant's earmark forbids a use of one of its lots: nothing when the list is empty. A grant without limits allows
 * everything between its first and its last day, inclusive; where it limits places or operations, a use that names none is
 * forbidden. Each violation says what the grant allows.
 */
export function forbiddenUse(lot: LotEarmark, use: Use): Violation[] {
  const { lot_id, lot_number, grant_code: grant, starts_on, ends_on, item_code } = lot;
  const { day, site } = use;
  const value = lot_number;
  const named = { lot_id, lot_number, grant };
  const violations: Violation[] = [];
  if (starts_on !== null && day < starts_on)
    violations.push({ rule: 'grant_not_started', value, params: { ...named, starts_on, day } });
  if (ends_on !== null && day > ends_on)
    violations.push({ rule: 'grant_ended', value, params: { ...named, ends_on, day } });
  const items = forbiddenItem(lot.limits, lot, ...(lot.inside ?? []));
  if (items !== null) {
    const params = { ...named, allowed: items, asked: item_code };
    violations.push({ rule: 'earmark_item', value, params });
  }
  const places = missed(lot, use, ['p_code', 'site']);
  if (places !== null) {
    const asked = site === null ? null : `${site.code} ${site.p_code ?? ''}`.trim();
    violations.push({ rule: 'earmark_place', value, params: { ...named, allowed: places, asked } });
  }
  const operations = missed(lot, use, ['operation']);
  if (operations !== null) {
    const asked = site?.operation_id ?? use.operation_id;
    violations.push({ rule: 'earmark_operation', value, params: { ...named, allowed: operations, asked } });
  }
  return violations;
}

/** What the limits of these kinds allow, when there are some and the use meets none of them; null otherwise. */
function missed(lot: LotEarmark, use: Use, kinds: readonly LimitKind[]): string | null {
  const limits = lot.limits.filter(({ kind }) => kinds.includes(kind));
  if (limits.length === 0 || limits.some((limit) => allows(limit, use))) return null;
  return limits.map(({ label }) => label).join(', ');
}

/** The items and categories that limits allow, when they allow none of these; null otherwise. */
export function forbiddenItem(limits: readonly Limit[], ...items: readonly EarmarkedItem[]): string | null {
  const own = limits.filter(({ kind }) => kind === 'item' || kind === 'category');
  const isAllowed = own.some(({ kind, value }) =>
    items.some((item) => value === (kind === 'item' ? item.item_id : item.category)),
  );
  return own.length === 0 || isAllowed ? null : own.map(({ label }) => label).join(', ');
}

/** True when a grant's limits ask where its goods go. */
export function asksWhere(lot: LotEarmark): boolean {
  return lot.limits.some(({ kind }) => kind === 'p_code' || kind === 'site' || kind === 'operation');
}

function allows({ kind, value }: Limit, { site, operation_id }: Use): boolean {
  if (kind === 'site') return site?.id === value;
  if (kind === 'p_code') return site?.p_code?.startsWith(value) === true;
  return (site?.operation_id ?? operation_id) === value;
}
