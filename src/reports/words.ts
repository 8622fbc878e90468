import type { LocationKind, LotCondition, MovementKind } from '../database/tables/stock.ts';
import type { Language, Localized } from '../lib/localized.ts';

/** Words of the ledger as people read them. */

export const movementWords: Readonly<Record<MovementKind, Localized>> = {
  receive: { es: 'Entrada', en: 'Receipt' },
  put_away: { es: 'Ubicación', en: 'Put-away' },
  move: { es: 'Traslado interno', en: 'Move' },
  transfer: { es: 'Transferencia: salida', en: 'Transfer out' },
  transfer_in: { es: 'Transferencia: llegada', en: 'Transfer in' },
  issue: { es: 'Salida', en: 'Issue' },
  return: { es: 'Devolución', en: 'Return' },
  adjust: { es: 'Ajuste', en: 'Adjustment' },
  write_off: { es: 'Baja', en: 'Write-off' },
  dispatch: { es: 'Despacho', en: 'Dispatch' },
  deliver: { es: 'Entrega', en: 'Delivery' },
  shortfall: { es: 'Faltante en tránsito', en: 'Shortfall in transit' },
  surplus: { es: 'Sobrante', en: 'Surplus' },
  distribute: { es: 'Distribución', en: 'Distribution' },
  build: { es: 'Armado de kits', en: 'Kit building' },
  take_apart: { es: 'Desarmado de kits', en: 'Taking kits apart' },
  repack: { es: 'Reempaque', en: 'Repacking' },
  loan: { es: 'Préstamo entre fondos', en: 'Loan between grants' },
  reversal: { es: 'Reversión', en: 'Reversal' },
};

export const placeWords: Readonly<Record<LocationKind, Localized>> = {
  bin: { es: 'Ubicación', en: 'Bin' },
  in_transit: { es: 'En tránsito', en: 'In transit' },
  site: { es: 'Sitio', en: 'Site' },
  supplier: { es: 'Proveedor', en: 'Supplier' },
  distributed: { es: 'Distribuido', en: 'Distributed' },
  loss: { es: 'Pérdida', en: 'Loss' },
  adjustment: { es: 'Ajuste', en: 'Adjustment' },
  conversion: { es: 'Conversión', en: 'Conversion' },
};

export const conditionWords: Readonly<Record<LotCondition, Localized>> = {
  good: { es: 'Bueno', en: 'Good' },
  hold: { es: 'Retenido', en: 'On hold' },
  quarantine: { es: 'Cuarentena', en: 'Quarantine' },
  damaged: { es: 'Dañado', en: 'Damaged' },
  expired: { es: 'Vencido', en: 'Expired' },
};

/** Reasons of adjustments and write-offs; a reason without a word here is shown as it is stored. */
export const reasonWords: Readonly<Record<string, Localized>> = {
  count_difference: { es: 'Diferencia de conteo', en: 'Count difference' },
  damaged: { es: 'Dañado', en: 'Damaged' },
  expired: { es: 'Vencido', en: 'Expired' },
  lost: { es: 'Perdido', en: 'Lost' },
  found: { es: 'Encontrado', en: 'Found' },
  theft: { es: 'Robo', en: 'Theft' },
  sample: { es: 'Muestra', en: 'Sample' },
  wrong_entry: { es: 'Registro erróneo', en: 'Wrong entry' },
};

/** The word in a language; what has no word is given as it is. */
export function wordOf(
  words: Readonly<Record<string, Localized>>,
  key: string | null,
  language: Language,
): string | null {
  return key === null ? null : (words[key]?.[language] ?? key);
}

/** A place as a card or a list names it: a counter-place by what it means, any other by its code. */
export function placeName(kind: LocationKind, code: string, language: Language): string {
  return ['bin', 'site', 'in_transit'].includes(kind) ? code : placeWords[kind][language];
}
