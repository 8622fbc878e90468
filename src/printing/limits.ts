/**
 * What one PDF takes: some 90 pages. Laying out a row keeps 60 kB until the file is written, and takes some 2 ms; beyond this the
 * report as a table is the better file anyway.
 */
export const MOST_ROWS = 3_000;
export const MOST_LABELS = 1_000;
