import fc from 'fast-check';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { assertSound } from '../races/crowd.ts';
import { agreedKit, type KitWorld, kitWorld, newItem, receiveItem } from './kit-world.ts';

const PER_KIT = { soap: 5, towel: 2 } as const;
type Item = keyof typeof PER_KIT;

/** Units of each lot, in the order in which the lots are used. */
type Shelf = Map<string, number>;

interface Step {
  does: 'build' | 'take apart' | 'issue' | 'repack' | 'undo';
  kits: number;
  nth: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom(
    'build' as const,
    'build' as const,
    'take apart' as const,
    'issue' as const,
    'repack' as const,
    'undo' as const,
  ),
  kits: fc.integer({ min: 1, max: 4 }),
  nth: fc.nat(20),
});

interface MadeLot {
  lot: string;
  kits: number;
  /** Units of each part lot in one kit, as the model filled it. */
  parts: Shelf;
}

/** One unit after the other, from the first lot that has any: the simplest way to fill a kit. */
function fillKit(shelves: Record<Item, Shelf>): Shelf | undefined {
  const parts: Shelf = new Map();
  for (const item of ['soap', 'towel'] as const) {
    for (let unit = 0; unit < PER_KIT[item]; unit += 1) {
      const lot = [...shelves[item]].find(([, units]) => units > 0)?.[0];
      if (lot === undefined) return undefined;
      shelves[item].set(lot, (shelves[item].get(lot) ?? 0) - 1);
      parts.set(lot, (parts.get(lot) ?? 0) + 1);
    }
  }
  return parts;
}

const textOf = (parts: Iterable<readonly [string, number]>) => JSON.stringify([...parts].sort());

class Trial {
  readonly world: KitWorld;
  readonly kit: string;
  shelves: Record<Item, Shelf>;
  made: MadeLot[] = [];

  constructor(world: KitWorld, kit: string, shelves: Record<Item, Shelf>) {
    this.world = world;
    this.kit = kit;
    this.shelves = shelves;
  }

  get logistics() {
    return this.world.service.as('logistics');
  }

  /** Does the step in the service and in the model; false when the two answer differently. */
  async take({ does, kits, nth }: Step): Promise<boolean> {
    if (does === 'build') return this.#build(kits);
    const made = this.made[nth % Math.max(1, this.made.length)];
    if (made === undefined) return true;
    if (does === 'issue') return this.#issue(made, kits);
    if (does === 'repack') return this.#repack(made, kits);
    return this.#takeApart(made, kits, does === 'undo');
  }

