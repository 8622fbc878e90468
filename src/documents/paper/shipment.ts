import type { Language } from '../../lib/localized.ts';
import { atLeast, count, kilograms, litres, unitWord } from './figures.ts';
import { meansWord } from './means.ts';
import { type Fact, type Paper, type PaperRow, type Part, type Say, speaker } from './paper.ts';

/** What a weight or volume is known to be; too low when something of it is unknown. */
export interface Load {
  readonly weight_g: number | null;
  readonly volume_ml: number | null;
  readonly incomplete: boolean;
}

export interface ShipmentLine extends Load {
  readonly id: string;
  readonly line_number: number;
  readonly item_code: string;
  readonly name_es: string;
  readonly name_en: string;
  readonly lot_number: string;
  readonly expires_on: string | null;
  readonly donor: string;
  readonly units: number;
  readonly unit_type: string;
  /** The bin it leaves from. */
  readonly bin: string;
  /** Exact decimal; null when unknown. */
  readonly unit_value: string | null;
  readonly currency: string | null;
  readonly requests: readonly string[];
}

interface Party {
  readonly code: string;
  readonly name: string;
  /** Country or P-code. */
  readonly detail: string | null;
}

/** Goods on their way between two places: a consignment to a site, a transfer to a warehouse. Null is not known yet. */
export interface Shipment {
  readonly number: string;
  readonly code: string;
  readonly at: string;
  readonly isCancelled: boolean;
  readonly from: Party;
  readonly to: Party;
  readonly beneficiary: string | null;
  readonly means: string | null;
  readonly transporter: string | null;
  readonly vehicle_plate: string | null;
  readonly driver: string | null;
  readonly transport_document: string | null;
  readonly departed_on: string | null;
  readonly expected_on: string | null;
  readonly loaded_by: string | null;
  readonly received_by: { readonly name: string; readonly date: string } | null;
  /** Units received so far, over all lines. */
  readonly received: { readonly good: number; readonly damaged: number; readonly missing: number } | null;
  readonly comments: readonly string[];
  readonly lines: readonly ShipmentLine[];
  readonly totals: Load & { readonly units: number };
}

export const partyText = ({ code, name, detail }: Party) =>
  `${code} ${name}${detail === null ? '' : ` (${detail})`}`;

export const nameOf = (line: { name_es: string; name_en: string }, language: Language) =>
  language === 'es' ? line.name_es : line.name_en;

export function weightOf(load: Load, say: Say): string {
  return load.weight_g === null
    ? kilograms(null, say)
    : atLeast(kilograms(load.weight_g, say), load.incomplete, say);
}

export function volumeOf(load: Load, say: Say): string {
  return load.volume_ml === null
    ? litres(null, say)
    : atLeast(litres(load.volume_ml, say), load.incomplete, say);
}

/** A paper about a shipment, with what all of them share. */
export function shipmentPaper(
  shipment: Shipment,
  language: Language,
  paper: Pick<Paper, 'title' | 'landscape' | 'parts'>,
): Paper {
  const { number, code, at, isCancelled } = shipment;
  const stamp = isCancelled ? speaker(language)('ANULADO', 'CANCELLED') : null;
  return { language, number, code, at, stamp, ...paper };
}

function transportFacts(shipment: Shipment, say: Say): Fact[] {
  const { vehicle_plate, transporter, driver, transport_document } = shipment;
  const vehicle = [vehicle_plate, driver].filter((text) => text !== null).join(' · ');
  return [
    { label: say('Medio de transporte', 'Means of transport'), value: meansWord(shipment.means, say) },
    {
      label: say('Propio o contratado', 'Own or contracted'),
      value: say('[   ] propio    [   ] contratado', '[   ] own    [   ] contracted'),
    },
    { label: say('Transportista', 'Transporter'), value: transporter },
    {
      label: say('Vehículo, placa y conductor', 'Vehicle, plate and driver'),
      value: vehicle === '' ? null : vehicle,
    },
    ...(transport_document === null
      ? []
      : [{ label: say('Documento de transporte', 'Transport document'), value: transport_document }]),
    { label: say('Salida (ETD)', 'Departure (ETD)'), value: shipment.departed_on },
    { label: say('Llegada prevista (ETA)', 'Arrival (ETA)'), value: shipment.expected_on },
  ];
}

