import { fromBillionths, toBillionths, worth } from '../../lib/decimal.ts';
import type { Language } from '../../lib/localized.ts';
import { count, decimal, unitWord } from './figures.ts';
import { meansWord } from './means.ts';
import { type Paper, type PaperRow, speaker } from './paper.ts';
import { nameOf, partyText, type Shipment, type ShipmentLine, shipmentPaper } from './shipment.ts';

/** Quantity times unit value, exactly; null when the value is unknown. */
export function lineValue({ unit_value, units }: Pick<ShipmentLine, 'unit_value' | 'units'>): string | null {
  return unit_value === null ? null : worth(unit_value, units);
}

/** The values of lines by currency, and whether some line has none. */
export function valueTotals(lines: readonly Pick<ShipmentLine, 'unit_value' | 'units' | 'currency'>[]) {
  const sums = new Map<string, bigint>();
  for (const line of lines) {
    const value = lineValue(line);
    if (value === null || line.currency === null) continue;
    const sign = value.startsWith('-') ? -1n : 1n;
    sums.set(line.currency, (sums.get(line.currency) ?? 0n) + sign * toBillionths(value.replace('-', '')));
  }
  return {
    sums: [...sums].sort().map(([currency, sum]) => `${decimal(fromBillionths(sum))} ${currency}`),
    isIncomplete: lines.some((line) => lineValue(line) === null),
  };
}

/** Gift certificate for customs: what the goods are worth, that they are aid and not for sale. */
export function giftCertificatePaper(shipment: Shipment, regime: string | null, language: Language): Paper {
  const say = speaker(language);
  const unknown = say('desconocido', 'unknown');
  const totals = valueTotals(shipment.lines);
  const rows = shipment.lines.map((line): PaperRow => {
    const value = lineValue(line);
    const currency = line.currency ?? '';
    return [
      String(line.line_number),
      `${nameOf(line, language)} (${line.item_code})`,
      count(line.units),
      unitWord(line.unit_type, say),
      line.unit_value === null ? unknown : `${decimal(line.unit_value)} ${currency}`,
      value === null ? unknown : `${decimal(value)} ${currency}`,
    ];
  });
  const incomplete = totals.isIncomplete ? [say('(incompleto)', '(incomplete)')] : [];
  return shipmentPaper(shipment, language, {
    title: say('Certificado de donación', 'Gift certificate'),
    landscape: false,
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: say('Remitente', 'Consignor'), value: partyText(shipment.from) },
          { label: say('Consignatario', 'Consignee'), value: partyText(shipment.to) },
          { label: say('Régimen de transporte', 'Transport regime'), value: regime },
          { label: say('Medio de transporte', 'Means of transport'), value: meansWord(shipment.means, say) },
          { label: say('Documento de transporte', 'Transport document'), value: shipment.transport_document },
          { label: say('Fecha', 'Date'), value: shipment.departed_on },
        ],
      },
      {
        kind: 'text',
        title: say('Declaración', 'Declaration'),
        lines: [
          say(
            'Las mercancías de esta lista son ayuda humanitaria que se entrega gratuitamente a personas afectadas por una emergencia. No son para la venta y no se paga nada por ellas.',
            'The goods listed here are humanitarian aid, given free of charge to people affected by an emergency. They are not for sale and nothing is paid for them.',
          ),
        ],
        ruled: 0,
      },
      {
        kind: 'table',
        empty: say('Sin renglones', 'No lines'),
        columns: [
          { header: say('N.º', 'No.'), width: 28, align: 'right' },
          { header: say('Mercancía', 'Goods'), share: 1 },
          { header: say('Cantidad', 'Quantity'), width: 60, align: 'right' },
          { header: say('Unidad', 'Unit'), width: 52 },
          { header: say('Valor unitario', 'Unit value'), width: 84, align: 'right' },
          { header: say('Total', 'Total'), width: 96, align: 'right' },
        ],
        rows,
        totals: ['', say('Total', 'Total'), '', '', '', [...totals.sums, ...incomplete].join('\n')],
      },
      {
        kind: 'notice',
        text: say(
          'VALOR ÚNICAMENTE PARA FINES ADUANEROS. AYUDA HUMANITARIA, PROHIBIDA SU VENTA.',
          'VALUE FOR CUSTOMS PURPOSES ONLY. HUMANITARIAN AID, NOT FOR SALE.',
        ),
      },
      {
        kind: 'signatures',
        blocks: [
          { title: say('Por el remitente', 'For the consignor') },
          { title: say('Por el consignatario', 'For the consignee') },
          { title: say('Aduana', 'Customs') },
        ],
      },
    ],
  });
}
