/** Exact decimals of up to nine places, as whole billionths: what a unit value is counted in. */
const PLACES = 9;

/** `12.25` → 12250000000n. Takes what the contract lets pass: digits, and a point with up to nine more. */
export function toBillionths(text: string): bigint {
  const [whole = '', decimals = ''] = text.split('.');
  return BigInt(whole + decimals.padEnd(PLACES, '0'));
}

/** 12250000000n → `12.25`: no zeros at the end, and no point without a decimal. */
export function fromBillionths(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(PLACES + 1, '0');
  const decimals = digits.slice(-PLACES).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -PLACES)}${decimals === '' ? '' : `.${decimals}`}`;
}

/** So many at so much each, exactly: 3 at `12.25` → `36.75`. */
export function worth(unitValue: string, quantity: number): string {
  return fromBillionths(toBillionths(unitValue) * BigInt(quantity));
}
