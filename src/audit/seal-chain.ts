import { sha256 } from '../lib/hash.ts';

/** What a seal says of itself before its own hash. */
export interface SealHeader {
  readonly number: number;
  readonly format: number;
  readonly previous_sha256: string;
  readonly root_sha256: string;
  readonly count: number;
  readonly sealed_at: string;
  readonly sealed_by: string | null;
}

/** What the first seal has as the one before it. */
export const NO_SEAL = '0'.repeat(64);

/** The hash of a seal, which the next one names: of the byte 2 and its header as JSON, names in order, no spaces. */
export function sealHash(header: SealHeader): string {
  const { count, format, number, previous_sha256, root_sha256, sealed_at, sealed_by } = header;
  const text = JSON.stringify({
    count,
    format,
    number,
    previous_sha256,
    root_sha256,
    sealed_at,
    sealed_by,
  });
  return sha256(Buffer.concat([Buffer.of(2), Buffer.from(text)]));
}
