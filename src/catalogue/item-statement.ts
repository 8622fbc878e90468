import type { Violation } from '../lib/problem.ts';
import { packingText, type StatedSubstitute, type StatedValue, substitutesText } from './item-texts.ts';
import type { PackingLevel } from './packed-load.ts';

/** What a file or a list says of an item; undefined is not stated, null is unknown or none. */
export interface ItemStatement {
  code: string;
  /** Of one that is not there yet; an item unless said. */
  kind?: 'item' | 'kit' | undefined;
  name_es?: string | undefined;
  name_en?: string | undefined;
  /** Code or name. */
  category?: string | undefined;
  base_unit?: string | undefined;
  weight_g?: number | null | undefined;
  volume_ml?: number | null | undefined;
  shelf_life_days?: number | null | undefined;
  dangerous_goods?: boolean | undefined;
  un_number?: string | null | undefined;
  figures_source?: string | null | undefined;
  packing?: readonly PackingLevel[] | undefined;
  substitutes?: readonly StatedSubstitute[] | undefined;
  unit_values?: readonly StatedValue[] | undefined;
  active?: boolean | undefined;
}

/** An item of the catalogue as a statement is compared with it. */
export interface ItemAsIs {
  name_es: string;
  name_en: string;
  category: string;
  base_unit: string;
  weight_g: number | null;
  volume_ml: number | null;
  shelf_life_days: number | null;
  dangerous_goods: boolean;
  un_number: string | null;
  figures_source: string | null;
  packing: readonly PackingLevel[];
  substitutes: readonly StatedSubstitute[];
  active: boolean;
}

export interface FieldChange {
  field: string;
  old: string | null;
  new: string | null;
}

const PLAIN = [
  'name_es',
  'name_en',
  'category',
  'base_unit',
  'weight_g',
  'volume_ml',
  'shelf_life_days',
  'dangerous_goods',
  'un_number',
  'figures_source',
  'active',
] as const;

/**
 * What a statement would change of an item: each field it states otherwise, old and new as texts. Names that differ in white
 * space alone are the same, for a table cannot keep it. For an item that is not there `before` is null and every stated field
 * is new. `valueBefore` is what held in that currency on that day.
 */
export function changesOf(
  before: ItemAsIs | null,
  statement: ItemStatement,
  valueBefore: (value: StatedValue) => string | null,
): FieldChange[] {
  const changes: FieldChange[] = [];
  const compare = (field: string, old: string | null, stated: string | null | undefined) => {
    if (stated === undefined || sameText(old, stated)) return;
    changes.push({ field, old, new: stated });
  };
  for (const field of PLAIN) compare(field, textOf(before?.[field]), statedText(statement[field]));
  const { packing, substitutes, unit_values } = statement;
  compare(
    'packing',
    before && listText(packingText(before.packing)),
    packing && listText(packingText(packing)),
  );
  compare(
    'substitutes',
    before && listText(substitutesText(before.substitutes)),
    substitutes && listText(substitutesText(substitutes)),
  );
  for (const value of unit_values ?? []) {
    const { currency, valid_from, unit_value } = value;
    compare(`unit_value ${currency} ${valid_from}`, valueBefore(value), unit_value);
  }
  return changes;
}

/** A list of nothing is none. */
function listText(text: string): string | null {
  return text === '' ? null : text;
}

function sameText(old: string | null, stated: string | null): boolean {
  const plain = (text: string | null) => (text ?? '').normalize('NFC').replace(/\s+/gu, ' ').trim();
  return plain(old) === plain(stated);
}

function textOf(value: string | number | boolean | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function statedText(value: string | number | boolean | null | undefined): string | null | undefined {
  return value === undefined ? undefined : textOf(value);
}

/** What a new item cannot be without. */
export const NEEDED = ['name_es', 'name_en', 'category', 'base_unit'] as const;

/** A violation told of one field of a statement; whoever read it knows the cell. */
export type Refuse = (
  field: keyof ItemStatement,
  violation: Pick<Violation, 'rule' | 'params' | 'value'>,
) => void;

/** What a statement and the item it is about contradict each other in. */
export function checkStatement(before: ItemAsIs | null, statement: ItemStatement, refuse: Refuse): void {
  for (const field of before === null ? NEEDED : []) {
    if (statement[field] === undefined) refuse(field, { rule: 'required', value: null });
  }
  const un = statement.un_number === undefined ? (before?.un_number ?? null) : statement.un_number;
  const isDangerous = statement.dangerous_goods ?? before?.dangerous_goods ?? false;
  if (un !== null && !isDangerous) refuse('un_number', { rule: 'un_number_without_danger', value: un });
  for (const { code } of statement.substitutes ?? []) {
    if (code === statement.code) refuse('substitutes', { rule: 'substitutes_itself', value: code });
  }
}
