import type { Client, Reply } from '../helpers/client.ts';
import type { Service } from '../helpers/service.ts';
import type { StockWorld } from '../helpers/world.ts';

export interface ExpectedLine {
  id: string;
  line_number: number;
}

export interface NewLine {
  quantity: number;
  item_id?: string;
  lot_number?: string | null;
  expires_on?: string | null;
  unit_value?: string | null;
  currency?: string | null;
}

/** Posts what must succeed and gives the answer. */
export async function done(client: Client, path: string, body?: unknown) {
  const reply = await client.post(path, body);
  if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.bytes.toString()}`);
  return reply.body;
}

/** Announces a consignment to the world's warehouse and gives it with its lines. */
export function announce(
  service: Service,
  world: StockWorld,
  lines: readonly NewLine[],
  rest: Record<string, unknown> = {},
) {
  return done(service.as('logistics'), '/v1/expected-consignments', {
    warehouse_id: world.warehouse,
    supplier: 'Proveedor Uno',
    grant_id: world.grant,
    reference: 'PO-77',
    means: 'sea',
    expected_on: '2026-08-10',
    lines: lines.map((line, index) => ({ item_id: world.item, lot_number: `L${index + 1}`, ...line })),
    ...rest,
  });
}

/** The same, already on its way since 1 August. */
export async function shipped(
  service: Service,
  world: StockWorld,
  lines: readonly NewLine[],
  rest: Record<string, unknown> = {},
) {
  const { id } = await announce(service, world, lines, rest);
  return done(service.as('logistics'), `/v1/expected-consignments/${id}/shipment`, {
    shipped_on: '2026-08-01',
  });
}

export interface Stated {
  good?: number;
  damaged?: number;
  missing?: number;
  over?: number;
  [field: string]: unknown;
}

/** Receives against an expected consignment: what is stated of each line, in the order of its lines. */
export function receive(
  client: Client,
  world: StockWorld,
  consignment: { id: string; lines: readonly ExpectedLine[] },
  stated: readonly (Stated | null)[],
  rest: Record<string, unknown> = {},
): Promise<Reply> {
  return client.post(`/v1/expected-consignments/${consignment.id}/receipts`, {
    warehouse_id: world.warehouse,
    lines: stated.flatMap((line, index) =>
      line === null
        ? []
        : [{ expected_line_id: consignment.lines[index]?.id, location_id: world.bin, ...line }],
    ),
    ...rest,
  });
}

export async function expectedNow(service: Service, id: string) {
  return (await service.as('auditor').get(`/v1/expected-consignments/${id}`)).body;
}

/** The four buckets and the rest of each line. */
export function bucketsOf(body: {
  lines: { good: number; damaged: number; missing: number; over: number; outstanding: number }[];
}) {
  return body.lines.map(({ good, damaged, missing, over, outstanding }) => [
    good,
    damaged,
    missing,
    over,
    outstanding,
  ]);
}

export function claimsOf(service: Service, receiptId: string) {
  return service.as('auditor').all(`/v1/claims?subject_id=${receiptId}`);
}
