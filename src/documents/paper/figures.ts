import type { Localized } from '../../lib/localized.ts';
import type { Say } from './paper.ts';

/** How figures are printed, in both languages alike: 1,234.5. */

/** A whole number with its thousands apart. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Thousandths as a decimal without zeros at the end: 4200 → 4.2. */
function thousandths(value: number): string {
  const decimals = String(value % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${count(Math.floor(value / 1000))}${decimals === '' ? '' : `.${decimals}`}`;
}

/** A decimal as text with its thousands apart. */
export function decimal(text: string): string {
  const [whole = '', decimals] = text.split('.');
  const sign = whole.startsWith('-') ? '-' : '';
  const digits = count(Number(whole.replace('-', '')));
  return `${sign}${digits}${decimals === undefined ? '' : `.${decimals}`}`;
}

/** A weight in grams as kilograms. Unknown is said, never 0. */
export function kilograms(grams: number | null, say: Say): string {
  return grams === null ? say('desconocido', 'unknown') : `${thousandths(grams)} kg`;
}

/** A volume in millilitres as litres. Unknown is said, never 0. */
export function litres(millilitres: number | null, say: Say): string {
  return millilitres === null ? say('desconocido', 'unknown') : `${thousandths(millilitres)} l`;
}

/** A sum that may be too low because some part of it is unknown. */
export function atLeast(figure: string, isIncomplete: boolean, say: Say): string {
  return isIncomplete ? `${figure} ${say('(incompleto)', '(incomplete)')}` : figure;
}

const units: Readonly<Record<string, Localized>> = {
  piece: { es: 'pieza', en: 'piece' },
  roll: { es: 'rollo', en: 'roll' },
  set: { es: 'juego', en: 'set' },
  kit: { es: 'kit', en: 'kit' },
  pack: { es: 'paquete', en: 'pack' },
  metre: { es: 'metro', en: 'metre' },
  pair: { es: 'par', en: 'pair' },
};

/** A base unit as people call it; one that has no word here is printed as it is stored. */
export function unitWord(unit: string, say: Say): string {
  const word = units[unit];
  return word === undefined ? unit : say(word.es, word.en);
}
