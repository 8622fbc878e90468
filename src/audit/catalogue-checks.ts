import { sql } from 'kysely';
import type { Check, Finding } from './check.ts';

export const catalogueChecks: Check[] = [
  {
    name: 'kits',
    description: 'no kit contains itself through agreed compositions, at any depth',
    counted: sql<{ rows: number }>`select count(*) as rows from kit_compositions where state = 'agreed'`,
    broken: sql<Finding>`
      with recursive edges as (
        select kit_item_id as kit, item_id as part from kit_compositions
        join kit_composition_lines on kit_composition_lines.composition_id = kit_compositions.id
        where state = 'agreed'
      ), reached as (
        select kit, part from edges
        union
        select reached.kit, edges.part from reached join edges on edges.kit = reached.part
      )
      select 'kit ' || items.code as subject, cast(null as bigint) as stored, cast(null as bigint) as recomputed
      from reached join items on items.id = reached.kit where reached.kit = reached.part`,
  },
];
