import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Language } from '../../lib/localized.ts';
import { qrCode } from './barcode.ts';
import { type Font, printable } from './font.ts';
import { drawn, QR_SIZE } from './layout.ts';
import type { Fact } from './paper.ts';

/** How labels lie on a sheet, in tenths of a millimetre. */
export interface LabelSheet {
  readonly page: { readonly width: number; readonly height: number };
  readonly label: { readonly width: number; readonly height: number };
  readonly across: number;
  readonly down: number;
  /** Of the first label. */
  readonly left: number;
  readonly top: number;
  /** From one label to the next. */
  readonly stepAcross: number;
  readonly stepDown: number;
}

const a4 = { width: 2100, height: 2970 };

/** The sizes there are: sheets of A4 as stationers sell them, and single labels off a roll. */
export const labelSheets = {
  'a4-2x4': {
    page: a4,
    label: { width: 991, height: 677 },
    across: 2,
    down: 4,
    left: 46,
    top: 131,
    stepAcross: 1016,
    stepDown: 677,
  },
  'a4-3x7': {
    page: a4,
    label: { width: 635, height: 381 },
    across: 3,
    down: 7,
    left: 72,
    top: 151,
    stepAcross: 660,
    stepDown: 381,
  },
  '100x150': single(1000, 1500),
  '100x50': single(1000, 500),
} as const satisfies Readonly<Record<string, LabelSheet>>;

export type LabelSize = keyof typeof labelSheets;

export const labelSizes = Object.keys(labelSheets) as [LabelSize, ...LabelSize[]];

function single(width: number, height: number): LabelSheet {
  const size = { width, height };
  return {
    page: size,
    label: size,
    across: 1,
    down: 1,
    left: 0,
    top: 0,
    stepAcross: width,
    stepDown: height,
  };
}

export interface Label {
  /** What is read from afar. */
  readonly headline: string;
  /** Below it, nearly as large. */
  readonly strap: string;
  readonly facts: readonly Fact[];
  readonly code: string;
}

export interface Labels {
  readonly language: Language;
  readonly title: string;
  readonly at: string;
  readonly size: LabelSize;
  readonly labels: readonly Label[];
}

const POINTS = 72 / 254;
/** Four modules of the QR code, which have to stay white around it. */
const PAD = 9.1;
const GAP = PAD;
const SMALLEST = 5;

/** Lays labels out on their sheets, row by row. */
export function labelsDefinition(job: Labels, font: Font): TDocumentDefinitions {
  const sheet: LabelSheet = labelSheets[job.size];
  const each = sheet.across * sheet.down;
  const content = job.labels.flatMap((label, index): Content[] => {
    const place = index % each;
    const column = place % sheet.across;
    const x = (sheet.left + column * sheet.stepAcross) * POINTS;
    const y = (sheet.top + ((place - column) / sheet.across) * sheet.stepDown) * POINTS;
    const isNewPage = place === 0 && index > 0;
    return [
      ...(isNewPage ? [{ text: '', pageBreak: 'before' as const }] : []),
      ...labelAt(label, sheet, { x: x + PAD, y: y + PAD }, font),
    ];
  });
  return {
    pageSize: { width: sheet.page.width * POINTS, height: sheet.page.height * POINTS },
    pageMargins: [0, 0, 0, 0],
    language: job.language,
    info: {
      title: job.title,
      creator: 'Acopio',
      producer: 'Acopio',
      creationDate: new Date(job.at),
      modDate: new Date(job.at),
    },
    defaultStyle: { font: 'Roboto', lineHeight: 1.1 },
    content,
  };
}

interface Line {
  readonly text: string;
  readonly size: number;
  readonly bold: boolean;
}

const LEADING = 1.3;

function labelAt(label: Label, sheet: LabelSheet, at: { x: number; y: number }, font: Font): Content[] {
  const width = sheet.label.width * POINTS - 2 * PAD;
  const height = sheet.label.height * POINTS - 2 * PAD;
  // On a label that is high the text goes below the code, in its whole width.
  const isHigh = height > 1.2 * width;
  const textWidth = isHigh ? width : width - QR_SIZE - GAP;
  const lines = fittingLines(label, textWidth, isHigh ? height - QR_SIZE - GAP : height, font);
  const code = { x: at.x + width - QR_SIZE, y: at.y };
  const half = Math.ceil(label.code.length / 2);
  let y = isHigh ? at.y + QR_SIZE + GAP : at.y;
  const content: Content[] = [
    { ...(drawn(qrCode(label.code), QR_SIZE, QR_SIZE) as object), absolutePosition: code } as Content,
    ...[label.code.slice(0, half), label.code.slice(half)].map(
      (text, index): Content => ({
        text,
        fontSize: 5,
        noWrap: true,
        absolutePosition: { x: code.x, y: code.y + QR_SIZE + GAP + 6 * index },
      }),
    ),
  ];
  for (const { text, size, bold } of lines) {
    content.push({ text, fontSize: size, bold, noWrap: true, absolutePosition: { x: at.x, y } });
    y += size * LEADING;
  }
  return content;
}

const LARGEST = 2.4;

/** The text of a label in the largest size that fits; at the smallest what is too long is cut with an ellipsis. */
function fittingLines(label: Label, width: number, height: number, font: Font): Line[] {
  let lines: Line[] = [];
  for (let scale = LARGEST; scale > 0.5; scale -= 0.1) {
    // Large letters are no gain where they break a line.
    const rows = scale > 1 ? 1 : 2;
    const part = (text: string, points: number, bold: boolean, most: number): Line[] => {
      const size = Math.max(SMALLEST, points * scale);
      const shown = wrapped(printable(text, font), width, size, most, font);
      return shown.map((line) => ({ text: line, size, bold }));
    };
    lines = [
      ...part(label.headline, 14, true, rows + 1),
      ...(label.strap === '' ? [] : part(label.strap, 10, true, rows)),
      ...label.facts.flatMap(({ label: name, value }) => part(`${name}: ${value ?? ''}`, 8, false, rows)),
    ];
    const isCut = lines.some(({ text }) => text.endsWith(ELLIPSIS));
    const used = lines.reduce((sum, line) => sum + line.size * LEADING, 0);
    if (used <= height && !isCut) return lines;
  }
  const kept: Line[] = [];
  let left = height;
  for (const line of lines) {
    left -= line.size * LEADING;
    if (left >= 0) kept.push(line);
  }
  return kept;
}

const ELLIPSIS = '…';

/** A text in lines of a width, at most so many; words that are longer than a line are broken. */
function wrapped(text: string, width: number, size: number, most: number, font: Font): string[] {
  // Bold is a little wider.
  const fits = (line: string) => font.width(line, size) * 1.06 <= width;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (!fits(line + character)) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  lines.push(line);
  if (lines.length <= most) return lines;
  let last = lines[most - 1] ?? '';
  while (last !== '' && !fits(last + ELLIPSIS)) last = last.slice(0, -1);
  return [...lines.slice(0, most - 1), last + ELLIPSIS];
}
