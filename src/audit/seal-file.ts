import type { z } from 'zod';
import { rootByPath, rootOf } from './merkle.ts';
import { NO_SEAL, sealHash } from './seal-chain.ts';
import { type ExportedSeal, exportedSeal, type Proof, proof, type Seal } from './seal-schema.ts';
import { FORMAT, leafOf } from './sealed-content.ts';

/** Why a file proves nothing, for the person who gave it. */
export class RefusedFile extends Error {}

/** An exported seal that agrees with itself. Throws `RefusedFile`. */
export function readSealFile(text: string): ExportedSeal {
  const seal = parse(exportedSeal, text, 'an exported seal');
  assertSeal(seal);
  if (seal.entries.length !== seal.count)
    throw new RefusedFile(
      `seal ${seal.number} covers ${seal.count} rows, its file has ${seal.entries.length}`,
    );
  if (rootOf(seal.entries.map((entry) => entry.leaf_sha256)) !== seal.root_sha256)
    throw new RefusedFile(`seal ${seal.number}: the rows in the file do not give its root; it was changed`);
  return seal;
}

/** A proof whose seal agrees with itself. Whether it proves its row is for `checkProof` to say. Throws `RefusedFile`. */
export function readProofFile(text: string): Proof {
  const read = parse(proof, text, 'a proof');
  assertSeal(read.seal);
  return read;
}

/** Undefined when the row is covered by its seal and that is the exported one; otherwise what is wrong. */
export function checkProof({ content, position, path, seal }: Proof, kept: Seal): string | undefined {
  if (seal.sha256 !== kept.sha256)
    return `the proof is of seal ${seal.number} (${seal.sha256}), the exported seal is ${kept.number} (${kept.sha256})`;
  if (position >= seal.count) return `there is no position ${position} among ${seal.count} rows`;
  if (rootByPath(leafOf(content), position, seal.count, path) !== kept.root_sha256)
    return `the row does not lead to the root of seal ${seal.number}: the row, its position or the path was changed`;
  return undefined;
}

function parse<S extends z.ZodType>(schema: S, text: string, what: string): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RefusedFile(`the file is not ${what}: it is no JSON`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new RefusedFile(`the file is not ${what}: ${where === '' ? '' : `${where}: `}${issue?.message}`);
}

function assertSeal(seal: Seal): void {
  if (seal.format !== FORMAT)
    throw new RefusedFile(
      `seal ${seal.number} is of format ${seal.format}; this program knows format ${FORMAT}`,
    );
  if (sealHash(seal) !== seal.sha256)
    throw new RefusedFile(`seal ${seal.number}: its fields do not give its sha256; it was changed`);
  if ((seal.number === 1) !== (seal.previous_sha256 === NO_SEAL))
    throw new RefusedFile(`seal ${seal.number}: it cannot follow ${seal.previous_sha256}`);
}
