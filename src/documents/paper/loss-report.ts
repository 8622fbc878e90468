import type { Language } from '../../lib/localized.ts';
import { count, decimal, unitWord } from './figures.ts';
import { lineValue, valueTotals } from './gift-certificate.ts';
import { type Paper, speaker } from './paper.ts';

/** What one loss took: a write-off, what fell short on the road, an adjustment that took goods away. */
export interface LossData {
  readonly number: string;
  readonly code: string;
  readonly at: string;
  readonly occurred_on: string;
  /** In words, like the reason. */
  readonly kind: string;
  readonly reason: string | null;
  readonly note: string | null;
  readonly posted_by: string;
  readonly place: string;
  readonly isReversed: boolean;
  readonly lines: readonly {
    readonly item_code: string;
    readonly name: string;
    readonly lot_number: string;
    readonly expires_on: string | null;
    readonly donor: string;
    readonly grant_code: string;
    readonly unit_type: string;
    readonly place: string;
    readonly units: number;
    readonly unit_value: string | null;
    readonly currency: string | null;
  }[];
}

/** Loss and damage report: what was lost where, why, whose it was and what it was worth. */
export function lossPaper(data: LossData, language: Language): Paper {
  const say = speaker(language);
  const unknown = say('desconocido', 'unknown');
  const totals = valueTotals(data.lines);
  return {
    language,
    number: data.number,
    code: data.code,
    at: data.at,
    title: say('Informe de pérdida y daño', 'Loss and damage report'),
    landscape: true,
    stamp: data.isReversed ? say('REVERTIDO', 'REVERSED') : null,
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: say('Fecha del hecho', 'Date it happened'), value: data.occurred_on },
          { label: say('Lugar', 'Place'), value: data.place },
          { label: say('Movimiento', 'Movement'), value: data.kind },
          { label: say('Motivo', 'Reason'), value: data.reason },
          { label: say('Registrado por', 'Entered by'), value: data.posted_by },
        ],
      },
      {
        kind: 'table',
        empty: say('Sin renglones', 'No lines'),
        columns: [
          { header: say('Código', 'Code'), width: 88 },
          { header: say('Artículo', 'Item'), share: 2 },
          { header: say('Lote', 'Lot'), share: 1 },
          { header: say('Vence', 'Expires'), width: 54 },
          { header: say('Donante', 'Donor'), share: 1 },
          { header: say('Lugar', 'Place'), width: 64 },
          { header: say('Unidades', 'Units'), width: 54, align: 'right' },
          { header: say('Unidad', 'Unit'), width: 44 },
          { header: say('Valor unitario', 'Unit value'), width: 72, align: 'right' },
          { header: say('Valor', 'Value'), width: 80, align: 'right' },
        ],
        rows: data.lines.map((line) => {
          const value = lineValue(line);
          const currency = line.currency ?? '';
          return [
            line.item_code,
            line.name,
            line.lot_number,
            line.expires_on ?? '',
            `${line.donor} (${line.grant_code})`,
            line.place,
            count(line.units),
            unitWord(line.unit_type, say),
            line.unit_value === null ? unknown : `${decimal(line.unit_value)} ${currency}`,
            value === null ? unknown : `${decimal(value)} ${currency}`,
          ];
        }),
        totals: [
          '',
          say('Total', 'Total'),
          '',
          '',
          '',
          '',
          count(data.lines.reduce((sum, { units }) => sum + units, 0)),
          '',
          '',
          [...totals.sums, ...(totals.isIncomplete ? [say('(incompleto)', '(incomplete)')] : [])].join('\n'),
        ],
      },
      {
        kind: 'text',
        title: say('Circunstancias y medidas tomadas', 'Circumstances and what was done'),
        lines: data.note === null ? [] : [data.note],
        ruled: 4,
      },
      {
        kind: 'signatures',
        blocks: [
          { title: say('Informado por', 'Reported by') },
          { title: say('Verificado por', 'Verified by') },
          { title: say('Aprobado por', 'Approved by') },
        ],
      },
    ],
  };
}
