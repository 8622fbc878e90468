export interface SampleEntitlementLine {
  readonly item_code: string;
  readonly basis: 'household' | 'person' | 'female_12_49' | 'infant_0_23_months' | 'site';
  /** Units per counted household, person or site: numerator over denominator, rounded up per site. */
  readonly rate_numerator: number;
  readonly rate_denominator: number;
  /** 1 is served first. */
  readonly tier: number;
}

export interface SampleEntitlementStandard {
  readonly code: string;
  readonly name_es: string;
  readonly name_en: string;
  readonly lines: readonly SampleEntitlementLine[];
}

type Rate = readonly [numerator: number, denominator: number];

function line(
  tier: number,
  item_code: string,
  basis: SampleEntitlementLine['basis'],
  [rate_numerator, rate_denominator]: Rate,
): SampleEntitlementLine {
  return { item_code, basis, rate_numerator, rate_denominator, tier };
}

/**
 * Rates in common use, for one month in a collective centre. One tool kit per five households [check], one net per
 * two persons [check] and two cleaning kits per centre (this operation's own choice) are configuration, not a norm.
 * Loose soap has no line: the family hygiene kit already holds the month's soap.
 */
export const sampleEntitlementStandard: SampleEntitlementStandard = {
  code: 'CC-MES-1',
  name_es: 'Centro colectivo, primer mes',
  name_en: 'Collective centre, first month',
  lines: [
    line(1, 'KRELHYPA05P', 'household', [1, 1]),
    line(1, 'HYGMHMDISP', 'female_12_49', [1, 1]),
    line(1, 'HYGINFANT', 'infant_0_23_months', [1, 1]),
    line(1, 'HCONJCANPF10', 'household', [2, 1]),
    line(2, 'HSHEMATTPLA1', 'person', [1, 1]),
    line(2, 'HSHEBLANPMT1', 'person', [1, 1]),
    line(2, 'HSHEMNETRL', 'person', [1, 2]),
    line(2, 'KRELCOOSETA', 'household', [1, 1]),
    line(2, 'EELESOLABPK4', 'household', [1, 1]),
    line(3, 'HSHETARPW406', 'household', [2, 1]),
    line(3, 'KRELSHEK01', 'household', [1, 5]),
    line(3, 'KRELCLEA01', 'site', [2, 1]),
  ],
};
