import { migration as access } from './0001_access.ts';
import { migration as catalogue } from './0002_catalogue.ts';
import { migration as sites } from './0003_sites.ts';
import { migration as stock } from './0004_stock.ts';
import { migration as dispatch } from './0005_dispatch.ts';
import { migration as cash } from './0006_cash.ts';
import { migration as stockWords } from './0007_stock_words.ts';
import { migration as ledger } from './0008_ledger.ts';
import { migration as catalogueDepth } from './0009_catalogue.ts';
import { migration as reservations } from './0010_reservations.ts';
import { migration as inbound } from './0011_inbound.ts';
import { migration as kitting } from './0012_kitting.ts';
import { migration as counting } from './0013_counting.ts';
import { migration as preparedness } from './0014_preparedness.ts';
import { migration as nothing } from './0015_seals.ts';
import { migration as imports } from './0016_imports.ts';
import { migration as seals } from './0017_seals.ts';
import { migration as scan } from './0018_scan.ts';
import { migration as listIndexes } from './0019_list_indexes.ts';
import { migration as queue } from './0020_queue.ts';
import { migration as sitesInDepth } from './0021_sites.ts';
import { migration as countMappings } from './0022_imports.ts';
import { migration as requests } from './0023_requests.ts';
import { migration as feeds } from './0024_feeds.ts';
import { migration as loading } from './0025_loading.ts';
import { migration as plans } from './0026_plans.ts';
import { migration as needs } from './0027_needs.ts';
import type { Migration } from './ddl.ts';

export type { Engine, Migration } from './ddl.ts';

/** All steps in the order they run. */
export const migrations: readonly Migration[] = [
  access,
  catalogue,
  sites,
  stock,
  dispatch,
  cash,
  stockWords,
  ledger,
  catalogueDepth,
  reservations,
  inbound,
  kitting,
  counting,
  preparedness,
  nothing,
  imports,
  seals,
  scan,
  listIndexes,
  queue,
  sitesInDepth,
  countMappings,
  requests,
  feeds,
  loading,
  plans,
  needs,
];
