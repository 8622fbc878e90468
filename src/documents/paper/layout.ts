import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { type Barcode, code128, isCode128, qrCode } from './barcode.ts';
import { type Font, printable } from './font.ts';
import {
  type Fact,
  type Paper,
  type PaperColumn,
  type PaperRow,
  type Part,
  type Say,
  speaker,
} from './paper.ts';

/** In points, 1/72 inch. */
const A4 = { short: 595.28, long: 841.89 };
const MARGIN = 34;
const HEAD = 40;
const PADDING = 3;
const LINE = 0.5;
/** 2 cm, what the camera of a cheap phone reads at arm's length. */
export const QR_SIZE = 56.7;
const CODE_HEIGHT = 22;
const TABLE_SIZE = 8;

const grey = '#555555';
const ruled = '#999999';

/** Lays a document out as what pdfmake takes. All text goes through `printable`. */
export function paperDefinition(paper: Paper, font: Font): TDocumentDefinitions {
  const page = new PaperPage(paper, font);
  const { title, number, code } = paper;
  const print = (text: string) => printable(text, font);
  return {
    pageSize: 'A4',
    pageOrientation: paper.landscape ? 'landscape' : 'portrait',
    pageMargins: [MARGIN, HEAD, MARGIN, HEAD],
    language: paper.language,
    info: {
      title: `${title} ${number}`,
      creator: 'Acopio',
      producer: 'Acopio',
      creationDate: new Date(paper.at),
      modDate: new Date(paper.at),
    },
    defaultStyle: { font: 'Roboto', fontSize: 9, lineHeight: 1.1 },
    header: (current: number) =>
      current === 1
        ? null
        : { text: print(`${title} ${number}`), margin: [MARGIN, 20, MARGIN, 0], fontSize: 8, color: grey },
    footer: (current: number, all: number) => ({
      columns: [
        { text: print(`Acopio · ${number}`) },
        { text: code, alignment: 'center', width: '*' },
        { text: page.say(`${current} de ${all}`, `${current} of ${all}`), alignment: 'right' },
      ],
      margin: [MARGIN, 12, MARGIN, 0],
      fontSize: 7,
      color: grey,
    }),
    ...(paper.stamp === null
      ? {}
      : { watermark: { text: print(paper.stamp), color: '#c00000', opacity: 0.25, bold: true } }),
    content: [page.letterhead(), ...paper.parts.map((part) => page.part(part))],
  };
}

/** A symbol as rectangles, scaled to a size in points. */
export function drawn(symbol: Barcode, width: number, height: number): Content {
  const across = width / symbol.width;
  const down = height / symbol.height;
  return {
    canvas: symbol.dark.map((dark) => ({
      type: 'rect',
      x: dark.x * across,
      y: dark.y * down,
      w: dark.width * across,
      h: dark.height * down,
      color: '#000000',
    })),
  };
}

class PaperPage {
  readonly say: Say;
  readonly #paper: Paper;
  readonly #font: Font;
  readonly #width: number;

  constructor(paper: Paper, font: Font) {
    this.say = speaker(paper.language);
    this.#paper = paper;
    this.#font = font;
    this.#width = (paper.landscape ? A4.long : A4.short) - 2 * MARGIN;
  }

