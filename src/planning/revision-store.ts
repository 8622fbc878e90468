import { sql } from 'kysely';
import { insertColumns } from '../database/bulk.ts';
import type { Reader, Tx } from '../database/database.ts';
import type { LotPick } from './model.ts';
import type { PlanHeader, StoredSite } from './site-content.ts';
import { planSteps } from './states.ts';

export interface NewRevision {
  plan_id: string;
  revision: number;
  as_of: string;
  arrival_on: string;
  /** JSON of `PlanOptions` and of the pins. */
  options: string;
  pins: string;
  note: string | null;
  made_by: string;
  made_at: string;
}

/** Begins a revision. A second one of the same plan meanwhile fails on a unique key. */
export async function insertRevision(tx: Tx, revision: NewRevision): Promise<void> {
  await tx
    .insertInto('plan_revisions')
    .values({
      ...revision,
      state: 'computing',
      percent: 0,
      problem: null,
      header: null,
      totals: null,
      requests: null,
      inputs_sha256: null,
      site_count: null,
      line_count: null,
      beat_at: revision.made_at,
      ended_at: null,
    })
    .execute();
}

const revisionColumns = [
  'plan_id',
  'revision',
  'state',
  'as_of',
  'arrival_on',
  'pins',
  'note',
  'percent',
  'problem',
  'inputs_sha256',
  'site_count',
  'line_count',
  'made_by',
  'made_at',
  'ended_at',
] as const;

/** All revisions of a plan, the latest first. */
export async function listRevisions(reader: Reader, planId: string) {
  return reader
    .selectFrom('plan_revisions')
    .select(revisionColumns)
    .where('plan_id', '=', planId)
    .orderBy('revision', 'desc')
    .execute();
}

export async function findRevision(reader: Reader, planId: string, revision: number) {
  return reader
    .selectFrom('plan_revisions')
    .select([...revisionColumns, 'options', 'totals'])
    .where('plan_id', '=', planId)
    .where('revision', '=', revision)
    .executeTakeFirst();
}

export async function latestRevision(reader: Reader, planId: string): Promise<number> {
  const row = await reader
    .selectFrom('plan_revisions')
    .select((eb) => eb.fn.max('revision').as('latest'))
    .where('plan_id', '=', planId)
    .executeTakeFirst();
  return row?.latest ?? 0;
}

/** Tells how far a computation is, and that it lives; false when it was stopped or its plan cannot take it any more. */
export async function beat(
  tx: Tx,
  planId: string,
  revision: number,
  percent: number,
  at: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('plan_revisions')
    .set({ percent, beat_at: at })
    .where('plan_id', '=', planId)
    .where('revision', '=', revision)
    .where('state', '=', 'computing')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('plans')
          .select('plans.id')
          .where('plans.id', '=', planId)
          .where('plans.state', 'in', [...planSteps.compute.from, ...planSteps.edit.from]),
      ),
    )
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** What of a revision is kept besides its parts. */
export interface RevisionResult {
  header: string;
  totals: string;
  requests: string;
  inputs_sha256: string;
  site_count: number;
  line_count: number;
}

