import type { Generated } from 'kysely';
import type { CountSource } from './sites.ts';

export type PullOutcome = 'taken' | 'unchanged' | 'already_imported' | 'refused' | 'failed';

export interface FeedTables {
  feeds: {
    id: string;
    name: string;
    operation_id: string;
    url: string;
    source: CountSource;
    /** null: on demand alone. */
    every_minutes: number | null;
    header_name: string | null;
    /** Sealed. */
    header_value: string | null;
    active: Generated<number>;
    etag: string | null;
    last_modified: string | null;
    next_pull_at: string;
    /** Pulls that failed one after the other. */
    failures: Generated<number>;
    leased_by: string | null;
    leased_until: string | null;
    created_by: string;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  feed_pulls: {
    id: string;
    feed_id: string;
    outcome: PullOutcome;
    started_at: string;
    ended_at: string;
    /** null where the service pulled by itself. */
    pulled_by: string | null;
    attempts: number;
    http_status: number | null;
    bytes: number;
    rows_total: number;
    rows_taken: number;
    rows_refused: number;
    import_id: string | null;
    /** Code of the problem. */
    problem: string | null;
  };
}
