import { randomUUID } from 'node:crypto';
import type { Client, Reply } from '../helpers/client.ts';
import type { Service } from '../helpers/service.ts';
import { made, stockWorld } from '../helpers/world.ts';
import {
  type Answer,
  type Day,
  dayText,
  LedgerModel,
  type Line,
  type LotName,
  type Place,
} from './ledger-model.ts';
import type { Step } from './ledger-steps.ts';

const counterPlaces: Partial<Record<Place, string>> = {
  supplier: '00000000-0000-7000-8000-000000000001',
  distributed: '00000000-0000-7000-8000-000000000002',
  loss: '00000000-0000-7000-8000-000000000003',
  adjustment: '00000000-0000-7000-8000-000000000004',
};

export interface Ground {
  readonly service: Service;
  readonly grant: string;
  readonly warehouse: string;
  readonly places: Readonly<Record<Place, string>>;
}

/** Two bins of one warehouse, one of another, and a site. */
export async function ground(service: Service): Promise<Ground> {
  const logistics = service.as('logistics');
  const { grant, warehouse, bin, otherBin } = await stockWorld(service);
  const elsewhere = await made(logistics, '/v1/warehouses', {
    code: 'ELSEWHERE',
    name: 'Bodega',
    country: 'SV',
    time_zone: 'America/El_Salvador',
    bins: [{ code: 'C1', name: 'C1' }],
  });
  const [otherPlace] = await logistics.all(`/v1/locations?warehouse_id=${elsewhere}`);
  const operation = await made(logistics, '/v1/operations', {
    code: 'OP',
    name: 'Tormenta',
    kind: 'tropical_storm',
    started_on: '2026-07-30',
  });
  const site = await made(logistics, '/v1/sites', {
    operation_id: operation,
    code: 'SITE',
    name: 'Centro',
    kind: 'collective_centre',
  });
  const [place] = await logistics.all(`/v1/locations?site_id=${site}`);
  const real = { A1: bin, B1: otherBin, C1: otherPlace.id, SITE: place.id, nowhere: randomUUID() };
  return { service, grant, warehouse, places: { ...counterPlaces, ...real } as Record<Place, string> };
}

/** One item whose lots begin a life of their own, in the service and in the model. */
export class Trial {
  readonly model: LedgerModel;
  readonly #ground: Ground;
  readonly #logistics: Client;
  readonly #item: string;
  readonly #lots = new Map<string, string>([['nobody', randomUUID()]]);
  readonly #lotNames = new Map<string, LotName>();
  readonly #placeNames: ReadonlyMap<string, string>;

  private constructor(ground: Ground, item: string, today: Day) {
    this.model = new LedgerModel(today);
    this.#ground = ground;
    this.#logistics = ground.service.as('logistics');
    this.#item = item;
    this.#placeNames = new Map(Object.entries(ground.places).map(([name, id]) => [id, name]));
  }

  /** Three lots, received three days ago; the day after, some more of them was found elsewhere. */
  static async begin(ground: Ground, today: Day): Promise<Trial> {
    const item = await made(ground.service.as('logistics'), '/v1/items', {
      code: `ITEM-${randomUUID()}`,
      name_es: 'Lona',
      name_en: 'Tarpaulin',
      category: 'shelter',
      base_unit: 'piece',
    });
    const trial = new Trial(ground, item, today);
    const received: Line[] = [
      { lot: 'GOOD', from: 'supplier', to: 'A1', quantity: 20 },
      { lot: 'GOOD', from: 'supplier', to: 'B1', quantity: 8 },
      { lot: 'SOON', from: 'supplier', to: 'A1', quantity: 12 },
      { lot: 'SOON', from: 'supplier', to: 'B1', quantity: 6 },
      { lot: 'HELD', from: 'supplier', to: 'A1', quantity: 9 },
    ];
    const receipt = await trial.#receive(today - 3, received, false);
    for (const { lot_number, lot_id } of receipt.body.lines) {
      trial.#lots.set(lot_number, lot_id);
      trial.#lotNames.set(lot_id, lot_number);
    }
    trial.model.post(receipt.body.movement_id, today - 3, received);
    const found: Line[] = [
      { lot: 'GOOD', from: 'adjustment', to: 'C1', quantity: 7 },
      { lot: 'HELD', from: 'adjustment', to: 'SITE', quantity: 7 },
      { lot: 'GOOD', from: 'adjustment', to: 'SITE', quantity: 7 },
    ];
    const more = await trial.#move({ does: 'move', kind: 'more', daysAgo: 2, lines: found });
    trial.model.post(more.body.id, today - 2, found);
    return trial;
  }

