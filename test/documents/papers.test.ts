import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { code128, qrCode } from '../../src/documents/paper/barcode.ts';
import { count, decimal, kilograms, litres } from '../../src/documents/paper/figures.ts';
import { Font, printable } from '../../src/documents/paper/font.ts';
import { labelSheets, labelSizes } from '../../src/documents/paper/labels.ts';
import {
  type CodeKind,
  codeLetters,
  lookupCode,
  readLookupCode,
} from '../../src/documents/paper/lookup-code.ts';
import { type Paper, speaker } from '../../src/documents/paper/paper.ts';
import { Press } from '../../src/documents/paper/press.ts';
import { decodeQr, readCode128, readQrCodes } from '../helpers/barcodes.ts';
import { Pdf } from '../helpers/pdf.ts';

const press = new Press({ waiting: 20 });
const id = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';
const code = lookupCode('receipt', id);

const paper: Paper = {
  language: 'es',
  title: 'Nota de recepción',
  number: 'GRN-000001',
  code,
  at: '2026-08-05T18:00:00.000Z',
  landscape: true,
  stamp: null,
  parts: [],
};

async function print(changes: Partial<Paper>): Promise<Pdf> {
  return new Pdf(Buffer.from(await press.print({ kind: 'paper', paper: { ...paper, ...changes } })));
}

t.test('a code holds kind, identifier and box, and is read in either case', (t) => {
  const kinds = Object.keys(codeLetters) as CodeKind[];
  const anyId = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) =>
    Buffer.from(bytes)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      anyId,
      fc.option(fc.integer({ min: 1, max: 999_999 })),
      (kind, id, box) => {
        const text = lookupCode(kind, id, box);
        t.same(readLookupCode(text.toLowerCase()), { kind, id, box });
      },
    ),
    { numRuns: 300 },
  );
  t.equal(code, 'ACR01K062YYHVFG8SMNSZ3MN9Q324', 'printed codes never change their meaning');
  t.ok(lookupCode('bin', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 999_999).length <= 38, 'a small QR');
  for (const text of [
    '',
    'GRN-000001',
    'ACZ01K062YYHVFG8SMNSZ3MN9Q324',
    code.slice(0, -1),
    `${code}.0`,
    `ACR${'Z'.repeat(26)}`,
    `ACR0${'U'.repeat(25)}`,
  ])
    t.equal(readLookupCode(text), undefined, text);
  t.end();
});

/** The modules of a symbol, row by row. */
function modulesOf({ width, height, dark }: ReturnType<typeof qrCode>): boolean[][] {
  const rows = Array.from({ length: height }, () => Array.from({ length: width }, () => false));
  for (const run of dark)
    for (let x = run.x; x < run.x + run.width; x += 1) (rows[run.y] as boolean[])[x] = true;
  return rows;
}

t.test('QR and Code 128 say what they were given', async (t) => {
  for (const text of [code, lookupCode('consignment_line', id, 120), 'GRN-000042'])
    t.equal(decodeQr(modulesOf(qrCode(text))), text);
  t.equal(qrCode(code).width, 25, 'version 2: modules of 0.8 mm at 2 cm');
  const bars = code128('CNT-000001').dark;
  t.equal(
    bars.reduce((end, bar) => Math.max(end, bar.x + bar.width), 0),
    code128('CNT-000001').width,
  );
  for (const number of ['GRN-000001', 'PTY/01 a-z~', '0123456789']) {
    const [page] = (await print({ number })).pages;
    t.equal(page === undefined ? '' : readCode128(page), number);
    t.same(page === undefined ? [] : readQrCodes(page), [code]);
  }
  const [page] = (await print({ number: 'Lote ñ' })).pages;
  t.equal(page === undefined ? '' : readCode128(page), code, 'where Code 128 has no letter for the number');
});

const fonts = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts/Roboto');
const font = new Font(readFileSync(join(fonts, 'Roboto-Regular.ttf')));

