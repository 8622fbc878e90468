import type { Language } from '../lib/localized.ts';

/** One rule of an entitlement standard at one site: `quantity` = ceil(units × numerator / denominator). */
export interface ProposedRate {
  basis: string;
  units: number;
  rate_numerator: number;
  rate_denominator: number;
  quantity: number;
}

/** Why a line was proposed as it was. quantity = max(0, need − delivered − in transit − promised − asked). */
export interface ProposedBasis {
  count_id: string | null;
  counted_on: string | null;
  source: string | null;
  stale: boolean;
  rates: ProposedRate[];
  need: number;
  delivered: number;
  in_transit: number;
  promised: number;
  /** In other requests of the site that still wait. */
  asked: number;
}

export interface ProposedLine extends ProposedBasis {
  item_id: string;
  item_code: string;
  quantity: number;
}

export interface Proposal {
  site_id: string;
  operation_id: string;
  standard_id: string;
  count_id: string | null;
  lines: ProposedLine[];
}

const units: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  household: { es: 'hogares', en: 'households' },
  person: { es: 'personas', en: 'persons' },
  female_12_49: { es: 'mujeres y niñas de 12 a 49 años', en: 'women and girls of 12 to 49' },
  infant_0_23_months: { es: 'niños menores de 2 años', en: 'children under 2' },
  site: { es: 'sitio', en: 'site' },
};

const texts = {
  count: { es: 'recuento del {day}', en: 'count of {day}' },
  none: { es: 'sin recuento', en: 'no count' },
  stale: { es: 'atrasado', en: 'out of date' },
  delivered: { es: 'entregado', en: 'delivered' },
  in_transit: { es: 'en camino', en: 'on its way' },
  promised: { es: 'prometido', en: 'promised' },
  asked: { es: 'ya pedido', en: 'asked for already' },
} as const;

/** The rule and the count of a proposed line in one sentence: `84 households × 1 = 84 (count of 2026-08-04), 40 delivered`. */
export function explain(basis: ProposedBasis, language: Language): string {
  const rates = basis.rates.map(
    ({ basis: of, units: counted, rate_numerator, rate_denominator, quantity }) => {
      const rate = rate_denominator === 1 ? `${rate_numerator}` : `${rate_numerator}/${rate_denominator}`;
      return `${counted} ${units[of]?.[language] ?? of} × ${rate} = ${quantity}`;
    },
  );
  const day = basis.counted_on;
  const count = day === null ? texts.none[language] : texts.count[language].replace('{day}', day);
  const stale = basis.stale ? `, ${texts.stale[language]}` : '';
  const less = (['delivered', 'in_transit', 'promised', 'asked'] as const)
    .filter((part) => basis[part] > 0)
    .map((part) => `, ${basis[part]} ${texts[part][language]}`);
  return `${rates.join(' + ')} (${count}${stale})${less.join('')}`;
}
