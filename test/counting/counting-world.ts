import type { Test } from 'tap';
import type { Client, Reply } from '../helpers/client.ts';
import type { EngineName } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';

export interface CountingWorld extends StockWorld {
  readonly service: Service;
  readonly logistics: Client;
  readonly second: Client;
}

export async function countingWorld(t: Test, engine: EngineName): Promise<CountingWorld> {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  return { ...world, service, logistics: service.as('logistics'), second: service.asOther('logistics') };
}

/** Moves the clock on by minutes. */
export function later(world: CountingWorld, minutes: number): string {
  const now = new Date(world.service.clock.now().getTime() + minutes * 60_000).toISOString();
  world.service.clock.set(now);
  return now;
}

export function receive(world: CountingWorld, lot: string, quantity: number, more = {}): Promise<string> {
  return receiveLot(world.service, world, { lot, quantity, ...more });
}

/** Receives a lot whose unit value is known. */
export async function receiveValued(
  world: CountingWorld,
  lot: string,
  quantity: number,
  unit_value: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const reply = await world.logistics.post('/v1/receipts', {
    warehouse_id: world.warehouse,
    reference: `V-${lot}`,
    received_from: 'Supplier',
    means: 'sea',
    lines: [
      {
        item_id: world.item,
        grant_id: world.grant,
        lot_number: lot,
        location_id: world.bin,
        quantity,
        unit_value,
        currency: 'USD',
        ...more,
      },
    ],
  });
  if (reply.status !== 201) throw new Error(reply.bytes.toString());
  return reply.body.lines[0].lot_id;
}

export function open(world: CountingWorld, more: Record<string, unknown> = {}): Promise<string> {
  return made(world.logistics, '/v1/stock-counts', {
    warehouse_id: world.warehouse,
    mode: 'freeze',
    ...more,
  });
}

/** Line by lot number. */
export async function linesOf(world: CountingWorld, id: string) {
  const rows = await world.logistics.all(`/v1/stock-counts/${id}/lines`);
  return new Map(rows.map((row) => [row.lot_number as string, row]));
}

export interface Said {
  quantity: number;
  counted_at?: string;
  replaces?: boolean;
}

/** Enters quantities by lot number. */
export async function enter(
  world: CountingWorld,
  id: string,
  said: Record<string, number | Said>,
  client = world.logistics,
): Promise<Reply> {
  const lines = await linesOf(world, id);
  return client.post(`/v1/stock-counts/${id}/entries`, {
    lines: Object.entries(said).map(([lot, one]) => ({
      line_id: lines.get(lot)?.id,
      ...(typeof one === 'number' ? { quantity: one } : one),
    })),
  });
}

export function step(
  world: CountingWorld,
  id: string,
  name: string,
  client = world.logistics,
  body?: unknown,
): Promise<Reply> {
  return client.post(`/v1/stock-counts/${id}/${name}`, body);
}

export async function onHand(world: CountingWorld, lot: string): Promise<number> {
  return (await world.logistics.get(`/v1/lots/${lot}/balance`)).body.on_hand;
}

/** Closes, has a second person approve, and posts. */
export async function finish(world: CountingWorld, id: string): Promise<Reply> {
  const closed = await step(world, id, 'closing');
  if (closed.status !== 200) throw new Error(closed.bytes.toString());
  const approved = await step(world, id, 'approval', world.second);
  if (approved.status !== 200) throw new Error(approved.bytes.toString());
  return step(world, id, 'posting');
}

export function issue(world: CountingWorld, lot: string, quantity: number, more = {}): Promise<Reply> {
  return world.logistics.post('/v1/stock/movements', {
    kind: 'issue',
    lines: [{ lot_id: lot, from_location_id: world.bin, quantity }],
    ...more,
  });
}