t.test('nothing that was entered disappears: what the font lacks is printed as its code point', async (t) => {
  t.equal(printable('Ñandú, «año» – 5 °C × 2 ½', font), 'Ñandú, «año» – 5 °C × 2 ½');
  t.equal(printable('n\u0303', font), 'ñ', 'composed');
  t.equal(printable('a\u0000b\u200bc\td\u{1F69A}中', font), 'a[U+0000]b[U+200B]c d[U+1F69A][U+4E2D]');
  const bold = new Font(readFileSync(join(fonts, 'Roboto-Medium.ttf')));
  const differing = Array.from({ length: 0xfffe }, (_, code) => code).filter(
    (code) => font.covers(code) !== bold.covers(code),
  );
  t.same(differing, [], 'bold has the same characters');
  t.ok(Math.abs(font.width('0', 1000) - 562) < 1, 'a digit of Roboto is 1150 of 2048 wide');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
      const pdf = await print({ parts: [{ kind: 'facts', facts: [{ label: 'Lote', value: text }] }] });
      return pdf.lacks([printable(text, font)]).length === 0;
    }),
    { numRuns: 12 },
  );
});

t.test('a word that is longer than its cell stays inside it', async (t) => {
  const lot = 'LOTE-SIN-ESPACIOS-'.repeat(6);
  const pdf = await print({
    parts: [
      {
        kind: 'table',
        empty: '',
        columns: [{ header: 'Lote', width: 60 }, { header: 'Nota' }],
        rows: [[lot, 'x']],
      },
    ],
  });
  t.same(pdf.lacks([lot]), []);
  const longest = Math.max(...(pdf.pages[0]?.pieces ?? []).map((piece) => piece.length));
  t.ok(longest < 40, 'it was broken into pieces');
});

t.test('1,000 rows: headings on every page, pages numbered n de N, the same bytes again', async (t) => {
  const rows = Array.from({ length: 1_000 }, (_, index) => [
    `R-${index + 1}-`,
    'Lona tejida 4×6 m',
    '1,234',
    null,
  ]);
  const job = {
    kind: 'paper',
    paper: {
      ...paper,
      parts: [
        {
          kind: 'table',
          empty: '',
          columns: [
            { header: 'Número', width: 80 },
            { header: 'Artículo' },
            { header: 'Unidades', width: 60, group: 'En buen estado' },
            { header: 'Peso', width: 60, group: 'En buen estado' },
          ],
          rows,
        },
        { kind: 'signatures', blocks: [{ title: 'Recibido por' }] },
      ],
    },
  } as const;
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const once = await press.print(job);
  clearInterval(timer);
  t.ok(longest < 250, `the service goes on meanwhile: longest pause ${Math.round(longest)} ms`);
  const pdf = new Pdf(Buffer.from(once));
  const pages = pdf.pages.length;
  t.ok(pages > 20, `${pages} pages`);
  for (const [index, page] of pdf.pages.entries()) {
    const text = page.pieces.join('').replaceAll(/\s/g, '');
    if (text.includes('R-')) t.match(text, 'NúmeroArtículoEnbuenestado', `headings of page ${index + 1}`);
    t.match(text, `${index + 1}de${pages}`);
    t.match(text, code);
  }
  t.same(pdf.lacks(rows.map(([number]) => String(number))), []);
  const others = new Press({ waiting: 1 });
  const again = await others.print(job);
  t.ok(Buffer.from(once).equals(Buffer.from(again)), 'also by another thread');
  t.equal(pdf.createdAt, '(D:20260805180000Z)', 'dated by what it says');
});

