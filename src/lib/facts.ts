const MAX_FACTS = 100_000;

/** Remembers facts that can never change (a location's time zone), so that hot paths need not read them again. */
export class Facts {
  readonly #known = new Map<string, string>();

  async of(key: string, read: () => Promise<string>): Promise<string> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = await read();
    if (this.#known.size >= MAX_FACTS) this.#known.clear();
    this.#known.set(key, value);
    return value;
  }
}
