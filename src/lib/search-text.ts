/**
 * Texts as a search compares them: without accents and without case, so that `utiles` finds `Útiles`. Done here because the
 * engines fold no letters beyond A to Z alike.
 */
export function searchText(...texts: readonly string[]): string {
  return texts
    .join('\n')
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '');
}
