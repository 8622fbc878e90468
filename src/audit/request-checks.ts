import { sql } from 'kysely';
import { type Check, countOf, type Finding } from './check.ts';

const promisedSums = sql`
  select request_id, line_number, cast(sum(promised) as bigint) as promised from request_promises
  group by request_id, line_number`;
const shippedSums = sql`
  select request_id, line_number, cast(sum(quantity - delivered - lost) as bigint) as sent,
    cast(sum(delivered) as bigint) as delivered
  from request_shipments group by request_id, line_number`;
const loads = sql`
  select consignment_id, item_id, cast(sum(quantity) as bigint) as quantity, cast(sum(good) as bigint) as good,
    cast(sum(quantity - good - damaged - missing) as bigint) as coming
  from consignment_lines group by consignment_id, item_id`;

/** What requests were promised, sent and brought, against the plans and consignments that did it. */
export const requestChecks: Check[] = [
  {
    name: 'request lines',
    description:
      'promised, sent and delivered of every line equal what plans promise it and consignments bring it, within what was approved',
    counted: countOf('request_lines'),
    broken: sql<Finding>`
      select 'request ' || requests.number || ' line ' || request_lines.line_number as subject,
        request_lines.promised + request_lines.sent + request_lines.delivered as stored,
        coalesce(promises.promised, 0) + coalesce(shipments.sent, 0) + coalesce(shipments.delivered, 0) as recomputed
      from request_lines join requests on requests.id = request_lines.request_id
      left join (${promisedSums}) as promises
        on promises.request_id = request_lines.request_id and promises.line_number = request_lines.line_number
      left join (${shippedSums}) as shipments
        on shipments.request_id = request_lines.request_id and shipments.line_number = request_lines.line_number
      where request_lines.promised <> coalesce(promises.promised, 0) or request_lines.sent <> coalesce(shipments.sent, 0)
        or request_lines.delivered <> coalesce(shipments.delivered, 0)
        or request_lines.promised + request_lines.sent + request_lines.delivered > coalesce(quantity_approved, 0)`,
  },
  {
    name: 'request promises',
    description:
      'no plan promises requests more of an item than it gives their site, and what it sent of it left in its consignments',
    counted: countOf('request_promises'),
    broken: sql<Finding>`
      select 'plan ' || plans.number || ' item ' || items.code as subject, sums.quantity as stored, coalesce(gives.quantity, 0) as recomputed
      from (select plan_id, site_id, item_id, cast(sum(quantity) as bigint) as quantity
        from request_promises group by plan_id, site_id, item_id) as sums
      join plans on plans.id = sums.plan_id join items on items.id = sums.item_id
      left join reservations as gives
        on gives.plan_id = sums.plan_id and gives.site_id = sums.site_id and gives.item_id = sums.item_id
      where sums.quantity > coalesce(gives.quantity, 0)
      union all
      select 'plan ' || plans.number || ' request ' || requests.number || ' line ' || request_promises.line_number,
        request_promises.sent, coalesce(sums.quantity, 0)
      from request_promises join plans on plans.id = request_promises.plan_id
      join requests on requests.id = request_promises.request_id
      left join (select consignments.plan_id, request_id, line_number, cast(sum(request_shipments.quantity) as bigint) as quantity
        from request_shipments join consignments on consignments.id = request_shipments.consignment_id
        group by consignments.plan_id, request_id, line_number) as sums
        on sums.plan_id = request_promises.plan_id and sums.request_id = request_promises.request_id
        and sums.line_number = request_promises.line_number
      where request_promises.sent <> coalesce(sums.quantity, 0)`,
  },
  {
    name: 'request shipments',
    description:
      'what consignments delivered and lost of requests is what their receipts say, requests before the rest of the load',
    counted: countOf('request_shipments'),
    broken: sql<Finding>`
      select 'consignment ' || consignments.number || ' item ' || items.code as subject, sums.delivered as stored,
        case when sums.quantity < coalesce(loads.good, 0) then sums.quantity else coalesce(loads.good, 0) end as recomputed
      from (select consignment_id, item_id, cast(sum(quantity) as bigint) as quantity, cast(sum(delivered) as bigint) as delivered,
          cast(sum(lost) as bigint) as lost from request_shipments group by consignment_id, item_id) as sums
      join consignments on consignments.id = sums.consignment_id join items on items.id = sums.item_id
      left join (${loads}) as loads on loads.consignment_id = sums.consignment_id and loads.item_id = sums.item_id
      where sums.quantity > coalesce(loads.quantity, 0)
        or sums.delivered <> case when sums.quantity < coalesce(loads.good, 0) then sums.quantity else coalesce(loads.good, 0) end
        or sums.lost <> case when sums.quantity > loads.good + loads.coming then sums.quantity - loads.good - loads.coming else 0 end`,
  },
  {
    name: 'request states',
    description:
      'every granted request stands where its goods are, and nothing is promised or sent of one that ended',
    counted: countOf('requests'),
    broken: sql<Finding>`
      select 'request ' || number || ' ' || state as subject, promised + sent + delivered as stored, approved as recomputed
      from (select requests.number, requests.state, granted,
          cast(sum(coalesce(quantity_approved, 0)) as bigint) as approved, cast(sum(promised) as bigint) as promised,
          cast(sum(sent) as bigint) as sent, cast(sum(delivered) as bigint) as delivered
        from requests join request_lines on request_lines.request_id = requests.id
        group by requests.number, requests.state, granted) as sums
      where case when state in ('closed_short', 'cancelled') then promised + sent > 0
        when granted is null then state not in ('draft', 'submitted', 'rejected') or promised + sent + delivered > 0
        else state <> case when delivered = approved then 'fulfilled' when sent + delivered > 0 then 'in_fulfilment'
          when promised > 0 then 'planned' else granted end end`,
  },
];
