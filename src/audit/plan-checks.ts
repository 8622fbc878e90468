import type { Reader } from '../database/database.ts';
import type { Finding } from './check.ts';

/** What a check of stored plans found. */
export interface PlanCheck {
  name: string;
  description: string;
  rows: number;
  findings: Finding[];
}

/** A line as it is kept with its site; read here on its own, so that a fault of the code that writes it is seen. */
type Cell = readonly [
  item: number,
  need: number,
  delivered: number,
  inTransit: number,
  promised: number,
  allocated: number,
  reasons: Record<string, number> | 0,
  picks: readonly number[] | 0,
];

/**
 * Proves every computed revision of every plan from its lines: the reasons of a shortfall add up to it, the picks to what is
 * allocated, and what is picked of a lot to what the plan takes of it; and that no site is missing. A site at a time is held.
 */
export async function checkPlans(reader: Reader): Promise<PlanCheck[]> {
  const lines: PlanCheck = {
    name: 'plan lines',
    description:
      'every plan line: gap = allocated + the reasons of its shortfall, and its picks add up to what is allocated',
    rows: 0,
    findings: [],
  };
  const lots: PlanCheck = {
    name: 'plan lots',
    description: 'what the lines of a plan pick of a lot is what the plan takes of it',
    rows: 0,
    findings: [],
  };
  const whole: PlanCheck = {
    name: 'plans whole',
    description: 'a computed plan has all its lines, numbered without a gap',
    rows: 0,
    findings: [],
  };
  for (const revision of await listComputed(reader)) {
    const taken = await checkRevision(reader, revision, lines, whole);
    await checkLots(reader, revision, taken, lots);
  }
  return [lines, lots, whole];
}

interface Revision {
  plan_id: string;
  revision: number;
  line_count: number | null;
}

function listComputed(reader: Reader): Promise<Revision[]> {
  return reader
    .selectFrom('plan_revisions')
    .select(['plan_id', 'revision', 'line_count'])
    .where('state', '=', 'computed')
    .orderBy('plan_id')
    .orderBy('revision')
    .execute();
}

const SITES_A_READ = 500;

/** Gives what is picked by the place of the lot. */
async function checkRevision(
  reader: Reader,
  { plan_id, revision, line_count }: Revision,
  lines: PlanCheck,
  whole: PlanCheck,
): Promise<Map<number, number>> {
  const taken = new Map<number, number>();
  let next = 1;
  for (;;) {
    const sites = await reader
      .selectFrom('plan_sites')
      .select(['first_line', 'line_count', 'content'])
      .where('plan_id', '=', plan_id)
      .where('revision', '=', revision)
      .where('first_line', '>=', next)
      .orderBy('first_line')
      .limit(SITES_A_READ)
      .execute();
    for (const site of sites) {
      const subject = `plan ${plan_id}/${revision} line ${site.first_line}`;
      if (site.first_line !== next) {
        whole.findings.push({ subject, stored: site.first_line, recomputed: next });
      }
      const { cells } = JSON.parse(site.content) as { cells: Cell[] };
      if (cells.length !== site.line_count) {
        whole.findings.push({ subject, stored: site.line_count, recomputed: cells.length });
      }
      for (const [at, cell] of cells.entries()) {
        checkCell(`plan ${plan_id}/${revision} line ${site.first_line + at}`, cell, lines, taken);
      }
      lines.rows += cells.length;
      next = site.first_line + site.line_count;
    }
    if (sites.length < SITES_A_READ) break;
  }
  whole.rows += 1;
  if (next - 1 !== line_count) {
    whole.findings.push({
      subject: `plan ${plan_id}/${revision}`,
      stored: line_count,
      recomputed: next - 1,
    });
  }
  return taken;
}

function checkCell(
  subject: string,
  [, need, delivered, inTransit, promised, allocated, reasons, picks]: Cell,
  check: PlanCheck,
  taken: Map<number, number>,
): void {
  const gap = Math.max(0, need - delivered - inTransit - promised);
  const missing = Object.values(reasons).reduce((sum, quantity) => sum + quantity, 0);
  if (gap !== allocated + missing) {
    check.findings.push({ subject, stored: gap, recomputed: allocated + missing });
  }
  let picked = 0;
  for (let at = 0; picks !== 0 && at < picks.length; at += 2) {
    const [place, quantity] = [picks[at] as number, picks[at + 1] as number];
    picked += quantity;
    taken.set(place, (taken.get(place) ?? 0) + quantity);
  }
  if (picked !== allocated) check.findings.push({ subject, stored: allocated, recomputed: picked });
}

async function checkLots(
  reader: Reader,
  { plan_id, revision }: Revision,
  taken: ReadonlyMap<number, number>,
  check: PlanCheck,
): Promise<void> {
  const lots = await reader
    .selectFrom('plan_lots')
    .select(['place', 'lot_id', 'quantity'])
    .where('plan_id', '=', plan_id)
    .where('revision', '=', revision)
    .execute();
  check.rows += lots.length;
  for (const { place, lot_id, quantity } of lots) {
    const recomputed = taken.get(place) ?? 0;
    if (quantity === recomputed) continue;
    check.findings.push({
      subject: `plan ${plan_id}/${revision} lot ${lot_id}`,
      stored: quantity,
      recomputed,
    });
  }
  const places = new Set(lots.map(({ place }) => place));
  for (const [place, quantity] of taken) {
    if (places.has(place)) continue;
    check.findings.push({
      subject: `plan ${plan_id}/${revision} place ${place}`,
      stored: null,
      recomputed: quantity,
    });
  }
}
