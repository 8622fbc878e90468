/** Orders texts by code unit, so that no machine's language settings change the order. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
