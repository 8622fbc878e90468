import { sealLedgers } from './audit/seal-ledgers.ts';
import { pullDueFeeds } from './feeds/pull.ts';
import { forgetOldKeys } from './http/forget-keys.ts';
import { failSilentRevisions } from './planning/fail-revision.ts';
import type { Job } from './schedule.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** What the service does by itself while it runs. */
export const jobs: readonly Job[] = [
  { name: 'forget old idempotency keys', everyMs: HOUR_MS, run: forgetOldKeys },
  { name: 'seal the ledgers', everyMs: MINUTE_MS, run: sealLedgers },
  { name: 'fail plans whose computation was interrupted', everyMs: MINUTE_MS, run: failSilentRevisions },
  { name: 'pull the feeds that are due', everyMs: MINUTE_MS, run: pullDueFeeds },
];
