import type { CellType, Column } from '../documents/table.ts';

/** Columns that several reports share, so that each is called and tagged the same everywhere. */
const shared = {
  warehouse_code: column('text', 'Bodega', 'Warehouse', '#loc+code+warehouse'),
  location_kind: column('text', 'Tipo de lugar', 'Kind of place', '#loc+type'),
  location_code: column('text', 'Lugar', 'Place', '#loc+code'),
  item_code: column('text', 'Código', 'Item code', '#item+code'),
  item_name: column('text', 'Artículo', 'Item', '#item+name'),
  base_unit: column('text', 'Unidad', 'Unit', '#item+unit'),
  lot_id: column('text', 'Id. de lote', 'Lot id', '#item+lot+id'),
  lot_number: column('text', 'Lote', 'Lot', '#item+lot'),
  grant_code: column('text', 'Fondo', 'Grant', '#org+funding+code'),
  donor_name: column('text', 'Donante', 'Donor', '#org+funding'),
  received_on: column('date', 'Recibido', 'Received', '#date+received'),
  expires_on: column('date', 'Vence', 'Expires', '#date+expiry'),
  condition: column('text', 'Condición', 'Condition', '#status+item'),
  on_hand: column('integer', 'Existencia', 'On hand', '#indicator+stock+num'),
  held: column('integer', 'Retenido', 'Held', '#indicator+stock+held+num'),
  reserved: column('integer', 'Reservado', 'Reserved', '#indicator+stock+reserved+num'),
  available: column('integer', 'Disponible', 'Available', '#indicator+stock+available+num'),
  unit_value: column('decimal', 'Valor unitario', 'Unit value', '#value+unit'),
  value: column('decimal', 'Valor', 'Value', '#value+total'),
  currency: column('text', 'Moneda', 'Currency', '#currency+code'),
  occurred_on: column('date', 'Fecha', 'Date', '#date+occurred'),
  posted_at: column('instant', 'Registrado (UTC)', 'Posted (UTC)', '#date+reported'),
  posted_by: column('text', 'Registrado por', 'Posted by', null),
  kind: column('text', 'Movimiento', 'Movement', '#activity+type'),
  document_number: column('text', 'Documento', 'Document', '#meta+document'),
  reason: column('text', 'Motivo', 'Reason', '#cause'),
  note: column('text', 'Observaciones', 'Remarks', '#description'),
  from_place: column('text', 'Desde', 'From', '#loc+origin+code'),
  to_place: column('text', 'Hacia', 'To', '#loc+destination+code'),
  quantity: column('integer', 'Cantidad', 'Quantity', '#output+num'),
  movement_id: column('text', 'Id. de movimiento', 'Movement id', '#meta+id'),
  days_left: column('integer', 'Días restantes', 'Days left', '#indicator+days_left+num'),
  state: column('text', 'Estado', 'State', '#status+expiry'),
  age_days: column('integer', 'Días en existencia', 'Days in stock', '#indicator+age+days+num'),
  age_band: column('text', 'Antigüedad', 'Age band', '#indicator+age+band'),
  counterpart: column('text', 'De / a', 'From / to', '#loc+counterpart'),
  in: column('integer', 'Entrada', 'In', '#indicator+stock+in+num'),
  out: column('integer', 'Salida', 'Out', '#indicator+stock+out+num'),
  balance: column('integer', 'Saldo', 'Balance', '#indicator+stock+num'),
  minimum: column('integer', 'Mínimo', 'Minimum', '#indicator+stock+minimum+num'),
  lost: column('integer', 'Perdido', 'Lost', '#indicator+stock+lost+num'),
  lost_at: column('text', 'Lugar', 'Place', '#loc+code'),
  received: column('integer', 'Recibido', 'Received', '#output+received+num'),
  in_transit: column('integer', 'En tránsito', 'In transit', '#indicator+stock+transit+num'),
  at_sites: column('integer', 'En sitios', 'At sites', '#indicator+stock+sites+num'),
  distributed: column('integer', 'Distribuido', 'Distributed', '#reached+items+num'),
  adjusted_away: column('integer', 'Ajustado', 'Adjusted away', '#indicator+stock+adjusted+num'),
  in_kits: column('integer', 'En kits', 'In kits', '#indicator+stock+kits+num'),
  lent: column('integer', 'Prestado', 'Lent', '#indicator+stock+lent+num'),
  borrowed: column('integer', 'Tomado en préstamo', 'Borrowed', '#indicator+stock+borrowed+num'),
  site_code: column('text', 'Sitio', 'Site', '#loc+site+code'),
  arrived: column('integer', 'Llegado', 'Arrived', '#output+arrived+num'),
  there: column('integer', 'Queda en el sitio', 'Still there', '#indicator+stock+there+num'),
  target_code: column('text', 'Meta', 'Target', '#activity+code'),
  target_name: column('text', 'Nombre de la meta', 'Name of the target', '#activity+name'),
  target_unit: column('text', 'Unidad de la meta', 'Unit of the target', '#targeted+unit'),
  required: column('integer', 'Comprometido', 'Required', '#targeted+num'),
  covered: column('integer', 'Cubierto', 'Covered', '#indicator+covered+num'),
  missing: column('integer', 'Falta', 'Missing', '#inneed+num'),
  expiring_before: column('date', 'Vence antes de', 'Expiring before', '#date+expiry'),
  covered_then: column('integer', 'Cubierto ese día', 'Covered on that day', '#indicator+covered+then+num'),
  item_codes: column('text', 'Artículos', 'Items', '#item+code+list'),
  units_required: column('integer', 'Unidades necesarias', 'Units required', '#targeted+items+num'),
  ready: column('integer', 'Listas', 'Ready', '#indicator+stock+ready+num'),
  built: column('integer', 'Se pueden armar', 'Could be built', '#indicator+stock+buildable+num'),
  units_missing: column('integer', 'Unidades que faltan', 'Units missing', '#inneed+items+num'),
  expiring: column('integer', 'Vencen antes', 'Expire before', '#indicator+stock+expiring+num'),
} as const;

export type SharedColumn = keyof typeof shared;

function column(type: CellType, es: string, en: string, hxl: string | null): Omit<Column, 'key'> {
  return { type, header: { es, en }, hxl };
}

/** Those columns, in that order. */
export function columns<const Key extends SharedColumn>(...keys: readonly Key[]): readonly Column<Key>[] {
  return keys.map((key) => ({ key, ...shared[key] }));
}
