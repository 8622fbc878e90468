import type { Database } from '../database/database.ts';
import { type CardData, cardPaper } from '../documents/paper/card.ts';
import { lookupCode } from '../documents/paper/lookup-code.ts';
import { type Paper, speaker } from '../documents/paper/paper.ts';
import { found } from '../lib/expect.ts';
import type { Language } from '../lib/localized.ts';
import { Problem } from '../lib/problem.ts';
import { type CardFilter, type CardLevel, type CardLineRow, streamCardLines } from '../reports/card-store.ts';
import {
  type CardEntry,
  cardEntries,
  counterpartOf,
  keyOf,
  openingWord,
  remarksOf,
} from '../reports/card-table.ts';
import { findPlace } from '../stock/place-store.ts';
import { findLot, findWarehouse } from '../stock/store.ts';
import { MOST_ROWS } from './limits.ts';

interface Period {
  from_day?: string | undefined;
  to_day?: string | undefined;
  known_at?: string | undefined;
}

/** The stock card of a lot in a warehouse. Throws `not_found`, `no_card` where it never was, `paper_too_long`. */
export async function stockCard(
  database: Database,
  lotId: string,
  warehouseId: string,
  period: Period,
  language: Language,
): Promise<Paper> {
  const lot = found(await findLot(database.read, lotId), 'lot', lotId);
  const warehouse = found(await findWarehouse(database.read, warehouseId), 'warehouse', warehouseId);
  const cards = await readCards(
    database,
    'warehouse',
    { lot_id: lotId, warehouse_id: warehouseId },
    period,
    language,
  );
  if (cards.length === 0) throw new Problem('no_card', { value: lot.lot_number, place: warehouse.code });
  const file = { number: lot.lot_number, code: lookupCode('lot', lotId) };
  return paperOf(cards, file, period, language);
}

/** The bin cards of a bin: of one lot, or of every lot that is there at the end. Throws `not_found`, `no_card`, `paper_too_long`. */
export async function binCards(
  database: Database,
  locationId: string,
  lotId: string | undefined,
  period: Period,
  language: Language,
): Promise<Paper> {
  const place = found(await findPlace(database.read, locationId), 'bin', locationId);
  if (place.kind !== 'bin') throw new Problem('not_found', { resource: 'bin', id: locationId });
  const lot = lotId === undefined ? undefined : found(await findLot(database.read, lotId), 'lot', lotId);
  const cards = await readCards(
    database,
    'bin',
    { location_id: locationId, lot_id: lotId },
    period,
    language,
  );
  const shown = lotId === undefined ? cards.filter(({ data }) => data.lines.at(-1)?.balance !== 0) : cards;
  if (shown.length === 0) throw new Problem('no_card', { value: lot?.lot_number ?? '–', place: place.code });
  return paperOf(shown, { number: place.code, code: lookupCode('bin', locationId) }, period, language);
}

interface Card {
  readonly data: CardData & { lines: CardData['lines'][number][] };
  /** When its last line was posted. */
  at: string;
}

async function readCards(
  database: Database,
  level: CardLevel,
  filter: CardFilter,
  period: Period,
  language: Language,
): Promise<Card[]> {
  const { from_day, ...until } = period;
  const entries = database.snapshot((reader) =>
    cardEntries(streamCardLines(reader, level, { ...filter, ...until }), level, from_day),
  );
  const cards = new Map<string, Card>();
  let rows = 0;
  for await (const batch of entries) {
    rows += batch.length;
    if (rows > MOST_ROWS) throw new Problem('paper_too_long', { count: `> ${MOST_ROWS}`, limit: MOST_ROWS });
    for (const entry of batch) {
      const key = keyOf(entry.card, level);
      const card = cards.get(key) ?? { data: cardOf(entry.card, level, language), at: '' };
      cards.set(key, card);
      card.data.lines.push(lineOf(entry, language));
      const { posted_at } = entry.line ?? entry.card;
      if (posted_at > card.at) card.at = posted_at;
    }
  }
  return [...cards.values()];
}

function cardOf(row: CardLineRow, level: CardLevel, language: Language): Card['data'] {
  return {
    item_code: row.item_code,
    name: language === 'es' ? row.name_es : row.name_en,
    unit_type: row.base_unit,
    lot_number: row.lot_number,
    donor: row.donor_name,
    grant_code: row.grant_code,
    expires_on: row.expires_on,
    minimum: row.minimum,
    warehouse: `${row.keeper_code} ${row.keeper_name}`,
    bin: level === 'bin' ? row.place_code : null,
    lines: [],
  };
}

function lineOf({ line, on, balance }: CardEntry, language: Language): CardData['lines'][number] {
  return line === null
    ? { on, document: null, counterpart: null, change: null, balance, remarks: openingWord[language] }
    : {
        on,
        document: line.document_number,
        counterpart: counterpartOf(line, language),
        change: line.change,
        balance,
        remarks: remarksOf(line, language),
      };
}

function paperOf(
  cards: readonly Card[],
  file: { number: string; code: string },
  { from_day, to_day }: Period,
  language: Language,
): Paper {
  const say = speaker(language);
  const at = cards.reduce((last, card) => (card.at > last ? card.at : last), '');
  const from = from_day ?? say('el inicio', 'the beginning');
  const period =
    from_day === undefined && to_day === undefined ? null : `${from} – ${to_day ?? say('hoy', 'today')}`;
  return cardPaper(
    cards.map(({ data }) => data),
    { ...file, at, period },
    language,
  );
}
