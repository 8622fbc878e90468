import type { Routes } from '../http/route.ts';
import { claimRoutes } from './claim-routes.ts';
import { expectedRoutes } from './expected-routes.ts';
import { receiptRoutes } from './receipt-routes.ts';

/** What comes to a warehouse: the pipeline, receipts in four buckets, claims. */
export function inboundRoutes(routes: Routes): void {
  expectedRoutes(routes);
  receiptRoutes(routes);
  claimRoutes(routes);
}
