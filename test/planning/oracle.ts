import { createRequire } from 'node:module';
import type { Highs, InitOptions } from 'highs';

/** The package's types describe its ES module; the file that Node loads here exports the loader itself. */
const loadHighs = createRequire(import.meta.url)('highs') as (options?: InitOptions) => Promise<Highs>;

/** A small case of sharing one item. Figures are small, so that the weights below stay exact in a double. */
export interface Instance {
  claims: readonly { need: number; base: number; priority: number; weight: number; group: number }[];
  classes: readonly number[];
  groups: readonly (readonly number[])[];
  lowerSharePercent: number;
}

/** What is asked of the solver about one instance: the pieces of some claims are free, those of others settled, others out. */
interface Question {
  instance: Instance;
  /** What each claim has already got, 'free' or 'out'. */
  claims: readonly (number | 'free' | 'out')[];
  /** The worth of a claim's pieces, the first one first. */
  worthOf(claim: number): readonly number[];
  limit: number;
}

const room = ({ need, base }: { need: number; base: number }) => Math.max(0, need - base);

/** Beyond this the solver's tolerances, which are relative to the largest figure, would swallow the smallest. */
const MOST_WORTH = 1_000_000;

/** Exact leximin by linear programming, sharing no step with the service: many independent instances in one program. */
export class Oracle {
  readonly #highs: Highs;

  private constructor(highs: Highs) {
    this.#highs = highs;
  }

  static async load(): Promise<Oracle> {
    return new Oracle(await loadHighs());
  }

  /**
   * For each instance, the quantities of the claims of `priority` in an exact leximin optimum, given what the claims of
   * smaller priority numbers have got.
   */
  leximin(asked: readonly { instance: Instance; priority: number; given: readonly number[] }[]): number[][] {
    const limits = this.#limits(asked);
    return this.#solve(
      asked.map(({ instance, priority, given }, index) => ({
        instance,
        claims: instance.claims.map((claim, at) =>
          claim.priority < priority
            ? (given[at] as number)
            : claim.priority === priority
              ? ('free' as const)
              : ('out' as const),
        ),
        worthOf: worthOfPieces(instance, priority),
        limit: limits[index] as number,
      })),
    );
  }

  /** How much each priority may get: all that it and the later ones can get, less the share kept for the later ones. */
  #limits(asked: readonly { instance: Instance; priority: number; given: readonly number[] }[]): number[] {
    const most = (from: (priority: number) => number) =>
      this.#solve(
        asked.map(({ instance, priority, given }) => ({
          instance,
          claims: instance.claims.map((claim, at) => {
            if (claim.priority >= from(priority)) return 'free' as const;
            return claim.priority < priority ? (given[at] as number) : ('out' as const);
          }),
          worthOf: (claim: number) =>
            new Array<number>(room(instance.claims[claim] as Instance['claims'][number])).fill(1),
          limit: Number.POSITIVE_INFINITY,
        })),
      ).map((quantities, index) =>
        quantities.reduce((total, quantity, claim) => {
          const { instance, priority } = asked[index] as (typeof asked)[number];
          return total + ((instance.claims[claim]?.priority ?? 0) >= priority ? quantity : 0);
        }, 0),
      );
    const all = most((priority) => priority);
    const lower = most((priority) => priority + 1);
    return asked.map(({ instance }, index) => {
      const whole = all[index] as number;
      return whole - Math.min(lower[index] as number, Math.floor((whole * instance.lowerSharePercent) / 100));
    });
  }

  #solve(questions: readonly Question[]): number[][] {
    const objective: string[] = [];
    const rows: string[] = [];
    const bounds: string[] = [];
    for (const [block, question] of questions.entries())
      writeBlock(block, question, { objective, rows, bounds });
    if (objective.length === 0) return questions.map(({ claims }) => claims.map(settled));
    const text = `Maximize\n obj: ${objective.join('\n + ')}\nSubject To\n${rows.join('\n')}\nBounds\n${bounds.join('\n')}\nEnd\n`;
    const { Status, Columns } = this.#highs.solve(text, { output_flag: false, solver: 'simplex' });
    if (Status !== 'Optimal') throw new Error(`the solver ended with ${Status}`);
    return questions.map(({ instance, claims }, block) =>
      claims.map((claim, at) => {
        if (claim !== 'free') return settled(claim);
        let quantity = 0;
        for (let piece = 0; piece < room(instance.claims[at] as Instance['claims'][number]); piece += 1) {
          quantity += (Columns[`z${block}_${at}_${piece}`] as { Primal: number }).Primal;
        }
        if (Math.abs(quantity - Math.round(quantity)) > 1e-6) throw new Error(`${quantity} is not whole`);
        return Math.round(quantity);
      }),
    );
  }
}

