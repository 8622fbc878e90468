import { type Migration, rebuild, recheck } from './ddl.ts';

const kinds = "kind in ('opening_stock', 'household_counts')";

/** Files of household counts are read through saved mappings too. */
export const migration: Migration = {
  name: '0022_imports',
  statements: (engine) =>
    rebuild(engine, {
      name: 'import_mappings',
      definition: `create table import_mappings (
  id $text primary key,
  kind $text not null check (${kinds}),
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
      columns: [
        ...['id', 'kind', 'name', 'columns', 'date_order', 'active'],
        ...['created_by', 'version', 'created_at', 'updated_at'],
      ],
      after: [],
      postgres: recheck('import_mappings', 'kind', kinds),
    }),
};
