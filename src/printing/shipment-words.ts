import type { ShipmentKind } from './shipment-store.ts';

/** What consignments and transfers are called in the contract, who may read them, and whose sites they are of. */
export const shipmentWords = {
  consignment: {
    permission: 'dispatch.read',
    sites: { params: 'consignment' },
    path: 'consignments',
    name: 'Consignment',
    of: 'a consignment',
  },
  transfer: {
    permission: 'stock.read',
    sites: 'none',
    path: 'transfers',
    name: 'Transfer',
    of: 'a transfer',
  },
} as const satisfies Readonly<Record<ShipmentKind, object>>;
