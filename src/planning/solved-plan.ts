import { compareCodeUnits } from '../lib/compare.ts';
import { compressText, expandText } from '../lib/compress.ts';
import { sha256 } from '../lib/hash.ts';
import { canonicalJson, type WorkedPlan } from './compute-plan.ts';
import type { LotPick, PlanInput } from './model.ts';
import type { RevisionResult } from './revision-store.ts';
import type { StoredSite } from './site-content.ts';

/** What is kept of a plan besides its sites. */
export interface PlanDescription {
  readonly result: RevisionResult;
  /** The canonical bytes it was worked out from, compressed, in parts. */
  readonly inputs: readonly string[];
  readonly lots: readonly LotPick[];
}

/** A plan worked out somewhere, whose sites can be had part by part, as often as needed, until it is released. */
export interface SolvedPlan extends PlanDescription {
  sites(from: number, to: number): Promise<StoredSite[]>;
  /** Gives up what the plan holds. */
  release(): Promise<void>;
}

/** Small enough that storing one part holds nobody up. */
const PART = 262_144;

export function describePlan(input: PlanInput, plan: WorkedPlan): PlanDescription {
  const inputs = canonicalJson(input);
  const requests = [...new Set(input.requests.map((line) => line.request_id))].sort(compareCodeUnits);
  return {
    result: {
      header: canonicalJson(plan.header),
      totals: canonicalJson(plan.totals),
      requests: JSON.stringify(requests),
      inputs_sha256: sha256(inputs),
      site_count: plan.siteCount,
      line_count: plan.count,
    },
    inputs: pack(inputs),
    lots: plan.lots,
  };
}

function pack(inputs: string): string[] {
  const packed = compressText(inputs);
  const parts: string[] = [];
  for (let start = 0; start < packed.length; start += PART) parts.push(packed.slice(start, start + PART));
  return parts;
}

/** The bytes again. */
export function unpack({ encoding, content }: { encoding: 'plain' | 'gzip'; content: string }): string {
  return encoding === 'plain' ? content : expandText(content);
}
