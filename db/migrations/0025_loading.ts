import { appendOnly, type Migration, table } from './ddl.ts';

const LISTED_AT = '2026-08-01T00:00:00.000Z';

/** Figures of carriers as the trade gives them; each is configuration that a mission edits. Volume null: not known. */
const carriers = [
  ['CONT-20', 'Contenedor de 20 pies', '20-foot container', 'sea', null, 21_770_000, 26_000_000, 20, 0],
  ['CONT-40', 'Contenedor de 40 pies', '40-foot container', 'sea', null, 24_000_000, 56_000_000, 40, 0],
  [
    'CONT-40HC',
    'Contenedor de 40 pies alto',
    '40-foot high cube',
    'sea',
    null,
    24_000_000,
    64_000_000,
    null,
    0,
  ],
  ['C-130H', 'Avión C-130H', 'C-130H aircraft', 'air', null, 19_090_000, null, null, 1],
  ['TRUCK-10T', 'Camión de 10 t', '10 t truck', 'road', 'truck_10t', 10_000_000, 35_000_000, null, 1],
  ['TRUCK-5T', 'Camión de 5 t', '5 t truck', 'road', 'truck_5t', 5_000_000, 20_000_000, null, 1],
  ['PICKUP', 'Camioneta', 'Pickup', 'road', 'pickup', 1_000_000, 2_500_000, null, 1],
] as const;

const quoted = (value: string | number | null) =>
  value === null ? 'null' : typeof value === 'number' ? String(value) : `'${value}'`;

function carrierRow(row: (typeof carriers)[number], index: number): string {
  const [code, es, en, mode, kind, payload, volume, pallets, toCheck] = row;
  const id = `01980000-0000-7000-8000-00000000c${String(index + 1).padStart(3, '0')}`;
  const source =
    toCheck === 1 ? 'Planning figure, to be checked with the carrier' : 'Usual figure of the trade';
  const values = [
    id,
    code,
    es,
    en,
    mode,
    kind,
    payload,
    volume,
    pallets,
    source,
    toCheck,
    LISTED_AT,
    LISTED_AT,
  ];
  return `insert into carriers (id, code, name_es, name_en, mode, vehicle_kind, payload_g, volume_ml, pallets, source, to_check, created_at, updated_at) values (${values.map(quoted).join(', ')})`;
}

/** What carries goods, what of it a warehouse has, the legs to where trips begin, and load plans. */
export const migration: Migration = {
  name: '0025_loading',
  statements: (engine) => [
    table(
      engine,
      `create table carriers (
  id $text primary key,
  code $text not null unique,
  name_es $text not null,
  name_en $text not null,
  mode $text not null check (mode in ('road', 'air', 'sea')),
  vehicle_kind $text,
  payload_g $int not null check (payload_g > 0),
  volume_ml $int check (volume_ml > 0),
  pallets $int check (pallets >= 0),
  source $text not null,
  to_check $int not null check (to_check in (0, 1)),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    ...carriers.map(carrierRow),
    table(
      engine,
      `create table fleet_vehicles (
  id $text primary key,
  warehouse_id $text not null references warehouses (id),
  carrier_id $text not null references carriers (id),
  count $int not null check (count >= 0),
  fixed_cost_cents $int not null check (fixed_cost_cents >= 0),
  cost_per_km_cents $int not null check (cost_per_km_cents >= 0),
  set_by $text not null references people (id),
  set_at $text not null,
  unique (warehouse_id, carrier_id)
)`,
    ),
    table(
      engine,
      `create table transport_legs (
  id $text primary key,
  code $text not null unique,
  warehouse_id $text not null references warehouses (id),
  carrier_id $text not null references carriers (id),
  entry_point $text not null,
  latitude $real not null,
  longitude $real not null,
  count $int not null check (count > 0),
  cost_cents $int not null check (cost_cents >= 0),
  lead_time_hours $int not null check (lead_time_hours >= 0),
  dangerous_goods $int not null check (dangerous_goods in (0, 1)),
  source $text not null,
  active $int not null default 1 check (active in (0, 1)),
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    ),
    'create index transport_legs_by_warehouse on transport_legs (warehouse_id, code)',
    table(
      engine,
      `create table load_plans (
  id $text primary key,
  number $text not null unique,
  plan_id $text not null references plans (id),
  leg_id $text references transport_legs (id),
  inputs $text not null,
  inputs_sha256 $text not null,
  result $text not null,
  computed_by $text not null references people (id),
  computed_at $text not null
)`,
    ),
    'create index load_plans_by_plan on load_plans (plan_id, id)',
    ...appendOnly(engine, 'load_plans'),
  ],
};
