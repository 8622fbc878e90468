import { assert } from '../lib/assert.ts';
import { basisOf, flagsOf } from './explain-need.ts';
import {
  type ApprovedRequestLine,
  type CountSnapshot,
  type LotPick,
  type PlanLine,
  type PlanOptions,
  type ShortfallReason,
  type StandardLine,
  shortfallReasons,
} from './model.ts';

/** What all lines of a plan rest on together. */
export interface PlanHeader {
  as_of: string;
  options: PlanOptions;
  /** In the order that cells refer to. */
  items: readonly { item_id: string; tier: number | null }[];
  standards: readonly StandardLine[];
}

/**
 * One line as it is kept: item, need, delivered, in transit, promised, allocated; what each reason withholds, or 0; place and
 * quantity of each pick in turn, or 0; and why it was pinned, or 0. Everything else of a line follows from these.
 */
export type StoredCell = readonly [
  item: number,
  need: number,
  delivered: number,
  inTransit: number,
  promised: number,
  allocated: number,
  reasons: Readonly<Partial<Record<ShortfallReason, number>>> | 0,
  picks: readonly number[] | 0,
  pinnedBecause: string | 0,
];

/** A site of a plan as it is kept. */
export interface StoredSite {
  site_id: string;
  priority: number;
  first_line: number;
  line_count: number;
  /** How many of its lines only requests ask for. */
  beside: number;
  /** JSON of `SiteContent`. */
  content: string;
}

export interface SiteContent {
  count: CountSnapshot | null;
  requests: readonly ApprovedRequestLine[];
  cells: readonly StoredCell[];
}

/** A line whose picks refer to the plan's lots by their place. */
export interface OpenLine extends Omit<PlanLine, 'picks'> {
  line_number: number;
  picks: { place: number; quantity: number }[];
}

/** The lines of a site, all or those of one item, told in full. */
export function openSite(
  header: PlanHeader,
  {
    site_id,
    priority,
    first_line,
    content,
  }: Pick<StoredSite, 'site_id' | 'priority' | 'first_line' | 'content'>,
  itemId?: string,
): OpenLine[] {
  const { count, requests, cells } = JSON.parse(content) as SiteContent;
  const flags = flagsOf(count, header);
  return cells.flatMap((cell, at): OpenLine[] => {
    const [item, need, delivered, in_transit, promised, allocated, reasons, picks, because] = cell;
    const { item_id, tier } = header.items[item] as PlanHeader['items'][number];
    if (itemId !== undefined && item_id !== itemId) return [];
    const standards = header.standards.filter((line) => line.item_id === item_id);
    const gap = Math.max(0, need - delivered - in_transit - promised);
    return [
      {
        line_number: first_line + at,
        site_id,
        item_id,
        tier,
        priority,
        need,
        delivered,
        in_transit,
        promised,
        gap,
        allocated,
        shortfall: gap - allocated,
        reasons: shortfallReasons.flatMap((reason) => {
          const quantity = reasons === 0 ? undefined : reasons[reason];
          return quantity === undefined ? [] : [{ reason, quantity }];
        }),
        flags: [...flags],
        basis: basisOf({ count, requests }, item_id, standards, header),
        pin: because === 0 ? null : { quantity: allocated, reason: because },
        picks: openPicks(picks),
      },
    ];
  });
}

function openPicks(picks: StoredCell[7]): { place: number; quantity: number }[] {
  if (picks === 0) return [];
  assert(picks.length % 2 === 0, 'picks come as place and quantity');
  return Array.from({ length: picks.length / 2 }, (_, at) => ({
    place: picks[2 * at] as number,
    quantity: picks[2 * at + 1] as number,
  }));
}

/** What one site gets of one item, from where. */
export interface SitePicks {
  line_number: number;
  site_id: string;
  item_id: string;
  need: number;
  gap: number;
  allocated: number;
  count_id: string | null;
  counted_on: string | null;
  picks: { place: number; quantity: number }[];
}

/** The lines of a site that give something, without what only explains them. */
export function openPicked(
  items: PlanHeader['items'],
  { site_id, first_line, content }: Pick<StoredSite, 'site_id' | 'first_line' | 'content'>,
): SitePicks[] {
  const { count, cells } = JSON.parse(content) as SiteContent;
  return cells.flatMap((cell, at): SitePicks[] => {
    const [item, need, delivered, inTransit, promised, allocated, , picks] = cell;
    if (allocated === 0) return [];
    return [
      {
        line_number: first_line + at,
        site_id,
        item_id: (items[item] as PlanHeader['items'][number]).item_id,
        need,
        gap: Math.max(0, need - delivered - inTransit - promised),
        allocated,
        count_id: count?.count_id ?? null,
        counted_on: count?.counted_on ?? null,
        picks: openPicks(picks),
      },
    ];
  });
}

/** Lines with the lots that their picks refer to. */
export function withLots(lines: readonly OpenLine[], lots: readonly LotPick[]): PlanLine[] {
  return lines.map(({ line_number: _, picks, ...line }) => ({
    ...line,
    picks: picks.map(({ place, quantity }) => {
      const { lot_id, location_id } = lots[place] as LotPick;
      return { lot_id, location_id, quantity };
    }),
  }));
}
