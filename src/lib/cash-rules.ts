import type { Localized } from './localized.ts';

/** Rules of programmes, households and payment lists. */
export const cashRules = {
  household_size_range: {
    es: 'La regla {rule} termina en {value} personas, antes de donde empieza ({min}).',
    en: 'Rule {rule} ends at {value} persons, before it begins ({min}).',
  },
  household_size_gap: {
    es: 'Ninguna regla cubre los hogares de {from} a {to} personas; la regla {rule} empieza en {value}.',
    en: 'No rule covers households of {from} to {to} persons; rule {rule} begins at {value}.',
  },
  household_size_overlap: {
    es: 'La regla {rule} empieza en {value} personas, que la regla {other_rule} ya cubre.',
    en: 'Rule {rule} begins at {value} persons, which rule {other_rule} already covers.',
  },
  household_size_open_end: {
    es: 'Ninguna regla cubre los hogares de {from} personas en adelante; deje sin máximo la última regla.',
    en: 'No rule covers households of {from} persons and more; leave the last rule without a maximum.',
  },
  currency_differs: {
    es: 'La moneda es {value} y la de la subvención {grant} es {currency}.',
    en: 'The currency is {value} and that of grant {grant} is {currency}.',
  },
  already_registered: {
    es: 'La operación ya tiene un hogar con ese dato: {value}.',
    en: 'The operation already has a household with that: {value}.',
  },
  no_households: {
    es: 'No hay ningún hogar que pagar.',
    en: 'There is no household to pay.',
  },
  no_transfer_value: {
    es: 'El hogar {household} es de {value} personas y el programa no tiene valor para ese tamaño.',
    en: 'Household {household} is of {value} persons and the programme has no value for that size.',
  },
  account_missing: {
    es: 'El hogar {household} no tiene cuenta y el programa paga a cuentas.',
    en: 'Household {household} has no account and the programme pays to accounts.',
  },
  already_listed: {
    es: 'El hogar {household} ya tiene un pago en la lista {list}.',
    en: 'Household {household} already has a payment on list {list}.',
  },
} as const satisfies Record<string, Localized>;
