import type { Reader } from '../database/database.ts';
import { count, unitWord } from '../documents/paper/figures.ts';
import type { Label, LabelSize, Labels } from '../documents/paper/labels.ts';
import { type CodeKind, lookupCode } from '../documents/paper/lookup-code.ts';
import { speaker } from '../documents/paper/paper.ts';
import { type BoxRange, nameOf, partyText, volumeOf, weightOf } from '../documents/paper/shipment.ts';
import { found } from '../lib/expect.ts';
import type { Language } from '../lib/localized.ts';
import { Problem } from '../lib/problem.ts';
import { findBins, findWarehouse } from '../stock/store.ts';
import { boxesOf } from './boxes.ts';
import { MOST_LABELS } from './limits.ts';
import { purposeWords } from './purpose-words.ts';
import type { ShipmentKind } from './shipment-store.ts';
import { type PackedShipment, readShipment } from './shipments.ts';

interface BoxRequest {
  size: LabelSize;
  first_box?: number | undefined;
  last_box?: number | undefined;
}

const lineKinds: Readonly<Record<ShipmentKind, CodeKind>> = {
  consignment: 'consignment_line',
  transfer: 'transfer_line',
};

/** A label for each box of a shipment, or for some of them. Throws `not_found`, `paper_too_long`. */
export async function boxLabels(
  reader: Reader,
  kind: ShipmentKind,
  id: string,
  request: BoxRequest,
  language: Language,
): Promise<Labels> {
  const shipment = await readShipment(reader, kind, id);
  const boxes = boxesOf(shipment.lines);
  const all = boxes.at(-1)?.last ?? 0;
  const first = request.first_box ?? 1;
  const last = Math.min(request.last_box ?? all, all);
  found(first <= all ? all : undefined, 'box', String(first));
  refuseTooMany(last - first + 1);
  const labels: Label[] = [];
  const firstOfLine = new Map<string, number>();
  for (const range of boxes) {
    const start = firstOfLine.get(range.line.id) ?? range.first;
    firstOfLine.set(range.line.id, start);
    for (let box = Math.max(first, range.first); box <= Math.min(last, range.last); box += 1) {
      const code = lookupCode(lineKinds[kind], range.line.id, box - start + 1);
      labels.push(boxLabel(shipment, range, { box, all, code }, language));
    }
  }
  const title = speaker(language)(`Etiquetas de cajas ${shipment.number}`, `Box labels ${shipment.number}`);
  return { language, title, at: shipment.at, size: request.size, labels };
}

function boxLabel(
  shipment: PackedShipment,
  { line, units, ...load }: BoxRange,
  { box, all, code }: { box: number; all: number; code: string },
  language: Language,
): Label {
  const say = speaker(language);
  const expires =
    line.expires_on === null ? [] : [{ label: say('Vence', 'Expires'), value: line.expires_on }];
  return {
    headline: nameOf(line, language),
    strap: say(`Caja ${count(box)} de ${count(all)}`, `Box ${count(box)} of ${count(all)}`),
    code,
    facts: [
      { label: say('Código', 'Code'), value: line.item_code },
      { label: say('Lote', 'Lot'), value: line.lot_number },
      ...expires,
      { label: say('Unidades', 'Units'), value: `${count(units)} ${unitWord(line.unit_type, say)}` },
      { label: say('Peso', 'Weight'), value: weightOf(load, say) },
      { label: say('Volumen', 'Volume'), value: volumeOf(load, say) },
      { label: say('De', 'From'), value: partyText(shipment.from) },
      { label: say('A', 'To'), value: partyText(shipment.to) },
      { label: say('Guía', 'Waybill'), value: shipment.number },
    ],
  };
}

/** A label for each bin of a warehouse, or for one. Throws `not_found`, `paper_too_long`. */
export async function binLabels(
  reader: Reader,
  warehouseId: string,
  request: { size: LabelSize; location_id?: string | undefined },
  language: Language,
): Promise<Labels> {
  const say = speaker(language);
  const { location_id, size } = request;
  const warehouse = found(await findWarehouse(reader, warehouseId), 'warehouse', warehouseId);
  const bins = (await findBins(reader, warehouseId)).filter(
    (bin) => location_id === undefined || bin.id === location_id,
  );
  if (location_id !== undefined) found(bins[0], 'bin', location_id);
  refuseTooMany(bins.length);
  return {
    language,
    size,
    at: warehouse.updated_at,
    title: say(`Etiquetas de ubicaciones ${warehouse.code}`, `Bin labels ${warehouse.code}`),
    labels: bins.map((bin) => ({
      headline: bin.code,
      strap: bin.name === bin.code ? '' : bin.name,
      code: lookupCode('bin', bin.id),
      facts: [
        { label: say('Bodega', 'Warehouse'), value: `${warehouse.code} ${warehouse.name}` },
        ...(bin.purpose === null
          ? []
          : [{ label: say('Uso', 'Use'), value: purposeWords[bin.purpose][language] }]),
      ],
    })),
  };
}

function refuseTooMany(labels: number): void {
  if (labels > MOST_LABELS) throw new Problem('paper_too_long', { count: labels, limit: MOST_LABELS });
}
