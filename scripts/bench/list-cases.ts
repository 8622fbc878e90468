import { middleDay, rowCode, rowId, type Sizes, sizeOf } from './row-maker.ts';

export interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: {
    readonly type?: string;
    readonly enum?: readonly string[];
    readonly anyOf?: readonly unknown[];
  };
}

export interface ApiDocument {
  readonly paths: Readonly<
    Record<string, { readonly get?: { readonly parameters?: readonly ApiParameter[] } }>
  >;
}

export interface List {
  readonly path: string;
  readonly sorts: readonly string[];
  /** What a call cannot do without, besides the path. */
  readonly required: readonly ApiParameter[];
  readonly filters: readonly ApiParameter[];
}

/** Every list of the published document: what can be sorted. */
export function listsOf(document: ApiDocument): List[] {
  return Object.entries(document.paths).flatMap(([path, { get }]): List[] => {
    const parameters = get?.parameters ?? [];
    const sorts = parameters.find(({ name }) => name === 'sort')?.schema?.enum;
    if (sorts === undefined) return [];
    const asked = parameters.filter(
      ({ name, in: place }) => place === 'query' && !['sort', 'limit', 'cursor'].includes(name),
    );
    return [
      {
        path,
        sorts,
        required: asked.filter(({ required }) => required === true),
        filters: asked.filter(({ required }) => required !== true),
      },
    ];
  });
}

/** One way to ask a list. */
export interface Case {
  readonly list: string;
  readonly sort: string;
  /** Field and value, or nothing. */
  readonly filter: string;
  /** Address without limit and cursor, for the n-th asking: filters that name a row name another each time. */
  address(sizes: Sizes, turn: number): string;
}

/** Every order without a filter, and every filter by every rising order. */
export function casesOf(list: List, parent: string | null): Case[] {
  const table = tableOf(list.path);
  const base = (sizes: Sizes, turn: number) => {
    const path = parent === null ? list.path : list.path.replace('{id}', rowId(parent, 0));
    const needed = list.required.map(
      (parameter) =>
        `${parameter.name}=${exampleOf(parameter, table, sizes, list.required.length > 1 ? 0 : turn)}`,
    );
    return `${path}?${needed.map((part) => `${part}&`).join('')}`;
  };
  // What is asked of the past needs a moment, one or the other.
  const moment = list.path === '/v1/stock/as-of' ? `as_of=${middleDay}&` : '';
  const plain = list.sorts.map((sort) => ({
    list: list.path,
    sort,
    filter: '',
    address: (sizes: Sizes, turn: number) => `${base(sizes, turn)}${moment}sort=${sort}`,
  }));
  const rising = list.sorts.filter((sort) => !sort.startsWith('-'));
  const filtered = list.filters.flatMap((parameter) =>
    examplesOf(parameter).flatMap((fixed) =>
      rising.map((sort) => ({
        list: list.path,
        sort,
        filter: `${parameter.name}${fixed === null ? '' : `=${fixed}`}`,
        address: (sizes: Sizes, turn: number) =>
          `${base(sizes, turn)}${/^(as_of|known_at)$/.test(parameter.name) ? '' : moment}sort=${sort}&${parameter.name}=${encodeURIComponent(fixed ?? exampleOf(parameter, table, sizes, turn))}`,
      })),
    ),
  );
  return [...plain, ...filtered];
}

/** The values a filter is tried with, null where it names another row each time. */
function examplesOf({ name, schema }: ApiParameter): (string | null)[] {
  if (name === 'search') return ['lona', 'tejida 00', 'xyzzy'];
  const values = schema?.enum;
  if (values !== undefined) return [...new Set([values[0], values.at(-1)])].map((value) => value ?? '');
  if (schema?.type === 'boolean') return ['true', 'false'];
  return [null];
}

const pointed: Readonly<Record<string, string>> = {
  held_by: 'people',
  to_person_id: 'people',
  person_id: 'people',
  list_id: 'payment_lists',
  line_id: 'stock_count_lines',
  from_warehouse_id: 'warehouses',
  to_warehouse_id: 'warehouses',
  lender_grant_id: 'grants',
  borrower_grant_id: 'grants',
  document_id: 'documents',
  subject_id: 'documents',
  parent_id: 'categories',
  import_id: 'imports',
  household_id: 'households',
};

function exampleOf({ name }: ApiParameter, table: string, sizes: Sizes, turn: number): string {
  const target = pointed[name] ?? (name.endsWith('_id') ? `${name.slice(0, -3)}s` : undefined);
  if (target !== undefined) {
    const size = sizeOf(target === 'documents' ? table : target, sizes);
    return rowId(target, (turn * 104_729 + 1) % size);
  }
  if (/^(as_of|from_day|to_day|.*_before)$/.test(name)) return middleDay;
  if (name === 'known_at') return `${middleDay}T00:00:00.000Z`;
  if (name === 'category' || name === 'family' || name === 'department')
    return `C${String(turn % sizes.others).padStart(12, '0')}`;
  if (name === 'currency') return 'USD';
  if (name === 'p_code') return 'SV01';
  return rowCode((turn * 104_729 + 1) % sizeOf(table, sizes), sizeOf(table, sizes));
}

/** The table that a list is over, by the last word of its path. */
function tableOf(path: string): string {
  const word =
    path
      .split('/')
      .filter((part) => part !== '' && !part.startsWith('{'))
      .at(-1) ?? '';
  return (
    ({ kits: 'items', lines: 'stock_count_lines' } as Record<string, string>)[word] ??
    word.replaceAll('-', '_')
  );
}
