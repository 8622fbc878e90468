import { addColumns, appendOnly, type Engine, type Migration, rebuild, recheck, table } from './ddl.ts';

const states = [
  'draft',
  'submitted',
  'approved',
  'partly_approved',
  'rejected',
  'planned',
  'in_fulfilment',
  'fulfilled',
  'closed_short',
  'cancelled',
]
  .map((state) => `'${state}'`)
  .join(', ');
const stateCheck = `state in (${states})`;
const actors = "next_actor in ('responder', 'logistics', 'nobody')";
const grants = "granted in ('approved', 'partly_approved')";

/** What a request had granted, before there was a word for less than asked. */
const grantedThen = `case when state in ('approved', 'planned') then case when exists (
    select 1 from request_lines where request_lines.request_id = requests.id and quantity_approved < quantity_requested
  ) then 'partly_approved' else 'approved' end end`;
const actorThen = `case when state = 'draft' then 'responder' when state in ('submitted', 'approved', 'planned') then 'logistics' else 'nobody' end`;
const operationThen = '(select operation_id from sites where sites.id = requests.site_id)';
const endedThen = `case when state in ('rejected', 'cancelled') then updated_at end`;

/** A week after the day it was made: what the ordinary priority waits. */
function dueThen(engine: Engine): string {
  return engine === 'sqlite'
    ? "date(substr(created_at, 1, 10), '+7 days')"
    : "to_char(cast(substr(created_at, 1, 10) as date) + 7, 'YYYY-MM-DD')";
}

const indexes = [
  'create index requests_by_created on requests (created_at, id)',
  'create index requests_by_site on requests (site_id, created_at, id)',
  'create index requests_by_operation on requests (operation_id, created_at, id)',
  'create index requests_by_state on requests (state, created_at, id)',
  'create index requests_by_priority on requests (priority, created_at, id)',
  'create index requests_by_next on requests (next_actor, next_since, id)',
  'create index requests_by_since on requests (next_since, id)',
  'create index requests_by_due on requests (due_on, id)',
];

function requests(engine: Engine): string[] {
  return rebuild(engine, {
    name: 'requests',
    definition: `create table requests (
  id $text primary key,
  number $text not null unique,
  site_id $text not null references sites (id),
  operation_id $text not null references operations (id),
  state $text not null check (${stateCheck}),
  granted $text check (${grants}),
  priority $int not null default 3 check (priority between 1 and 4),
  justification $text,
  standard_id $text references entitlement_standards (id),
  count_id $text references household_counts (id),
  body_sha256 $text,
  requested_by $text not null references people (id),
  submitted_at $text,
  due_on $text not null,
  decided_by $text references people (id),
  decided_at $text,
  decision_comment $text,
  closing_reason $text,
  ended_at $text,
  next_actor $text not null check (${actors}),
  next_since $text not null,
  version $int not null default 1,
  created_at $text not null,
  updated_at $text not null
)`,
    columns: [
      'id',
      'number',
      'site_id',
      ['operation_id', operationThen],
      'state',
      ['granted', grantedThen],
      'justification',
      'requested_by',
      ['submitted_at', "case when state <> 'draft' then created_at end"],
      ['due_on', dueThen(engine)],
      'decided_by',
      ['decided_at', 'case when decided_by is not null then updated_at end'],
      'decision_comment',
      ['ended_at', endedThen],
      ['next_actor', actorThen],
      ['next_since', 'updated_at'],
      'version',
      'created_at',
      'updated_at',
    ],
    after: indexes,
    postgres: [
      ...recheck('requests', 'state', stateCheck),
      ...addColumns(
        engine,
        'requests',
        'operation_id $text references operations (id)',
        `granted $text check (${grants})`,
        'priority $int not null default 3 check (priority between 1 and 4)',
        'standard_id $text references entitlement_standards (id)',
        'count_id $text references household_counts (id)',
        'body_sha256 $text',
        'submitted_at $text',
        'due_on $text',
        'decided_at $text',
        'closing_reason $text',
        'ended_at $text',
        `next_actor $text check (${actors})`,
        'next_since $text',
      ),
      `update requests set operation_id = ${operationThen}, granted = ${grantedThen},
  submitted_at = case when state <> 'draft' then created_at end, due_on = ${dueThen(engine)},
  decided_at = case when decided_by is not null then updated_at end, ended_at = ${endedThen},
  next_actor = ${actorThen}, next_since = updated_at`,
      ...['operation_id', 'due_on', 'next_actor', 'next_since'].map(
        (column) => `alter table requests alter column ${column} set not null`,
      ),
      'drop index requests_by_site',
      'alter table requests drop column plan_id',
      ...indexes,
    ],
  });
}

