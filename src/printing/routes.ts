import { Press } from '../documents/paper/press.ts';
import type { Routes } from '../http/route.ts';
import { labelRoutes } from './label-routes.ts';
import { lookupRoutes } from './lookup-routes.ts';
import { paperRoutes } from './paper-routes.ts';

/** Printed documents, labels, and what a scanned code leads to. */
export function printingRoutes(routes: Routes): void {
  const press = new Press({ waiting: 20 });
  paperRoutes(routes, press);
  labelRoutes(routes, press);
  lookupRoutes(routes);
}
