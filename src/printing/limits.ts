/**
 * What one PDF takes. Laying out a row keeps 100 kB until the file is written, and takes some 2 ms; beyond this the report as a
 * table is the better file anyway.
 */
export const MOST_ROWS = 5_000;
export const MOST_LABELS = 1_000;
