/** Days are counted from 2026-08-05, the day on which the test clock starts. */
export type Day = number;

export function dayText(day: Day): string {
  return new Date(Date.UTC(2026, 7, 5 + day)).toISOString().slice(0, 10);
}

const kindsOfPlace = {
  A1: 'bin',
  B1: 'bin',
  C1: 'bin',
  SITE: 'site',
  supplier: 'supplier',
  distributed: 'distributed',
  loss: 'loss',
  adjustment: 'adjustment',
  nowhere: 'none',
} as const;

export type Place = keyof typeof kindsOfPlace;
export type LotName = 'GOOD' | 'SOON' | 'HELD' | 'nobody';
export type Kind = 'receive' | 'issue' | 'move' | 'less' | 'more' | 'write_off' | 'distribute';
export type Condition = 'good' | 'hold' | 'quarantine' | 'damaged';

export interface Line {
  lot: LotName;
  from: Place;
  to: Place;
  quantity: number;
}

/** What an operation should be answered: its status, the code of a refusal, and what a refusal for want of goods names. */
export interface Answer {
  status: number;
  code?: string;
  named?: string[];
}

interface Entry {
  lot: LotName;
  place: Place;
  day: Day;
  change: number;
}

interface PostedMovement {
  id: string;
  lines: readonly Line[];
  isReversal: boolean;
  isReversed: boolean;
}

/** From and to of each kind, by kinds of place. */
const ways: Record<Kind, readonly [from: readonly string[], to: readonly string[]]> = {
  receive: [['supplier'], ['bin']],
  issue: [['bin'], ['distributed']],
  move: [['bin'], ['bin']],
  less: [['bin', 'site'], ['adjustment']],
  more: [['adjustment'], ['bin', 'site']],
  write_off: [['bin', 'site'], ['loss']],
  distribute: [['site'], ['distributed']],
};

/** Whose bins they are; a movement is of one warehouse. */
const warehouseOf: Partial<Record<Place, string>> = { A1: 'HUB', B1: 'HUB', C1: 'ELSEWHERE' };

const accepted: Answer = { status: 201 };

function isReal(place: Place): boolean {
  return kindsOfPlace[place] === 'bin' || kindsOfPlace[place] === 'site';
}

/**
 * What the ledger should say, in the simplest way that can be right: a list of every change of a lot at a place on a day, added
 * up anew for each question.
 */
export class LedgerModel {
  today: Day;
  readonly posted: PostedMovement[] = [];
  readonly #entries: Entry[] = [];
  readonly #lots: Record<
    Exclude<LotName, 'nobody'>,
    { condition: Condition; expires: Day | null; version: number }
  >;

