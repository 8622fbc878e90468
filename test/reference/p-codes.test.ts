import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { departments, findPCode, pCodes } from '../../db/reference/p-codes.ts';
import { sharedData } from '../helpers/shared-data.ts';

/** Rows of a shared CSV without its header and its tag row, or null where the file is absent. */
function sharedRows(path: string): string[][] | null {
  const file = sharedData(path);
  return file === null ? null : parse(readFileSync(file), { from_line: 3 });
}

t.test('the list is whole', async (t) => {
  t.equal(departments.length, 14);
  t.equal(pCodes.length, 266);
  t.equal(new Set(pCodes.map(({ code }) => code)).size, 266);
  t.same(
    pCodes.filter((entry) => entry.is_water_body).map(({ code }) => code),
    ['SV0399', 'SV1099', 'SV1298', 'SV1299'],
  );
  t.same(
    pCodes.map(({ code }) => code),
    pCodes.map(({ code }) => code).sort(),
    'in code order',
  );
  const known = new Set(departments.map(({ code }) => code));
  t.same(
    pCodes.filter(
      ({ code, department_code }) => code.slice(0, 4) !== department_code || !known.has(department_code),
    ),
    [],
    'each in the department its code begins with',
  );
});

t.test('lookup is by exact code, since names repeat', async (t) => {
  t.same(findPCode('SV0613'), {
    code: 'SV0613',
    name: 'San Luis La Herradura',
    department_code: 'SV06',
    is_water_body: false,
  });
  t.equal(findPCode('SV1099')?.is_water_body, true);
  t.equal(findPCode('SV06'), undefined, 'a department');
  t.equal(findPCode('sv0613'), undefined);
  t.equal(findPCode('SV0623'), undefined, 'one past the last of La Paz');
  t.equal(findPCode('0613'), undefined, 'a national number');
  t.equal(pCodes.filter(({ name }) => name === 'El Rosario').length, 3);
  t.equal(departments.find(({ code }) => code === 'SV02')?.name, 'Cabañas', 'national 02 is Santa Ana');
});

const adminOne = sharedRows('pcodes/slv_adm1.csv');
const adminTwo = sharedRows('pcodes/slv_adm2.csv');

t.test('departments equal the shared list', { skip: adminOne === null && 'no shared data' }, async (t) => {
  t.same(
    departments.map(({ code, name }) => [code, name]),
    adminOne?.map(([code, name]) => [code, name]),
  );
});

t.test('admin 2 equals the shared list', { skip: adminTwo === null && 'no shared data' }, async (t) => {
  t.same(
    pCodes.map(({ code, name, department_code }) => [department_code, code, name]),
    adminTwo?.map(([department, , code, name]) => [department, code, name]).sort(),
  );
});