/** Waybill: what is on the vehicle, and who loaded, carried and received it in what condition. */
export function waybillPaper(shipment: Shipment, language: Language): Paper {
  const say = speaker(language);
  const { totals, received } = shipment;
  const rows = shipment.lines.map(
    (line): PaperRow => [
      String(line.line_number),
      `${line.item_code}\n${nameOf(line, language)}`,
      line.donor,
      count(line.units),
      unitWord(line.unit_type, say),
      weightOf(line, say),
      volumeOf(line, say),
      line.requests.join(', '),
      [
        `${say('Lote', 'Lot')} ${line.lot_number}`,
        ...(line.expires_on === null ? [] : [`${say('vence', 'expires')} ${line.expires_on}`]),
      ].join(', '),
    ],
  );
  const condition =
    received === null
      ? null
      : say(
          `bueno ${count(received.good)}, dañado ${count(received.damaged)}, faltante ${count(received.missing)}`,
          `good ${count(received.good)}, damaged ${count(received.damaged)}, missing ${count(received.missing)}`,
        );
  const left = { date: shipment.departed_on, place: shipment.from.name };
  return shipmentPaper(shipment, language, {
    title: say('Guía de transporte (waybill)', 'Waybill'),
    landscape: true,
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: say('Fecha', 'Date'), value: shipment.departed_on },
          { label: say('Desde', 'From'), value: partyText(shipment.from) },
          { label: say('Hacia', 'To'), value: partyText(shipment.to) },
          { label: say('Beneficiario', 'Beneficiary'), value: shipment.beneficiary },
          ...transportFacts(shipment, say),
        ],
      },
      {
        kind: 'table',
        empty: say('Sin renglones', 'No lines'),
        columns: [
          { header: say('N.º', 'No.'), width: 28, align: 'right' },
          { header: say('Artículo', 'Item'), share: 2 },
          { header: say('Donante', 'Donor'), share: 1 },
          { header: say('Unidades', 'Units'), width: 52, align: 'right' },
          { header: say('Tipo', 'Type'), width: 46 },
          { header: say('Peso', 'Weight'), width: 66, align: 'right' },
          { header: say('Volumen', 'Volume'), width: 66, align: 'right' },
          { header: say('Solicitud n.º', 'Request no.'), width: 66 },
          { header: say('Observaciones', 'Remarks'), share: 1.4 },
        ],
        rows,
        totals: [
          '',
          say('Total', 'Total'),
          '',
          count(totals.units),
          '',
          weightOf(totals, say),
          volumeOf(totals, say),
          '',
          '',
        ],
      },
      {
        kind: 'notice',
        text: say(
          'Quien recibe anota lo que falta o está dañado antes de devolver esta guía; después ya no se puede reclamar.',
          'Whoever receives notes what is short or damaged before giving this waybill back; later it can no longer be claimed.',
        ),
      },
      {
        kind: 'text',
        title: say('Comentarios de quien recibe', "Receiver's comments"),
        lines: shipment.comments,
        ruled: 2,
      },
      {
        kind: 'signatures',
        blocks: [
          { title: say('Cargado por', 'Loaded by'), ...left, name: shipment.loaded_by },
          {
            title: say('Transportado por', 'Transported by'),
            ...left,
            name: shipment.driver ?? shipment.transporter,
          },
          {
            title: say('Recibido por', 'Received by'),
            date: shipment.received_by?.date ?? null,
            name: shipment.received_by?.name ?? null,
            place: shipment.to.name,
            condition,
          },
        ],
      },
    ],
  });
}

