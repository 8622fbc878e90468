import { type CellResult, cellViolation, type SourceCell } from '../exchange/cells.ts';
import { isCode } from '../exchange/codes.ts';
import type { RuleCode } from '../lib/problem.ts';
import type { PackingLevel } from './packed-load.ts';
import { packingLevel } from './schema.ts';

/** A substitute by its code, as a table names it. */
export interface StatedSubstitute {
  code: string;
  ratio_numerator: number;
  ratio_denominator: number;
}

export interface StatedValue {
  currency: string;
  unit_value: string;
  valid_from: string;
}

/** `carton 24 31000g 60000ml; pallet 480 ?g ?ml`: level, base units, and what the whole of it weighs and takes up. */
export function packingText(levels: readonly PackingLevel[]): string {
  return [...levels]
    .sort((a, b) => a.quantity - b.quantity)
    .map(({ level, quantity, weight_g, volume_ml }) =>
      [level, quantity, `${weight_g ?? '?'}g`, `${volume_ml ?? '?'}ml`].join(' '),
    )
    .join('; ');
}

/** `JERRYCAN 1/1; BAG 3/2`: so many of it for so many of the item, the first to be tried first. */
export function substitutesText(substitutes: readonly StatedSubstitute[]): string {
  return substitutes
    .map(({ code, ratio_numerator, ratio_denominator }) => `${code} ${ratio_numerator}/${ratio_denominator}`)
    .join('; ');
}

/** `USD 4.30 2026-01-01; EUR 3.9 2026-03-01`: the value of a base unit, and the day it holds from. */
export function unitValuesText(values: readonly StatedValue[]): string {
  return values
    .map(({ currency, unit_value, valid_from }) => `${currency} ${unit_value} ${valid_from}`)
    .join('; ');
}

export function readPacking(cell: SourceCell): CellResult<PackingLevel[]> {
  const levels = readList(cell, 'packing_text', (text): PackingLevel | null => {
    const [, level, quantity, weight, volume] =
      /^([a-z]+) (\d+)(?: (\d+|\?) ?g)?(?: (\d+|\?) ?ml)?$/u.exec(text.toLowerCase()) ?? [];
    const figure = (digits: string | undefined) =>
      digits === undefined || digits === '?' ? null : Number(digits);
    const parsed = packingLevel.safeParse({
      level,
      quantity: Number(quantity),
      weight_g: figure(weight),
      volume_ml: figure(volume),
    });
    return parsed.success ? parsed.data : null;
  });
  if ('violation' in levels) return levels;
  const names = new Set(levels.value.map(({ level }) => level));
  const quantities = new Set(levels.value.map(({ quantity }) => quantity));
  const isDouble = names.size < levels.value.length || quantities.size < levels.value.length;
  return isDouble ? { violation: cellViolation(cell, 'packing_text') } : levels;
}

export function readSubstitutes(cell: SourceCell): CellResult<StatedSubstitute[]> {
  const substitutes = readList(cell, 'substitutes_text', (text): StatedSubstitute | null => {
    const [, code = '', numerator = '1', denominator = '1'] =
      /^(\S+)(?: ([1-9]\d{0,5})\/([1-9]\d{0,5}))?$/u.exec(text) ?? [];
    if (!isCode(code)) return null;
    return { code, ratio_numerator: Number(numerator), ratio_denominator: Number(denominator) };
  });
  if ('violation' in substitutes) return substitutes;
  const codes = new Set(substitutes.value.map(({ code }) => code));
  const isDouble = codes.size < substitutes.value.length;
  return isDouble ? { violation: cellViolation(cell, 'substitutes_text') } : substitutes;
}

/** A blank cell states no value. */
export function readUnitValues(cell: SourceCell): CellResult<StatedValue[]> {
  return readList(cell, 'unit_values_text', (text): StatedValue | null => {
    const [, currency, unit_value, valid_from] =
      /^([A-Z]{3}) (\d{1,9}(?:\.\d{1,9})?) (\d{4}-\d{2}-\d{2})$/u.exec(text) ?? [];
    if (currency === undefined || unit_value === undefined || valid_from === undefined) return null;
    const day = new Date(`${valid_from}T00:00:00.000Z`);
    const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(valid_from);
    return isDay && valid_from >= '1900' && valid_from < '2200' ? { currency, unit_value, valid_from } : null;
  });
}

const MOST = 20;

function readList<T>(cell: SourceCell, rule: RuleCode, read: (text: string) => T | null): CellResult<T[]> {
  const texts = cell.text
    .split(';')
    .map((text) => text.replace(/\s+/gu, ' ').trim())
    .filter((text) => text !== '');
  const values = texts.map(read).filter((value) => value !== null);
  return values.length === texts.length && values.length <= MOST
    ? { value: values }
    : { violation: cellViolation(cell, rule) };
}
