import t from 'tap';
import { collapseSpaces, comparableText, decodeText } from '../../src/exchange/text.ts';
import { Problem, violationMessage } from '../../src/lib/problem.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

/** The Problem a call throws, or null when it throws none. */
function problemOf(call: () => unknown): Problem | null {
  try {
    call();
    return null;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

t.test('UTF-8 is read with and without byte order mark', async (t) => {
  const plain = Buffer.from('Niñas,Peñón,日本,😀\n', 'utf8');
  const marked = Buffer.concat([bytes(0xef, 0xbb, 0xbf), plain]);
  for (const input of [plain, marked]) {
    t.strictSame(decodeText(input, 'a.csv'), { text: 'Niñas,Peñón,日本,😀\n', encoding: 'utf-8' });
  }
});

t.test('UTF-16 is read in both byte orders when it has its mark', async (t) => {
  const little = Buffer.from('\ufeffÑandú;1\r\n', 'utf16le');
  const big = Buffer.from(little).swap16();
  t.strictSame(decodeText(little, 'a.csv'), { text: 'Ñandú;1\r\n', encoding: 'utf-16le' });
  t.strictSame(decodeText(big, 'a.csv'), { text: 'Ñandú;1\r\n', encoding: 'utf-16be' });
});

t.test('what is not UTF-8 is Windows-1252, euro sign and curly quotes included', async (t) => {
  // "Chocó €5 “x”" in Windows-1252, byte by byte.
  const input = bytes(0x43, 0x68, 0x6f, 0x63, 0xf3, 0x20, 0x80, 0x35, 0x20, 0x93, 0x78, 0x94);
  t.strictSame(decodeText(input, 'a.csv'), { text: 'Chocó €5 “x”', encoding: 'windows-1252' });
  const edges = bytes(0x80, 0x82, 0x8c, 0x8e, 0x91, 0x9c, 0x9e, 0x9f, 0xff);
  t.equal(decodeText(edges, 'a.csv').text, '€‚ŒŽ‘œžŸÿ');
});

t.test('capitals before a closing guillemet look like UTF-8 and are still Windows-1252', async (t) => {
  // 0xC9 0xBB (É») is a valid UTF-8 sequence by accident; 0xF1 and 0xF3 are not.
  const input = bytes(0xab, 0x4a, 0x4f, 0x53, 0xc9, 0xbb, 0x20, 0x61, 0xf1, 0x6f, 0x2c, 0x6f, 0xf3, 0x6e);
  t.strictSame(decodeText(input, 'a.csv'), { text: '«JOSÉ» año,oón', encoding: 'windows-1252' });
});

t.test('a view into a larger buffer is read within its bounds', async (t) => {
  const whole = Buffer.from('xxxxa,bxxxx', 'latin1');
  t.equal(decodeText(whole.subarray(4, 7), 'a.csv').text, 'a,b');
});

t.test('files that are no text are refused with the reason', async (t) => {
  const workbook = Buffer.concat([bytes(0x50, 0x4b, 3, 4, 0, 0), Buffer.from('xl/workbook.xml')]);
  const cases: ReadonlyArray<[string, Uint8Array, string, string]> = [
    ['a workbook', workbook, 'XLSX', 'file_format'],
    ['an archive', bytes(0x50, 0x4b, 3, 4, 0, 0, 1, 2), 'ZIP', 'file_format'],
    ['an old workbook', bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1), 'XLS', 'file_format'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'PDF', 'file_format'],
    ['a page', Buffer.from('\n<!DOCTYPE html><html></html>'), 'HTML', 'file_format'],
    ['XML', Buffer.from('<?xml version="1.0"?><a/>'), 'XML', 'file_format'],
    ['JSON', Buffer.from(' [{"#loc+name": "A"}]'), 'JSON', 'file_format'],
    ['NUL bytes', bytes(0x61, 0, 0x62), 'NUL', 'file_binary'],
    ['NUL and broken UTF-8', bytes(0x61, 0, 0xff, 0xc3, 0xa1, 0xc3, 0xa9), 'NUL', 'file_binary'],
    ['UTF-16 without a mark', Buffer.from('Niña;1', 'utf16le'), 'NUL', 'file_binary'],
  ];
  for (const [name, input, reason, rule] of cases) {
    const problem = problemOf(() => decodeText(input, 'censo.xlsx'));
    t.equal(problem?.code, 'unreadable_file', name);
    t.strictSame(problem?.params, { file: 'censo.xlsx', reason }, name);
    t.match(problem?.violations, [{ rule, file: 'censo.xlsx' }], name);
  }
});

t.test('text that only begins like JSON is read', async (t) => {
  t.equal(decodeText(Buffer.from('[sic],b\n1,2'), 'a.csv').text, '[sic],b\n1,2');
});

t.test('UTF-8 cut in the middle of a letter is refused, not read with every accent doubled', async (t) => {
  const input = Buffer.from('Albergue,Niñas\nJosé,3\nÁrbol,4\nPeñ', 'utf8');
  const cut = Buffer.concat([input.subarray(0, -1), Buffer.from(',5\n')]);
  const problem = problemOf(() => decodeText(cut, 'a.csv'));
  t.equal(problem?.code, 'unreadable_file');
  t.equal(problem?.violations[0]?.rule, 'file_encoding');
  t.strictSame(problem?.violations[0]?.params, { line: 4 });
});

t.test('a reason is told in Spanish and in English', async (t) => {
  const violation = problemOf(() => decodeText(Buffer.from('%PDF-1.4'), 'a.pdf'))?.violations[0];
  if (!violation) throw new Error('no violation');
  t.match(violationMessage(violation, 'es'), /El archivo es PDF.*CSV UTF-8/);
  t.match(violationMessage(violation, 'en'), /The file is PDF.*CSV UTF-8/);
});

t.test('texts are tidied and compared as people mean them', async (t) => {
  t.equal(collapseSpaces('  NROC\u00a0Warehouse \r\n B  '), 'NROC Warehouse B');
  t.equal(collapseSpaces('Jose\u0301'), 'José');
  t.equal(comparableText('  Nº de Niños/as (0–5 meses) '), 'no de ninos as 0 5 meses');
  t.equal(comparableText('SUPPLIER/Donor'), comparableText('Supplier / donor'));
  t.equal(comparableText('#*?'), '');
});
