import { appendOnly, appendOnlyFunction, type Migration, table } from './ddl.ts';

/** People, their roles and tokens; what makes a write safe to repeat; running numbers; imported files. */
export const migration: Migration = {
  name: '0001_access',
  statements: (engine) => [
    ...appendOnlyFunction(engine),
    table(
      engine,
      `create table people (
  id $text primary key,
  name $text not null,
  email $text not null unique,
  active $int not null default 1 check (active in (0, 1)),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    table(
      engine,
      `create table person_roles (
  person_id $text not null references people (id),
  role $text not null check (role in ('logistics', 'responder', 'finance_maker', 'finance_approver', 'auditor', 'admin')),
  primary key (person_id, role)
)`,
    ),
    table(
      engine,
      `create table api_tokens (
  id $text primary key,
  person_id $text not null references people (id),
  label $text not null,
  token_sha256 $text not null unique,
  made_by $text references people (id),
  created_at $text not null,
  expires_at $text,
  revoked_at $text
)`,
    ),
    'create index api_tokens_by_person on api_tokens (person_id)',
    table(
      engine,
      `create table personal_data_views (
  id $text primary key,
  person_id $text not null references people (id),
  subject_kind $text not null,
  subject_id $text not null,
  purpose $text not null,
  viewed_at $text not null
)`,
    ),
    'create index personal_data_views_by_subject on personal_data_views (subject_kind, subject_id)',
    ...appendOnly(engine, 'personal_data_views'),
    table(
      engine,
      `create table idempotency_keys (
  person_id $text not null references people (id),
  idempotency_key $text not null,
  request_fingerprint $text not null,
  headers $text not null,
  body $text not null,
  created_at $text not null,
  primary key (person_id, idempotency_key)
)`,
    ),
    'create index idempotency_keys_by_age on idempotency_keys (created_at)',
    table(
      engine,
      `create table counters (
  name $text primary key,
  value $int not null check (value >= 0)
)`,
    ),
    table(
      engine,
      `create table imports (
  id $text primary key,
  kind $text not null,
  scope_id $text not null,
  file_name $text not null,
  file_sha256 $text not null,
  rows_total $int not null,
  rows_taken $int not null,
  rows_refused $int not null,
  imported_by $text not null references people (id),
  imported_at $text not null,
  unique (kind, scope_id, file_sha256)
)`,
    ),
    ...appendOnly(engine, 'imports'),
  ],
};
