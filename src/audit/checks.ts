import { sql } from 'kysely';
import { catalogueChecks } from './catalogue-checks.ts';
import { type Check, countOf, type Finding } from './check.ts';
import { countingChecks } from './counting-checks.ts';
import { inboundChecks } from './inbound-checks.ts';
import { kittingChecks } from './kitting-checks.ts';
import { ledgerChecks } from './ledger-checks.ts';
import { requestChecks } from './request-checks.ts';
import { reservationChecks } from './reservation-checks.ts';
import { siteChecks } from './site-checks.ts';

/** Net quantity per lot and place, from the movement ledger alone. */
const ledgerSums = sql`
  select lot_id, location_id, cast(sum(quantity) as bigint) as quantity from (
    select lot_id, to_location_id as location_id, quantity from movement_lines
    union all
    select lot_id, from_location_id as location_id, -quantity as quantity from movement_lines
  ) as entries group by lot_id, location_id`;

const stockChecks: Check[] = [
  {
    name: 'balances',
    description: 'every balance equals the sum of its movements',
    counted: countOf('balances'),
    broken: sql<Finding>`
      select 'lot ' || balances.lot_id || ' at ' || balances.location_id as subject,
        balances.quantity as stored, coalesce(sums.quantity, 0) as recomputed
      from balances left join (${ledgerSums}) as sums
        on sums.lot_id = balances.lot_id and sums.location_id = balances.location_id
      where balances.quantity <> coalesce(sums.quantity, 0)
      union all
      select 'lot ' || sums.lot_id || ' at ' || sums.location_id, cast(null as bigint), sums.quantity
      from (${ledgerSums}) as sums left join balances
        on balances.lot_id = sums.lot_id and balances.location_id = sums.location_id
      where balances.lot_id is null and sums.quantity <> 0`,
  },
  {
    name: 'lots conserved',
    description: 'the total of every lot over all places, counter-places included, is zero',
    counted: countOf('lots'),
    broken: sql<Finding>`
      select 'lot ' || lot_id as subject, cast(sum(quantity) as bigint) as stored, 0 as recomputed
      from balances group by lot_id having sum(quantity) <> 0`,
  },
  {
    name: 'no negative stock',
    description: 'no real place holds less than nothing or has more reserved than it holds',
    counted: countOf('balances'),
    broken: sql<Finding>`
      select 'lot ' || lot_id || ' at ' || location_id as subject, balances.quantity as stored, reserved as recomputed
      from balances join locations on locations.id = balances.location_id
      where kind in ('bin', 'site', 'in_transit') and (balances.quantity < 0 or reserved < 0 or reserved > balances.quantity)`,
  },
  {
    name: 'reserved',
    description: 'what is reserved of a lot at a place equals what reservations still hold there',
    counted: countOf('reservation_holds'),
    broken: sql<Finding>`
      select 'lot ' || balances.lot_id || ' at ' || balances.location_id as subject,
        balances.reserved as stored, coalesce(held.remaining, 0) as recomputed
      from balances left join (
        select lot_id, location_id, cast(sum(remaining) as bigint) as remaining from reservation_holds group by lot_id, location_id
      ) as held on held.lot_id = balances.lot_id and held.location_id = balances.location_id
      where balances.reserved <> coalesce(held.remaining, 0)`,
  },
  {
    name: 'receipts',
    description: 'every goods received note equals what its movements brought, lot by lot and bin by bin',
    counted: countOf('receipts'),
    broken: sql<Finding>`
      select 'receipt ' || receipts.number as subject, noted.quantity as stored, moved.quantity as recomputed
      from receipts
      join (select receipt_id, lot_id, location_id, cast(sum(quantity) as bigint) as quantity
        from receipt_lines group by receipt_id, lot_id, location_id) as noted on noted.receipt_id = receipts.id
      left join (select document_id, lot_id, location_id, cast(sum(quantity) as bigint) as quantity from (
          select document_id, lot_id, to_location_id as location_id, quantity
          from movements join movement_lines on movement_lines.movement_id = movements.id
          where document_kind in ('receipt', 'transfer_receipt') and kind <> 'reversal'
          union all
          select document_id, lot_id, from_location_id, -quantity
          from movements join movement_lines on movement_lines.movement_id = movements.id
          where document_kind in ('receipt', 'transfer_receipt') and kind <> 'reversal'
        ) as entries group by document_id, lot_id, location_id) as moved
        on moved.document_id = receipts.id and moved.lot_id = noted.lot_id and moved.location_id = noted.location_id
      where moved.quantity is null or moved.quantity <> noted.quantity`,
  },
  {
    name: 'movement days',
    description: 'every line of a movement bears the day of its movement',
    counted: countOf('movement_lines'),
    broken: sql<Finding>`
      select 'movement ' || movements.id as subject, cast(null as bigint) as stored, cast(null as bigint) as recomputed
      from movement_lines join movements on movements.id = movement_lines.movement_id
      where movement_lines.occurred_on <> movements.occurred_on`,
  },
  {
    name: 'reversals',
    description: 'every reversal moves exactly what it reverses, back',
    counted: sql`select count(*) as rows from movements where kind = 'reversal'`,
    broken: sql<Finding>`
      select 'movement ' || movements.id as subject, back.quantity as stored, there.quantity as recomputed
      from movements
      join movement_lines as there on there.movement_id = movements.reverses_movement_id
      left join movement_lines as back on back.movement_id = movements.id and back.line_number = there.line_number
        and back.lot_id = there.lot_id and back.from_location_id = there.to_location_id
        and back.to_location_id = there.from_location_id
      where back.quantity is null or back.quantity <> there.quantity`,
  },
];

