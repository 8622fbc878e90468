import { findReferenceItem, type ReferenceItem, referenceItems } from '../reference/items.ts';
import { dayFrom } from './calendar.ts';

export interface SampleGrant {
  readonly code: string;
  readonly donor_name: string;
  readonly title: string;
  readonly starts_on: string;
  readonly ends_on: string;
  readonly cash_budget_cents: number;
}

export interface SampleWarehouse {
  readonly code: string;
  readonly name: string;
  readonly country: string;
  readonly time_zone: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly bins: readonly { readonly code: string; readonly name: string }[];
}

export interface SampleReceiptLine {
  readonly item_code: string;
  readonly lot_number: string;
  /** Last day of use, inclusive; null where the item does not expire. */
  readonly expires_on: string | null;
  readonly manufactured_on: string | null;
  readonly grant_code: string;
  readonly quantity: number;
  readonly bin_code: string;
  /** Decimal string, per base unit. */
  readonly unit_value: string;
  readonly currency: 'USD';
  readonly condition: 'good' | 'hold';
}

export interface SampleReceipt {
  readonly reference: string;
  readonly received_from: string;
  readonly received_on: string;
  readonly means: 'sea' | 'air' | 'road' | 'rail' | 'hand';
  readonly transport_document: string;
  readonly lines: readonly SampleReceiptLine[];
}

const WEIGHED = 'Sample operation: weighed and measured at receipt (invented)';

/** The reference knows no figures of these kits; this operation weighed its own, so that its loads are complete. */
const weighed: Readonly<Record<string, { weight_g: number; volume_ml: number }>> = {
  HYGMHMDISP: { weight_g: 900, volume_ml: 4200 },
  HYGMHMREUS: { weight_g: 450, volume_ml: 2600 },
  HYGINFANT: { weight_g: 2400, volume_ml: 14000 },
};

/** The reference catalogue with the figures this operation measured itself. The blanket's volume stays unknown. */
export const sampleItems: readonly ReferenceItem[] = referenceItems.map((item) => {
  const figures = weighed[item.code];
  return figures === undefined ? item : { ...item, ...figures, source: WEIGHED };
});

const SHELTER = 'SV-ALB-01';
const HYGIENE = 'SV-HIG-02';
const HOUSEHOLD = 'SV-ENS-03';
/** The grant that pays the cash programme. */
export const CASH_GRANT = 'SV-PTM-04';

export function sampleGrants(today: string): SampleGrant[] {
  const grant = (
    code: string,
    donor_name: string,
    title: string,
    [from, to]: readonly [number, number],
    cash_budget_cents = 0,
  ): SampleGrant => ({
    code,
    donor_name,
    title,
    starts_on: dayFrom(today, from),
    ends_on: dayFrom(today, to),
    cash_budget_cents,
  });
  return [
    grant(SHELTER, 'Fondo Solidario del Norte', 'Albergue de emergencia preposicionado', [-340, 390]),
    grant(HYGIENE, 'Agencia Ribera de Cooperación', 'Higiene diferenciada y salud menstrual', [-210, 155]),
    grant(HOUSEHOLD, 'Fundación Puente Azul', 'Enseres del hogar y lámparas solares', [-120, 245]),
    grant(CASH_GRANT, 'Fondo Solidario del Norte', 'Transferencias multipropósito', [-30, 150], 16_000_000),
  ];
}

export const sampleWarehouse: SampleWarehouse = {
  code: 'PTY-HUB',
  name: 'Bodega regional de Panamá',
  country: 'PA',
  time_zone: 'America/Panama',
  latitude: 8.9153,
  longitude: -79.5987,
  bins: [
    { code: 'A-01', name: 'Albergue, lonas y plástico' },
    { code: 'A-02', name: 'Albergue, kits y herramientas' },
    { code: 'B-01', name: 'Cocina' },
    { code: 'B-02', name: 'Petates, frazadas y mosquiteros' },
    { code: 'C-01', name: 'Agua y recipientes' },
    { code: 'D-01', name: 'Mercancía peligrosa (lámparas)' },
    { code: 'H-01', name: 'Higiene, kits' },
    { code: 'H-02', name: 'Higiene, jabón y limpieza' },
    { code: 'Q-01', name: 'Cuarentena' },
  ],
};

type Lot = readonly [
  item_code: string,
  lot_number: string,
  expires_in_days: number | null,
  grant_code: string,
  quantity: number,
  bin_code: string,
  unit_value: string,
];

/**
 * The sea consignment of two months ago. Three of its lots run out within 20 days of today, one of them in 3; one lot
 * of lamps waits on hold for the check of its cells.
 */
