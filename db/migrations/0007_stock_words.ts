import { appendOnly, type Engine, type Migration, rebuild, recheck } from './ddl.ts';

const movementKinds = [
  'receive',
  'put_away',
  'move',
  'transfer',
  'transfer_in',
  'issue',
  'return',
  'adjust',
  'write_off',
  'dispatch',
  'deliver',
  'shortfall',
  'surplus',
  'distribute',
  'build',
  'take_apart',
  'repack',
  'loan',
  'reversal',
];
const locationKinds = [
  'bin',
  'in_transit',
  'site',
  'supplier',
  'distributed',
  'loss',
  'adjustment',
  'conversion',
];
const conditions = ['good', 'hold', 'quarantine', 'damaged', 'expired'];

const oneOf = (column: string, values: readonly string[]) =>
  `${column} in (${values.map((value) => `'${value}'`).join(', ')})`;

function movements(engine: Engine): string[] {
  const kinds = oneOf('kind', movementKinds);
  return rebuild(engine, {
    name: 'movements',
    definition: `create table movements (
  id $text primary key,
  kind $text not null check (${kinds}),
  occurred_on $text not null,
  reason $text,
  note $text,
  document_kind $text,
  document_id $text,
  reverses_movement_id $text unique references movements (id),
  posted_by $text not null references people (id),
  posted_at $text not null
)`,
    columns: [
      'id',
      // Until now a transfer went from bin to bin; now it goes from warehouse to warehouse, over the road.
      ['kind', "case kind when 'transfer' then 'move' else kind end"],
      'occurred_on',
      'reason',
      'note',
      'document_kind',
      'document_id',
      'reverses_movement_id',
      'posted_by',
      'posted_at',
    ],
    after: [
      'create index movements_by_document on movements (document_id)',
      ...appendOnly(engine, 'movements'),
    ],
    postgres: [
      ...recheck('movements', 'kind', kinds),
      'alter table movements disable trigger movements_no_change',
      "update movements set kind = 'move' where kind = 'transfer'",
      'alter table movements enable trigger movements_no_change',
    ],
  });
}

function locations(engine: Engine): string[] {
  const kinds = oneOf('kind', locationKinds);
  return [
    ...rebuild(engine, {
      name: 'locations',
      definition: `create table locations (
  id $text primary key,
  kind $text not null check (${kinds}),
  warehouse_id $text references warehouses (id),
  site_id $text unique references sites (id),
  code $text not null,
  name $text not null,
  created_at $text not null,
  unique (warehouse_id, code),
  check ((kind = 'bin') = (warehouse_id is not null)),
  check ((kind = 'site') = (site_id is not null))
)`,
      columns: ['id', 'kind', 'warehouse_id', 'site_id', 'code', 'name', 'created_at'],
      after: ['create index locations_by_kind on locations (kind, id)'],
      postgres: recheck('locations', 'kind', kinds),
    }),
    `insert into locations (id, kind, code, name, created_at)
values ('00000000-0000-7000-8000-000000000005', 'conversion', 'conversion', 'conversion', '2026-01-01T00:00:00.000Z')`,
  ];
}

function lots(engine: Engine): string[] {
  const condition = oneOf('condition', conditions);
  return rebuild(engine, {
    name: 'lots',
    definition: `create table lots (
  id $text primary key,
  item_id $text not null references items (id),
  lot_number $text not null,
  grant_id $text not null references grants (id),
  expires_on $text,
  manufactured_on $text,
  received_on $text not null,
  condition $text not null check (${condition}),
  unit_value $text,
  currency $text,
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null,
  unique (item_id, lot_number, grant_id)
)`,
    columns: [
      'id',
      'item_id',
      'lot_number',
      'grant_id',
      'expires_on',
      'manufactured_on',
      'received_on',
      'condition',
      'unit_value',
      'currency',
      'version',
      'created_at',
      'updated_at',
    ],
    after: ['create index lots_by_grant on lots (grant_id)'],
    postgres: recheck('lots', 'condition', condition),
  });
}

/** The words of stock in depth: every kind of movement, the place where kits are built and taken apart, expired lots. */
export const migration: Migration = {
  name: '0007_stock_words',
  statements: (engine) => [...movements(engine), ...locations(engine), ...lots(engine)],
};
