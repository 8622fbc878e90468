import { addColumns, appendOnly, type Engine, type Migration, rebuild, recheck, table } from './ddl.ts';

const operationState = "state in ('open', 'standing_down', 'closed')";

function operations(engine: Engine): string[] {
  return rebuild(engine, {
    name: 'operations',
    definition: `create table operations (
  id $text primary key,
  code $text not null unique,
  name $text not null,
  kind $text not null,
  state $text not null check (${operationState}),
  started_on $text not null,
  ended_on $text,
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null,
  lead $text,
  standing_down_on $text
)`,
    columns: [
      ...['id', 'code', 'name', 'kind', 'state', 'started_on', 'ended_on'],
      ...['version', 'created_at', 'updated_at'],
    ],
    after: [
      'create index operations_by_name on operations (name, id)',
      'create index operations_by_day on operations (started_on, id)',
    ],
    postgres: [
      ...recheck('operations', 'state', operationState),
      ...addColumns(engine, 'operations', 'lead $text', 'standing_down_on $text'),
    ],
  });
}

/** Counts that contradict themselves are kept with a flag from now on, so that a person decides; until now they were refused. */
function householdCounts(engine: Engine): string[] {
  return rebuild(engine, {
    name: 'household_counts',
    definition: `create table household_counts (
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
  flagged $int not null default 0 check (flagged in (0, 1)),
  supersedes_id $text unique references household_counts (id),
  check (households is not null or individuals is not null)
)`,
    columns: [
      ...['id', 'site_id', 'counted_on', 'source', 'households', 'individuals', 'females', 'males'],
      ...['import_id', 'recorded_by', 'recorded_at'],
    ],
    after: [
      'create index household_counts_by_site on household_counts (site_id, counted_on, recorded_at, id)',
      ...appendOnly(engine, 'household_counts'),
    ],
    postgres: [
      // Named by PostgreSQL in the order in which the table declares them; the first one stays.
      'alter table household_counts drop constraint household_counts_check1',
      'alter table household_counts drop constraint household_counts_check2',
      ...addColumns(
        engine,
        'household_counts',
        'flagged $int not null default 0 check (flagged in (0, 1))',
        'supersedes_id $text unique references household_counts (id)',
      ),
    ],
  });
}

/** Operations with three states, areas and a lead; sites with status, profile, roads and works; counts that are judged. */
export const migration: Migration = {
  name: '0021_sites',
  statements: (engine) => [
    ...operations(engine),
    table(
      engine,
      `create table operation_areas (
  operation_id $text not null references operations (id),
  p_code $text not null,
  primary key (operation_id, p_code)
)`,
    ),
    ...addColumns(
      engine,
      'sites',
      "status $text not null default 'open' check (status in ('open', 'full', 'closed'))",
    ),
    table(
      engine,
      `create table site_status_changes (
  id $text primary key,
  site_id $text not null references sites (id),
  status $text not null check (status in ('open', 'full', 'closed')),
  happened_on $text not null,
  note $text,
  recorded_by $text not null references people (id),
  recorded_at $text not null
)`,
    ),
    'create index site_status_changes_by_site on site_status_changes (site_id, id)',
    ...appendOnly(engine, 'site_status_changes'),
    table(
      engine,
      `create table site_profiles (
  id $text primary key,
  site_id $text not null references sites (id),
  profiled_on $text not null,
  covered_area_m2 $int check (covered_area_m2 >= 0),
  toilets $int check (toilets >= 0),
  water_points $int check (water_points >= 0),
  water_litres_a_day $int check (water_litres_a_day >= 0),
  bathing_facilities $int check (bathing_facilities >= 0),
  laundry_facilities $int check (laundry_facilities >= 0),
  vehicles $text,
  opening_hours $text,
  focal_point $text,
  note $text,
  recorded_by $text not null references people (id),
  recorded_at $text not null
)`,
    ),
    'create index site_profiles_by_site on site_profiles (site_id, profiled_on, recorded_at, id)',
    ...appendOnly(engine, 'site_profiles'),
    table(
      engine,
      `create table site_road_closures (
  id $text primary key,
  site_id $text not null references sites (id),
  road $text not null,
  closed_on $text not null,
  reopened_on $text,
  note $text,
  recorded_by $text not null references people (id),
  recorded_at $text not null,
  check (reopened_on >= closed_on)
)`,
    ),
    'create index site_road_closures_by_site on site_road_closures (site_id, id)',
    table(
      engine,
      `create table site_works (
  id $text primary key,
  site_id $text not null references sites (id),
  kind $text not null check (kind in ('sanitation', 'water', 'shelter', 'electricity', 'accessibility', 'kitchen', 'drainage', 'other')),
  description $text not null,
  state $text not null check (state in ('planned', 'in_progress', 'done', 'cancelled')),
  started_on $text,
  finished_on $text,
  version $int not null default 1,
  recorded_by $text not null references people (id),
  created_at $text not null,
  updated_at $text not null,
  check (finished_on >= started_on)
)`,
    ),
    'create index site_works_by_site on site_works (site_id, id)',
    'create index site_works_by_state on site_works (state, kind, site_id)',
    ...householdCounts(engine),
    table(
      engine,
      `create table household_count_vulnerable (
  count_id $text not null references household_counts (id),
  vulnerable_group $text not null check (vulnerable_group in ('pregnant_or_lactating', 'disability', 'chronic_illness', 'unaccompanied_child', 'older_person_alone')),
  persons $int not null check (persons >= 0),
  primary key (count_id, vulnerable_group)
)`,
    ),
    ...appendOnly(engine, 'household_count_vulnerable'),
    table(
      engine,
      `create table household_count_flags (
  count_id $text not null references household_counts (id),
  flag_number $int not null,
  rule $text not null,
  field $text not null,
  params $text not null,
  primary key (count_id, flag_number)
)`,
    ),
    ...appendOnly(engine, 'household_count_flags'),
    table(
      engine,
      `create table household_count_decisions (
  count_id $text primary key references household_counts (id),
  decision $text not null check (decision in ('accepted', 'refused')),
  comment $text not null,
  decided_by $text not null references people (id),
  decided_at $text not null
)`,
    ),
    ...appendOnly(engine, 'household_count_decisions'),
  ],
};
