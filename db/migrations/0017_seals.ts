import { appendOnly, type Migration, table } from './ddl.ts';

/** Seals over the ledgers: which rows each covers, in order, and what ties it to the seal before. */
export const migration: Migration = {
  name: '0017_seals',
  statements: (engine) => [
    table(
      engine,
      `create table seals (
  number $int primary key check (number >= 1),
  format $int not null,
  previous_sha256 $text not null,
  root_sha256 $text not null,
  count $int not null check (count >= 1),
  sealed_at $text not null,
  sealed_by $text references people (id),
  sha256 $text not null unique
)`,
    ),
    ...appendOnly(engine, 'seals'),
    table(
      engine,
      `create table seal_entries (
  kind $text not null check (kind in ('movement', 'cash_entry')),
  row_id $text not null,
  seal_number $int not null references seals (number),
  position $int not null check (position >= 0),
  leaf_sha256 $text not null,
  primary key (kind, row_id),
  unique (seal_number, position)
)`,
    ),
    ...appendOnly(engine, 'seal_entries'),
    // How far the look through old rows has come; where it stands is of no consequence to what is sealed in the end.
    table(
      engine,
      `create table seal_sweeps (
  kind $text primary key,
  swept_through $text not null
)`,
    ),
  ],
};
