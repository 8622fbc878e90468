import type { Batches, TableDefinition, TableRow } from '../documents/table.ts';
import type { Language } from '../lib/localized.ts';
import { columns } from './columns.ts';
import { conditionWords, placeWords, wordOf } from './words.ts';

const lotColumns = columns(
  'grant_code',
  'item_code',
  'lot_number',
  'expires_on',
  'condition',
  'received',
  'unit_value',
  'value',
  'currency',
  'on_hand',
  'in_transit',
  'at_sites',
  'distributed',
  'lost',
  'adjusted_away',
  'in_kits',
  'lent',
  'borrowed',
  'lot_id',
);
const placeColumns = columns(
  'grant_code',
  'item_code',
  'lot_number',
  'location_kind',
  'warehouse_code',
  'location_code',
  'on_hand',
  'lot_id',
);
const reachedColumns = columns(
  'grant_code',
  'site_code',
  'item_code',
  'arrived',
  'distributed',
  'lost',
  'there',
);

export const grantTable: TableDefinition<(typeof lotColumns)[number]['key']> = {
  name: 'grant',
  title: { es: 'Qué compró el fondo', en: 'What the grant bought' },
  columns: lotColumns,
};
export const grantPlacesTable: TableDefinition<(typeof placeColumns)[number]['key']> = {
  name: 'grant-places',
  title: { es: 'Dónde está', en: 'Where it is' },
  columns: placeColumns,
};
export const grantReachedTable: TableDefinition<(typeof reachedColumns)[number]['key']> = {
  name: 'grant-reached',
  title: { es: 'A quién llegó', en: 'Whom it reached' },
  columns: reachedColumns,
};

interface Page<Row> {
  data: Row[];
  next_cursor: string | null;
}

/** A list, page after page to its end. In a snapshot all of them are of one moment. */
export async function* everyPage<Row>(
  read: (page: { limit: number; cursor: string | undefined }) => Promise<Page<Row>>,
): AsyncGenerator<readonly Row[], void> {
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await read({ limit: PAGE, cursor: cursor ?? undefined });
    yield page.data;
    cursor = page.next_cursor;
  } while (cursor !== null);
}

const PAGE = 200;

/** The cells of each row that a table has columns for, with `more` over them. */
export async function* rowsFor<Key extends string, Row extends object>(
  table: TableDefinition<Key>,
  batches: AsyncIterable<readonly Row[]>,
  more: (row: Row) => Partial<TableRow<Key>>,
): Batches<Key> {
  for await (const batch of batches) {
    yield batch.map((row) => {
      const cells: Record<string, unknown> = { ...row, ...more(row) };
      return Object.fromEntries(table.columns.map(({ key }) => [key, cells[key]])) as TableRow<Key>;
    });
  }
}

export function conditionWord(condition: string, language: Language): string | null {
  return wordOf(conditionWords, condition, language);
}

export function placeWord(kind: keyof typeof placeWords, language: Language): string {
  return placeWords[kind][language];
}
