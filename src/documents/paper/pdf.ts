import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { Font } from './font.ts';
import { type Labels, labelsDefinition } from './labels.ts';
import { paperDefinition } from './layout.ts';
import type { Paper } from './paper.ts';

/** What can be printed. */
export type PrintJob =
  | { readonly kind: 'paper'; readonly paper: Paper }
  | { readonly kind: 'labels'; readonly labels: Labels };

/** Roboto comes with pdfmake, under the Apache License 2.0; it has Latin, Greek and Cyrillic. */
const fontFolder = join(
  dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')),
  'fonts/Roboto',
);
const fontFile = (style: string) => join(fontFolder, `Roboto-${style}.ttf`);

let font: Font | undefined;

/** Nothing is fetched, and of the disk only the fonts are read, whatever a text says. */
function prepare(): Font {
  if (font === undefined) {
    pdfmake.setUrlAccessPolicy(() => false);
    pdfmake.setLocalAccessPolicy((path) => dirname(path) === fontFolder);
    pdfmake.setFonts({
      Roboto: {
        normal: fontFile('Regular'),
        bold: fontFile('Medium'),
        italics: fontFile('Italic'),
        bolditalics: fontFile('MediumItalic'),
      },
    });
    font = new Font(readFileSync(fontFile('Regular')));
  }
  return font;
}

/** A job as the bytes of a PDF; the same job gives the same bytes. Keeps its thread busy: some 2 ms for each row of a table. */
export async function renderPdf(job: PrintJob): Promise<Uint8Array> {
  const ready = prepare();
  const definition: TDocumentDefinitions =
    job.kind === 'paper' ? paperDefinition(job.paper, ready) : labelsDefinition(job.labels, ready);
  return pdfmake.createPdf(definition).getBuffer();
}