  async #build(kits: number): Promise<boolean> {
    const shelves = { soap: new Map(this.shelves.soap), towel: new Map(this.shelves.towel) };
    const filled = Array.from({ length: kits }, () => fillKit(shelves));
    const order = { kit_item_id: this.kit, quantity: kits, location_id: this.world.bin };
    const reply = await this.logistics.post('/v1/kit-builds', order);
    if (filled.includes(undefined)) {
      return reply.status === 409 && reply.body.params.possible === filled.filter(Boolean).length;
    }
    if (reply.status !== 201) return false;
    this.shelves = shelves;
    const expected = new Map<string, MadeLot>();
    for (const parts of filled as Shelf[]) {
      const lot = expected.get(textOf(parts)) ?? { lot: '', kits: 0, parts };
      expected.set(textOf(parts), { ...lot, kits: lot.kits + 1 });
    }
    for (const row of reply.body.lots.filter(({ quantity }: { quantity: number }) => quantity > 0)) {
      const contents = await this.logistics.get(`/v1/lots/${row.lot_id}/components`);
      const rows: { lot_id: string; quantity: number }[] = contents.body.components;
      const key = textOf(rows.map((part) => [part.lot_id, part.quantity] as const));
      const lot = expected.get(key);
      if (lot === undefined || lot.kits !== row.quantity) return false;
      this.made.push({ ...lot, lot: row.lot_id });
      expected.delete(key);
    }
    return expected.size === 0;
  }

  async #issue(made: MadeLot, kits: number): Promise<boolean> {
    const lines = [{ lot_id: made.lot, from_location_id: this.world.bin, quantity: kits }];
    const reply = await this.logistics.post('/v1/stock/movements', { kind: 'issue', lines });
    if (kits > made.kits) return reply.status === 409;
    made.kits -= kits;
    return reply.status === 201;
  }

  /** Into packs of two; from then on the kits lie in another lot of the same contents. */
  async #repack(made: MadeLot, kits: number): Promise<boolean> {
    const order = { lot_id: made.lot, location_id: this.world.bin, quantity: kits, units_per_pack: 2 };
    const reply = await this.logistics.post('/v1/repacks', order);
    if (reply.status === 422) return true;
    if (kits > made.kits) return reply.status === 409;
    if (reply.status !== 201) return false;
    const row = reply.body.lots.find(({ quantity }: { quantity: number }) => quantity > 0);
    const pack = this.made.find(({ lot }) => lot === row.lot_id);
    if (pack === undefined) this.made.push({ lot: row.lot_id, kits, parts: made.parts });
    else pack.kits += kits;
    made.kits -= kits;
    return true;
  }

  async #takeApart(made: MadeLot, kits: number, isUndone: boolean): Promise<boolean> {
    const order = { lot_id: made.lot, location_id: this.world.bin, quantity: kits };
    const reply = await this.logistics.post('/v1/kit-take-aparts', order);
    if (kits > made.kits) return reply.status === 409;
    if (reply.status !== 201) return false;
    if (isUndone) {
      const path = `/v1/stock/movements/${reply.body.movement_id}/reversal`;
      return (await this.logistics.post(path, { note: 'n' })).status === 201;
    }
    made.kits -= kits;
    for (const shelf of [this.shelves.soap, this.shelves.towel]) {
      for (const [lot, units] of shelf) shelf.set(lot, units + (made.parts.get(lot) ?? 0) * kits);
    }
    return true;
  }

  /** What the service has in the bin, of parts and of kits. */
  async stock(): Promise<string> {
    const rows = await this.logistics.all(`/v1/stock/balances?location_id=${this.world.bin}`);
    return textOf(rows.map((row) => [row.lot_id, row.on_hand] as const));
  }

  expected(): string {
    const all = [
      ...this.shelves.soap,
      ...this.shelves.towel,
      ...this.made.map(({ lot, kits }) => [lot, kits] as const),
    ];
    return textOf(all.filter(([, units]) => units !== 0));
  }
}

let serial = 0;

async function begin(world: KitWorld): Promise<Trial> {
  serial += 1;
  const { service } = world;
  const soap = await newItem(service, `SEQ-SOAP-${serial}`);
  const towel = await newItem(service, `SEQ-TOWEL-${serial}`);
  const kit = await agreedKit(service, `SEQ-KIT-${serial}`, [
    [soap, PER_KIT.soap],
    [towel, PER_KIT.towel],
  ]);
  const receive = async (item: string, lots: [string, number, string | null][]): Promise<Shelf> => {
    const shelf: Shelf = new Map();
    for (const [lot, quantity, expires_on] of lots)
      shelf.set(await receiveItem(world, item, { lot, quantity, expires_on }), quantity);
    return shelf;
  };
  return new Trial(world, kit, {
    soap: await receive(soap, [
      ['S-1', 7, '2027-01-01'],
      ['S-2', 11, '2027-06-01'],
      ['S-3', 24, null],
    ]),
    towel: await receive(towel, [
      ['T-1', 5, null],
      ['T-2', 9, null],
    ]),
  });
}

onBothEngines(
  'whatever is built, taken apart, repacked, issued and undone: parts come back as they went in',
  async (t, engine) => {
    const service = await startService(t, engine);
    const ground = await kitWorld(service);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 9 }), async (steps) => {
        const bin = await newBin(ground);
        const trial = await begin({ ...ground, bin });
        for (const one of steps) {
          if (!(await trial.take(one))) throw new Error(`answered otherwise: ${JSON.stringify(one)}`);
        }
        const [found, expected] = [await trial.stock(), trial.expected()];
        if (found !== expected) throw new Error(`${found} instead of ${expected}`);
      }),
      { numRuns: 8 },
    );
    await assertSound(t, service);
  },
);

let bins = 0;

async function newBin(world: KitWorld): Promise<string> {
  bins += 1;
  const code = `SEQ-${bins}`;
  const path = `/v1/warehouses/${world.warehouse}/bins`;
  const reply = await world.service.as('logistics').post(path, { bins: [{ code, name: code }] });
  return reply.body.data.find((row: { code: string }) => row.code === code).id;
}
