import type { Reader } from '../database/database.ts';
import type { SealedKind } from '../database/tables/audit.ts';
import { rootOf } from './merkle.ts';
import { NO_SEAL, sealHash } from './seal-chain.ts';
import type { ExportedSeal, Seal } from './seal-schema.ts';
import {
  CHUNK,
  countUnsealed,
  entriesBeyond,
  entriesOf,
  findSeal,
  readContents,
  sealsAfter,
} from './seal-store.ts';
import { leafOf, type SealedContent } from './sealed-content.ts';

const kinds = ['movement', 'cash_entry'] as const;
const nameOf = { movement: 'movement', cash_entry: 'cash entry' } as const;

const SEALS_AT_ONCE = 100;
/** So many findings are kept; with the first the rest is for curiosity. */
const MOST_FINDINGS = 100;
/** No transaction stays open for so long. */
const LATE_MS = 3_600_000;

export interface SealsResult {
  /** Rows looked at. */
  readonly rows: number;
  /** What was touched, in the order it was sealed. */
  readonly findings: readonly string[];
  /** What is no fault by itself and worth a look. */
  readonly notes: readonly string[];
}

/**
 * Recomputes every leaf, root and link between seals from today's rows, a few hundred at a time. The first finding is the first
 * row that was touched since it was sealed.
 */
export async function verifySeals(reader: Reader): Promise<SealsResult> {
  const walk = new Walk(reader);
  let number = 0;
  let previous = NO_SEAL;
  for (;;) {
    const seals = await sealsAfter(reader, number, SEALS_AT_ONCE);
    for (const seal of seals) {
      walk.link(seal, number, previous);
      await walk.entries(seal);
      number = seal.number;
      previous = seal.sha256;
    }
    if (seals.length < SEALS_AT_ONCE) break;
  }
  const beyond = await entriesBeyond(reader);
  if (beyond !== undefined) walk.found(`seal ${beyond}: deleted; its entries are there`);
  return { rows: walk.rows, findings: walk.findings, notes: [...(await unsealed(reader)), ...walk.notes()] };
}

/** What a check of one exported seal found: whether today's rows and seals are still what it covers. */
export async function compareWithExport(reader: Reader, kept: ExportedSeal): Promise<SealsResult> {
  const findings: string[] = [];
  const stored = await findSeal(reader, kept.number);
  if (stored === undefined) findings.push(`seal ${kept.number}: not in the database`);
  else if (stored.sha256 !== kept.sha256 || sealHash(stored) !== kept.sha256)
    findings.push(`seal ${kept.number}: another than the exported one; what it covers was sealed again`);
  for (let start = 0; start < kept.entries.length; start += CHUNK) {
    const chunk = kept.entries.slice(start, start + CHUNK);
    const contents = await contentsOf(reader, chunk);
    chunk.forEach((entry, index) => {
      const verdict = judge(entry, contents[entry.kind].get(entry.row_id), kept.number, start + index);
      if (verdict !== undefined && findings.length < MOST_FINDINGS) findings.push(verdict);
    });
  }
  return { rows: kept.entries.length, findings, notes: [] };
}

interface Entry {
  readonly kind: SealedKind;
  readonly row_id: string;
  readonly leaf_sha256: string;
}

type Contents = Readonly<Record<SealedKind, ReadonlyMap<string, SealedContent>>>;

async function contentsOf(reader: Reader, entries: readonly Entry[]): Promise<Contents> {
  const idsOf = (kind: SealedKind) =>
    entries.filter((entry) => entry.kind === kind).map((entry) => entry.row_id);
  const movement = await readContents(reader, 'movement', idsOf('movement'));
  return { movement, cash_entry: await readContents(reader, 'cash_entry', idsOf('cash_entry')) };
}

function place(entry: Entry, sealNumber: number, position: number): string {
  return `${nameOf[entry.kind]} ${entry.row_id} (seal ${sealNumber}, position ${position})`;
}

function judge(
  entry: Entry,
  content: SealedContent | undefined,
  seal: number,
  position: number,
): string | undefined {
  if (content === undefined) return `${place(entry, seal, position)}: deleted`;
  if (leafOf(content) !== entry.leaf_sha256) return `${place(entry, seal, position)}: changed`;
  return undefined;
}

/** The way through all seals, in order. */
class Walk {
  readonly findings: string[] = [];
  rows = 0;
  readonly #reader: Reader;
  readonly #latest = { movement: '', cash_entry: '' };
  #late = 0;
  #firstLate = '';

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  found(finding: string): void {
    if (this.findings.length < MOST_FINDINGS) this.findings.push(finding);
  }

  link(seal: Seal, before: number, previous: string): void {
    const { number } = seal;
    if (sealHash(seal) !== seal.sha256) this.found(`seal ${number}: its own fields were changed`);
    if (number !== before + 1)
      this.found(
        `seal ${before + 1}: deleted${number > before + 2 ? `, and those after it up to ${number - 1}` : ''}`,
      );
    else if (seal.previous_sha256 !== previous)
      this.found(`seal ${number}: does not follow seal ${before}; one of the two was made again`);
  }

  async entries(seal: Seal): Promise<void> {
    const before = this.findings.length;
    const leaves: string[] = [];
    let next = 0;
    for (let full = true; full; ) {
      const entries = await entriesOf(this.#reader, seal.number, next - 1, CHUNK);
      full = entries.length === CHUNK;
      const contents = await contentsOf(this.#reader, entries);
      for (const entry of entries) {
        this.rows += 1;
        const { position } = entry;
        if (position > next) this.found(`seal ${seal.number}, position ${next}: its entry was deleted`);
        const content = contents[entry.kind].get(entry.row_id);
        const verdict =
          position >= seal.count
            ? `${place(entry, seal.number, position)}: put into the seal afterwards`
            : judge(entry, content, seal.number, position);
        if (verdict !== undefined) this.found(verdict);
        if (content !== undefined) this.#watch(entry, content, seal.number);
        leaves.push(entry.leaf_sha256);
        next = position + 1;
      }
    }
    if (next < seal.count) this.found(`seal ${seal.number}, position ${next}: its entry was deleted`);
    if (this.findings.length === before && rootOf(leaves) !== seal.root_sha256)
      this.found(
        `seal ${seal.number}: rows were changed or exchanged and their hashes with them; the exported seal tells which`,
      );
  }

  /** A row that says it was posted long before others that were sealed before it. */
  #watch(entry: Entry, content: SealedContent, sealNumber: number): void {
    const posted = String(content.row.posted_at);
    const latest = this.#latest[entry.kind];
    if (latest !== '' && Date.parse(posted) < Date.parse(latest) - LATE_MS) {
      this.#late += 1;
      this.#firstLate ||= `${nameOf[entry.kind]} ${entry.row_id} (seal ${sealNumber}), posted ${posted}`;
    }
    if (posted > latest) this.#latest[entry.kind] = posted;
  }

  notes(): string[] {
    if (this.#late === 0) return [];
    return [
      `${this.#late} rows say they were posted more than an hour before rows sealed earlier, the first: ${this.#firstLate}`,
    ];
  }
}

async function unsealed(reader: Reader): Promise<string[]> {
  const notes: string[] = [];
  for (const kind of kinds) {
    const { count, first } = await countUnsealed(reader, kind);
    const rows = kind === 'movement' ? 'movements' : 'cash entries';
    notes.push(
      `${count} ${rows} not sealed yet${first === null ? '' : `, the oldest: ${nameOf[kind]} ${first}`}`,
    );
  }
  return notes;
}
