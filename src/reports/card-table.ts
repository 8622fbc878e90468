import type { Batches, TableDefinition, TableRow } from '../documents/table.ts';
import type { Language } from '../lib/localized.ts';
import type { CardLevel, CardLineRow } from './card-store.ts';
import { columns } from './columns.ts';
import { movementWords, placeName, reasonWords, wordOf } from './words.ts';

const lines = [
  'item_code',
  'item_name',
  'base_unit',
  'lot_number',
  'grant_code',
  'donor_name',
  'expires_on',
  'minimum',
  'occurred_on',
  'document_number',
  'counterpart',
  'in',
  'out',
  'balance',
  'note',
  'lot_id',
] as const;

const stockCardColumns = columns('warehouse_code', ...lines);
const binCardColumns = columns('warehouse_code', 'location_code', ...lines);

export type CardKey = (typeof binCardColumns)[number]['key'];

export const stockCardTable: TableDefinition<(typeof stockCardColumns)[number]['key']> = {
  name: 'stock-card',
  title: { es: 'Tarjeta de existencias', en: 'Stock card' },
  columns: stockCardColumns,
};

export const binCardTable: TableDefinition<CardKey> = {
  name: 'bin-card',
  title: { es: 'Tarjeta de estante', en: 'Bin card' },
  columns: binCardColumns,
};

export const openingWord = { es: 'Saldo anterior', en: 'Opening balance' };

/** One line of a card: what a movement changed and what it left, or the balance a card begins with. */
export interface CardEntry {
  readonly card: CardLineRow;
  /** Null where the card begins with a balance from before its first day. */
  readonly line: CardLineRow | null;
  readonly on: string;
  readonly balance: number;
}

/**
 * The lines of cards with the balance after each, summed from a card's first line on. Where cards begin on a day, what came before
 * is one opening balance; a card without one and without a later line is left out.
 */
export async function* cardEntries(
  batches: AsyncIterable<readonly CardLineRow[]>,
  level: CardLevel,
  fromDay: string | undefined,
): AsyncGenerator<readonly CardEntry[], void> {
  let card: CardLineRow | undefined;
  let balance = 0;
  let isBegun = false;
  const opening = (): CardEntry[] => {
    if (card === undefined || isBegun || fromDay === undefined) return [];
    isBegun = true;
    return balance === 0 ? [] : [{ card, line: null, on: fromDay, balance }];
  };
  for await (const batch of batches) {
    const entries: CardEntry[] = [];
    for (const line of batch) {
      if (card === undefined || keyOf(card, level) !== keyOf(line, level)) {
        entries.push(...opening());
        card = line;
        balance = 0;
        isBegun = false;
      }
      if (fromDay !== undefined && line.occurred_on < fromDay) {
        balance += line.change;
        continue;
      }
      entries.push(...opening());
      balance += line.change;
      entries.push({ card: line, line, on: line.occurred_on, balance });
    }
    yield entries;
  }
  yield opening();
}

export function keyOf(line: CardLineRow, level: CardLevel): string {
  return `${line.lot_id} ${level === 'bin' ? line.place_id : line.keeper_code}`;
}

/** What a line says besides its figures: what kind of movement, why, and what was noted. */
export function remarksOf(line: CardLineRow, language: Language): string {
  const reason = wordOf(reasonWords, line.reason, language);
  return [movementWords[line.kind][language], reason, line.note].filter((text) => text !== null).join(' · ');
}

/** Where goods came from or went to. */
export function counterpartOf(line: CardLineRow, language: Language): string {
  return line.change > 0
    ? placeName(line.from_kind, line.from_code, language)
    : placeName(line.to_kind, line.to_code, language);
}

/** The rows of cards as a table. */
export async function* cardRows(
  entries: AsyncIterable<readonly CardEntry[]>,
  language: Language,
): Batches<CardKey> {
  for await (const batch of entries) yield batch.map((entry) => cardRow(entry, language));
}

/** Field by field, see `movementLine`. */
function cardRow({ card, line, on, balance }: CardEntry, language: Language): TableRow<CardKey> {
  return {
    warehouse_code: card.keeper_code,
    location_code: card.place_code,
    item_code: card.item_code,
    item_name: language === 'es' ? card.name_es : card.name_en,
    base_unit: card.base_unit,
    lot_number: card.lot_number,
    grant_code: card.grant_code,
    donor_name: card.donor_name,
    expires_on: card.expires_on,
    minimum: card.minimum,
    occurred_on: on,
    document_number: line?.document_number ?? null,
    counterpart: line === null ? null : counterpartOf(line, language),
    in: line !== null && line.change > 0 ? line.change : null,
    out: line !== null && line.change < 0 ? -line.change : null,
    balance,
    note: line === null ? openingWord[language] : remarksOf(line, language),
    lot_id: card.lot_id,
  };
}