  /** `SOON` is good today for the last time. */
  constructor(today: Day) {
    this.today = today;
    this.#lots = {
      GOOD: { condition: 'good', expires: null, version: 1 },
      SOON: { condition: 'good', expires: today, version: 1 },
      HELD: { condition: 'hold', expires: null, version: 1 },
    };
  }

  lot(name: Exclude<LotName, 'nobody'>) {
    return this.#lots[name];
  }

  onHand(lot: LotName, place: Place, until: Day = this.today): number {
    return this.#entries
      .filter((entry) => entry.lot === lot && entry.place === place && entry.day <= until)
      .reduce((sum, { change }) => sum + change, 0);
  }

  isUsable(lot: LotName): boolean {
    if (lot === 'nobody') return false;
    const { condition, expires } = this.#lots[lot];
    return condition === 'good' && (expires === null || expires >= this.today);
  }

  /** The refusal of what no amount of stock would allow. */
  ruleBroken(kind: Kind, day: Day, lines: readonly Line[]): Answer | undefined {
    const [from, to] = ways[kind];
    const isWrong = (line: Line) =>
      line.lot === 'nobody' ||
      line.from === line.to ||
      !from.includes(kindsOfPlace[line.from]) ||
      !to.includes(kindsOfPlace[line.to]);
    const warehouses = new Set(lines.flatMap(({ from, to }) => [warehouseOf[from], warehouseOf[to]]));
    warehouses.delete(undefined);
    if (day > this.today || lines.some(isWrong) || warehouses.size > 1)
      return { status: 422, code: 'movement_rule' };
    return undefined;
  }

  decideMovement(kind: Kind, day: Day, lines: readonly Line[]): Answer {
    return (
      this.ruleBroken(kind, day, lines) ??
      this.#stockLacking(lines, kind === 'issue') ??
      this.#dayBelowZero(day, lines) ??
      accepted
    );
  }

  /** Goods come into bins of the one warehouse; a lot expires when it was first said to. */
  decideReceipt(day: Day, { to }: Line, isMisdated: boolean): Answer {
    if (day > this.today) return { status: 422, code: 'movement_rule' };
    if (to !== 'A1' && to !== 'B1') return { status: 422, code: 'unknown_reference' };
    return isMisdated ? { status: 422, code: 'lot_mismatch' } : accepted;
  }

  decideReversal(target: PostedMovement): Answer {
    if (target.isReversal || target.isReversed) return { status: 409, code: 'not_reversible' };
    return this.#stockLacking(target.lines.map(turned), false) ?? accepted;
  }

  post(id: string, day: Day, lines: readonly Line[]): void {
    this.#entries.push(...entriesOf(day, lines));
    this.posted.push({ id, lines, isReversal: false, isReversed: false });
  }

  judge(lot: Exclude<LotName, 'nobody'>, condition: Condition): void {
    const { version } = this.#lots[lot];
    Object.assign(this.#lots[lot], { condition, version: version + 1 });
  }

  postReversal(id: string, target: PostedMovement): void {
    const lines = target.lines.map(turned);
    target.isReversed = true;
    this.#entries.push(...entriesOf(this.today, lines));
    this.posted.push({ id, lines, isReversal: true, isReversed: false });
  }

  /** Everything that is somewhere at the end of a day, as `lot@place: quantity`. */
  stock(until: Day = this.today): string[] {
    const lots = Object.keys(this.#lots) as LotName[];
    const places = Object.keys(kindsOfPlace) as Place[];
    return lots
      .flatMap((lot) => places.map((place) => ({ lot, place, quantity: this.onHand(lot, place, until) })))
      .filter(({ quantity }) => quantity !== 0)
      .map(({ lot, place, quantity }) => `${lot}@${place}: ${quantity}`)
      .sort();
  }

  /** What may be given out, place by place. */
  available(): string[] {
    return this.stock()
      .map((text) => text.split(/[@:]/) as [LotName, Place, string])
      .filter(([, place]) => isReal(place))
      .map(([lot, place, quantity]) => `${lot}@${place}: ${this.isUsable(lot) ? Number(quantity) : 0}`);
  }

  /** Days on which a real place would hold less than nothing: none, ever. */
  daysBelowZero(): string[] {
    return this.#entries
      .filter(({ lot, place, day }) => isReal(place) && this.onHand(lot, place, day) < 0)
      .map(({ lot, place, day }) => `${lot}@${place} on ${dayText(day)}`);
  }

  #stockLacking(lines: readonly Line[], mustBeUsable: boolean): Answer | undefined {
    const named = asked(lines).flatMap(({ lot, place, quantity }) => {
      const left = this.onHand(lot, place);
      if (mustBeUsable && !this.isUsable(lot)) return [`${lot} may not leave`];
      return left < quantity ? [`${lot}@${place}: ${quantity} of ${left}`] : [];
    });
    return named.length === 0 ? undefined : { status: 409, code: 'insufficient_stock', named: unique(named) };
  }

  #dayBelowZero(since: Day, lines: readonly Line[]): Answer | undefined {
    const after = [...this.#entries, ...entriesOf(since, lines)];
    const named = asked(lines).flatMap(({ lot, place }) => {
      for (let day = since; day <= this.today; day += 1) {
        const left = after
          .filter((entry) => entry.lot === lot && entry.place === place && entry.day <= day)
          .reduce((sum, { change }) => sum + change, 0);
        if (left < 0) return [`${lot} on ${dayText(day)}: ${left}`];
      }
      return [];
    });
    return named.length === 0
      ? undefined
      : { status: 409, code: 'backdated_below_zero', named: unique(named) };
  }
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function turned({ lot, from, to, quantity }: Line): Line {
  return { lot, from: to, to: from, quantity };
}

function entriesOf(day: Day, lines: readonly Line[]): Entry[] {
  return lines.flatMap(({ lot, from, to, quantity }) => [
    { lot, place: from, day, change: -quantity },
    { lot, place: to, day, change: quantity },
  ]);
}

/** What the lines want of each lot at each real place, all together. */
function asked(lines: readonly Line[]): { lot: LotName; place: Place; quantity: number }[] {
  const sums = new Map<string, { lot: LotName; place: Place; quantity: number }>();
  for (const { lot, from, quantity } of lines.filter((line) => isReal(line.from))) {
    const sum = sums.get(`${lot} ${from}`) ?? { lot, place: from, quantity: 0 };
    sums.set(`${lot} ${from}`, { ...sum, quantity: sum.quantity + quantity });
  }
  return [...sums.values()];
}
