import { type Permission, permissionsOf, type Role } from '../access/permissions.ts';
import type { Principal } from '../access/principal.ts';
import { findPrincipal } from '../access/store.ts';
import type { Context } from '../context.ts';
import { instant } from '../lib/clock.ts';
import { sha256 } from '../lib/hash.ts';
import { Problem } from '../lib/problem.ts';

/** How long a token found good is trusted without asking again; a revocation elsewhere works at the latest after this. */
const TRUSTED_MS = 2_000;
const MAX_REMEMBERED = 10_000;

interface Remembered {
  readonly principal: Principal;
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
    return this.#lookUp(header).then((principal) => permitted(principal, permission));
  }

  /** Called when people, roles or tokens change in this process. */
  forgetAll(): void {
    this.#changes += 1;
    this.#remembered.clear();
  }

  #recall(header: string | undefined): Principal | undefined {
    const known = header === undefined ? undefined : this.#remembered.get(header);
    return known !== undefined && known.until > this.#context.clock.now().getTime()
      ? known.principal
      : undefined;
  }

  async #lookUp(header: string | undefined): Promise<Principal> {
    const token = /^Bearer ([\x21-\x7e]{20,200})$/i.exec(header ?? '')?.[1];
    if (header === undefined || token === undefined) throw new Problem('unauthenticated');
    const { clock, database } = this.#context;
    const changes = this.#changes;
    const found = await findPrincipal(database.read, sha256(token), instant(clock));
    if (found === undefined) throw new Problem('unauthenticated');
    const roles = found.roles as Role[];
    const principal = {
      person_id: found.person_id,
      name: found.name,
      roles,
      permissions: permissionsOf(roles),
    };
    // What was read before a change may be what the change took away.
    if (changes === this.#changes) this.#remember(header, principal, found.expires_at);
    return principal;
  }

  #remember(header: string, principal: Principal, expiresAt: string | null): void {
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    const trusted = this.#context.clock.now().getTime() + TRUSTED_MS;
    const until = expiresAt === null ? trusted : Math.min(trusted, Date.parse(expiresAt));
    this.#remembered.set(header, { principal, until });
  }
}

function permitted(principal: Principal, permission: Permission): Principal {
  if (!principal.permissions.has(permission)) throw new Problem('forbidden', { permission });
  return principal;
}