/** Picking list: bin by bin what is to be taken. Ordered as one walks. */
export function pickingListPaper(shipment: Shipment, language: Language): Paper {
  const say = speaker(language);
  const walk = [...shipment.lines].sort(
    (a, b) => compare(a.bin, b.bin) || compare(a.item_code, b.item_code) || a.line_number - b.line_number,
  );
  return shipmentPaper(shipment, language, {
    title: say('Lista de preparación (picking)', 'Picking list'),
    landscape: true,
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: say('Bodega', 'Warehouse'), value: partyText(shipment.from) },
          { label: say('Destino', 'Destination'), value: partyText(shipment.to) },
          { label: say('Unidades', 'Units'), value: count(shipment.totals.units) },
        ],
      },
      {
        kind: 'table',
        empty: say('Nada que tomar', 'Nothing to pick'),
        columns: [
          { header: say('Ubicación', 'Bin'), width: 80 },
          { header: say('Código', 'Code'), width: 88 },
          { header: say('Artículo', 'Item'), share: 2 },
          { header: say('Lote', 'Lot'), share: 1 },
          { header: say('Vence', 'Expires'), width: 54 },
          { header: say('Unidad', 'Unit'), width: 48 },
          { header: say('A tomar', 'To pick'), width: 56, align: 'right' },
          { header: say('Tomado', 'Picked'), width: 60 },
          { header: say('Por', 'By'), width: 76 },
        ],
        rows: walk.map((line) => [
          line.bin,
          line.item_code,
          nameOf(line, language),
          line.lot_number,
          line.expires_on ?? '',
          unitWord(line.unit_type, say),
          count(line.units),
          null,
          null,
        ]),
      },
      {
        kind: 'signatures',
        blocks: [
          { title: say('Preparado por', 'Picked by'), place: shipment.from.name },
          { title: say('Verificado por', 'Checked by'), place: shipment.from.name },
        ],
      },
    ],
  });
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Boxes of one line that are alike, by their numbers in the whole shipment. */
export interface BoxRange extends Load {
  readonly first: number;
  readonly last: number;
  readonly units: number;
  readonly line: ShipmentLine;
}

/** Packing list: which box holds what. */
export function packingListPaper(shipment: Shipment, boxes: readonly BoxRange[], language: Language): Paper {
  const say = speaker(language);
  const all = boxes.at(-1)?.last ?? 0;
  const table: Part = {
    kind: 'table',
    empty: say('Sin cajas', 'No boxes'),
    columns: [
      { header: say('Cajas', 'Boxes'), width: 70 },
      { header: say('Código', 'Code'), width: 88 },
      { header: say('Artículo', 'Item'), share: 2 },
      { header: say('Lote', 'Lot'), share: 1 },
      { header: say('Unidad', 'Unit'), width: 48 },
      { header: say('Por caja', 'A box'), width: 52, align: 'right' },
      { header: say('Unidades', 'Units'), width: 56, align: 'right' },
      { header: say('Peso por caja', 'Weight a box'), width: 80, align: 'right' },
      { header: say('Volumen por caja', 'Volume a box'), width: 80, align: 'right' },
    ],
    rows: boxes.map(({ first, last, units, line, ...load }) => [
      first === last ? String(first) : `${count(first)}–${count(last)}`,
      line.item_code,
      nameOf(line, language),
      line.lot_number,
      unitWord(line.unit_type, say),
      count(units),
      count(units * (last - first + 1)),
      weightOf(load, say),
      volumeOf(load, say),
    ]),
    totals: [
      count(all),
      '',
      say('Total', 'Total'),
      '',
      '',
      '',
      count(shipment.totals.units),
      weightOf(shipment.totals, say),
      volumeOf(shipment.totals, say),
    ],
  };
  return shipmentPaper(shipment, language, {
    title: say('Lista de empaque', 'Packing list'),
    landscape: true,
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: say('Desde', 'From'), value: partyText(shipment.from) },
          { label: say('Hacia', 'To'), value: partyText(shipment.to) },
          { label: say('Cajas', 'Boxes'), value: count(all) },
          { label: say('Fecha', 'Date'), value: shipment.departed_on },
        ],
      },
      table,
      {
        kind: 'signatures',
        blocks: [
          { title: say('Empacado por', 'Packed by'), place: shipment.from.name },
          { title: say('Verificado por', 'Checked by'), place: shipment.from.name },
        ],
      },
    ],
  });
}
