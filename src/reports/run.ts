import type { Context } from '../context.ts';
import type { Reader } from '../database/database.ts';
import type { CsvOptions } from '../documents/csv.ts';
import { renderTable, type TableFormat, tableMediaType } from '../documents/render.ts';
import type { Batches, TableDefinition } from '../documents/table.ts';
import { today } from '../lib/clock.ts';
import type { Language } from '../lib/localized.ts';
import { DEFAULT_TIME_ZONE } from '../stock/places.ts';

/** How a report is asked for, whatever its filters. */
export interface Rendering {
  readonly format: TableFormat;
  readonly language?: Language | undefined;
  readonly hxl: boolean;
  readonly bom: boolean;
}

/** What a report's rows are made with. */
export interface ReportInput {
  readonly reader: Reader;
  readonly language: Language;
  /** The day of the report in a time zone: the one asked for, else the day it is there. The same for every row. */
  readonly dayIn: (timeZone: string | null) => string;
}

/** The file of a report: every row, all of one moment, made as the client takes it. */
export function runReport<Key extends string>(
  context: Context,
  accepted: Language,
  rendering: Rendering & { as_of?: string | undefined },
  table: TableDefinition<Key>,
  rows: (input: ReportInput) => Batches<Key>,
) {
  const language = rendering.language ?? accepted;
  const options: CsvOptions = { language, hxl: rendering.hxl, bom: rendering.bom };
  const dayIn = daysOf(context, rendering.as_of);
  const snapshot = context.database.snapshot((reader) => rows({ reader, language, dayIn }));
  return {
    body: renderTable(table, snapshot, rendering.format, options),
    mediaType: tableMediaType[rendering.format],
    fileName: `${table.name}-${dayIn(null)}.${rendering.format}`,
  };
}

/** Kept from the first question on: a report that runs over midnight stays on one day. */
function daysOf(context: Context, asOf: string | undefined): (timeZone: string | null) => string {
  const days = new Map<string, string>();
  return (timeZone) => {
    if (asOf !== undefined) return asOf;
    const zone = timeZone ?? DEFAULT_TIME_ZONE;
    const day = days.get(zone) ?? today(context.clock, zone);
    days.set(zone, day);
    return day;
  };
}
