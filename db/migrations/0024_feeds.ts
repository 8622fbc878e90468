import { appendOnly, type Migration, table } from './ddl.ts';

/** Addresses that household counts are pulled from, and what each pull came to. */
export const migration: Migration = {
  name: '0024_feeds',
  statements: (engine) => [
    table(
      engine,
      `create table feeds (
  id $text primary key,
  name $text not null unique,
  operation_id $text not null references operations (id),
  url $text not null,
  source $text not null,
  every_minutes $int check (every_minutes >= 5),
  header_name $text,
  header_value $text,
  active $int not null default 1 check (active in (0, 1)),
  etag $text,
  last_modified $text,
  next_pull_at $text not null,
  failures $int not null default 0 check (failures >= 0),
  leased_by $text,
  leased_until $text,
  created_by $text not null references people (id),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null,
  check ((header_name is null) = (header_value is null)),
  check ((leased_by is null) = (leased_until is null))
)`,
    ),
    'create index feeds_by_operation on feeds (operation_id, id)',
    'create index feeds_due on feeds (next_pull_at, id) where active = 1 and every_minutes is not null',
    table(
      engine,
      `create table feed_pulls (
  id $text primary key,
  feed_id $text not null references feeds (id),
  outcome $text not null check (outcome in ('taken', 'unchanged', 'already_imported', 'refused', 'failed')),
  started_at $text not null,
  ended_at $text not null,
  pulled_by $text references people (id),
  attempts $int not null check (attempts >= 1),
  http_status $int,
  bytes $int not null check (bytes >= 0),
  rows_total $int not null,
  rows_taken $int not null,
  rows_refused $int not null,
  import_id $text,
  problem $text
)`,
    ),
    'create index feed_pulls_by_feed on feed_pulls (feed_id, id)',
    ...appendOnly(engine, 'feed_pulls'),
  ],
};
