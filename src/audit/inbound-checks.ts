import { sql } from 'kysely';
import { type Check, countOf, type Finding } from './check.ts';

/** What the receipts that stand counted, by the line they were received against. */
const counted = (line: string) => sql`
  select ${sql.ref(line)} as line_id, cast(sum(good) as bigint) as good, cast(sum(damaged) as bigint) as damaged,
    cast(sum(missing) as bigint) as missing, cast(sum("over") as bigint) as "over"
  from receipt_counts
  where ${sql.ref(line)} is not null
    and receipt_id not in (select receipt_id from receipt_reversals)
  group by ${sql.ref(line)}`;

const differs = (lines: string) => sql`(
  ${sql.ref(`${lines}.good`)} <> coalesce(counted.good, 0) or ${sql.ref(`${lines}.damaged`)} <> coalesce(counted.damaged, 0)
  or ${sql.ref(`${lines}.missing`)} <> coalesce(counted.missing, 0) or ${sql.ref(`${lines}.over`)} <> coalesce(counted."over", 0))`;

/** What must hold between what was sent, the receipts of it, and the claims they opened. */
export const inboundChecks: Check[] = [
  {
    name: 'pipeline',
    description: 'what came of every expected line equals its receipts, bucket by bucket',
    counted: countOf('expected_lines'),
    broken: sql<Finding>`
      select 'expected consignment ' || number || ' line ' || line_number as subject,
        expected_lines.good + expected_lines.damaged + expected_lines.missing as stored,
        coalesce(counted.good + counted.damaged + counted.missing, 0) as recomputed
      from expected_lines
      join expected_consignments on expected_consignments.id = expected_lines.expected_consignment_id
      left join (${counted('expected_line_id')}) as counted on counted.line_id = expected_lines.id
      where ${differs('expected_lines')}`,
  },
  {
    name: 'pipeline states',
    description: 'a consignment is received or closed short exactly when nothing of it is outstanding',
    counted: countOf('expected_consignments'),
    broken: sql<Finding>`
      select 'expected consignment ' || number as subject, rest.outstanding as stored, cast(null as bigint) as recomputed
      from expected_consignments join (
        select expected_consignment_id, cast(sum(quantity - good - damaged - missing) as bigint) as outstanding,
          cast(sum(missing) as bigint) as missing
        from expected_lines group by expected_consignment_id
      ) as rest on rest.expected_consignment_id = expected_consignments.id
      where (state in ('received', 'closed_short')) <> (rest.outstanding = 0)
        or (state = 'received' and rest.missing > 0) or (state = 'closed_short' and rest.missing = 0)`,
  },
  {
    name: 'transfers',
    description: 'what came of every line of a transfer equals its receipts, bucket by bucket',
    counted: countOf('transfer_lines'),
    broken: sql<Finding>`
      select 'transfer ' || number || ' line ' || line_number as subject,
        transfer_lines.good + transfer_lines.damaged + transfer_lines.missing as stored,
        coalesce(counted.good + counted.damaged + counted.missing, 0) as recomputed
      from transfer_lines join transfers on transfers.id = transfer_lines.transfer_id
      left join (${counted('transfer_line_id')}) as counted on counted.line_id = transfer_lines.id
      where ${differs('transfer_lines')}`,
  },
  {
    name: 'transfers on the road',
    description: 'the road of a transfer holds exactly what has left and not arrived',
    counted: countOf('transfers'),
    broken: sql<Finding>`
      select 'transfer ' || carried.number as subject, coalesce(balances.quantity, 0) as stored,
        carried.quantity as recomputed
      from (
        select number, in_transit_location_id as location_id, lot_id,
          cast(sum(case when state in ('draft', 'cancelled') then 0
            else quantity - good - damaged - missing end) as bigint) as quantity
        from transfers join transfer_lines on transfer_lines.transfer_id = transfers.id
        group by number, in_transit_location_id, lot_id
      ) as carried
      left join balances on balances.lot_id = carried.lot_id and balances.location_id = carried.location_id
      where carried.quantity <> coalesce(balances.quantity, 0)`,
  },
  {
    name: 'receipt counts',
    description:
      'what every receipt put into stock equals what it counted as good, kept damaged or accepted over',
    counted: countOf('receipts'),
    broken: sql<Finding>`
      select 'receipt ' || receipts.number as subject, coalesce(entered.quantity, 0) as stored,
        noted.quantity as recomputed
      from receipts join (
        select receipt_id, cast(sum(good + case when damaged_lot_id is null then 0 else damaged end
          + case when over_decision = 'accept' then "over" else 0 end) as bigint) as quantity
        from receipt_counts group by receipt_id
      ) as noted on noted.receipt_id = receipts.id
      left join (
        select receipt_id, cast(sum(quantity) as bigint) as quantity from receipt_lines group by receipt_id
      ) as entered on entered.receipt_id = receipts.id
      where coalesce(entered.quantity, 0) <> noted.quantity`,
  },
  {
    name: 'claims',
    description: 'every bucket of a receipt that is not good has its claim, and no other has',
    counted: countOf('claims'),
    broken: sql<Finding>`
      select 'receipt ' || receipts.number as subject, coalesce(claimed.quantity, 0) as stored,
        noted.quantity as recomputed
      from receipts join (
        select receipt_id, cast(sum(damaged + missing
          + case when over_decision in ('return', 'refuse') then "over" else 0 end) as bigint) as quantity
        from receipt_counts group by receipt_id
      ) as noted on noted.receipt_id = receipts.id
      left join (
        select subject_id, cast(sum(quantity) as bigint) as quantity from claims group by subject_id
      ) as claimed on claimed.subject_id = receipts.id
      where coalesce(claimed.quantity, 0) <> noted.quantity
      union all
      select 'claim ' || claims.number, claims.quantity,
        case bucket when 'damaged' then noted.damaged when 'missing' then noted.missing else noted."over" end
      from claims
      left join consignment_lines on claims.line_number = consignment_lines.line_number
        and consignment_lines.consignment_id = (select consignment_id from consignment_receipts where id = claims.subject_id)
      left join consignment_receipt_lines as noted on noted.receipt_id = claims.subject_id
        and noted.consignment_line_id = consignment_lines.id
      where subject_kind = 'consignment_receipt' and (noted.receipt_id is null or claims.quantity <> case bucket
        when 'damaged' then noted.damaged when 'missing' then noted.missing else noted."over" end)`,
  },
  {
    name: 'claim values',
    description:
      'every claim is worth its quantity times the unit value, to the cent; unknown only where that is unknown',
    counted: countOf('claims'),
    // A double tells a wrong cent up to 10^15; the rest of the tolerance is the one rounding.
    broken: sql<Finding>`
      select 'claim ' || number as subject, value_cents as stored, cast(null as bigint) as recomputed
      from claims
      where (value_cents is null) <> (unit_value is null or currency is null)
        or abs(value_cents - cast(unit_value as double precision) * quantity * 100)
          > 0.500001 + 1e-12 * value_cents`,
  },
  {
    name: 'claim histories',
    description: 'every claim stands where the last step of its history left it',
    counted: countOf('claims'),
    broken: sql<Finding>`
      select 'claim ' || number as subject, cast(null as bigint) as stored, cast(null as bigint) as recomputed
      from claims
      where not exists (
        select 1 from claim_steps where claim_id = claims.id and step = case claims.state
          when 'open' then 'open' when 'submitted' then 'submit' when 'settled' then 'settle' else 'waive' end)`,
  },
];
