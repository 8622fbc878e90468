import type { TableDefinition, TableRow } from '../documents/table.ts';
import { daysBetween } from '../lib/days.ts';
import { worth } from '../lib/decimal.ts';
import type { Language } from '../lib/localized.ts';
import { heldPart } from '../stock/stock-store.ts';
import { columns } from './columns.ts';
import type { StockRow } from './stock-store.ts';
import { conditionWords, placeWords, wordOf } from './words.ts';

const stockColumns = columns(
  'warehouse_code',
  'location_kind',
  'location_code',
  'item_code',
  'item_name',
  'base_unit',
  'lot_number',
  'grant_code',
  'donor_name',
  'received_on',
  'expires_on',
  'condition',
  'on_hand',
  'held',
  'reserved',
  'available',
  'unit_value',
  'value',
  'currency',
  'lot_id',
);

type StockKey = (typeof stockColumns)[number]['key'];

export const stockTable: TableDefinition<StockKey> = {
  name: 'stock-on-hand',
  title: { es: 'Existencias', en: 'Stock on hand' },
  columns: stockColumns,
};

/** What a lot at a place is worth; null where the unit value is not known. */
export function lotValue(row: { unit_value: string | null; on_hand: number }): string | null {
  if (row.unit_value === null) return null;
  return worth(row.unit_value, row.on_hand);
}

/** Cells that mean the same in every report on stock. Field by field, see `movementLine`. */
function lotCells(row: StockRow, language: Language) {
  return {
    warehouse_code: row.warehouse_code,
    location_code: row.location_code,
    item_code: row.item_code,
    item_name: language === 'es' ? row.name_es : row.name_en,
    base_unit: row.base_unit,
    lot_number: row.lot_number,
    grant_code: row.grant_code,
    donor_name: row.donor_name,
    received_on: row.received_on,
    expires_on: row.expires_on,
    condition: wordOf(conditionWords, row.condition, language),
    on_hand: row.on_hand,
    reserved: row.reserved,
    unit_value: row.unit_value,
    value: lotValue(row),
    currency: row.currency,
    lot_id: row.lot_id,
  };
}

/** `day` is the day of the report at the row's place. For the past only what was on hand is known. */
export function stockLine(row: StockRow, day: string, language: Language): TableRow<StockKey> {
  const { reserved } = row;
  const parts = reserved === null ? { held: null, available: null } : heldPart({ ...row, reserved }, day);
  return {
    ...lotCells(row, language),
    ...parts,
    location_kind: placeWords[row.location_kind][language],
  };
}

const expiryColumns = columns(
  'warehouse_code',
  'location_code',
  'item_code',
  'item_name',
  'base_unit',
  'lot_number',
  'grant_code',
  'donor_name',
  'expires_on',
  'days_left',
  'state',
  'condition',
  'on_hand',
  'reserved',
  'value',
  'currency',
  'lot_id',
);

type ExpiryKey = (typeof expiryColumns)[number]['key'];

export const expiryTable: TableDefinition<ExpiryKey> = {
  name: 'expiry',
  title: { es: 'Vencimientos', en: 'Expiry' },
  columns: expiryColumns,
};

const expiryWords = {
  expired: { es: 'Vencido', en: 'Expired' },
  expiring: { es: 'Por vencer', en: 'Expiring' },
};

/** A lot that has expired on `day` or will within so many days; undefined for every other. Expiry is the last good day. */
export function expiryLine(
  row: StockRow,
  day: string,
  withinDays: number,
  language: Language,
): TableRow<ExpiryKey> | undefined {
  if (row.expires_on === null) return undefined;
  const days_left = daysBetween(day, row.expires_on);
  if (days_left > withinDays) return undefined;
  return {
    ...lotCells(row, language),
    days_left,
    state: expiryWords[days_left < 0 ? 'expired' : 'expiring'][language],
  };
}

const ageColumns = columns(
  'warehouse_code',
  'location_code',
  'item_code',
  'item_name',
  'base_unit',
  'lot_number',
  'grant_code',
  'donor_name',
  'received_on',
  'age_days',
  'age_band',
  'on_hand',
  'value',
  'currency',
  'lot_id',
);

type AgeKey = (typeof ageColumns)[number]['key'];

export const ageTable: TableDefinition<AgeKey> = {
  name: 'ageing',
  title: { es: 'Antigüedad de existencias', en: 'Stock ageing' },
  columns: ageColumns,
};

/** Last day of each band but the open one. */
const ageBands = [30, 90, 180, 365] as const;

/** `0–30`, `31–90`, … `> 365`: the band of an age in days. */
export function ageBand(days: number): string {
  const index = ageBands.findIndex((last) => days <= last);
  if (index === -1) return `> ${ageBands.at(-1)}`;
  return `${index === 0 ? 0 : (ageBands[index - 1] ?? 0) + 1}–${ageBands[index]}`;
}

/** How long a lot has been ours on `day`, from its first receipt. */
export function ageLine(row: StockRow, day: string, language: Language): TableRow<AgeKey> {
  const age_days = daysBetween(row.received_on, day);
  return {
    ...lotCells(row, language),
    age_days,
    age_band: ageBand(age_days),
  };
}
