import type { Localized } from '../../lib/localized.ts';
import type { Say } from './paper.ts';

const words: Readonly<Record<string, Localized>> = {
  sea: { es: 'Marítimo (B/L)', en: 'Sea (B/L)' },
  air: { es: 'Aéreo (AWB / vuelo)', en: 'Air (AWB / flight)' },
  road: { es: 'Terrestre (CMR / placa)', en: 'Road (CMR / plate)' },
  rail: { es: 'Ferrocarril', en: 'Rail' },
  hand: { es: 'En mano', en: 'By hand' },
  opening_balance: { es: 'Saldo inicial', en: 'Opening balance' },
};

/** A means of transport with the paper that goes with it; null where nobody said, to be written in. */
export function meansWord(means: string | null, say: Say): string | null {
  const word = means === null ? undefined : words[means];
  return word === undefined ? means : say(word.es, word.en);
}
