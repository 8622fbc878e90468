import { appendOnly, type Engine, fillAppendOnly, type Migration, rebuild, recheck, table } from './ddl.ts';

const states =
  "state in ('computing', 'failed', 'computed', 'edited', 'submitted', 'approved', 'dispatched', 'completed', 'cancelled')";

/** What a plan is made of: its revisions, and of each the inputs, the lots picked from and a row for each site. */
function tables(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table plan_revisions (
  plan_id $text not null references plans (id),
  revision $int not null check (revision >= 1),
  state $text not null check (state in ('computing', 'computed', 'failed', 'stopped')),
  as_of $text not null,
  arrival_on $text not null,
  options $text not null,
  pins $text not null,
  note $text,
  percent $int not null check (percent between 0 and 100),
  problem $text,
  header $text,
  totals $text,
  requests $text,
  inputs_sha256 $text,
  site_count $int,
  line_count $int,
  made_by $text not null references people (id),
  made_at $text not null,
  beat_at $text not null,
  ended_at $text,
  primary key (plan_id, revision),
  check ((state = 'computed') = (header is not null)),
  check ((state = 'computing') = (ended_at is null))
)`,
    ),
    // At most one revision of a plan is being computed.
    "create unique index plan_revisions_under_way on plan_revisions (plan_id) where state = 'computing'",
    table(
      engine,
      `create table plan_inputs (
  plan_id $text not null,
  revision $int not null,
  part $int not null check (part >= 1),
  encoding $text not null check (encoding in ('plain', 'gzip')),
  content $text not null,
  primary key (plan_id, revision, part),
  foreign key (plan_id, revision) references plan_revisions (plan_id, revision)
)`,
    ),
    table(
      engine,
      `create table plan_lots (
  plan_id $text not null,
  revision $int not null,
  place $int not null check (place >= 0),
  lot_id $text not null references lots (id),
  location_id $text not null references locations (id),
  quantity $int not null check (quantity > 0),
  primary key (plan_id, revision, place),
  foreign key (plan_id, revision) references plan_revisions (plan_id, revision)
)`,
    ),
    table(
      engine,
      `create table plan_sites (
  plan_id $text not null,
  revision $int not null,
  first_line $int not null check (first_line >= 1),
  site_id $text not null references sites (id),
  priority $int not null check (priority >= 1),
  line_count $int not null check (line_count >= 1),
  beside $int not null check (beside between 0 and line_count),
  content $text not null,
  primary key (plan_id, revision, first_line),
  unique (plan_id, revision, site_id),
  foreign key (plan_id, revision) references plan_revisions (plan_id, revision)
)`,
    ),
  ];
}

interface Json {
  object(...pairs: readonly (readonly [key: string, value: string])[]): string;
  /** A list of the values of rows, in an order. */
  list(value: string, from: string, order: string): string;
  map(key: string, value: string, from: string): string;
  array(...values: readonly string[]): string;
  part(document: string, key: string): string;
  text(document: string, key: string): string;
  /** Rows named `each` with a column `value` from a list in a document. */
  each(document: string, key: string): string;
  literal(text: string): string;
  asText(value: string): string;
}

const sqliteJson: Json = {
  object: (...pairs) => `json_object(${pairs.map(([key, value]) => `'${key}', ${value}`).join(', ')})`,
  list: (value, from, order) =>
    `json((select json_group_array(json(value)) from (select json_quote(${value}) as value from ${from} order by ${order})))`,
  map: (key, value, from) => `json((select json_group_object(${key}, ${value}) from ${from}))`,
  array: (...values) => `json_array(${values.join(', ')})`,
  part: (document, key) => `json_extract(${document}, '$.${key}')`,
  text: (document, key) => `json_extract(${document}, '$.${key}')`,
  each: (document, key) => `json_each(${document}, '$.${key}') as each`,
  literal: (text) => `json('${text}')`,
  asText: (value) => value,
};

const postgresJson: Json = {
  object: (...pairs) => `json_build_object(${pairs.map(([key, value]) => `'${key}', ${value}`).join(', ')})`,
  list: (value, from, order) =>
    `coalesce((select json_agg(${value} order by ${order}) from ${from}), '[]'::json)`,
  map: (key, value, from) => `(select json_object_agg(${key}, ${value}) from ${from})`,
  array: (...values) => `json_build_array(${values.join(', ')})`,
  part: (document, key) => `(${document}::json -> '${key}')`,
  text: (document, key) => `(${document}::json ->> '${key}')`,
  each: (document, key) => `json_array_elements(${document}::json -> '${key}') as each (value)`,
  literal: (text) => `'${text}'::json`,
  asText: (value) => `(${value})::text`,
};

/** Plans of the time before become plans with one revision; nothing of them is lost. */
function carryOver(engine: Engine): string[] {
  const json = engine === 'sqlite' ? sqliteJson : postgresJson;
  const items =
    '(select item_id, min(tier) as tier from plan_lines where plan_id = plans.id group by item_id) as own';
  const itemOrder = 'own.tier is null, own.tier, own.item_id';
  const header = json.object(
    ['as_of', 'as_of'],
    ['options', json.part('inputs', 'options')],
    ['items', json.list(json.object(['item_id', 'own.item_id'], ['tier', 'own.tier']), items, itemOrder)],
    ['standards', json.part('inputs', 'lines')],
  );
  const requests = json.list('request_id', 'plan_requests where plan_id = plans.id', 'request_id');
  return [
    `insert into plan_revisions (plan_id, revision, state, as_of, arrival_on, options, pins, percent, header, totals,
  requests, inputs_sha256, site_count, line_count, made_by, made_at, beat_at, ended_at)
select id, 1, 'computed', as_of, arrival_on, ${json.asText(json.part('inputs', 'options'))}, '[]', 100, ${json.asText(header)}, totals,
  ${json.asText(requests)}, inputs_sha256, (select count(distinct site_id) from plan_lines where plan_id = plans.id),
  (select count(*) from plan_lines where plan_id = plans.id), computed_by, computed_at, computed_at, computed_at
from plans`,
    `insert into plan_inputs (plan_id, revision, part, encoding, content) select id, 1, 1, 'plain', inputs from plans`,
    `insert into plan_lots (plan_id, revision, place, lot_id, location_id, quantity)
select plan_id, 1, row_number() over (partition by plan_id order by lot_id, location_id) - 1, lot_id, location_id, quantity
from (select plan_id, lot_id, location_id, cast(sum(quantity) as bigint) as quantity
  from plan_picks join plan_lines on plan_lines.id = plan_line_id group by plan_id, lot_id, location_id) as picked`,
    sitesOf(json),
    'drop table plan_picks',
    'drop table plan_line_reasons',
    'drop table plan_lines',
    ...fillAppendOnly(engine, 'plan_requests', [
      "delete from plan_requests where plan_id in (select id from plans where state = 'computed')",
    ]),
  ];
}

function sitesOf(json: Json): string {
  const reasons = `case when exists (select 1 from plan_line_reasons where plan_line_id = lines.id)
    then ${json.map('reason', 'quantity', 'plan_line_reasons where plan_line_id = lines.id')} else ${json.literal('0')} end`;
  const picked = `(select 2 * pick_number as n, place as figure from plan_picks join plan_lots on plan_lots.plan_id = lines.plan_id
      and plan_lots.lot_id = plan_picks.lot_id and plan_lots.location_id = plan_picks.location_id where plan_line_id = lines.id
    union all select 2 * pick_number + 1, quantity from plan_picks where plan_line_id = lines.id) as pairs`;
  const picks = `case when lines.allocated = 0 then ${json.literal('0')} else ${json.list('pairs.figure', picked, 'pairs.n')} end`;
  const item = `(select count(*) from (select item_id, min(tier) as tier from plan_lines where plan_id = lines.plan_id group by item_id) as own
    where case when lines.tier is null then own.tier is not null or own.item_id < lines.item_id
      else own.tier < lines.tier or (own.tier = lines.tier and own.item_id < lines.item_id) end)`;
  const cell = json.array(
    ...[item, 'lines.need', 'lines.delivered', 'lines.in_transit', 'lines.promised', 'lines.allocated'],
    ...[reasons, picks, '0'],
  );
  const cells = json.list(
    cell,
    'plan_lines as lines where lines.plan_id = site.plan_id and lines.site_id = site.site_id',
    'lines.line_number',
  );
  const figures = ['counted_on', 'source', 'households', 'individuals', 'females', 'males'] as const;
  const groups = json.list(
    json.object(['sex', 'sex'], ['age_band', 'age_band'], ['persons', 'persons']),
    'household_count_groups where count_id = counted.id',
    'sex, age_band',
  );
  const count = `case when site.count_id is null then ${json.literal('null')} else (select ${json.object(
    ['count_id', 'counted.id'],
    ...figures.map((name) => [name, `counted.${name}`] as const),
    ['groups', groups],
  )} from household_counts as counted where counted.id = site.count_id) end`;
  const requests = json.list(
    'each.value',
    `${json.each('plans.inputs', 'requests')} where ${json.text('each.value', 'site_id')} = site.site_id`,
    json.text('each.value', 'item_id'),
  );
  const content = json.object(['count', count], ['requests', requests], ['cells', cells]);
  return `insert into plan_sites (plan_id, revision, first_line, site_id, priority, line_count, beside, content)
select site.plan_id, 1, site.first_line, site.site_id, site.priority, site.line_count, site.beside, ${json.asText(content)}
from (select plan_id, site_id, min(line_number) as first_line, min(priority) as priority, count(*) as line_count,
    sum(case when tier is null then 1 else 0 end) as beside, min(${json.text('basis', 'count_id')}) as count_id
  from plan_lines group by plan_id, site_id) as site
join plans on plans.id = site.plan_id`;
}

const definition = `create table plans (
  id $text primary key,
  number $text not null unique,
  operation_id $text not null references operations (id),
  standard_id $text not null references entitlement_standards (id),
  warehouse_id $text not null references warehouses (id),
  state $text not null check (${states}),
  revision $int not null default 0,
  as_of $text not null,
  arrival_on $text not null,
  inputs_sha256 $text,
  totals $text not null,
  computed_by $text not null references people (id),
  computed_at $text not null,
  submitted_by $text references people (id),
  submitted_at $text,
  approved_by $text references people (id),
  approved_at $text,
  consigned_by $text references people (id),
  consigned_at $text,
  cancelled_by $text references people (id),
  cancelled_at $text,
  version $int not null default 1
)`;

/** Plans are computed outside of the request, in revisions; each is kept compactly, a row for each site. */
export const migration: Migration = {
  name: '0026_plans',
  statements: (engine) => [
    ...tables(engine),
    ...carryOver(engine),
    ...rebuild(engine, {
      name: 'plans',
      definition,
      columns: [
        ...[
          'id',
          'number',
          'operation_id',
          'standard_id',
          'warehouse_id',
          'state',
          ['revision', '1'] as const,
        ],
        ...['as_of', 'arrival_on', 'inputs_sha256', 'totals', 'computed_by', 'computed_at', 'approved_by'],
        ...['approved_at', 'consigned_by', 'consigned_at', 'cancelled_by', 'cancelled_at', 'version'],
      ],
      after: ['create index plans_by_operation on plans (operation_id, id)'],
      postgres: [
        ...recheck('plans', 'state', states),
        'alter table plans add column revision bigint not null default 1',
        'alter table plans alter column revision set default 0',
        'alter table plans add column submitted_by text collate "C" references people (id)',
        'alter table plans add column submitted_at text collate "C"',
        'alter table plans alter column inputs_sha256 drop not null',
        'alter table plans drop column inputs',
      ],
    }),
    "create index plans_computing on plans (id) where state = 'computing'",
    ...['plan_inputs', 'plan_lots', 'plan_sites'].flatMap((name) => appendOnly(engine, name)),
  ],
};
