import type { Localized } from './problem.ts';

/** Every rule a field or a row can break. `{value}` is what was found there. */
export const ruleCatalogue = {
  schema: { es: '{message}', en: '{message}' },
  required: { es: 'El dato es obligatorio.', en: 'A value is required.' },
  whole_number: {
    es: 'Se esperaba un número entero de {min} en adelante, sin decimales ni notación científica; se encontró «{value}».',
    en: 'Expected a whole number from {min} up, without decimals or scientific notation; found "{value}".',
  },
  calendar_date: {
    es: 'Se esperaba una fecha AAAA-MM-DD o con el mes en letras; se encontró «{value}».',
    en: 'Expected a date as YYYY-MM-DD or with the month in letters; found "{value}".',
  },
  date_in_future: { es: 'La fecha {value} está en el futuro.', en: 'The date {value} is in the future.' },
  latitude: {
    es: 'La latitud va de -90 a 90; se encontró «{value}».',
    en: 'Latitude runs from -90 to 90; found "{value}".',
  },
  longitude: {
    es: 'La longitud va de -180 a 180; se encontró «{value}».',
    en: 'Longitude runs from -180 to 180; found "{value}".',
  },
  too_long: { es: 'El texto supera {max} caracteres.', en: 'The text is longer than {max} characters.' },
  unknown_reference: {
    es: 'No existe {resource} «{value}».',
    en: 'There is no {resource} "{value}".',
  },
  duplicate_in_file: {
    es: '«{value}» ya aparece en la fila {first_row}.',
    en: '"{value}" already appears in row {first_row}.',
  },
} as const satisfies Record<string, Localized>;
