import type { BinPurpose } from '../database/tables/stock.ts';
import type { Localized } from '../lib/localized.ts';

export const purposeWords: Readonly<Record<BinPurpose, Localized>> = {
  receiving: { es: 'recepción', en: 'receiving' },
  storage: { es: 'almacenamiento', en: 'storage' },
  staging: { es: 'preparación de salida', en: 'staging' },
  quarantine: { es: 'cuarentena', en: 'quarantine' },
};
