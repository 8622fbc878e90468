import type { Language } from '../../lib/localized.ts';
import { count, unitWord } from './figures.ts';
import { type Fact, type Paper, type Part, speaker } from './paper.ts';

/** One card: what it is about and its lines in order. */
export interface CardData {
  readonly item_code: string;
  readonly name: string;
  readonly unit_type: string;
  readonly lot_number: string;
  readonly donor: string;
  readonly grant_code: string;
  readonly expires_on: string | null;
  readonly minimum: number | null;
  readonly warehouse: string;
  readonly bin: string | null;
  readonly lines: readonly {
    readonly on: string;
    readonly document: string | null;
    readonly counterpart: string | null;
    /** More than zero for what came; null on a line that only states a balance. */
    readonly change: number | null;
    readonly balance: number;
    readonly remarks: string;
  }[];
}

interface CardFile {
  readonly number: string;
  readonly code: string;
  readonly at: string;
  /** Which days the lines are of, in words; null for all. */
  readonly period: string | null;
}

/** Stock cards of lots in a warehouse, or bin cards of lots in a bin, each on pages of its own. */
export function cardPaper(cards: readonly CardData[], file: CardFile, language: Language): Paper {
  const say = speaker(language);
  const { period, ...rest } = file;
  const isOfBin = cards.some(({ bin }) => bin !== null);
  return {
    language,
    ...rest,
    title: isOfBin ? say('Tarjeta de estante', 'Bin card') : say('Tarjeta de existencias', 'Stock card'),
    landscape: false,
    stamp: null,
    parts: cards.flatMap((card, index): Part[] => {
      const facts: Fact[] = [
        { label: say('Código', 'Code'), value: card.item_code },
        { label: say('Unidad', 'Unit'), value: unitWord(card.unit_type, say) },
        { label: say('Lote', 'Lot'), value: card.lot_number },
        { label: say('Donante', 'Donor'), value: `${card.donor} (${card.grant_code})` },
        { label: say('Vence', 'Expires'), value: card.expires_on ?? say('no vence', 'does not expire') },
        {
          label: say('Mínimo', 'Minimum'),
          value: card.minimum === null ? say('no fijado', 'not set') : count(card.minimum),
        },
        { label: say('Bodega', 'Warehouse'), value: card.warehouse },
        ...(card.bin === null ? [] : [{ label: say('Ubicación', 'Bin'), value: card.bin }]),
        ...(period === null ? [] : [{ label: say('Período', 'Period'), value: period }]),
      ];
      return [
        { kind: 'heading', text: card.name, newPage: index > 0 },
        { kind: 'facts', facts },
        {
          kind: 'table',
          empty: say('Sin movimientos', 'No movements'),
          columns: [
            { header: say('Fecha', 'Date'), width: 56 },
            { header: say('Documento', 'Document no.'), width: 78 },
            { header: say('De / a', 'From / to'), share: 1 },
            { header: say('Entrada', 'In'), width: 50, align: 'right' },
            { header: say('Salida', 'Out'), width: 50, align: 'right' },
            { header: say('Saldo', 'Balance'), width: 54, align: 'right' },
            { header: say('Observaciones', 'Remarks'), share: 1.6 },
          ],
          rows: card.lines.map(({ on, document, counterpart, change, balance, remarks }) => [
            on,
            document ?? '',
            counterpart ?? '',
            change !== null && change > 0 ? count(change) : '',
            change !== null && change < 0 ? count(-change) : '',
            count(balance),
            remarks,
          ]),
        },
      ];
    }),
  };
}
