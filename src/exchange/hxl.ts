import { Problem } from '../lib/problem.ts';
import type { TableRow } from './csv.ts';

/** The tag of one column: `#Affected + F+ind` is tag `#affected` with attributes `f` and `ind`. */
export interface HxlTag {
  /** 0-based index of the column it stands in. */
  column: number;
  tag: string;
  /** Without repeats, in alphabetical order: attributes have no order in HXL. */
  attributes: string[];
}

/** How far down the tag row is looked for (HXL 1.1 leaves it open; titles and merged headers fit easily). */
export const HXL_SEARCH_ROWS = 25;

/** The core hashtags of HXL 1.1. A row of other hashtags alone (`#TormentaAmanda` in a title) is no tag row. */
const CORE_TAGS = new Set(
  (
    'access activity adm1 adm2 adm3 adm4 adm5 affected beneficiary capacity cause channel contact country crisis ' +
    'currency date delivery description event frequency geo group impact indicator inneed item loc meta modality ' +
    'need operations org output population reached region respondee sector service severity status subsector ' +
    'targeted value'
  )
    .split(' ')
    .map((word) => `#${word}`),
);

/** Before 1.0 the type of a value was part of the word: `#lat_deg`, `#people_num`, `#adm1_id`, `#report_date`. */
const PRE_1_0 = /^#(?!x_)[a-z][a-z0-9_]*_(?:deg|num|id|date|rel|code|name|type|text|hh|ind|pct)$/u;

const TAG = /^\s*#\s*([a-z][a-z0-9_]*)((?:\s*\+\s*[a-z0-9_]+)*)\s*$/iu;

/** A cell such as `#affected+ind+f`, with attributes in any order, any case and spaces anywhere; null when it is none. */
export function parseHxlTag(cell: string, column: number): HxlTag | null {
  const parts = TAG.exec(cell);
  if (parts === null) return null;
  const attributes = (parts[2] ?? '').toLowerCase().match(/[a-z0-9_]+/gu) ?? [];
  return { column, tag: `#${parts[1]?.toLowerCase()}`, attributes: [...new Set(attributes)].sort() };
}

/** `#affected+f+ind`: the tag in one spelling. */
export function formatHxlTag(tag: HxlTag): string {
  return [tag.tag, ...tag.attributes].join('+');
}

/**
 * The tag row among the first 25 rows of the file: its place in `records` and its tags, or null when there is none.
 * A tag row has a core hashtag, and hashtags in at least half of its cells that are not blank.
 *
 * Throws Problem `hxl_outdated_tags` when the row uses tags from before HXL 1.0.
 */
export function findTagRow(
  records: readonly TableRow[],
  fileName: string,
): { index: number; tags: HxlTag[] } | null {
  for (const [index, { row, cells }] of records.entries()) {
    if (row > HXL_SEARCH_ROWS) return null;
    const tags = tagsOf(cells);
    const outdated = tags.map((one) => one.tag).filter((tag) => PRE_1_0.test(tag));
    if (outdated.length > 0) {
      throw new Problem('hxl_outdated_tags', { file: fileName, row, tags: outdated.join(', ') });
    }
    if (tags.some((one) => CORE_TAGS.has(one.tag))) return { index, tags };
  }
  return null;
}

function tagsOf(cells: readonly string[]): HxlTag[] {
  const filled = cells.filter((cell) => cell.trim() !== '').length;
  const tags = cells.map((cell, column) => parseHxlTag(cell, column)).filter((tag) => tag !== null);
  return tags.length * 2 >= filled ? tags : [];
}

/**
 * Whether a tag fits a pattern. `#affected+ind+f` fits a column with that tag and at least those attributes; `-attr`
 * wants the attribute absent; a final `!` wants no attributes besides those named. Throws RangeError for a text that
 * is no pattern, which is a mistake in the code that declares it.
 */
export function matchesHxlPattern(pattern: string, tag: HxlTag): boolean {
  const wanted = parsePattern(pattern);
  return (
    tag.tag === wanted.tag &&
    wanted.with.every((attribute) => tag.attributes.includes(attribute)) &&
    !wanted.without.some((attribute) => tag.attributes.includes(attribute)) &&
    (!wanted.exact || tag.attributes.length === wanted.with.length)
  );
}

interface HxlPattern {
  tag: string;
  with: string[];
  without: string[];
  exact: boolean;
}

const PATTERN = /^(#[a-z][a-z0-9_]*)((?:[+-][a-z0-9_]+)*)(!?)$/iu;

function parsePattern(pattern: string): HxlPattern {
  const parts = PATTERN.exec(pattern.replace(/\s+/gu, ''));
  if (parts === null) throw new RangeError(`Not an HXL pattern: ${pattern}`);
  const attributes = (parts[2] ?? '').toLowerCase().match(/[+-][a-z0-9_]+/gu) ?? [];
  const signed = (sign: string) => [
    ...new Set(attributes.filter((one) => one.startsWith(sign)).map((one) => one.slice(1))),
  ];
  return {
    tag: (parts[1] ?? '').toLowerCase(),
    with: signed('+'),
    without: signed('-'),
    exact: parts[3] === '!',
  };
}