function lines(engine: Engine): string[] {
  return addColumns(
    engine,
    'request_lines',
    'proposed $int check (proposed >= 0)',
    'basis $text',
    'reason $text',
    'substitutes_line $int',
    'promised $int not null default 0 check (promised >= 0)',
    'sent $int not null default 0 check (sent >= 0)',
    // Nothing is promised, sent or delivered beyond what was approved, whoever writes at the same moment.
    'delivered $int not null default 0 check (delivered >= 0 and promised + sent + delivered <= coalesce(quantity_approved, 0))',
  );
}

/** Which plan promised how much of a line, and which consignment brought how much of it. */
function fulfilment(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table request_promises (
  plan_id $text not null references plans (id),
  request_id $text not null,
  line_number $int not null,
  site_id $text not null references sites (id),
  item_id $text not null references items (id),
  quantity $int not null check (quantity > 0),
  promised $int not null check (promised >= 0),
  sent $int not null default 0 check (sent >= 0),
  released $int not null default 0 check (released >= 0),
  primary key (plan_id, request_id, line_number),
  foreign key (request_id, line_number) references request_lines (request_id, line_number),
  check (quantity = promised + sent + released)
)`,
    ),
    'create index request_promises_by_request on request_promises (request_id, line_number)',
    'create index request_promises_by_site on request_promises (plan_id, site_id, item_id)',
    table(
      engine,
      `create table request_shipments (
  consignment_id $text not null references consignments (id),
  request_id $text not null,
  line_number $int not null,
  item_id $text not null references items (id),
  quantity $int not null check (quantity > 0),
  delivered $int not null default 0 check (delivered >= 0),
  lost $int not null default 0 check (lost >= 0),
  primary key (consignment_id, request_id, line_number),
  foreign key (request_id, line_number) references request_lines (request_id, line_number),
  check (delivered + lost <= quantity)
)`,
    ),
    'create index request_shipments_by_request on request_shipments (request_id, line_number)',
  ];
}

function words(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table request_substitutions (
  id $text primary key,
  request_id $text not null,
  line_number $int not null,
  substitute_id $text not null references items (id),
  quantity $int not null check (quantity > 0),
  substitute_quantity $int not null check (substitute_quantity > 0),
  reason $text not null,
  state $text not null check (state in ('offered', 'accepted', 'refused', 'withdrawn')),
  offered_by $text not null references people (id),
  offered_at $text not null,
  answered_by $text references people (id),
  answered_at $text,
  answer $text,
  new_line_number $int,
  foreign key (request_id, line_number) references request_lines (request_id, line_number),
  check ((state = 'accepted') = (new_line_number is not null))
)`,
    ),
    'create index request_substitutions_by_request on request_substitutions (request_id, id)',
    "create unique index request_substitutions_open on request_substitutions (request_id, line_number) where state = 'offered'",
    table(
      engine,
      `create table request_messages (
  id $text primary key,
  request_id $text not null references requests (id),
  text $text not null,
  written_by $text not null references people (id),
  written_at $text not null
)`,
    ),
    'create index request_messages_by_request on request_messages (request_id, written_at, id)',
    ...appendOnly(engine, 'request_messages'),
  ];
}

/** Which sites a person who is not of the mission's own staff may see and write for. */
function assignments(engine: Engine): string[] {
  return [
    table(
      engine,
      `create table person_sites (
  id $text primary key,
  person_id $text not null references people (id),
  kind $text not null check (kind in ('all', 'operation', 'site')),
  operation_id $text references operations (id),
  site_id $text references sites (id),
  assigned_by $text references people (id),
  assigned_at $text not null,
  check ((kind = 'operation') = (operation_id is not null)),
  check ((kind = 'site') = (site_id is not null))
)`,
    ),
    "create unique index person_sites_all on person_sites (person_id) where kind = 'all'",
    'create unique index person_sites_by_operation on person_sites (person_id, operation_id) where operation_id is not null',
    'create unique index person_sites_by_site on person_sites (person_id, site_id) where site_id is not null',
    'create index person_sites_by_person on person_sites (person_id, id)',
    // Whoever was a responder before there were assignments could see every site, and still does until told otherwise.
    `insert into person_sites (id, person_id, kind, assigned_at)
select people.id, people.id, 'all', people.created_at from people
join person_roles on person_roles.person_id = people.id where role = 'responder'`,
  ];
}

/**
 * The share of the requests in what older plans gave, worked out as it is now at every approval: what a plan gives a site of an
 * item goes to the requests it took up, the first made first.
 */
