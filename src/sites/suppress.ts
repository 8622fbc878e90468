/** Named figures of one row; null is not stated. */
export type Figures = Readonly<Record<string, number | null>>;

/** A total and the parts that add up to it. */
export interface Sum {
  readonly total: string;
  readonly parts: readonly string[];
}

/**
 * Which figures of a row must not be shared. The rule: a figure from 1 to below the threshold is hidden; and wherever a total and
 * all its parts are stated, either none of them is hidden, or at least two are and the hidden parts come to the threshold, so that
 * no hidden figure can be had by subtracting and none is squeezed to one value by the others. What is hidden besides is the
 * smallest part still shown, then the total. Zero hides nobody.
 *
 * `sums` has to hold every sum a reader can form (see `sumsOfTree`).
 */
export function hiddenFigures(
  figures: Figures,
  sums: readonly Sum[],
  threshold: number,
): ReadonlySet<string> {
  const hidden = new Set(
    Object.entries(figures).flatMap(([key, value]) =>
      value !== null && value > 0 && value < threshold ? [key] : [],
    ),
  );
  const stated = sums.filter(({ total, parts }) => [total, ...parts].every((key) => isStated(figures, key)));
  for (let changed = true; changed; ) {
    changed = false;
    for (const sum of stated) {
      const next = nextToHide(figures, sum, hidden, threshold);
      if (next === null) continue;
      hidden.add(next);
      changed = true;
    }
  }
  return hidden;
}

const isStated = (figures: Figures, key: string) => figures[key] !== null && figures[key] !== undefined;

function nextToHide(
  figures: Figures,
  { total, parts }: Sum,
  hidden: ReadonlySet<string>,
  threshold: number,
): string | null {
  const hiddenParts = parts.filter((key) => hidden.has(key));
  const isTotalHidden = hidden.has(total);
  if (hiddenParts.length === 0 && !isTotalHidden) return null;
  const value = (key: string) => figures[key] ?? 0;
  const together = hiddenParts.reduce((sum, key) => sum + value(key), 0);
  if (isTotalHidden ? hiddenParts.length > 0 : hiddenParts.length > 1 && together >= threshold) return null;
  const shown = parts.filter((key) => !hidden.has(key) && value(key) > 0);
  const smallest = shown.sort((a, b) => value(a) - value(b) || (a < b ? -1 : 1))[0];
  if (smallest !== undefined) return smallest;
  return isTotalHidden ? null : total;
}

/** Every sum that follows from a total, its two halves and the parts of each half. */
export function sumsOfTree(
  total: string,
  halves: readonly [string, string],
  partsOf: Readonly<Record<string, readonly string[]>>,
): Sum[] {
  const [one, other] = halves;
  const ones = partsOf[one] ?? [];
  const others = partsOf[other] ?? [];
  return [
    { total, parts: [one, other] },
    { total: one, parts: ones },
    { total: other, parts: others },
    { total, parts: [...ones, ...others] },
    { total, parts: [one, ...others] },
    { total, parts: [...ones, other] },
  ];
}