function settled(claim: number | 'free' | 'out'): number {
  return typeof claim === 'number' ? claim : 0;
}

interface Program {
  objective: string[];
  rows: string[];
  bounds: string[];
}

function writeBlock(block: number, { instance, claims, worthOf, limit }: Question, program: Program): void {
  const fromClass = instance.classes.map((): string[] => []);
  const limited: string[] = [];
  for (const [at, claim] of instance.claims.entries()) {
    const state = claims[at];
    if (state === 'out') continue;
    const pieces: string[] = [];
    const worth = worthOf(at);
    for (let piece = 0; state === 'free' && piece < room(claim); piece += 1) {
      const name = `z${block}_${at}_${piece}`;
      pieces.push(name);
      program.objective.push(`${worth[piece]} ${name}`);
      program.bounds.push(` 0 <= ${name} <= 1`);
    }
    const flows = (instance.groups[claim.group] as readonly number[]).map((own) => {
      const name = `f${block}_${at}_${own}`;
      fromClass[own]?.push(name);
      return name;
    });
    limited.push(...pieces);
    if (pieces.length + flows.length === 0) continue;
    const taken = [...flows, ...pieces.map((name) => `- ${name}`)].join(' + ').replaceAll('+ -', '-');
    program.rows.push(` c${block}_${at}: ${taken} = ${settled(state as number | 'free')}`);
  }
  for (const [own, flows] of fromClass.entries()) {
    if (flows.length > 0)
      program.rows.push(` s${block}_${own}: ${flows.join(' + ')} <= ${instance.classes[own]}`);
  }
  if (Number.isFinite(limit) && limited.length > 0) {
    program.rows.push(` l${block}: ${limited.join(' + ')} <= ${limit}`);
  }
}

/**
 * Leximin maximises the number of claims that reach the lowest level, then the next, and so on: one sum, in which reaching a
 * level is worth more than all later levels of all claims together.
 */
function worthOfPieces(instance: Instance, priority: number): (claim: number) => number[] {
  const own = instance.claims.filter((claim) => claim.priority === priority);
  const levels = [...new Set(own.flatMap((claim) => levelsOf(claim)))].sort((a, b) => a - b);
  const worth = levels.map((_, rank) => (own.length + 1) ** (levels.length - 1 - rank));
  if ((worth[0] ?? 1) > MOST_WORTH) throw new Error('the instance is too large for the oracle');
  return (index) => {
    const reached = levelsOf(instance.claims[index] as Instance['claims'][number]);
    return reached
      .slice(1)
      .map((level, piece) =>
        levels.reduce(
          (sum, one, rank) =>
            one > (reached[piece] as number) && one <= level ? sum + (worth[rank] as number) : sum,
          0,
        ),
      );
  };
}

/** The coverage of a claim after 0, 1, 2 … pieces. */
function levelsOf(claim: Instance['claims'][number]): number[] {
  return Array.from(
    { length: room(claim) + 1 },
    (_, given) => (claim.base + given) / (claim.need * claim.weight),
  );
}

/** Whether the worth of all levels stays exact in the solver, for every priority. */
export function isSmall(instance: Instance): boolean {
  return [...new Set(instance.claims.map(({ priority }) => priority))].every((priority) => {
    const own = instance.claims.filter((claim) => claim.priority === priority);
    const levels = new Set(own.flatMap((claim) => levelsOf(claim)));
    return (own.length + 1) ** (levels.size - 1) <= MOST_WORTH;
  });
}
