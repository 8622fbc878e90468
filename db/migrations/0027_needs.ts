import { addColumns, type Migration, rebuild, recheck } from './ddl.ts';

const bases =
  "basis in ('household', 'person', 'female_12_49', 'infant_0_23_months', 'site', 'group', 'vulnerable', 'household_size')";

const columns = [
  "sex $text check (sex in ('female', 'male'))",
  'age_bands $text',
  'vulnerable_group $text',
  'size_from $int check (size_from >= 1)',
  'size_to $int check (size_to >= size_from)',
  'assumed_percent $int check (assumed_percent between 0 and 100)',
  "rounding $text not null default 'up' check (rounding in ('up', 'nearest', 'down'))",
  'every_days $int check (every_days >= 1)',
  'weight $int not null default 1 check (weight >= 1)',
];

/** Lines of entitlement standards for any group of people, rounded as declared, repeated, and weighed. */
export const migration: Migration = {
  name: '0027_needs',
  statements: (engine) => [
    ...rebuild(engine, {
      name: 'entitlement_lines',
      definition: `create table entitlement_lines (
  standard_id $text not null references entitlement_standards (id),
  line_number $int not null check (line_number >= 1),
  item_id $text not null references items (id),
  basis $text not null check (${bases}),
  rate_numerator $int not null check (rate_numerator > 0),
  rate_denominator $int not null check (rate_denominator > 0),
  tier $int not null check (tier >= 1),
  primary key (standard_id, line_number)
)`,
      columns: [
        'standard_id',
        'line_number',
        'item_id',
        'basis',
        'rate_numerator',
        'rate_denominator',
        'tier',
      ],
      after: [],
      postgres: recheck('entitlement_lines', 'basis', bases),
    }),
    ...addColumns(engine, 'entitlement_lines', ...columns),
  ],
};
