import type { Language } from '../../lib/localized.ts';
import { count, kilograms, unitWord } from './figures.ts';
import { meansWord } from './means.ts';
import { type Paper, type PaperRow, speaker } from './paper.ts';

interface Block {
  units: number;
  weight_g: number | null;
}

/** What a goods received note says. */
export interface NoteData {
  number: string;
  consignee: { code: string; name: string; country: string };
  received_from: string;
  reference: string;
  arrived_on: string;
  means: string;
  transport_document: string | null;
  reversed: boolean;
  lines: readonly {
    line_number: number;
    item_code: string;
    name_es: string;
    name_en: string;
    unit_type: string;
    donor: string;
    lot_number: string | null;
    expires_on: string | null;
    good: Block;
    claim: Block;
  }[];
  claims: readonly { number: string }[];
  comments: string | null;
  received_by: { name: string; date: string; place: string };
}

/** Goods received note: what came in good condition and what is claimed, line by line. */
export function notePaper(data: NoteData, file: { code: string; at: string }, language: Language): Paper {
  const say = speaker(language);
  const good = say('Recibido en buen estado', 'Received in good condition');
  const claim = say('Reclamo', 'Claim');
  const units = { header: say('Unidades', 'Units'), width: 54, align: 'right' } as const;
  const weight = { header: say('Peso', 'Weight'), width: 62, align: 'right' } as const;
  const rows = data.lines.map(
    (line): PaperRow => [
      String(line.line_number),
      line.item_code,
      language === 'es' ? line.name_es : line.name_en,
      line.lot_number ?? '',
      line.expires_on ?? '',
      line.donor,
      unitWord(line.unit_type, say),
      count(line.good.units),
      line.good.units === 0 ? '' : kilograms(line.good.weight_g, say),
      count(line.claim.units),
      line.claim.units === 0 ? '' : kilograms(line.claim.weight_g, say),
    ],
  );
  return {
    language,
    ...file,
    title: say('Nota de recepción de mercancías (GRN)', 'Goods received note (GRN)'),
    number: data.number,
    landscape: true,
    stamp: data.reversed ? say('REVERTIDA', 'REVERSED') : null,
    parts: [
      {
        kind: 'facts',
        facts: [
          {
            label: say('Consignatario', 'Consignee'),
            value: `${data.consignee.code} ${data.consignee.name} (${data.consignee.country})`,
          },
          { label: say('Recibido de', 'Received from'), value: data.received_from },
          { label: say('Referencia del remitente', "Sender's reference"), value: data.reference },
          { label: say('Fecha de llegada', 'Arrival date'), value: data.arrived_on },
          { label: say('Medio de transporte', 'Means of transport'), value: meansWord(data.means, say) },
          {
            label: say('AWB / CMR / B/L / placa', 'AWB / CMR / B/L / plate'),
            value: data.transport_document,
          },
          {
            label: say('Reclamos', 'Claims'),
            value: data.claims.map(({ number }) => number).join(', ') || '–',
          },
        ],
      },
      {
        kind: 'table',
        empty: say('Sin renglones', 'No lines'),
        columns: [
          { header: say('N.º', 'No.'), width: 28, align: 'right' },
          { header: say('Código', 'Code'), width: 84 },
          { header: say('Artículo', 'Item'), share: 2 },
          { header: say('Lote', 'Lot'), share: 1 },
          { header: say('Vence', 'Expires'), width: 54 },
          { header: say('Donante', 'Donor'), share: 1 },
          { header: say('Unidad', 'Unit'), width: 44 },
          { ...units, group: good },
          { ...weight, group: good },
          { ...units, group: claim },
          { ...weight, group: claim },
        ],
        rows,
      },
      {
        kind: 'text',
        title: say('Comentarios', 'Comments'),
        lines: data.comments === null ? [] : [data.comments],
        ruled: 2,
      },
      {
        kind: 'signatures',
        blocks: [
          { title: say('Entregado por', 'Delivered by') },
          { title: say('Recibido por', 'Received by'), ...data.received_by },
        ],
      },
    ],
  };
}
