import type { LeftOut } from './drops.ts';
import type { LoadInput } from './load-model.ts';
import { carve, fitsRoom, measuresOf, type Part, roomOf } from './parts.ts';

/**
 * Loads what is to go onto the containers, flights or trucks of a leg, in whole packages: each unit takes its share of
 * everything, so that weight and volume fill together. Where they do not hold everything, the sites of the lower priority, and
 * among them the later codes, are left out first.
 */
export function loadLeg(input: LoadInput, parts: readonly Part[]) {
  const { leg } = input;
  if (leg === null) return { units: [] as Part[][], carried: [...parts], leftOut: [] as LeftOut[] };
  const refused = parts.filter(({ line }) => line.dangerous && !leg.dangerous_goods);
  const wanted = parts.filter((part) => !refused.includes(part));
  const whole = units(input, wanted, true);
  const { loaded, rest } = whole.rest.length === 0 ? whole : units(input, wanted, false);
  const leftOut: LeftOut[] = [
    ...(refused.length === 0 ? [] : [{ parts: refused, reason: 'dangerous_goods' as const }]),
    ...(rest.length === 0 ? [] : [{ parts: rest, reason: 'leg_capacity' as const }]),
  ];
  return { units: loaded, carried: merged(parts, loaded.flat()), leftOut };
}

function units(input: LoadInput, parts: readonly Part[], together: boolean) {
  const { leg, options } = input;
  const loaded: Part[][] = [];
  let rest: Part[] = [...parts];
  if (leg === null) return { loaded, rest };
  const room = roomOf(leg);
  while (rest.length > 0 && loaded.length < leg.count) {
    const unit = together ? carve(rest, room, options) : inTurn(rest, room, options);
    if (unit.taken.length === 0) break;
    loaded.push(unit.taken);
    rest = unit.rest;
  }
  return { loaded, rest };
}

/** Part after part, as long as there is room. */
function inTurn(parts: readonly Part[], room: ReturnType<typeof roomOf>, options: LoadInput['options']) {
  const taken: Part[] = [];
  const rest: Part[] = [];
  for (const part of parts) {
    if (fitsRoom(measuresOf([...taken, part], options), room)) {
      taken.push(part);
      continue;
    }
    const used = measuresOf(taken, options);
    const left = carve([part], [room[0] - used[0], room[1] - used[1], room[2] - used[2]], options);
    taken.push(...left.taken);
    rest.push(...left.rest);
  }
  return { taken, rest };
}

/** What is loaded of each line, in the order of the lines. */
function merged(parts: readonly Part[], loaded: readonly Part[]): Part[] {
  const quantities = new Map<Part['line'], number>();
  for (const { line, quantity } of loaded) quantities.set(line, (quantities.get(line) ?? 0) + quantity);
  return parts.flatMap(({ line }) => {
    const quantity = quantities.get(line);
    return quantity === undefined ? [] : [{ line, quantity }];
  });
}
