import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import type { Language } from '../lib/localized.ts';
import type { Proposal } from './proposal.ts';

/**
 * What a site may ask for by its latest count and an entitlement standard; undefined without such a site or standard. `except` is a
 * request that is being written and so does not count as asked. Needs are the business of planning, which gives this at the start.
 */
export type Propose = (
  reader: Reader,
  of: { site_id: string; standard_id: string; as_of: string; except?: string | undefined },
) => Promise<Proposal | undefined>;

/** Who writes, in which transaction and language, and how a form is filled. */
export interface Writing {
  readonly tx: Tx;
  readonly context: Context;
  readonly principal: Principal;
  readonly language: Language;
  readonly propose: Propose;
}
