import type { Reader } from '../database/database.ts';
import { present } from '../lib/assert.ts';
import { found } from '../lib/expect.ts';
import { pathOf } from './merkle.ts';
import type { ExportedSeal, Proof } from './seal-schema.ts';
import { entriesOf, findEntry, findSeal, readContents } from './seal-store.ts';

/** A seal with every entry, to be kept elsewhere. Throws `not_found`. */
export async function exportSeal(reader: Reader, number: number): Promise<ExportedSeal> {
  const seal = found(await findSeal(reader, number), 'seal', String(number));
  const rows = await entriesOf(reader, number, -1, seal.count);
  const entries = rows.map(({ kind, row_id, leaf_sha256 }) => ({ kind, row_id, leaf_sha256 }));
  return { file: 'acopio-seal', ...seal, entries };
}

/** What proves a movement by its seal, without a database. Throws `not_found` when there is none or it is not sealed yet. */
export async function proveMovement(reader: Reader, id: string): Promise<Proof> {
  const content = found((await readContents(reader, 'movement', [id])).get(id), 'movement', id);
  const entry = found(await findEntry(reader, 'movement', id), 'seal of movement', id);
  const seal = present(await findSeal(reader, entry.seal_number), 'the seal of an entry');
  const leaves = (await entriesOf(reader, seal.number, -1, seal.count)).map((row) => row.leaf_sha256);
  const path = pathOf(leaves, entry.position);
  return {
    file: 'acopio-proof',
    content: { ...content, lines: [...content.lines] },
    position: entry.position,
    path,
    seal,
  };
}
