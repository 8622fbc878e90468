import { appendOnly, type Migration, table } from './ddl.ts';

/** Operations, their sites, and the dated household counts that are never overwritten. */
export const migration: Migration = {
  name: '0003_sites',
  statements: (engine) => [
    table(
      engine,
      `create table operations (
  id $text primary key,
  code $text not null unique,
  name $text not null,
  kind $text not null,
  state $text not null check (state in ('open', 'closed')),
  started_on $text not null,
  ended_on $text,
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    table(
      engine,
      `create table sites (
  id $text primary key,
  operation_id $text not null references operations (id),
  code $text not null,
  name $text not null,
  kind $text not null check (kind in ('collective_centre', 'safe_house', 'store', 'public_office')),
  p_code $text,
  latitude $real check (latitude between -90 and 90),
  longitude $real check (longitude between -180 and 180),
  capacity $int check (capacity >= 0),
  priority $int not null default 1 check (priority >= 1),
  active $int not null default 1 check (active in (0, 1)),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null,
  unique (operation_id, code),
  check ((latitude is null) = (longitude is null))
)`,
    ),
    table(
      engine,
      `create table household_counts (
  id $text primary key,
  site_id $text not null references sites (id),
  counted_on $text not null,
  source $text not null check (source in ('civil_protection', 'displacement_tracking', 'centre_manager', 'partner', 'other')),
  households $int check (households >= 0),
  individuals $int check (individuals >= 0),
  females $int check (females >= 0),
  males $int check (males >= 0),
  import_id $text references imports (id),
  recorded_by $text not null references people (id),
  recorded_at $text not null,
  check (households is not null or individuals is not null),
  check (households <= individuals),
  check (females + males = individuals)
)`,
    ),
    'create index household_counts_by_site on household_counts (site_id, counted_on, recorded_at, id)',
    ...appendOnly(engine, 'household_counts'),
    table(
      engine,
      `create table household_count_groups (
  count_id $text not null references household_counts (id),
  sex $text not null check (sex in ('female', 'male')),
  age_band $text not null check (age_band in ('m0_5', 'm6_23', 'y2_4', 'y5_11', 'y12_17', 'y18_59', 'y60_plus')),
  persons $int not null check (persons >= 0),
  primary key (count_id, sex, age_band)
)`,
    ),
    ...appendOnly(engine, 'household_count_groups'),
  ],
};