  /** Title, number, Code 128 of the number, and the QR. */
  letterhead(): Content {
    const { title, number, code } = this.#paper;
    const bars = code128(isCode128(number) ? number : code);
    const width = Math.min(bars.width * 1.1, this.#width - QR_SIZE - 40);
    return {
      columns: [
        {
          width: '*',
          stack: [
            { text: this.#print(title), fontSize: 16, bold: true },
            { ...this.#text(number, this.#width - QR_SIZE - 40, 12), fontSize: 12, margin: [0, 1, 0, 4] },
            drawn(bars, width, CODE_HEIGHT),
          ],
        },
        {
          width: QR_SIZE + 14,
          stack: [drawn(qrCode(code), QR_SIZE, QR_SIZE)],
        },
      ],
      margin: [0, 0, 0, 10],
    };
  }

  part(part: Part): Content {
    switch (part.kind) {
      case 'heading':
        return {
          text: this.#print(part.text),
          bold: true,
          fontSize: 11,
          margin: [0, 6, 0, 3],
          ...(part.newPage === true ? { pageBreak: 'before' } : {}),
        };
      case 'facts':
        return this.#facts(part.facts);
      case 'table':
        return this.#table(part);
      case 'text':
        return this.#lines(part.title, part.lines, part.ruled);
      case 'notice':
        return { text: this.#print(part.text), bold: true, margin: [0, 4, 0, 6] };
      case 'signatures':
        return this.#signatures(part);
    }
  }

  #print(text: string): string {
    return printable(text, this.#font);
  }

  /** A text that stays inside its width: a word that is longer is broken. */
  #text(text: string, width: number, size: number) {
    const shown = this.#print(text);
    const isTooLong = shown.split(/\s/).some((word) => this.#font.width(word, size) * 1.05 > width);
    return isTooLong ? { text: shown, wordBreak: 'break-all' as const } : { text: shown };
  }

  #facts(facts: readonly Fact[]): Content {
    const across = this.#paper.landscape ? 4 : 3;
    const width = this.#width / across - 2 * PADDING;
    const cell = ({ label, value }: Fact): TableCell => ({
      stack: [
        { text: this.#print(label), fontSize: 7, color: grey },
        value === null ? rule(width) : { ...this.#text(value, width, 9.5), fontSize: 9.5 },
      ],
    });
    const body: TableCell[][] = [];
    for (let start = 0; start < facts.length; start += across) {
      const row = facts.slice(start, start + across).map(cell);
      while (row.length < across) row.push('');
      body.push(row);
    }
    return {
      table: { widths: Array.from({ length: across }, () => width), body, dontBreakRows: true },
      layout: { ...spaced, hLineWidth: () => 0, vLineWidth: () => 0 },
      margin: [0, 0, 0, 8],
    };
  }

  #table({ columns, rows, totals, empty }: Extract<Part, { kind: 'table' }>): Content {
    const widths = columnWidths(columns, this.#width);
    const cells = (row: PaperRow, style: object = {}): TableCell[] =>
      columns.map(({ align }, index) => ({
        ...this.#text(row[index] ?? '', widths[index] ?? 0, TABLE_SIZE),
        ...(align === undefined ? {} : { alignment: align }),
        ...style,
      }));
    const nothing = [
      { text: this.#print(empty), colSpan: columns.length, italics: true },
      ...columns.slice(1).map(() => ''),
    ];
    const head = this.#head(columns, widths);
    return {
      table: {
        headerRows: head.length,
        keepWithHeaderRows: 1,
        dontBreakRows: true,
        widths,
        body: [
          ...head,
          ...(rows.length === 0 ? [nothing] : rows.map((row) => cells(row))),
          ...(totals === undefined ? [] : [cells(totals, { bold: true, fillColor: '#f0f0f0' })]),
        ],
      },
      layout: spaced,
      fontSize: TABLE_SIZE,
      margin: [0, 0, 0, 8],
    };
  }

  /** One row of headings, or two where columns are grouped. */
  #head(columns: readonly PaperColumn[], widths: readonly number[]): TableCell[][] {
    const style = { bold: true, fillColor: '#e6e6e6' };
    const isGrouped = columns.some(({ group }) => group !== undefined);
    const names = columns.map(
      ({ header, align, group }, index): TableCell => ({
        ...this.#text(header, widths[index] ?? 0, TABLE_SIZE),
        ...style,
        ...(align === undefined ? {} : { alignment: align }),
        ...(isGrouped && group === undefined ? { rowSpan: 2 } : {}),
      }),
    );
    if (!isGrouped) return [names];
    const groups = columns.map(({ group }, index): TableCell => {
      if (group === undefined) return names[index] ?? '';
      if (columns[index - 1]?.group === group) return '';
      const colSpan = columns.slice(index).findIndex((column) => column.group !== group);
      const span = colSpan === -1 ? columns.length - index : colSpan;
      return { text: this.#print(group), colSpan: span, alignment: 'center', ...style };
    });
    return [groups, names.map((name, index) => (columns[index]?.group === undefined ? '' : name))];
  }

  #lines(title: string, lines: readonly string[], blank: number): Content {
    return {
      stack: [
        { text: this.#print(title), fontSize: 7, color: grey },
        ...lines.map((line) => ({
          ...this.#text(line, this.#width, 9),
          margin: [0, 1, 0, 1] as [number, number, number, number],
        })),
        ...Array.from({ length: blank }, () => rule(this.#width)),
      ],
      margin: [0, 0, 0, 8],
    };
  }

  #signatures({ blocks }: Extract<Part, { kind: 'signatures' }>): Content {
    const label = 62;
    const width = (this.#width - label - 2 * PADDING) / blocks.length - 2 * PADDING - LINE;
    const row = (name: string, values: readonly (string | null | undefined)[]): TableCell[] => [
      { text: this.#print(name), color: grey },
      ...values.map((value) => this.#text(value ?? ' ', width, TABLE_SIZE)),
    ];
    const { say } = this;
    return {
      unbreakable: true,
      stack: [
        {
          table: {
            widths: [label, ...blocks.map(() => width)],
            heights: (index: number) => (index === 4 ? 26 : 11),
            body: [
              [
                '',
                ...blocks.map(({ title }) => ({
                  text: this.#print(title),
                  bold: true,
                  fillColor: '#e6e6e6',
                })),
              ],
              row(
                say('Fecha', 'Date'),
                blocks.map(({ date }) => date),
              ),
              row(
                say('Cargo', 'Function'),
                blocks.map(({ role }) => role),
              ),
              row(
                say('Nombre', 'Name'),
                blocks.map(({ name }) => name),
              ),
              row(
                say('Firma', 'Signature'),
                blocks.map(() => null),
              ),
              row(
                say('Lugar', 'Place'),
                blocks.map(({ place }) => place),
              ),
              row(
                say('Condición', 'Condition'),
                blocks.map(({ condition }) => condition),
              ),
            ],
          },
          layout: spaced,
          fontSize: TABLE_SIZE,
        },
      ],
      margin: [0, 4, 0, 8],
    };
  }
}

const spaced = {
  paddingLeft: () => PADDING,
  paddingRight: () => PADDING,
  paddingTop: () => 2,
  paddingBottom: () => 2,
  hLineWidth: () => LINE,
  vLineWidth: () => LINE,
  hLineColor: () => ruled,
  vLineColor: () => ruled,
};

/** A line to write on. */
function rule(width: number): Content {
  return {
    canvas: [{ type: 'line', x1: 0, y1: 11, x2: width, y2: 11, lineWidth: 0.5, lineColor: ruled }],
  };
}

/** Width of the text in each column: the fixed ones as they are, the rest by their shares. */
function columnWidths(columns: readonly PaperColumn[], whole: number): number[] {
  const around = 2 * PADDING + LINE;
  const fixed = columns.reduce((sum, { width }) => sum + (width ?? 0), 0);
  const shares = columns.reduce((sum, { width, share }) => sum + (width === undefined ? (share ?? 1) : 0), 0);
  const left = whole - fixed - LINE;
  return columns.map(({ width, share }) => (width ?? (left * (share ?? 1)) / shares) - around);
}
