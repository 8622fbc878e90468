import type { Context } from '../context.ts';
import { today } from '../lib/clock.ts';
import type { Language } from '../lib/localized.ts';
import { ITEM_FIELDS, type ItemField } from './item-file.ts';
import { packingText, substitutesText, unitValuesText } from './item-texts.ts';
import { OFFICE_TIME_ZONE } from './items.ts';
import { listItems } from './store.ts';
import { type UnitValue, unitValuesOn } from './value-store.ts';

const ROWS_A_PAGE = 500;

type Filter = Pick<Parameters<typeof listItems>[1], 'category' | 'active'>;

/** Every item as a row of text under headers of the language, in order of code; the import takes it back without a change. */
export async function exportItems(context: Context, filter: Filter, language: Language): Promise<string[][]> {
  const header = ITEM_FIELDS.map(({ headers }) => headers[language === 'es' ? 0 : 1] ?? '');
  const rows = [header];
  const day = today(context.clock, OFFICE_TIME_ZONE);
  const words = language === 'es' ? { yes: 'sí', no: 'no' } : { yes: 'yes', no: 'no' };
  let cursor: string | undefined;
  do {
    const page = await listItems(context.database.read, {
      ...filter,
      kind: 'item',
      limit: ROWS_A_PAGE,
      sort: 'code',
      cursor,
    });
    const ids = page.data.map((item) => item.id);
    const values = new Map<string, UnitValue[]>();
    for (const value of await unitValuesOn(context.database.read, ids, day)) {
      values.set(value.item_id, [...(values.get(value.item_id) ?? []), value]);
    }
    for (const item of page.data) {
      const texts: Record<ItemField, string | number | null> = {
        ...item,
        dangerous_goods: item.dangerous_goods ? words.yes : words.no,
        active: item.active ? words.yes : words.no,
        packing: packingText(item.packing),
        substitutes: substitutesText(item.substitutes.map((one) => ({ ...one, code: one.item_code }))),
        unit_values: unitValuesText(values.get(item.id) ?? []),
      };
      rows.push(ITEM_FIELDS.map(({ key }) => String(texts[key] ?? '')));
    }
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}
