import { cellViolation, collect, identifierText, plainText, stated, wholeNumber } from '../exchange/cells.ts';
import { isCode } from '../exchange/codes.ts';
import type { TableLimits } from '../exchange/csv.ts';
import {
  type CellOf,
  DuplicateFinder,
  type ExplicitMapping,
  type FieldSpec,
  type RowsRead,
  readRows,
} from '../exchange/mapping.ts';
import type { TableFile } from '../exchange/table-file.ts';
import type { Violation } from '../lib/problem.ts';
import { withoutValues } from './cells.ts';
import { comparableDocument, type PersonalData } from './personal-data.ts';

/** One household as a registration file has it. */
export interface HouseholdRow extends PersonalData {
  /** As a spreadsheet shows it. */
  readonly row: number;
  readonly code: string;
  readonly site_code: string | null;
  /** Persons, 1 or more. */
  readonly household_size: number;
}

export type HouseholdField = Exclude<keyof HouseholdRow, 'row'>;

export interface HouseholdFileOptions {
  readonly mapping?: ExplicitMapping<HouseholdField>;
  readonly limits?: Partial<TableLimits>;
  /** Sees every row that could be taken apart, so that a caller can say what else is wrong and in which cell. */
  readonly onRow?: (read: HouseholdRow, cell: CellOf<HouseholdField>) => void;
}

const FIELDS: readonly FieldSpec<HouseholdField>[] = [
  {
    key: 'code',
    required: true,
    headers: [
      'Código de hogar',
      'Household code',
      'Código del hogar',
      'Código de familia',
      'Código de la familia',
      'Código',
      'Household ID',
      'HH code',
      'HH ID',
      'ID del hogar',
      'Code',
    ],
    hxl: ['#beneficiary+hh+code', '#affected+hh+code', '#beneficiary+code', '#beneficiary+id'],
  },
  {
    key: 'site_code',
    headers: [
      'Código del albergue',
      'Site code',
      'Código de albergue',
      'Código del centro',
      'Código del centro colectivo',
      'Código del sitio',
      'Shelter code',
      'Site ID',
      'Sitio',
      'Site',
    ],
    hxl: ['#loc+code', '#loc+id'],
  },
  {
    key: 'household_size',
    required: true,
    headers: [
      'Tamaño del hogar',
      'Household size',
      'Tamaño de hogar',
      'Integrantes',
      'Miembros',
      'Miembros del hogar',
      'Número de integrantes',
      'Personas',
      'Family size',
      'HH size',
      'Members',
      'Persons',
    ],
    hxl: ['#beneficiary+hh+size', '#affected+hh+size', '#affected+ind'],
  },
  {
    key: 'head_name',
    required: true,
    headers: [
      'Jefe o jefa de hogar',
      'Head of household',
      'Jefa o jefe de hogar',
      'Jefatura de hogar',
      'Nombre de la jefatura de hogar',
      'Nombre del titular',
      'Titular',
      'Nombre completo',
      'Nombre',
      'Head name',
      'Full name',
      'Name',
    ],
    hxl: ['#beneficiary+name', '#contact+name'],
  },
  {
    key: 'document',
    headers: [
      'Documento',
      'Identity document',
      'DUI',
      'Número de DUI',
      'Documento de identidad',
      'Número de documento',
      'Document',
      'Document number',
      'ID number',
    ],
    hxl: ['#beneficiary+document', '#contact+id'],
  },
  {
    key: 'account',
    headers: [
      'Cuenta',
      'Account',
      'Número de cuenta',
      'Cuenta bancaria',
      'IBAN',
      'Account number',
      'Bank account',
      'Billetera móvil',
      'Mobile money number',
    ],
    hxl: ['#beneficiary+account', '#contact+account'],
  },
];

const MAX_HOUSEHOLD_SIZE = 200;

/**
 * A registration file, one row a household → its good rows and everything wrong with the others: a code that is missing,
 * malformed or there twice, no name, a size that is not a whole number from 1 to 200, identifiers a spreadsheet has
 * abbreviated, a document there twice. Violations say row and column and never
 * repeat what stands there. Whether the site exists and the household is registered already is for the caller to check. Throws what
 * `readTable` throws.
 */
export function readHouseholdFile(
  file: TableFile,
  options: HouseholdFileOptions = {},
): RowsRead<HouseholdRow> {
  const codes = new DuplicateFinder();
  const documents = new DuplicateFinder();
  const read = readRows<HouseholdField, HouseholdRow>(file, {
    fields: FIELDS,
    mapping: options.mapping,
    limits: options.limits,
    nameFields: ['code', 'head_name'],
    readRow: (cell, row, violations) => {
      const found = readHouseholdRow(cell, row, violations);
      if (found === null) return null;
      const repeated = [
        codes.check(cell('code'), [found.code]),
        found.document === null
          ? null
          : documents.check(cell('document'), [comparableDocument(found.document)]),
      ];
      for (const violation of repeated) if (violation !== null) violations.push(violation);
      options.onRow?.(found, cell);
      return found;
    },
  });
  return { ...read, violations: withoutValues(read.violations) };
}

/** Null exactly when something was added to `violations`. */
function readHouseholdRow(
  cell: CellOf<HouseholdField>,
  row: number,
  violations: Violation[],
): HouseholdRow | null {
  const code = collect(stated(cell('code'), identifierText(cell('code'), 64)), violations);
  if (code !== null && !isCode(code)) violations.push(cellViolation(cell('code'), 'code_format'));
  const site_code = collect(plainText(cell('site_code'), 64), violations);
  const size = wholeNumber(cell('household_size'), { min: 1, max: MAX_HOUSEHOLD_SIZE });
  const household_size = collect(stated(cell('household_size'), size), violations);
  const name = plainText(cell('head_name'), 300);
  const head_name = collect(stated(cell('head_name'), name), violations);
  const document = collect(identifierText(cell('document'), 50), violations);
  const account = collect(identifierText(cell('account'), 100), violations);
  if (violations.length > 0 || code === null || household_size === null || head_name === null) return null;
  return { row, code, site_code, household_size, head_name, document, account };
}