const bySea: readonly Lot[] = [
  ['HSHETARPW406', 'TP-2207', null, SHELTER, 1800, 'A-01', '16.40'],
  ['HSHETARPW406', 'TP-2209', null, HOUSEHOLD, 1400, 'A-01', '16.85'],
  ['HSHETARPW460', 'PS-0611', null, SHELTER, 48, 'A-01', '172.00'],
  ['KRELSHEK01', 'TK-0301', null, SHELTER, 260, 'A-02', '34.20'],
  ['KRELSHEK01', 'TK-0302', null, HOUSEHOLD, 180, 'A-02', '33.75'],
  ['KRELSHEK02', 'SK-0118', null, SHELTER, 520, 'A-02', '69.90'],
  ['KRELSHEK02', 'SK-0121', null, HOUSEHOLD, 330, 'A-02', '70.25'],
  ['KRELCOOSETA', 'KA-0071', null, SHELTER, 640, 'B-01', '27.60'],
  ['KRELCOOSETA', 'KA-0072', null, HOUSEHOLD, 420, 'B-01', '28.15'],
  ['KRELCOOSETB', 'KB-0015', null, HOUSEHOLD, 240, 'B-01', '33.40'],
  ['HSHEMATTPLA1', 'MT-0501', null, SHELTER, 3200, 'B-02', '3.10'],
  ['HSHEMATTPLA1', 'MT-0502', null, HOUSEHOLD, 1800, 'B-02', '3.05'],
  ['HSHEBLANPMT1', 'BL-0610', null, SHELTER, 2600, 'B-02', '5.45'],
  ['HCONJCANPF10', 'JC-1033', null, HYGIENE, 2400, 'C-01', '1.95'],
  ['HCONJCANPF20', 'JC-2008', null, HYGIENE, 600, 'C-01', '2.70'],
  ['HCONBUCKP14L', 'BK-0014', null, HYGIENE, 900, 'C-01', '4.30'],
  ['EELESOLABPK4', 'SL-9041', 410, HOUSEHOLD, 380, 'D-01', '19.80'],
  ['EELESOLABPK4', 'SL-9043', 545, SHELTER, 240, 'D-01', '20.10'],
  ['EELESOLABPK4', 'SL-9042', 410, HOUSEHOLD, 120, 'Q-01', '19.80'],
  ['KRELHYPA05P', 'HF-1201', 18, HYGIENE, 240, 'H-01', '23.50'],
  ['KRELHYPA05P', 'HF-1207', 205, HYGIENE, 860, 'H-01', '23.50'],
  ['HYGMHMDISP', 'MD-0402', 12, HYGIENE, 150, 'H-01', '8.25'],
  ['HYGMHMDISP', 'MD-0405', 480, HYGIENE, 700, 'H-01', '8.40'],
  ['HYGMHMREUS', 'MR-0210', 620, HYGIENE, 300, 'H-01', '11.20'],
  ['HYGINFANT', 'IN-0077', 3, HYGIENE, 40, 'H-01', '14.60'],
  ['HYGINFANT', 'IN-0081', 390, HYGIENE, 160, 'H-01', '14.60'],
  ['KRELCLEA01', 'CK-0055', 300, HYGIENE, 90, 'H-02', '18.90'],
];

/** The air consignment that followed the first warning. */
const byAir: readonly Lot[] = [
  ['HSHETARPW406', 'TP-2301', null, HOUSEHOLD, 1000, 'A-01', '17.30'],
  ['KRELCOOSETA', 'KA-0080', null, HOUSEHOLD, 380, 'B-01', '29.05'],
  ['HSHEMATTPLA1', 'MT-0530', null, HOUSEHOLD, 1400, 'B-02', '3.25'],
  ['HSHEBLANPMT1', 'BL-0640', null, HOUSEHOLD, 1900, 'B-02', '5.70'],
  ['HSHEMNETRL', 'NT-0720', 1500, SHELTER, 1500, 'B-02', '2.85'],
  ['HSHEMNETRL', 'NT-0722', 1650, HOUSEHOLD, 900, 'B-02', '2.90'],
  ['HCONJCANPF10', 'JC-1041', null, HYGIENE, 900, 'C-01', '2.05'],
  ['KRELHYPA05P', 'HF-1310', 700, HYGIENE, 1100, 'H-01', '24.10'],
  ['HYGMHMDISP', 'MD-0420', 1040, HYGIENE, 1050, 'H-01', '8.60'],
  ['HYGMHMREUS', 'MR-0233', 1010, HYGIENE, 200, 'H-01', '11.45'],
  ['HYGINFANT', 'IN-0095', 1000, HYGIENE, 200, 'H-01', '15.10'],
  ['HHYGSOAP100G', 'SB-0018', 900, HYGIENE, 6000, 'H-02', '0.42'],
  ['HHYGSOAP200G', 'SW-0018', 870, HYGIENE, 3000, 'H-02', '0.55'],
  ['KRELCLEA01', 'CK-0061', 640, HYGIENE, 70, 'H-02', '19.40'],
];

function line(today: string, lot: Lot): SampleReceiptLine {
  const [item_code, lot_number, expiresInDays, grant_code, quantity, bin_code, unit_value] = lot;
  const life = findReferenceItem(item_code)?.shelf_life_days ?? null;
  return {
    item_code,
    lot_number,
    expires_on: expiresInDays === null ? null : dayFrom(today, expiresInDays),
    manufactured_on: expiresInDays === null || life === null ? null : dayFrom(today, expiresInDays - life),
    grant_code,
    quantity,
    bin_code,
    unit_value,
    currency: 'USD',
    condition: bin_code === 'Q-01' ? 'hold' : 'good',
  };
}

export function sampleReceipts(today: string): SampleReceipt[] {
  return [
    {
      reference: 'GRN-PTY-0001',
      received_from: 'Centro de abastecimiento Mar Claro',
      received_on: dayFrom(today, -64),
      means: 'sea',
      transport_document: 'B/L MC-407182',
      lines: bySea.map((lot) => line(today, lot)),
    },
    {
      reference: 'GRN-PTY-0002',
      received_from: 'Agencia Ribera de Cooperación',
      received_on: dayFrom(today, -12),
      means: 'air',
      transport_document: 'AWB 999-20417733',
      lines: byAir.map((lot) => line(today, lot)),
    },
  ];
}
