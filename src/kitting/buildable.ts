import { present } from '../lib/assert.ts';

export interface Part {
  item_id: string;
  /** In one kit. */
  quantity: number;
}

/** Quantities by item. */
export type Amounts = ReadonlyMap<string, number>;

/** Above this a demand is only known to be more than any stock; sums stay exact below it. */
const BEYOND_ANY_STOCK = Number.MAX_SAFE_INTEGER;

/**
 * Compositions of kits, those inside others first. A kit that would contain itself, and whatever contains it, is left out: it
 * cannot be built.
 */
export class Compositions {
  readonly #partsOf = new Map<string, readonly Part[]>();

  constructor(partsOf: ReadonlyMap<string, readonly Part[]>) {
    const waiting = new Map(partsOf);
    for (let placed = true; placed; ) {
      placed = false;
      for (const [kit, parts] of waiting) {
        if (parts.some((part) => waiting.has(part.item_id))) continue;
        this.#partsOf.set(kit, parts);
        waiting.delete(kit);
        placed = true;
      }
    }
  }

  /** The parts of one kit; undefined for what is not built from others. */
  of(kit: string): readonly Part[] | undefined {
    return this.#partsOf.get(kit);
  }

  /** Every kit before those it goes into. */
  innermostFirst(): string[] {
    return [...this.#partsOf.keys()];
  }
}

/** No kit is built on the way. */
export const nothingBuilt = new Compositions(new Map());

/** What it takes to give out some items: ready units of each, kits built on the way, and what is missing. */
export interface Requirement {
  ready: Amounts;
  /** Innermost first, in the order in which they can be built. */
  built: Amounts;
  short: Amounts;
}

/**
 * Meets a demand from stock: of each item what is ready comes first; kits that are missing are built from their parts, and so on
 * inwards. A part that several kits share is counted once, for all of them together.
 */
export function requirementOf(demanded: Amounts, stock: Amounts, compositions: Compositions): Requirement {
  const demand = new Map(demanded);
  const ready = new Map<string, number>();
  const missing = new Map<string, number>();
  const meet = (item: string): number => {
    const wanted = demand.get(item) ?? 0;
    const used = Math.min(wanted, stock.get(item) ?? 0);
    if (used > 0) ready.set(item, used);
    return wanted - used;
  };
  for (const kit of compositions.innermostFirst().reverse()) {
    const building = meet(kit);
    if (building === 0) continue;
    missing.set(kit, building);
    for (const { item_id, quantity } of compositions.of(kit) ?? []) {
      demand.set(item_id, Math.min((demand.get(item_id) ?? 0) + building * quantity, BEYOND_ANY_STOCK));
    }
  }
  const short = new Map<string, number>();
  for (const item of demand.keys()) {
    if (compositions.of(item) !== undefined) continue;
    const lacking = meet(item);
    if (lacking > 0) short.set(item, lacking);
  }
  const built = new Map([...missing].reverse());
  return { ready, built, short };
}

export interface Buildable {
  quantity: number;
  /** What would be missing for one more, by item: these bind. */
  short: Amounts;
}

/** How many kits of these parts the stock allows, with what is built on the way. */
export function howMany(parts: readonly Part[], stock: Amounts, compositions: Compositions): Buildable {
  const forKits = (kits: number) => requirementOf(timesKits(parts, kits), stock, compositions);
  // Each kit uses up at least one unit of something.
  const most = [...stock.values()].reduce((sum, amount) => sum + amount, 0);
  const quantity = largest(most, (kits) => forKits(kits).short.size === 0);
  return { quantity, short: forKits(quantity + 1).short };
}

/** What so many kits consist of. */
export function timesKits(parts: readonly Part[], kits: number): Map<string, number> {
  return new Map(
    parts.map(({ item_id, quantity }) => [item_id, Math.min(quantity * kits, BEYOND_ANY_STOCK)]),
  );
}

export interface Ask {
  item_id: string;
  quantity: number;
}

/** asked ≥ promised = ready + built. */
export interface Promised {
  item_id: string;
  asked: number;
  promised: number;
  ready: number;
  built: number;
  /** What is missing for all that was asked, by item. */
  short: Amounts;
}

/** Stock of one warehouse from which one ask after the other is met: what one has taken is not there for the next. */
export class Pool {
  readonly #left: Map<string, number>;
  readonly #compositions: Compositions;

  constructor(stock: Amounts, compositions: Compositions) {
    this.#left = new Map(stock);
    this.#compositions = compositions;
  }

  /** Gives as much of the item as is ready or can be built, up to what is asked. */
  promise({ item_id, quantity: asked }: Ask): Promised {
    const left = this.#left;
    const forUnits = (units: number) => requirementOf(new Map([[item_id, units]]), left, this.#compositions);
    const promised = largest(asked, (units) => forUnits(units).short.size === 0);
    const { short } = forUnits(asked);
    const { ready } = forUnits(promised);
    for (const [item, used] of ready) left.set(item, present(left.get(item), 'stock in use') - used);
    const fromStock = ready.get(item_id) ?? 0;
    return { item_id, asked, promised, ready: fromStock, built: promised - fromStock, short };
  }
}

/** Available to promise for several items asked together, in the order asked. */
export function promiseInTurn(asks: readonly Ask[], stock: Amounts, compositions: Compositions): Promised[] {
  const pool = new Pool(stock, compositions);
  return asks.map((ask) => pool.promise(ask));
}

/** The largest whole number from 0 to `most` that fits; whatever is smaller than one that fits does too. */
function largest(most: number, fits: (units: number) => boolean): number {
  let below = 0;
  let above = most + 1;
  while (above - below > 1) {
    const middle = below + Math.floor((above - below) / 2);
    if (fits(middle)) below = middle;
    else above = middle;
  }
  return below;
}