t.test('a stamp goes across every page; language and parts', async (t) => {
  const rows = Array.from({ length: 80 }, (_, index) => [String(index)]);
  const pdf = await print({
    language: 'en',
    stamp: 'REVERSED',
    landscape: false,
    parts: [
      { kind: 'heading', text: 'Card' },
      { kind: 'table', empty: 'Nothing', columns: [{ header: 'A' }], rows },
      { kind: 'table', empty: 'Nothing here', columns: [{ header: 'A' }, { header: 'B' }], rows: [] },
      { kind: 'text', title: 'Comments', lines: ['Wet box'], ruled: 2 },
      { kind: 'notice', text: 'Not for sale' },
      {
        kind: 'signatures',
        blocks: [
          {
            title: 'Loaded by',
            name: 'Ana',
            role: 'Keeper',
            date: '2026-08-05',
            place: 'Hub',
            condition: 'good',
          },
        ],
      },
    ],
  });
  t.ok(pdf.pages.length > 1);
  for (const page of pdf.pages) t.match(page.pieces.join(''), 'REVERSED');
  t.same(
    pdf.lacks([
      'Card',
      'Nothing here',
      'Comments',
      'Wet box',
      'Not for sale',
      'Loaded by',
      'Date',
      'Function',
      'Name',
      'Signature',
      'Place',
      'Condition',
      'Ana',
      'Keeper',
      'Hub',
      `1 of ${pdf.pages.length}`,
    ]),
    [],
  );
  t.same([pdf.pages[0]?.width, pdf.pages[0]?.height], [595.28, 841.89]);
});

t.test('labels lie on their sheets, each with its own code', async (t) => {
  const labels = Array.from({ length: 10 }, (_, index) => ({
    headline: 'Lona tejida '.repeat(index === 9 ? 40 : 1),
    strap: `Caja ${index + 1} de 10`,
    code: lookupCode('consignment_line', id, index + 1),
    facts: [{ label: 'Volumen', value: 'desconocido' }],
  }));
  for (const size of labelSizes) {
    const sheet = labelSheets[size];
    t.ok(sheet.left + (sheet.across - 1) * sheet.stepAcross + sheet.label.width <= sheet.page.width, size);
    t.ok(sheet.top + (sheet.down - 1) * sheet.stepDown + sheet.label.height <= sheet.page.height, size);
    const bytes = await press.print({
      kind: 'labels',
      labels: { language: 'es', title: 'Etiquetas', at: paper.at, size, labels },
    });
    const pdf = new Pdf(Buffer.from(bytes));
    t.equal(pdf.pages.length, Math.ceil(10 / (sheet.across * sheet.down)), size);
    t.same(
      pdf.pages.flatMap(readQrCodes),
      labels.map((label) => label.code),
      size,
    );
    t.same(pdf.lacks(labels.map(({ strap }) => strap)), [], size);
    t.same(pdf.lacks(['Volumen: desconocido']), []);
  }
});

t.test('a queue that is full says so, and a job that fails hurts no other', async (t) => {
  const busy = new Press({ waiting: 1 });
  const job = { kind: 'paper', paper } as const;
  const broken = { kind: 'paper', paper: { ...paper, at: 'never' } } as const;
  const results = await Promise.allSettled([busy.print(broken), busy.print(job), busy.print(job)]);
  t.same(
    results.map(({ status }) => status),
    ['rejected', 'fulfilled', 'rejected'],
  );
  t.match((results[2] as PromiseRejectedResult).reason, { code: 'print_queue_full' });
  t.equal(new Pdf(Buffer.from(await busy.print(job))).pages.length, 1);
});

t.test('figures', (t) => {
  const say = speaker('es');
  t.same([0, 999, 1000, 1_234_567].map(count), ['0', '999', '1,000', '1,234,567']);
  t.same(['0.5', '1234.50', '-61.25', '-1234'].map(decimal), ['0.5', '1,234.50', '-61.25', '-1,234']);
  t.same(
    [0, 4200, 12_345_678, 50].map((grams) => kilograms(grams, say)),
    ['0 kg', '4.2 kg', '12,345.678 kg', '0.05 kg'],
  );
  t.equal(kilograms(null, say), 'desconocido');
  t.equal(litres(11_200, say), '11.2 l');
  t.end();
});
