import { isBlindNow } from '../counting/describe.ts';
import { sheetRows } from '../counting/line-store.ts';
import { makeSheet } from '../counting/sheet.ts';
import { type SheetField, sheetFields } from '../counting/sheet-fields.ts';
import { type Count, findCount } from '../counting/store.ts';
import type { Reader } from '../database/database.ts';
import { countSheetPaper } from '../documents/paper/count-sheet.ts';
import { unitWord } from '../documents/paper/figures.ts';
import { lookupCode } from '../documents/paper/lookup-code.ts';
import { lossPaper } from '../documents/paper/loss-report.ts';
import { notePaper } from '../documents/paper/note.ts';
import { type Paper, type PaperColumn, speaker } from '../documents/paper/paper.ts';
import { readGoodsReceivedNote } from '../inbound/goods-received-note.ts';
import { dayAt } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import type { Language } from '../lib/localized.ts';
import { Problem } from '../lib/problem.ts';
import { type LossRow, streamLosses } from '../reports/loss-store.ts';
import { movementWords, reasonWords, wordOf } from '../reports/words.ts';
import { findMovement, findReversalOf } from '../stock/ledger-store.ts';
import { findReceipt } from '../stock/receipt-store.ts';
import { findWarehouse } from '../stock/store.ts';
import { latest } from './shipments.ts';

/** The goods received note of a receipt. Throws `not_found`. */
export async function receiptPaper(reader: Reader, id: string, language: Language): Promise<Paper> {
  const note = await readGoodsReceivedNote(reader, id);
  const receipt = found(await findReceipt(reader, id), 'receipt', id);
  const at = latest([receipt.posted_at, receipt.reversed_at]);
  return notePaper(note, { code: lookupCode('receipt', id), at }, language);
}

const widths: Partial<Record<SheetField, Pick<PaperColumn, 'width' | 'share' | 'align'>>> = {
  line: { width: 34, align: 'right' },
  bin: { width: 70 },
  item: { width: 86 },
  name: { share: 2 },
  unit: { width: 44 },
  expires: { width: 54 },
  expected: { width: 54, align: 'right' },
  counted: { width: 64 },
  note: { share: 1.2 },
};

/** The sheet of a count, blind where the count is. Throws `not_found`. */
export async function countPaper(reader: Reader, id: string, language: Language): Promise<Paper> {
  const count = found(await findCount(reader, id), 'stock count', id);
  const warehouse = found(await findWarehouse(reader, count.warehouse_id), 'warehouse', count.warehouse_id);
  const [headers = [], ...rows] = makeSheet(await sheetRows(reader, id), count, language);
  const say = speaker(language);
  // On paper one time at the top is enough.
  const fields = sheetFields.filter((field) => field !== 'expected' || !count.blind);
  const kept = fields.flatMap((field, index) => (field === 'counted_at' ? [] : [{ field, index }]));
  return countSheetPaper(
    {
      number: count.number,
      code: lookupCode('stock_count', id),
      at: changedAt(count),
      warehouse: `${warehouse.code} ${warehouse.name}`,
      round: count.round,
      opened_on: dayAt(count.opened_at, warehouse.time_zone),
      isBlind: isBlindNow(count) || count.blind,
      isFrozen: count.mode === 'freeze',
      isCancelled: count.state === 'cancelled',
      note: count.note,
      columns: kept.map(({ field, index }) => ({ header: headers[index] ?? '', ...widths[field] })),
      rows: rows.map((row) =>
        kept.map(({ field, index }) =>
          field === 'unit' ? unitWord(row[index] ?? '', say) : (row[index] ?? null),
        ),
      ),
    },
    language,
  );
}

function changedAt(count: Count): string {
  const { opened_at, round_started_at, closed_at, approved_at, posted_at, cancelled_at } = count;
  return latest([opened_at, round_started_at, closed_at, approved_at, posted_at, cancelled_at]);
}

/** The report of one loss. Throws `not_found`, `no_loss` for a movement that lost nothing. */
export async function movementLossPaper(reader: Reader, id: string, language: Language): Promise<Paper> {
  const movement = found(await findMovement(reader, id), 'movement', id);
  const rows: LossRow[] = [];
  for await (const batch of streamLosses(reader, { movement_id: id })) rows.push(...batch);
  const [first] = rows;
  if (movement.kind === 'reversal' || first === undefined)
    throw new Problem('no_loss', { id, kind: movement.kind });
  const reversalId = await findReversalOf(reader, id);
  const reversal = reversalId === undefined ? undefined : await findMovement(reader, reversalId);
  const code = lookupCode('movement', id);
  return lossPaper(
    {
      number: first.document_number ?? code,
      code,
      at: latest([movement.posted_at, reversal?.posted_at]),
      occurred_on: movement.occurred_on,
      kind: movementWords[movement.kind][language],
      reason: wordOf(reasonWords, movement.reason, language),
      note: movement.note,
      posted_by: movement.posted_by_name,
      place: movement.warehouse_code ?? first.from_code,
      isReversed: reversal !== undefined,
      lines: rows.map((row) => ({
        item_code: row.item_code,
        name: language === 'es' ? row.name_es : row.name_en,
        lot_number: row.lot_number,
        expires_on: row.expires_on,
        donor: row.donor_name,
        grant_code: row.grant_code,
        unit_type: row.base_unit,
        place: row.from_code,
        units: row.quantity,
        unit_value: row.unit_value,
        currency: row.currency,
      })),
    },
    language,
  );
}
