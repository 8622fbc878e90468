import { z } from 'zod';
import { id, listQuery, moment, pageOf } from '../lib/fields.ts';

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256 in hexadecimal' });

const header = {
  number: z.int().min(1).meta({ description: '1 for the first seal, then without a gap' }),
  format: z.int().min(1).meta({ description: 'Which columns the leaves cover' }),
  previous_sha256: hash.meta({ description: 'sha256 of the seal before; 64 zeros for the first' }),
  root_sha256: hash.meta({ description: 'Root of the Merkle tree over the leaves, in their order' }),
  count: z.int().min(1).meta({ description: 'How many rows the seal covers' }),
  sealed_at: moment,
  sealed_by: id.nullable().meta({ description: 'Who sealed; null when the service did by itself' }),
  sha256: hash.meta({ description: 'Of all fields before: byte 2, then JSON, names in order, no spaces' }),
};

export const seal = z.strictObject(header);

export type Seal = z.infer<typeof seal>;

const kind = z.enum(['movement', 'cash_entry']);

export const entry = z.strictObject({
  kind,
  row_id: z.string().meta({ description: 'Identifier of the movement or cash entry' }),
  leaf_sha256: hash,
});

/** A seal with all it covers, to be kept elsewhere. */
export const exportedSeal = z.strictObject({
  file: z.literal('acopio-seal'),
  ...header,
  entries: z.array(entry).meta({ description: 'In the order of the leaves' }),
});

export type ExportedSeal = z.infer<typeof exportedSeal>;

const row = z.record(z.string(), z.union([z.string(), z.int(), z.null()]));

/** What proves one row by a seal, without a database. */
export const proof = z.strictObject({
  file: z.literal('acopio-proof'),
  content: z
    .strictObject({ kind, row, lines: z.array(row) })
    .meta({ description: 'What the leaf is made of: byte 0, then JSON, names in order, no spaces' }),
  position: z.int().min(0).meta({ description: 'Of the leaf, from 0' }),
  path: z
    .array(hash)
    .max(64)
    .meta({ description: 'The neighbour at each level that has one, from the leaf to the root' }),
  seal,
});

export type Proof = z.infer<typeof proof>;

export const sealing = z.strictObject({
  seal: seal.nullable().meta({ description: 'What was sealed; null when every row was already' }),
  more: z.boolean().meta({ description: 'There may be more rows to seal: seal again' }),
});

export const sealsQuery = listQuery(['number'], {});

export const sealsPage = pageOf(seal);

export const numberParams = z.strictObject({
  number: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
});

export const idParams = z.strictObject({ id });