/** Ends a revision that was computing; false when it was ended before. */
export async function endRevision(
  tx: Tx,
  planId: string,
  revision: number,
  end: { state: 'failed' | 'stopped'; problem: string | null } | ({ state: 'computed' } & RevisionResult),
  at: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('plan_revisions')
    .set({ ...end, ...(end.state === 'computed' ? { percent: 100 } : {}), ended_at: at })
    .where('plan_id', '=', planId)
    .where('revision', '=', revision)
    .where('state', '=', 'computing')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Makes a revision the one that holds: `compute` for the first, `edit` for later ones. False when the plan is past that. */
export async function takeRevision(tx: Tx, planId: string, revision: number): Promise<boolean> {
  const first = sql<boolean>`plans.revision = 0`;
  const taken = tx
    .selectFrom('plan_revisions')
    .where('plan_id', '=', planId)
    .where('revision', '=', revision);
  const result = await tx
    .updateTable('plans')
    .set({
      state: sql`case when plans.revision = 0 then ${planSteps.compute.to} else ${planSteps.edit.to} end`,
      revision,
      as_of: taken.select('as_of'),
      arrival_on: taken.select('arrival_on'),
      totals: taken.select(sql<string>`totals`.as('totals')),
      inputs_sha256: taken.select('inputs_sha256'),
      computed_by: taken.select('made_by'),
      computed_at: taken.select('made_at'),
      submitted_by: null,
      submitted_at: null,
      version: sql<number>`version + case when plans.revision = 0 then 0 else 1 end`,
    })
    .where('id', '=', planId)
    .where(({ and, eb, or }) =>
      or([
        and([first, eb('state', 'in', planSteps.compute.from)]),
        and([eb('plans.revision', '>', 0), eb('state', 'in', planSteps.edit.from)]),
      ]),
    )
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The inputs a revision is worked out from, in parts. */
export async function insertInputs(
  tx: Tx,
  planId: string,
  revision: number,
  parts: readonly string[],
  first: number,
): Promise<void> {
  await insertColumns(tx, 'plan_inputs', {
    plan_id: { kind: 'text', values: parts.map(() => planId) },
    revision: { kind: 'int', values: parts.map(() => revision) },
    part: { kind: 'int', values: parts.map((_, at) => first + at) },
    encoding: { kind: 'text', values: parts.map(() => 'gzip') },
    content: { kind: 'text', values: parts },
  });
}

export async function readInputs(
  reader: Reader,
  planId: string,
  revision: number,
): Promise<{ encoding: 'plain' | 'gzip'; content: string } | undefined> {
  const parts = await reader
    .selectFrom('plan_inputs')
    .select(['encoding', 'content'])
    .where('plan_id', '=', planId)
    .where('revision', '=', revision)
    .orderBy('part')
    .execute();
  const [first] = parts;
  if (first === undefined) return undefined;
  return { encoding: first.encoding, content: parts.map(({ content }) => content).join('') };
}

/** Lots that a revision picks from; `first` is the place of the first of these. */
export async function insertLots(
  tx: Tx,
  planId: string,
  revision: number,
  lots: readonly LotPick[],
  first: number,
): Promise<void> {
  await insertColumns(tx, 'plan_lots', {
    plan_id: { kind: 'text', values: lots.map(() => planId) },
    revision: { kind: 'int', values: lots.map(() => revision) },
    place: { kind: 'int', values: lots.map((_, at) => first + at) },
    lot_id: { kind: 'text', values: lots.map(({ lot_id }) => lot_id) },
    location_id: { kind: 'text', values: lots.map(({ location_id }) => location_id) },
    quantity: { kind: 'int', values: lots.map(({ quantity }) => quantity) },
  });
}

export async function insertSites(
  tx: Tx,
  planId: string,
  revision: number,
  sites: readonly StoredSite[],
): Promise<void> {
  await insertColumns(tx, 'plan_sites', {
    plan_id: { kind: 'text', values: sites.map(() => planId) },
    revision: { kind: 'int', values: sites.map(() => revision) },
    first_line: { kind: 'int', values: sites.map(({ first_line }) => first_line) },
    site_id: { kind: 'text', values: sites.map(({ site_id }) => site_id) },
    priority: { kind: 'int', values: sites.map(({ priority }) => priority) },
    line_count: { kind: 'int', values: sites.map(({ line_count }) => line_count) },
    beside: { kind: 'int', values: sites.map(({ beside }) => beside) },
    content: { kind: 'text', values: sites.map(({ content }) => content) },
  });
}

/** What all lines of a revision rest on; fails where it is not computed. */
export async function readHeader(
  reader: Reader,
  planId: string,
  revision: number,
): Promise<PlanHeader | null> {
  const row = await reader
    .selectFrom('plan_revisions')
    .select('header')
    .where('plan_id', '=', planId)
    .where('revision', '=', revision)
    .executeTakeFirst();
  return row?.header == null ? null : (JSON.parse(row.header) as PlanHeader);
}

/** A whole revision: its header and all its sites. */
export async function readSites(reader: Reader, planId: string, revision: number) {
  const [header, sites] = await Promise.all([
    readHeader(reader, planId, revision),
    reader
      .selectFrom('plan_sites')
      .select(['site_id', 'first_line', 'content'])
      .where('plan_id', '=', planId)
      .where('revision', '=', revision)
      .orderBy('first_line')
      .execute(),
  ]);
  return { header, sites };
}

/** Revisions whose computation has not been heard of since an instant. */
export async function listSilent(reader: Reader, before: string) {
  return reader
    .selectFrom('plan_revisions')
    .select(['plan_id', 'revision'])
    .where('state', '=', 'computing')
    .where('beat_at', '<', before)
    .execute();
}

/** The requests that the revision of a plan that holds has counted are from now on those of the plan. */
export async function insertPlanRequests(tx: Tx, planId: string): Promise<void> {
  const row = await tx
    .selectFrom('plan_revisions')
    .innerJoin('plans', (join) =>
      join
        .onRef('plans.id', '=', 'plan_revisions.plan_id')
        .onRef('plans.revision', '=', 'plan_revisions.revision'),
    )
    .select('requests')
    .where('plan_id', '=', planId)
    .executeTakeFirst();
  const ids = JSON.parse(row?.requests ?? '[]') as string[];
  for (let start = 0; start < ids.length; start += 500) {
    const rows = ids.slice(start, start + 500).map((request_id) => ({ plan_id: planId, request_id }));
    await tx.insertInto('plan_requests').values(rows).execute();
  }
}
