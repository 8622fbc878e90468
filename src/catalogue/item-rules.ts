import type { Violation } from '../lib/problem.ts';
import type { PackingLevel } from './packed-load.ts';

interface ItemParts {
  packing?: readonly PackingLevel[] | undefined;
  substitutes?: readonly { item_id: string }[] | undefined;
}

/** What of an item's own data contradicts itself. `own` is the item, once it has an id. */
export function brokenItemRules(
  item: ItemParts & { dangerous_goods: boolean; un_number: string | null },
  own?: string,
): Violation[] {
  const violations: Violation[] = [];
  if (item.un_number !== null && !item.dangerous_goods) {
    violations.push({ rule: 'un_number_without_danger', pointer: '/body/un_number', value: item.un_number });
  }
  const repeated = (list: readonly (string | number)[], pointer: (index: number) => string) => {
    for (const [index, value] of list.entries()) {
      const first = list.indexOf(value);
      if (first === index) continue;
      violations.push({ rule: 'duplicate_line', pointer: pointer(index), params: { first: first + 1 } });
    }
  };
  const packing = item.packing ?? [];
  repeated(
    packing.map(({ level }) => level),
    (index) => `/body/packing/${index}/level`,
  );
  repeated(
    packing.map(({ quantity }) => quantity),
    (index) => `/body/packing/${index}/quantity`,
  );
  const substitutes = (item.substitutes ?? []).map(({ item_id }) => item_id);
  repeated(substitutes, (index) => `/body/substitutes/${index}/item_id`);
  for (const [index, substitute] of substitutes.entries()) {
    const pointer = `/body/substitutes/${index}/item_id`;
    if (substitute === own) violations.push({ rule: 'substitutes_itself', pointer, value: substitute });
  }
  return violations;
}
