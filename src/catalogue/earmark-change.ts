import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import { assertEdited } from '../database/guards.ts';
import type { LimitKind } from '../database/tables/reservations.ts';
import { missingIds, updateVersioned } from '../database/versioned.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import type { earmark, earmarkChange } from './earmark-schema.ts';
import { knownCategories, listLimits, replaceLimits } from './earmark-store.ts';
import { findGrant } from './store.ts';

type Change = z.infer<typeof earmarkChange>;

const kindOf = {
  items: 'item',
  categories: 'category',
  p_codes: 'p_code',
  sites: 'site',
  operations: 'operation',
} as const satisfies Readonly<Record<keyof Change, LimitKind>>;

const fields = Object.keys(kindOf) as (keyof Change)[];

/** What a grant allows. Throws `not_found`. */
export async function readEarmark(reader: Reader, grantId: string): Promise<z.infer<typeof earmark>> {
  const grant = found(await findGrant(reader, grantId), 'grant', grantId);
  const limits = await listLimits(reader, grantId);
  const named = (kind: LimitKind) =>
    limits.filter((limit) => limit.kind === kind).map(({ value, label }) => ({ id: value, code: label }));
  const plain = (kind: LimitKind) => named(kind).map(({ id }) => id);
  const { code: grant_code, starts_on, ends_on, version } = grant;
  return {
    ...{ grant_id: grantId, grant_code, starts_on, ends_on },
    items: named('item'),
    categories: plain('category'),
    p_codes: plain('p_code'),
    sites: named('site'),
    operations: named('operation'),
    version,
  };
}

/**
 * Changes what a grant allows from now on; what is reserved or gone already stays. Throws `not_found`, `precondition_failed`, and
 * `unknown_reference` naming every item, category, site and operation that does not exist.
 */
export async function changeEarmark(
  tx: Tx,
  context: Context,
  grantId: string,
  version: number,
  change: Change,
) {
  const before = found(await findGrant(tx, grantId), 'grant', grantId);
  await assertKnown(tx, change);
  const edited = await updateVersioned(tx, 'grants', { id: grantId, version }, {}, instant(context.clock));
  assertEdited(edited, 'grant', before, version);
  const given = fields.filter((field) => change[field] !== undefined);
  const limits = given.flatMap((field) =>
    (change[field] ?? []).map((value) => ({ kind: kindOf[field], value })),
  );
  if (given.length > 0) {
    await replaceLimits(
      tx,
      grantId,
      given.map((field) => kindOf[field]),
      limits,
    );
  }
  return readEarmark(tx, grantId);
}

async function assertKnown(tx: Tx, change: Change): Promise<void> {
  const [items, sites, operations, categories] = await Promise.all([
    missingIds(tx, 'items', change.items ?? []),
    missingIds(tx, 'sites', change.sites ?? []),
    missingIds(tx, 'operations', change.operations ?? []),
    knownCategories(tx, change.categories ?? []),
  ]);
  const unknown = (field: keyof Change, resource: string, isMissing: (value: string) => boolean) =>
    (change[field] ?? []).flatMap((value, index): Violation[] =>
      isMissing(value)
        ? [{ rule: 'unknown_reference', pointer: `/body/${field}/${index}`, value, params: { resource } }]
        : [],
    );
  const violations = [
    ...unknown('items', 'item', (value) => items.has(value)),
    ...unknown('categories', 'category', (value) => !categories.has(value)),
    ...unknown('sites', 'site', (value) => sites.has(value)),
    ...unknown('operations', 'operation', (value) => operations.has(value)),
  ];
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}