const dispatchChecks: Check[] = [
  {
    name: 'consignment receipts',
    description: 'good, damaged and missing of a consignment line equal the sum of its receipts',
    counted: countOf('consignment_lines'),
    broken: sql<Finding>`
      select 'consignment line ' || consignment_lines.id as subject,
        consignment_lines.good + consignment_lines.damaged + consignment_lines.missing as stored,
        coalesce(noted.good + noted.damaged + noted.missing, 0) as recomputed
      from consignment_lines left join (
        select consignment_line_id, cast(sum(good) as bigint) as good, cast(sum(damaged) as bigint) as damaged,
          cast(sum(missing) as bigint) as missing, cast(sum("over") as bigint) as surplus
        from consignment_receipt_lines group by consignment_line_id
      ) as noted on noted.consignment_line_id = consignment_lines.id
      where consignment_lines.good <> coalesce(noted.good, 0) or consignment_lines.damaged <> coalesce(noted.damaged, 0)
        or consignment_lines.missing <> coalesce(noted.missing, 0)
        or consignment_lines."over" <> coalesce(noted.surplus, 0)`,
  },
  {
    name: 'on the road',
    description:
      'what lies on the road of a consignment equals what it carries less what the site has accounted for',
    counted: countOf('consignments'),
    broken: sql<Finding>`
      select 'consignment ' || carried.number as subject, coalesce(balances.quantity, 0) as stored, carried.quantity as recomputed
      from (
        select consignments.number as number, consignments.in_transit_location_id as location_id, lot_id,
          cast(sum(case when state in ('planned', 'cancelled') then 0
            else consignment_lines.quantity - good - damaged - missing end) as bigint) as quantity
        from consignments join consignment_lines on consignment_lines.consignment_id = consignments.id
        group by consignments.number, consignments.in_transit_location_id, lot_id
      ) as carried
      left join balances on balances.lot_id = carried.lot_id and balances.location_id = carried.location_id
      where carried.quantity <> coalesce(balances.quantity, 0)`,
  },
];

