import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { CodesInUse, codeFrom } from '../exchange/codes.ts';
import { comparableText } from '../exchange/text.ts';
import { instant } from '../lib/clock.ts';
import { insertCategory, knownCategories } from './category-store.ts';

/**
 * The category code of each text: that of the category with this code or name, accents and case apart, else of one added under
 * that name.
 */
export async function categoriesFor(
  tx: Tx,
  context: Context,
  texts: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const known = await knownCategories(tx);
  const byText = new Map(
    known.flatMap(({ code, name_es, name_en }) =>
      [name_en, name_es, code].map((text) => [comparableText(text), code] as const),
    ),
  );
  const codes = new CodesInUse(known.map(({ code }) => code));
  const found = new Map<string, string>();
  for (const text of texts) {
    const name = comparableText(text);
    const code = byText.get(name) ?? codes.claim(codeFrom(text, 'CATEGORY'), name);
    found.set(text, code);
    if (byText.has(name)) continue;
    byText.set(name, code);
    const category = { id: context.ids.next(), code, name_es: text, name_en: text, parent_id: null };
    // Someone faster made the same category: its code is the same, for it follows from the name.
    await insertCategory(tx, category, instant(context.clock));
  }
  return found;
}
