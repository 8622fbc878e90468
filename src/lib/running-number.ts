/** A document number such as `GRN-000042`. */
export function documentNumber(prefix: string, value: number): string {
  return `${prefix}-${String(value).padStart(6, '0')}`;
}
