import type { Language } from '../../lib/localized.ts';

/** A value with its name. Null is a line to be written on by hand. */
export interface Fact {
  readonly label: string;
  readonly value: string | null;
}

/** A column of a table. `share` is its part of the width that is left by columns of a fixed width in points. */
export interface PaperColumn {
  readonly header: string;
  readonly width?: number;
  readonly share?: number;
  readonly align?: 'right';
  /** Columns next to each other with the same group get one heading above their own. */
  readonly group?: string;
}

/** One row of cells as they are read; null is left blank, to be written in. */
export type PaperRow = readonly (string | null)[];

/** Who signs, with what is known already. What is not is written by hand. */
export interface SignatureBlock {
  readonly title: string;
  readonly date?: string | null;
  readonly role?: string | null;
  readonly name?: string | null;
  readonly place?: string | null;
  readonly condition?: string | null;
}

export type Part =
  | { readonly kind: 'heading'; readonly text: string; readonly newPage?: boolean }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly PaperColumn[];
      readonly rows: readonly PaperRow[];
      readonly totals?: PaperRow;
      /** Said in place of rows when there is none. */
      readonly empty: string;
    }
  | {
      readonly kind: 'text';
      readonly title: string;
      readonly lines: readonly string[];
      readonly ruled: number;
    }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'signatures'; readonly blocks: readonly SignatureBlock[] };

/** A printed document as it is put together, before it is laid out on pages. */
export interface Paper {
  readonly language: Language;
  readonly title: string;
  /** Its number, printed as text and as Code 128. */
  readonly number: string;
  /** What its QR says; see `lookup-code.ts`. */
  readonly code: string;
  /** When what it says was last changed: the date of the file, so that the same data give the same bytes. */
  readonly at: string;
  readonly landscape: boolean;
  /** Printed across every page, such as that it is void. */
  readonly stamp: string | null;
  readonly parts: readonly Part[];
}

/** A text in the language of a document: `say('Fecha', 'Date')`. */
export type Say = (es: string, en: string) => string;

export function speaker(language: Language): Say {
  return (es, en) => (language === 'es' ? es : en);
}

/** How many rows the tables of a document have in all. */
export function rowsOf(paper: Paper): number {
  return paper.parts.reduce((sum, part) => sum + (part.kind === 'table' ? part.rows.length : 0), 0);
}