function earlierPromises(): string[] {
  const least = (a: string, b: string) => `case when ${a} < ${b} then ${a} else ${b} end`;
  return [
    `insert into request_promises (plan_id, request_id, line_number, site_id, item_id, quantity, promised)
select plan_id, request_id, line_number, site_id, item_id, ${least('approved', 'given - earlier')}, ${least('approved', 'given - earlier')}
from (
  select taken.plan_id, request_lines.request_id, request_lines.line_number, taken.site_id, request_lines.item_id,
    quantity_approved as approved, gives.quantity as given,
    cast(sum(quantity_approved) over (partition by taken.plan_id, taken.site_id, request_lines.item_id
      order by request_lines.request_id, request_lines.line_number) as bigint) - quantity_approved as earlier
  from old_taken_requests as taken
  join request_lines on request_lines.request_id = taken.id
  join (select plan_id, site_id, item_id, cast(sum(plan_picks.quantity) as bigint) as quantity from plan_picks
    join plan_lines on plan_lines.id = plan_picks.plan_line_id group by plan_id, site_id, item_id) as gives
    on gives.plan_id = taken.plan_id and gives.site_id = taken.site_id and gives.item_id = request_lines.item_id
  where quantity_approved > 0
) as claims where given > earlier`,
    `insert into request_shipments (consignment_id, request_id, line_number, item_id, quantity, delivered, lost)
select consignment_id, request_id, line_number, item_id, quantity,
  case when good > earlier then ${least('quantity', 'good - earlier')} else 0 end,
  quantity - case when good + coming > earlier then ${least('quantity', 'good + coming - earlier')} else 0 end
from (
  select consignments.id as consignment_id, promises.request_id, promises.line_number, promises.item_id, promises.quantity,
    loads.good, loads.coming,
    cast(sum(promises.quantity) over (partition by consignments.id, promises.item_id
      order by promises.request_id, promises.line_number) as bigint) - promises.quantity as earlier
  from request_promises as promises
  join consignments on consignments.plan_id = promises.plan_id and consignments.site_id = promises.site_id
    and consignments.state in ('in_transit', 'received')
  join (select consignment_id, item_id, cast(sum(good) as bigint) as good,
      cast(sum(quantity - good - damaged - missing) as bigint) as coming
    from consignment_lines group by consignment_id, item_id) as loads
    on loads.consignment_id = consignments.id and loads.item_id = promises.item_id
) as shares`,
    `update request_promises set sent = quantity, promised = 0 where exists (
  select 1 from request_shipments join consignments on consignments.id = request_shipments.consignment_id
  where consignments.plan_id = request_promises.plan_id and request_shipments.request_id = request_promises.request_id
    and request_shipments.line_number = request_promises.line_number)`,
    `update request_lines set
  promised = coalesce((select cast(sum(request_promises.promised) as bigint) from request_promises
    where request_promises.request_id = request_lines.request_id and request_promises.line_number = request_lines.line_number), 0),
  sent = coalesce((select cast(sum(request_shipments.quantity - request_shipments.delivered - request_shipments.lost) as bigint)
    from request_shipments where request_shipments.request_id = request_lines.request_id
      and request_shipments.line_number = request_lines.line_number), 0),
  delivered = coalesce((select cast(sum(request_shipments.delivered) as bigint) from request_shipments
    where request_shipments.request_id = request_lines.request_id and request_shipments.line_number = request_lines.line_number), 0)`,
    `update requests set state = case
    when (select sum(quantity_approved - delivered) from request_lines where request_id = requests.id) = 0 then 'fulfilled'
    when (select sum(sent + delivered) from request_lines where request_id = requests.id) > 0 then 'in_fulfilment'
    when (select sum(promised) from request_lines where request_id = requests.id) > 0 then 'planned'
    else granted end
  where granted is not null`,
    `update requests set
    next_actor = case when state = 'fulfilled' then 'nobody'
      when (select sum(sent) from request_lines where request_id = requests.id) > 0 then 'responder' else 'logistics' end,
    ended_at = case when state = 'fulfilled' then updated_at end
  where granted is not null`,
  ];
}

/** Requests followed from the form to the last kit, who may ask for which site, and what is said meanwhile. */
export const migration: Migration = {
  name: '0023_requests',
  statements: (engine) => [
    "create table old_taken_requests as select id, plan_id, site_id from requests where state = 'planned'",
    ...requests(engine),
    ...lines(engine),
    ...fulfilment(engine),
    ...words(engine),
    ...earlierPromises(),
    'drop table old_taken_requests',
    ...assignments(engine),
  ],
};
