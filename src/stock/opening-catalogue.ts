import { CodesInUse, codeFrom, isCode } from '../exchange/codes.ts';
import type { OpeningReading, OpeningRow } from './opening-file.ts';
import type { KnownGrant, KnownItem } from './opening-store.ts';

/** How a text of a row was found: `ambiguous` holds how many have that name. */
export type Found<Row> = { known: Row } | { ambiguous: number } | { unknown: true };

function only<Row>(rows: readonly Row[]): Found<Row> {
  const [first] = rows;
  if (first === undefined) return { unknown: true };
  return rows.length === 1 ? { known: first } : { ambiguous: rows.length };
}

/** Rows by a text that several of them may share. */
class ByText<Row> {
  readonly #rows = new Map<string, Row[]>();

  add(text: string, row: Row): void {
    const rows = this.#rows.get(text) ?? [];
    if (!rows.includes(row)) this.#rows.set(text, [...rows, row]);
  }

  get(text: string): readonly Row[] {
    return this.#rows.get(text) ?? [];
  }
}

/** The items a list names: by code where it gives one, else by name as it is spelled; those there are not are added. */
export class ListedItems {
  readonly added: (KnownItem & { category: string })[] = [];
  readonly #byCode = new Map<string, KnownItem>();
  readonly #byName = new ByText<KnownItem>();
  readonly #codes: CodesInUse;
  readonly #newId: () => string;

  constructor(items: readonly KnownItem[], readings: readonly OpeningReading[], newId: () => string) {
    const inFile = readings.flatMap(({ item_code }) => (item_code === null ? [] : [item_code]));
    this.#codes = new CodesInUse([...items.map((item) => item.code), ...inFile]);
    this.#newId = newId;
    for (const item of items) this.#know(item);
  }

  find({ item_code, item_name }: OpeningReading): Found<KnownItem> {
    if (item_code === null) return only(this.#byName.get(item_name ?? ''));
    const item = this.#byCode.get(item_code) ?? this.#byCode.get(item_code.toUpperCase());
    return item === undefined ? { unknown: true } : { known: item };
  }

  /** For a row whose code, if it has one, can be one. */
  add({ item_code, item_name, base_unit, category }: OpeningRow): KnownItem {
    const name = item_name ?? item_code ?? '';
    const code = item_code ?? this.#codes.claim(codeFrom(name, 'ITEM'), name);
    const item = { id: this.#newId(), code, name_es: name, name_en: name, base_unit };
    this.added.push({ ...item, category: category ?? 'uncategorized' });
    this.#know(item);
    return item;
  }

  #know(item: KnownItem): void {
    this.#byCode.set(item.code, item);
    this.#byName.add(item.name_es, item);
    this.#byName.add(item.name_en, item);
  }
}

const UNSPECIFIED: Omit<KnownGrant, 'id'> = { code: 'UNSPECIFIED', donor_name: 'Sin especificar' };

/** The grants a list's donors stand for: the grant of that code, else the one of that donor; those there are not are added. */
export class ListedGrants {
  readonly added: KnownGrant[] = [];
  readonly #byCode = new Map<string, KnownGrant>();
  readonly #byDonor = new ByText<KnownGrant>();
  readonly #codes: CodesInUse;
  readonly #newId: () => string;

  constructor(grants: readonly KnownGrant[], newId: () => string) {
    this.#codes = new CodesInUse([...grants.map((grant) => grant.code), UNSPECIFIED.code]);
    this.#newId = newId;
    for (const grant of grants) this.#know(grant);
  }

  find(donor: string | null): Found<KnownGrant> {
    const coded = this.#byCode.get(donor ?? UNSPECIFIED.code);
    if (coded !== undefined) return { known: coded };
    return donor === null ? { unknown: true } : only(this.#byDonor.get(donor));
  }

  add(donor: string | null): KnownGrant {
    const fields =
      donor === null
        ? UNSPECIFIED
        : { code: this.#codes.claim(codeFrom(donor, 'DONOR'), donor), donor_name: donor };
    const grant = { id: this.#newId(), ...fields };
    this.added.push(grant);
    this.#know(grant);
    return grant;
  }

  #know(grant: KnownGrant): void {
    this.#byCode.set(grant.code, grant);
    this.#byDonor.add(grant.donor_name, grant);
  }
}

export interface KnownBin {
  id: string;
  code: string;
  name: string;
}

/** The bins a list names. One list may hold several warehouses; their names then come before those of the bins. */
export class ListedBins {
  readonly added: KnownBin[] = [];
  readonly #byText = new Map<string, KnownBin>();
  readonly #codes: CodesInUse;
  readonly #newId: () => string;
  readonly #oneWarehouse: boolean;

  constructor(bins: readonly KnownBin[], oneWarehouse: boolean, newId: () => string) {
    this.#codes = new CodesInUse(bins.map((bin) => bin.code));
    this.#newId = newId;
    this.#oneWarehouse = oneWarehouse;
    for (const bin of bins) this.#byText.set(bin.name, bin);
    for (const bin of bins) this.#byText.set(bin.code, bin);
  }

  get({ warehouse_name, bin }: { warehouse_name: string; bin: string | null }): KnownBin {
    const place = bin ?? 'MAIN';
    const plain = this.#oneWarehouse || warehouse_name === '';
    const name = plain ? place : `${warehouse_name}/${place}`;
    const known = this.#byText.get(name);
    if (known !== undefined) return known;
    const own = isCode(place) ? place : codeFrom(place, 'BIN');
    const wanted = plain ? own : `${codeFrom(warehouse_name, 'WAREHOUSE').slice(0, 30)}/${own}`;
    const made = { id: this.#newId(), code: this.#codes.claim(wanted.slice(0, 64), name), name };
    this.added.push(made);
    this.#byText.set(name, made);
    return made;
  }
}
