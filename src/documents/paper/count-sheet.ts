import type { Language } from '../../lib/localized.ts';
import { type Paper, type PaperColumn, type PaperRow, speaker } from './paper.ts';

export interface CountSheetData {
  readonly number: string;
  readonly code: string;
  readonly at: string;
  readonly warehouse: string;
  readonly round: number;
  readonly opened_on: string;
  readonly isBlind: boolean;
  readonly isFrozen: boolean;
  readonly isCancelled: boolean;
  readonly note: string | null;
  readonly columns: readonly PaperColumn[];
  readonly rows: readonly PaperRow[];
}

/** Count sheet: what is to be counted where, with room for what was found. A blind one does not say what is expected. */
export function countSheetPaper(data: CountSheetData, language: Language): Paper {
  const say = speaker(language);
  return {
    language,
    number: data.number,
    code: data.code,
    at: data.at,
    title: say('Hoja de conteo', 'Count sheet'),
    landscape: true,
    stamp: data.isCancelled ? say('ANULADO', 'CANCELLED') : null,
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: say('Bodega', 'Warehouse'), value: data.warehouse },
          { label: say('Abierto el', 'Opened on'), value: data.opened_on },
          { label: say('Vuelta', 'Round'), value: String(data.round) },
          {
            label: say('Modo', 'Mode'),
            value: [
              data.isBlind ? say('a ciegas', 'blind') : say('con lo esperado', 'with what is expected'),
              data.isFrozen
                ? say('sin movimientos mientras se cuenta', 'nothing moves meanwhile')
                : say('se sigue trabajando', 'work goes on'),
            ].join(', '),
          },
          ...(data.note === null ? [] : [{ label: say('Nota', 'Note'), value: data.note }]),
        ],
      },
      {
        kind: 'table',
        empty: say('Nada que contar', 'Nothing to count'),
        columns: data.columns,
        rows: data.rows,
      },
      {
        kind: 'text',
        title: say('Lo que se encontró y no está en la lista', 'Found and not on the list'),
        lines: [],
        ruled: 4,
      },
      {
        kind: 'signatures',
        blocks: [
          { title: say('Contado por', 'Counted by'), place: data.warehouse },
          { title: say('Segunda persona', 'Second person'), place: data.warehouse },
          { title: say('Responsable de bodega', 'Warehouse keeper'), place: data.warehouse },
        ],
      },
    ],
  };
}
