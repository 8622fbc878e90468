import { tableMediaType } from '../documents/render.ts';

/** What the routes of all reports have in common. */
export const reading = { method: 'GET', tag: 'reports', permission: 'stock.read' } as const;

export const tableFile = {
  mediaType: [tableMediaType.json, tableMediaType.csv, tableMediaType.xlsx],
  description: 'The whole report, complete however long it is, all of one moment',
} as const;
