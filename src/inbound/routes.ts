import type { Routes } from '../http/route.ts';
import { claimRoutes } from './claim-routes.ts';
import { expectedRoutes } from './expected-routes.ts';
import { receiptRoutes } from './receipt-routes.ts';
import { transferRoutes } from './transfer-routes.ts';

/** What comes to a warehouse: the pipeline, receipts in four buckets, transfers between warehouses, claims. */
export function inboundRoutes(routes: Routes): void {
  expectedRoutes(routes);
  receiptRoutes(routes);
  transferRoutes(routes);
  claimRoutes(routes);
}
