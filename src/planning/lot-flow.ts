const NO_LEVEL = -1;

/**
 * What groups of claims take from lot classes, kept as a flow that is changed as little as demands change. A group may take any
 * quantity of each of its classes.
 */
export class LotFlow {
  readonly #groupCount: number;
  readonly #classCount: number;
  readonly #supplies: Float64Array;
  /** What is left of each class. */
  readonly #left: Float64Array;
  /** What each group takes. */
  readonly #taken: Float64Array;
  /** The edges of group g are #first[g] … #first[g + 1] − 1, each to a class; and the same from the classes' side. */
  readonly #first: Int32Array;
  readonly #classOf: Int32Array;
  readonly #groupOf: Int32Array;
  readonly #firstOfClass: Int32Array;
  readonly #edgesOfClass: Int32Array;
  readonly #quantity: Float64Array;
  /** Of the last search: how far each group and each class (behind the groups) is from a group that lacks something. */
  readonly #level: Int32Array;
  readonly #next: Int32Array;
  readonly #queue: Int32Array;
  #queued = 0;

  constructor(groups: readonly (readonly number[])[], supplies: readonly number[]) {
    this.#groupCount = groups.length;
    this.#classCount = supplies.length;
    this.#supplies = Float64Array.from(supplies);
    this.#left = this.#supplies.slice();
    this.#taken = new Float64Array(groups.length);
    this.#first = firsts(groups.map((own) => own.length));
    this.#classOf = Int32Array.from(groups.flat());
    this.#groupOf = Int32Array.from(groups.flatMap((own, group) => own.map(() => group)));
    const sizes = new Array<number>(supplies.length).fill(0);
    for (const own of this.#classOf) sizes[own] = (sizes[own] as number) + 1;
    this.#firstOfClass = firsts(sizes);
    this.#edgesOfClass = new Int32Array(this.#classOf.length);
    const filled = this.#firstOfClass.slice();
    for (let edge = 0; edge < this.#classOf.length; edge += 1) {
      const own = this.#classOf[edge] as number;
      this.#edgesOfClass[filled[own] as number] = edge;
      filled[own] = (filled[own] as number) + 1;
    }
    this.#quantity = new Float64Array(this.#classOf.length);
    const nodes = groups.length + supplies.length;
    this.#level = new Int32Array(nodes);
    this.#next = new Int32Array(nodes);
    this.#queue = new Int32Array(nodes);
  }

  /**
   * Gives each group what it demands where that is possible, and null. Otherwise gives as much as can be given, and groups,
   * 1 for each, that together demand more than their classes hold.
   */
  meet(demand: Float64Array): Uint8Array | null {
    const lackOf = (group: number) => (demand[group] as number) - (this.#taken[group] as number);
    for (let group = 0; group < this.#groupCount; group += 1) {
      this.#giveBack(group, demand[group] as number);
      this.#takeWhatIsLeft(group, demand[group] as number);
    }
    while (this.#search((group) => lackOf(group) > 0)) {
      this.#next.fill(0);
      for (let group = 0; group < this.#groupCount; group += 1) {
        for (let got = 1; got > 0 && lackOf(group) > 0; ) {
          got = this.#pull(group, lackOf(group));
          this.#taken[group] = (this.#taken[group] as number) + got;
        }
      }
    }
    const reached = Uint8Array.from(this.#level.subarray(0, this.#groupCount), (level) =>
      level === NO_LEVEL ? 0 : 1,
    );
    return reached.includes(1) ? reached : null;
  }

  /** Takes one more piece for a group, moving others to other classes where that helps; false when no way is left. */
  addOne(group: number): boolean {
    const before = this.#taken[group] as number;
    this.#takeWhatIsLeft(group, before + 1);
    if ((this.#taken[group] as number) > before) return true;
    if (!this.#search((one) => one === group)) return false;
    this.#next.fill(0);
    const got = this.#pull(group, 1);
    this.#taken[group] = before + got;
    return got === 1;
  }

  /** Marks every group that can get nothing more for the reason that one group, just refused a piece, cannot. */
  markTight(refused: number, tight: Uint8Array): void {
    tight[refused] = 1;
    for (let group = 0; group < this.#groupCount; group += 1) {
      let reached = true;
      for (let edge = this.#first[group] as number; edge < (this.#first[group + 1] as number); edge += 1) {
        const own = this.#groupCount + (this.#classOf[edge] as number);
        if (this.#level[own] === NO_LEVEL) {
          reached = false;
          break;
        }
      }
      if (reached) tight[group] = 1;
    }
  }

  /** What the classes that some groups may use hold together. */
  supplyOf(groups: Uint8Array): number {
    const counted = new Uint8Array(this.#classCount);
    let sum = 0;
    for (let edge = 0; edge < this.#classOf.length; edge += 1) {
      const own = this.#classOf[edge] as number;
      if (groups[this.#groupOf[edge] as number] === 0 || counted[own] === 1) continue;
      counted[own] = 1;
      sum += this.#supplies[own] as number;
    }
    return sum;
  }

  /** Puts more into a class. */
  add(own: number, quantity: number): void {
    this.#supplies[own] = (this.#supplies[own] as number) + quantity;
    this.#left[own] = (this.#left[own] as number) + quantity;
  }

  /** Takes what is left of a class out of it. */
  dropLeft(own: number): void {
    this.#supplies[own] = (this.#supplies[own] as number) - (this.#left[own] as number);
    this.#left[own] = 0;
  }

  /** What all groups take together. */
  placed(): number {
    return this.#taken.reduce((sum, quantity) => sum + quantity, 0);
  }

  /** What each group takes of each class: group × number of classes + class. */
  table(): Float64Array {
    const table = new Float64Array(this.#groupCount * this.#classCount);
    for (let edge = 0; edge < this.#quantity.length; edge += 1) {
      const row = (this.#groupOf[edge] as number) * this.#classCount;
      table[row + (this.#classOf[edge] as number)] = this.#quantity[edge] as number;
    }
    return table;
  }

  #move(edge: number, quantity: number): void {
    this.#quantity[edge] = (this.#quantity[edge] as number) + quantity;
  }

  #takeWhatIsLeft(group: number, demand: number): void {
    let lack = demand - (this.#taken[group] as number);
    for (
      let edge = this.#first[group] as number;
      lack > 0 && edge < (this.#first[group + 1] as number);
      edge += 1
    ) {
      const own = this.#classOf[edge] as number;
      const part = Math.min(lack, this.#left[own] as number);
      if (part === 0) continue;
      this.#move(edge, part);
      this.#left[own] = (this.#left[own] as number) - part;
      this.#taken[group] = (this.#taken[group] as number) + part;
      lack -= part;
    }
  }

  #giveBack(group: number, demand: number): void {
    let excess = (this.#taken[group] as number) - demand;
    for (
      let edge = (this.#first[group + 1] as number) - 1;
      excess > 0 && edge >= (this.#first[group] as number);
      edge -= 1
    ) {
      const own = this.#classOf[edge] as number;
      const part = Math.min(excess, this.#quantity[edge] as number);
      this.#move(edge, -part);
      this.#left[own] = (this.#left[own] as number) + part;
      this.#taken[group] = (this.#taken[group] as number) - part;
      excess -= part;
    }
  }

  /**
   * Breadth first from the groups that lack something: to each class a group may use, and from a class to the groups that take
   * of it and could take of another one instead. True when a class with something left is reached.
   */
  #search(lacks: (group: number) => boolean): boolean {
    this.#level.fill(NO_LEVEL);
    this.#queued = 0;
    let found = false;
    for (let group = 0; group < this.#groupCount; group += 1) {
      if (lacks(group)) this.#enqueue(group, 0);
    }
    for (let at = 0; at < this.#queued; at += 1) {
      const node = this.#queue[at] as number;
      const beyond = (this.#level[node] as number) + 1;
      if (node < this.#groupCount) found = this.#reachClasses(node, beyond) || found;
      else this.#reachGroups(node - this.#groupCount, beyond);
    }
    return found;
  }

  #reachClasses(group: number, level: number): boolean {
    let found = false;
    for (let edge = this.#first[group] as number; edge < (this.#first[group + 1] as number); edge += 1) {
      const own = this.#classOf[edge] as number;
      this.#enqueue(this.#groupCount + own, level);
      if ((this.#left[own] as number) > 0) found = true;
    }
    return found;
  }

  #reachGroups(own: number, level: number): void {
    const last = this.#firstOfClass[own + 1] as number;
    for (let place = this.#firstOfClass[own] as number; place < last; place += 1) {
      const edge = this.#edgesOfClass[place] as number;
      if ((this.#quantity[edge] as number) > 0) this.#enqueue(this.#groupOf[edge] as number, level);
    }
  }

  #enqueue(node: number, level: number): void {
    if (this.#level[node] !== NO_LEVEL) return;
    this.#level[node] = level;
    this.#queue[this.#queued] = node;
    this.#queued += 1;
  }

  /** Depth first along the levels of the last search: brings up to `wanted` to a group, from classes with something left. */
  #pull(group: number, wanted: number): number {
    const last = this.#first[group + 1] as number;
    const start = this.#first[group] as number;
    for (; start + (this.#next[group] as number) < last; this.#skip(group)) {
      const edge = start + (this.#next[group] as number);
      const own = this.#classOf[edge] as number;
      if (this.#level[this.#groupCount + own] !== (this.#level[group] as number) + 1) continue;
      const got = this.#pullFrom(own, wanted);
      if (got === 0) continue;
      this.#move(edge, got);
      return got;
    }
    return 0;
  }

  #pullFrom(own: number, wanted: number): number {
    const left = Math.min(wanted, this.#left[own] as number);
    if (left > 0) {
      this.#left[own] = (this.#left[own] as number) - left;
      return left;
    }
    const node = this.#groupCount + own;
    const start = this.#firstOfClass[own] as number;
    const last = this.#firstOfClass[own + 1] as number;
    for (; start + (this.#next[node] as number) < last; this.#skip(node)) {
      const edge = this.#edgesOfClass[start + (this.#next[node] as number)] as number;
      const other = this.#groupOf[edge] as number;
      const held = this.#quantity[edge] as number;
      if (held === 0 || this.#level[other] !== (this.#level[node] as number) + 1) continue;
      const got = this.#pull(other, Math.min(wanted, held));
      if (got === 0) continue;
      this.#move(edge, -got);
      return got;
    }
    return 0;
  }

  #skip(node: number): void {
    this.#next[node] = (this.#next[node] as number) + 1;
  }
}

function firsts(sizes: readonly number[]): Int32Array {
  const first = new Int32Array(sizes.length + 1);
  for (const [index, size] of sizes.entries()) first[index + 1] = (first[index] as number) + size;
  return first;
}
