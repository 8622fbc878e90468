import { type Migration, table } from './ddl.ts';

/** Which column of a file means what, saved under a name and used again for the next file of the same kind. */
export const migration: Migration = {
  name: '0016_imports',
  statements: (engine) => [
    table(
      engine,
      `create table import_mappings (
  id $text primary key,
  kind $text not null check (kind in ('opening_stock')),
  name $text not null,
  columns $text not null,
  date_order $text check (date_order in ('DMY', 'MDY')),
  active $int not null default 1 check (active in (0, 1)),
  created_by $text not null references people (id),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null,
  unique (kind, name)
)`,
    ),
  ],
};
