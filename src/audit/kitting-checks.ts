import { sql } from 'kysely';
import type { Check, Finding } from './check.ts';

/** What each conversion made (more than zero) or undid of a lot, reversals taken back. */
const standing = sql`
  select conversion_lots.lot_id as lot_id, cast(sum(conversion_lots.quantity) as bigint) as quantity
  from conversion_lots
  join conversions on conversions.id = conversion_lots.conversion_id
  left join movements as reversals on reversals.reverses_movement_id = conversions.movement_id
  where reversals.id is null
  group by conversion_lots.lot_id`;

/** What builds, takings apart and repackings have put into conversion and taken out again, from the ledger alone. */
const converted = sql`
  select movement_lines.lot_id as lot_id, cast(sum(case when to_place.kind = 'conversion' then movement_lines.quantity
    else -movement_lines.quantity end) as bigint) as quantity
  from movement_lines
  join movements on movements.id = movement_lines.movement_id
  left join movements as reversed on reversed.id = movements.reverses_movement_id
  join locations as to_place on to_place.id = movement_lines.to_location_id
  where movements.kind in ('build', 'take_apart', 'repack') or reversed.kind in ('build', 'take_apart', 'repack')
  group by movement_lines.lot_id`;

/** What should lie in conversion of each lot: what the made lots there are consist of, less what of it was made itself. */
const contained = sql`
  select lot_id, cast(sum(quantity) as bigint) as quantity from (
    select lot_components.component_lot_id as lot_id, lot_components.quantity * made.quantity as quantity
    from (${standing}) as made join lot_components on lot_components.lot_id = made.lot_id
    union all
    select lot_id, -quantity from (${standing}) as made
  ) as parts group by lot_id`;

/** Kits and packs consist of what went into them. */
export const kittingChecks: Check[] = [
  {
    name: 'kits and their parts',
    description: 'what lies in conversion of every lot is what the kits and packs that exist consist of',
    counted: sql`select count(*) as rows from conversion_lots`,
    broken: sql<Finding>`
      select 'lot ' || lots.id as subject, coalesce(converted.quantity, 0) as stored, coalesce(contained.quantity, 0) as recomputed
      from lots
      left join (${converted}) as converted on converted.lot_id = lots.id
      left join (${contained}) as contained on contained.lot_id = lots.id
      where coalesce(converted.quantity, 0) <> coalesce(contained.quantity, 0)`,
  },
  {
    name: 'kits by composition',
    description: 'every kit lot holds exactly the parts of the composition it was built by',
    counted: sql`select count(*) as rows from conversions where kind = 'build'`,
    broken: sql<Finding>`
      select 'conversion ' || built.number || ' item ' || built.item_id as subject, coalesce(held.quantity, 0) as stored,
        coalesce(kit_composition_lines.quantity, 0) as recomputed
      from (
        select conversions.number as number, composition_id, conversion_lots.lot_id as lot_id, kit_composition_lines.item_id as item_id
        from conversions
        join conversion_lots on conversion_lots.conversion_id = conversions.id
        join kit_composition_lines using (composition_id)
        where conversions.kind = 'build'
        union
        select conversions.number, composition_id, conversion_lots.lot_id, lots.item_id
        from conversions
        join conversion_lots on conversion_lots.conversion_id = conversions.id
        join lot_components on lot_components.lot_id = conversion_lots.lot_id
        join lots on lots.id = lot_components.component_lot_id
        where conversions.kind = 'build'
      ) as built
      left join kit_composition_lines on kit_composition_lines.composition_id = built.composition_id
        and kit_composition_lines.item_id = built.item_id
      left join (
        select lot_components.lot_id as lot_id, lots.item_id as item_id, cast(sum(lot_components.quantity) as bigint) as quantity
        from lot_components join lots on lots.id = lot_components.component_lot_id
        group by lot_components.lot_id, lots.item_id
      ) as held on held.lot_id = built.lot_id and held.item_id = built.item_id
      where coalesce(held.quantity, 0) <> coalesce(kit_composition_lines.quantity, 0)`,
  },
];
