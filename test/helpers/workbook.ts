import { crc32, deflateRawSync } from 'node:zlib';

/** A ZIP archive of these parts, as a workbook is one. */
export function zip(parts: Readonly<Record<string, string | Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const data = Buffer.from(content);
    const packed = deflateRawSync(data, { level: 9 });
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(data), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(data.length, 8);
    const path = Buffer.from(name);
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(path.length, 0);
    const version = Buffer.from([20, 0, 0, 8, 8, 0, 0, 0, 0, 0]);
    locals.push(Buffer.from('PK\x03\x04'), version, sizes, lengths, path, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(
      Buffer.from('PK\x01\x02'),
      Buffer.from([20, 0]),
      version,
      sizes,
      lengths,
      rest.subarray(0, 14),
      path,
    );
    offset += 30 + path.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  const count = Object.keys(parts).length;
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

export interface SheetXml {
  name: string;
  /** The inside of `worksheet`, or of `sheetData` when it begins with a row. */
  xml: string;
  state?: string;
}

interface WorkbookOptions {
  strings?: string;
  styles?: string;
  date1904?: boolean;
  extra?: Record<string, string>;
}

const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** A workbook of these sheets, with the XML given: what no library would write can be tested too. */
export function workbook(sheets: readonly SheetXml[], options: WorkbookOptions = {}): Buffer {
  const relations = sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${relation}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  const listed = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}" ${state === undefined ? '' : `state="${state}" `}r:id="rId${index + 1}"/>`,
  );
  const body = (xml: string) => (xml.startsWith('<row') ? `<sheetData>${xml}</sheetData>` : xml);
  return zip({
    '_rels/.rels': `<Relationships><Relationship Id="a" Type="${relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="${relation}"><workbookPr${options.date1904 === true ? ' date1904="1"' : ''}/><sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations.join('')}</Relationships>`,
    ...(options.strings === undefined ? {} : { 'xl/sharedStrings.xml': `<sst>${options.strings}</sst>` }),
    ...(options.styles === undefined
      ? {}
      : { 'xl/styles.xml': `<styleSheet>${options.styles}</styleSheet>` }),
    ...Object.fromEntries(
      sheets.map(({ xml }, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `<worksheet xmlns="${main}">${body(xml)}</worksheet>`,
      ]),
    ),
    ...options.extra,
  });
}

/** A sheet of inline texts and numbers, row by row; null leaves a cell out. */
export function rows(table: readonly (readonly (string | number | null)[])[]): string {
  const escaped = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const cell = (value: string | number | null) => {
    if (value === null) return '<c/>';
    return typeof value === 'number'
      ? `<c><v>${value}</v></c>`
      : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  };
  return table.map((cells, index) => `<row r="${index + 1}">${cells.map(cell).join('')}</row>`).join('');
}