/** Net amount per list and account, from the cash ledger alone. */
const cashSums = sql`
  select list_id, account, cast(sum(amount_cents) as bigint) as amount_cents from (
    select list_id, to_account as account, amount_cents from cash_entries
    union all
    select list_id, from_account as account, -amount_cents as amount_cents from cash_entries
  ) as entries group by list_id, account`;

const cashChecks: Check[] = [
  {
    name: 'payment lists',
    description: 'total and count of every payment list equal its payments',
    counted: countOf('payment_lists'),
    broken: sql<Finding>`
      select 'payment list ' || payment_lists.number as subject, total_cents as stored, coalesce(paid.cents, 0) as recomputed
      from payment_lists left join (
        select list_id, cast(sum(amount_cents) as bigint) as cents, count(*) as payments from payments group by list_id
      ) as paid on paid.list_id = payment_lists.id
      where total_cents <> coalesce(paid.cents, 0) or payment_count <> coalesce(paid.payments, 0)`,
  },
  {
    name: 'committed budget',
    description: 'what a grant has committed equals what its lists took from its budget',
    counted: countOf('grants'),
    broken: sql<Finding>`
      select 'grant ' || grants.code as subject, cash_committed_cents as stored, coalesce(taken.cents, 0) as recomputed
      from grants left join (
        select programmes.grant_id as grant_id, cast(-sum(sums.amount_cents) as bigint) as cents
        from (${cashSums}) as sums
        join payment_lists on payment_lists.id = sums.list_id
        join programmes on programmes.id = payment_lists.programme_id
        where sums.account = 'budget' group by programmes.grant_id
      ) as taken on taken.grant_id = grants.id
      where cash_committed_cents <> coalesce(taken.cents, 0)`,
  },
  {
    name: 'paid amounts',
    description: 'what a payment has been paid equals its entries in the cash ledger',
    counted: countOf('payments'),
    broken: sql<Finding>`
      select 'payment ' || payments.reference as subject, paid_cents as stored, coalesce(posted.cents, 0) as recomputed
      from payments left join (
        select payment_id, cast(sum(case when to_account = 'paid' then amount_cents
          when from_account = 'paid' then -amount_cents else 0 end) as bigint) as cents
        from cash_entries where payment_id is not null group by payment_id
      ) as posted on posted.payment_id = payments.id
      where paid_cents <> coalesce(posted.cents, 0)`,
  },
  {
    name: 'money of lists',
    description:
      'what each list holds over all its accounts is what it took from the budget, and no account is below zero',
    counted: countOf('payment_lists'),
    broken: sql<Finding>`
      select 'payment list ' || payment_lists.number || ' ' || account as subject, amount_cents as stored, 0 as recomputed
      from (${cashSums}) as sums join payment_lists on payment_lists.id = sums.list_id
      where account <> 'budget' and amount_cents < 0
      union all
      select 'payment list ' || payment_lists.number, cast(sum(amount_cents) as bigint), 0
      from (${cashSums}) as sums join payment_lists on payment_lists.id = sums.list_id
      group by payment_lists.number having sum(amount_cents) <> 0`,
  },
  {
    name: 'report rows',
    description: 'what report rows applied and took back equals the entries they posted',
    counted: countOf('fsp_report_rows'),
    broken: sql<Finding>`
      select 'payment ' || payments.reference as subject, told.cents as stored, payments.paid_cents as recomputed
      from payments join (
        select payment_id, cast(sum(applied_cents - reversed_cents) as bigint) as cents
        from fsp_report_rows where payment_id is not null group by payment_id
      ) as told on told.payment_id = payments.id
      where told.cents <> payments.paid_cents`,
  },
];

/** Everything that `npm run verify` proves. */
export const checks: readonly Check[] = [
  ...catalogueChecks,
  ...stockChecks,
  ...ledgerChecks,
  ...kittingChecks,
  ...inboundChecks,
  ...countingChecks,
  ...reservationChecks,
  ...requestChecks,
  ...siteChecks,
  ...dispatchChecks,
  ...cashChecks,
];
