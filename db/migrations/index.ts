import { migration as access } from './0001_access.ts';
import { migration as catalogue } from './0002_catalogue.ts';
import { migration as sites } from './0003_sites.ts';
import { migration as stock } from './0004_stock.ts';
import { migration as dispatch } from './0005_dispatch.ts';
import { migration as cash } from './0006_cash.ts';
import type { Migration } from './ddl.ts';

export type { Engine, Migration } from './ddl.ts';

/** All steps in the order they run. */
export const migrations: readonly Migration[] = [access, catalogue, sites, stock, dispatch, cash];