  /** Asks for the step over HTTP. */
  perform(step: Step): Promise<Reply> {
    const today = this.model.today;
    if (step.does === 'move') return this.#move(step);
    if (step.does === 'receive') {
      return this.#receive(today - (step.daysAgo ?? 0), [step.line], step.misdated);
    }
    if (step.does === 'reverse') {
      return this.#logistics.post(`/v1/stock/movements/${this.target(step.nth).id}/reversal`, { note: 'n' });
    }
    const version = this.model.lot(step.lot).version + (step.stale ? 1 : 0);
    const path = `/v1/lots/${this.#lots.get(step.lot)}`;
    return this.#logistics.patch(path, { condition: step.condition }, { ifMatch: `"${version}"` });
  }

  /** The movement that the step reverses: some earlier one. */
  target(nth: number) {
    const { posted } = this.model;
    const movement = posted[nth % posted.length];
    if (movement === undefined) throw new Error('nothing is posted yet');
    return movement;
  }

  /** What the service has at the end of a day, in the model’s words. */
  async stock(day: Day): Promise<string[]> {
    const rows = await this.#logistics.all(`/v1/stock/as-of?as_of=${dayText(day)}&item_id=${this.#item}`);
    return rows.map((row) => this.#named(row)).sort();
  }

  /** What the service has now, each with what is available of it. */
  async balances(): Promise<{ stock: string[]; available: string[] }> {
    const rows = await this.#logistics.all(`/v1/stock/balances?item_id=${this.#item}`);
    const real = rows.filter(({ location_kind }) => location_kind === 'bin' || location_kind === 'site');
    return {
      stock: rows.map((row) => this.#named(row)).sort(),
      available: real
        .map(
          ({ lot_number, location_id, available }) =>
            `${lot_number}@${this.#placeNames.get(location_id)}: ${available}`,
        )
        .sort(),
    };
  }

  /** An answer in the model’s words. */
  answerOf(reply: Reply): Answer {
    const { status, body } = reply;
    if (status < 300) return { status };
    const { code, errors } = body;
    const isNamed = code === 'insufficient_stock' || code === 'backdated_below_zero';
    if (!isNamed) return { status, code };
    const named = errors.map((error: Violation) => this.#violation(error));
    return { status, code, named: [...new Set<string>(named)].sort() };
  }

  #violation({ rule, value, params }: Violation): string {
    if (rule === 'lot_not_usable') return `${value} may not leave`;
    if (rule === 'day_below_zero') return `${params.lot_number} on ${params.day}: ${params.balance}`;
    return `${value}@${params.location}: ${params.asked} of ${params.on_hand}`;
  }

  #named({ lot_id, location_id, on_hand }: { lot_id: string; location_id: string; on_hand: number }): string {
    return `${this.#lotNames.get(lot_id)}@${this.#placeNames.get(location_id)}: ${on_hand}`;
  }

  #move({ kind, daysAgo, lines }: Extract<Step, { does: 'move' }>): Promise<Reply> {
    const isAdjustment = kind === 'less' || kind === 'more';
    const needsReason = isAdjustment || kind === 'write_off';
    return this.#logistics.post('/v1/stock/movements', {
      kind: isAdjustment ? 'adjust' : kind,
      ...(daysAgo === null ? {} : { occurred_on: dayText(this.model.today - daysAgo) }),
      ...(needsReason ? { reason: 'count_difference' } : {}),
      lines: lines.map(({ lot, from, to, quantity }) => ({
        lot_id: this.#lots.get(lot),
        ...(kind === 'more' ? {} : { from_location_id: this.#ground.places[from] }),
        ...(kind === 'more' || kind === 'move' ? { to_location_id: this.#ground.places[to] } : {}),
        quantity,
      })),
    });
  }

  #receive(day: Day, lines: readonly Line[], misdated: boolean): Promise<Reply> {
    const expiry = (lot: LotName) => {
      const expires = lot === 'nobody' ? null : this.model.lot(lot).expires;
      if (misdated) return '2031-01-01';
      return expires === null ? null : dayText(expires);
    };
    return this.#logistics.post('/v1/receipts', {
      warehouse_id: this.#ground.warehouse,
      reference: 'PO',
      received_from: 'Supplier',
      received_on: dayText(day),
      means: 'road',
      lines: lines.map(({ lot, to, quantity }) => ({
        item_id: this.#item,
        grant_id: this.#ground.grant,
        lot_number: lot,
        location_id: this.#ground.places[to],
        quantity,
        expires_on: expiry(lot),
        condition: lot === 'HELD' && this.model.posted.length === 0 ? 'hold' : 'good',
      })),
    });
  }
}

interface Violation {
  rule: string;
  value: string;
  params: Record<string, string | number>;
}
