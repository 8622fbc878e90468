import type { Reader } from '../database/database.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import type { Principal } from './principal.ts';
import { isWithin } from './scope-store.ts';
import type { SiteRule } from './site-rule.ts';

interface Asked {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Refuses what belongs to a site that the caller is not assigned to, in the words for what does not exist: nothing about other
 * sites is told, not even that they are there. Throws `not_found`, and `unknown_reference` for a site that a body names.
 */
export async function keepWithin(
  reader: Reader,
  principal: Principal,
  rule: SiteRule | undefined,
  asked: Asked,
): Promise<void> {
  const { within } = principal;
  if (within === null || rule === undefined || typeof rule === 'string') return;
  const idIn = (part: unknown, name: string) => (part as Readonly<Record<string, string>>)[name] ?? '';
  if ('params' in rule) {
    const id = idIn(asked.params, 'id');
    const isTheirs = await isWithin(reader, rule.params, id, within);
    const resource = rule.params === 'whole operation' ? 'operation' : rule.params;
    found(isTheirs ? true : undefined, resource, id);
  } else if ('query' in rule) {
    const id = idIn(asked.query, 'site_id');
    found((await isWithin(reader, 'site', id, within)) ? true : undefined, rule.query, id);
  } else {
    const value = idIn(asked.body, 'site_id');
    if (await isWithin(reader, 'site', value, within)) return;
    const params = { resource: rule.body };
    throw new Problem('unknown_reference', {}, [
      { rule: 'unknown_reference', pointer: '/body/site_id', value, params },
    ]);
  }
}
