import { toBillionths } from '../lib/decimal.ts';

const BILLIONTHS_A_CENT = 10_000_000n;

/**
 * What a quantity is worth in cents: quantity × unit value, exact, and rounded once, half a cent up. The unit value is a decimal
 * such as `12.255`, read by its digits. Null when the unit value is not known: unknown is not zero. Throws a `RangeError` when
 * the result is not a safe integer.
 */
export function valueInCents(quantity: number, unitValue: string | null): number | null {
  if (unitValue === null) return null;
  const twice = 2n * toBillionths(unitValue) * BigInt(quantity);
  const cents = Number((twice + BILLIONTHS_A_CENT) / (2n * BILLIONTHS_A_CENT));
  if (!Number.isSafeInteger(cents))
    throw new RangeError(`${quantity} × ${unitValue} is not a safe number of cents`);
  return cents;
}

/** Days that a liable party has from the receipt on; the day can be changed while a claim is open. */
const CLAIM_DAYS = 30;

/** The day a claim falls due: 30 days after the receipt, unless somebody sets another. */
export function claimDueOn(receivedOn: string): string {
  const day = new Date(`${receivedOn}T00:00:00.000Z`);
  day.setUTCDate(day.getUTCDate() + CLAIM_DAYS);
  return day.toISOString().slice(0, 10);
}
