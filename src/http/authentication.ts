import { type Permission, permissionsOf, type Role } from '../access/permissions.ts';
import type { Principal } from '../access/principal.ts';
import { isAssignedOnly } from '../access/site-rule.ts';
import { findPrincipal } from '../access/store.ts';
import type { Context } from '../context.ts';
import { instant } from '../lib/clock.ts';
import { sha256 } from '../lib/hash.ts';
import { Problem } from '../lib/problem.ts';

/** How long a token found good is trusted without asking again; a revocation elsewhere works at the latest after this. */
const TRUSTED_MS = 2_000;
const MAX_REMEMBERED = 10_000;

/** A caller, with and without the limits of being assigned to sites: which of them holds depends on the permission asked. */
interface Caller {
  readonly everywhere: Principal;
  readonly assigned: Principal;
}

interface Remembered {
  readonly caller: Caller;
  readonly until: number;
}

/** Tells who asks from the `Authorization: Bearer …` header. */
export class Authentication {
  readonly #context: Context;
  readonly #remembered = new Map<string, Remembered>();
  #changes = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  /** The caller, at once when remembered. Throws or rejects with `unauthenticated` or `forbidden`. */
  authorize(header: string | undefined, permission: Permission): Principal | Promise<Principal> {
    const known = this.#recall(header);
    if (known !== undefined) return permitted(known, permission);
    return this.#lookUp(header).then((caller) => permitted(caller, permission));
  }

  /** Called when people, roles or tokens change in this process. */
  forgetAll(): void {
    this.#changes += 1;
    this.#remembered.clear();
  }

  #recall(header: string | undefined): Caller | undefined {
    const known = header === undefined ? undefined : this.#remembered.get(header);
    return known !== undefined && known.until > this.#context.clock.now().getTime()
      ? known.caller
      : undefined;
  }

  async #lookUp(header: string | undefined): Promise<Caller> {
    const token = /^Bearer ([\x21-\x7e]{20,200})$/i.exec(header ?? '')?.[1];
    if (header === undefined || token === undefined) throw new Problem('unauthenticated');
    const { clock, database } = this.#context;
    const changes = this.#changes;
    const found = await findPrincipal(database.read, sha256(token), instant(clock));
    if (found === undefined) throw new Problem('unauthenticated');
    const roles = found.roles as Role[];
    const { person_id, name } = found;
    const limit = found.all_sites ? null : person_id;
    const permissions = permissionsOf(roles);
    const everywhere = { person_id, name, roles, permissions, within: null, assigned: limit };
    const assigned = { ...everywhere, within: limit };
    const caller = { everywhere, assigned };
    // What was read before a change may be what the change took away.
    if (changes === this.#changes) this.#remember(header, caller, found.expires_at);
    return caller;
  }

  #remember(header: string, caller: Caller, expiresAt: string | null): void {
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    const trusted = this.#context.clock.now().getTime() + TRUSTED_MS;
    const until = expiresAt === null ? trusted : Math.min(trusted, Date.parse(expiresAt));
    this.#remembered.set(header, { caller, until });
  }
}

function permitted({ everywhere, assigned }: Caller, permission: Permission): Principal {
  if (!everywhere.permissions.has(permission)) throw new Problem('forbidden', { permission });
  return isAssignedOnly(everywhere.roles, permission) ? assigned : everywhere;
}
