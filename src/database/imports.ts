import type { Reader, Tx } from './database.ts';
import type { Tables } from './tables/index.ts';

/** A file that was taken in: what it was, whose (`scope_id`), and how many of its rows came in. */
export type ImportRow = Tables['imports'];

/** The earlier imports of these very bytes into one of the scopes. */
export async function findImports(
  reader: Reader,
  kind: string,
  scope: { id: string; andItsParts: boolean },
  fileSha256: string,
): Promise<ImportRow[]> {
  return reader
    .selectFrom('imports')
    .selectAll()
    .where('kind', '=', kind)
    .where('file_sha256', '=', fileSha256)
    .where((eb) =>
      scope.andItsParts
        ? eb.or([eb('scope_id', '=', scope.id), eb('scope_id', 'like', `${scope.id} %`)])
        : eb('scope_id', '=', scope.id),
    )
    .orderBy('id')
    .execute();
}

/** Records an import; false when the same file was imported there before. */
export async function insertImport(tx: Tx, row: ImportRow): Promise<boolean> {
  const result = await tx
    .insertInto('imports')
    .values(row)
    .onConflict((conflict) => conflict.columns(['kind', 'scope_id', 'file_sha256']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}
