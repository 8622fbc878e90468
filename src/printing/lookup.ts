import type { z } from 'zod';
import type { Permission } from '../access/permissions.ts';
import type { Principal } from '../access/principal.ts';
import { isWithin } from '../access/scope-store.ts';
import { isAssignedOnly } from '../access/site-rule.ts';
import type { Reader } from '../database/database.ts';
import { type LookupCode, readLookupCode } from '../documents/paper/lookup-code.ts';
import type { Language } from '../lib/localized.ts';
import { Problem } from '../lib/problem.ts';
import { findMovement } from '../stock/ledger-store.ts';
import {
  findBinName,
  findBinsByScan,
  findBoxLine,
  findItemsByScan,
  findLotName,
  findLotsByScan,
  findNumbered,
  findNumberOf,
  findSiteReceipt,
  type NumberedKind,
} from './lookup-store.ts';
import { numberOf, scanKey } from './scan.ts';
import type { lookup } from './schema.ts';

export type Lookup = z.infer<typeof lookup>;
export type Hit = Lookup['hits'][number];

const MOST = 50;

interface Place {
  readonly path: string;
  readonly permission: Permission;
  readonly prefix: string;
  readonly documents?: readonly string[];
}

const shipmentPapers = ['waybill', 'packing-list', 'picking-list', 'gift-certificate'];

/** Where numbered documents are read, who may, and what their numbers begin with. */
const numbered: Readonly<Record<NumberedKind, Place>> = {
  receipt: { path: 'receipts', permission: 'stock.read', prefix: 'GRN', documents: ['goods-received-note'] },
  consignment: { path: 'consignments', permission: 'dispatch.read', prefix: 'WB', documents: shipmentPapers },
  transfer: { path: 'transfers', permission: 'stock.read', prefix: 'TRF', documents: shipmentPapers },
  stock_count: { path: 'stock-counts', permission: 'stock.read', prefix: 'CNT', documents: ['count-sheet'] },
  expected_consignment: { path: 'expected-consignments', permission: 'stock.read', prefix: 'EXP' },
  claim: { path: 'claims', permission: 'stock.read', prefix: 'CLM' },
  conversion: { path: 'conversions', permission: 'stock.read', prefix: 'CNV' },
  grant_loan: { path: 'grant-loans', permission: 'stock.read', prefix: 'LOAN' },
  plan: { path: 'plans', permission: 'plans.read', prefix: 'PLAN' },
  request: { path: 'requests', permission: 'requests.read', prefix: 'REQ' },
};

const SITE_RECEIPT = 'SGRN';

/** Everything a code leads to that the caller may read. Throws `unknown_code` when that is nothing. */
export async function lookUp(
  reader: Reader,
  principal: Principal,
  text: string,
  language: Language,
): Promise<Lookup> {
  const key = scanKey(text);
  const may = (permission: Permission) => principal.permissions.has(permission);
  const code = readLookupCode(key);
  const all =
    code === undefined
      ? await hitsOfText(reader, key, may, language)
      : await hitsOfCode(reader, code, may, language);
  const hits = await theirs(reader, principal, all);
  if (hits.length === 0) throw new Problem('unknown_code', { value: text });
  const shown = hits.filter(({ rank }) => rank < MOST).map(({ rank: _, ...hit }) => hit);
  return { code: text, hits: shown, complete: shown.length === hits.length };
}

/** What of the hits is of the sites that the caller is assigned to; all of it where nothing limits them. */
async function theirs(reader: Reader, principal: Principal, hits: readonly Ranked[]): Promise<Ranked[]> {
  const { assigned, roles } = principal;
  if (assigned === null) return [...hits];
  const isTheirs = await Promise.all(
    hits.map(({ path }) => {
      const [, , place, id = ''] = path.split('/');
      const sited = sitedPlaces.find((one) => numbered[one].path === place);
      if (sited === undefined || !isAssignedOnly(roles, numbered[sited].permission)) return true;
      return isWithin(reader, sited, id, assigned);
    }),
  );
  return hits.filter((_, index) => isTheirs[index]);
}

/** Documents that belong to a site or to the operation of one. */
const sitedPlaces = ['consignment', 'plan', 'request'] as const;

type May = (permission: Permission) => boolean;
/** With its place among those of its kind. */
type Ranked = Hit & { rank: number };

const ranked = (hits: readonly Hit[]): Ranked[] => hits.map((hit, rank) => ({ ...hit, rank }));

async function hitsOfText(reader: Reader, key: string, may: May, language: Language): Promise<Ranked[]> {
  const [documents, lots, bins, items] = await Promise.all([
    documentsOf(reader, key, may),
    may('stock.read') ? findLotsByScan(reader, key, MOST + 1) : [],
    may('stock.read') ? findBinsByScan(reader, key, MOST + 1) : [],
    may('catalogue.read') ? findItemsByScan(reader, key, MOST + 1) : [],
  ]);
  return [
    ...ranked(documents),
    ...ranked(lots.map((lot) => lotHit(lot, language))),
    ...ranked(bins.map(binHit)),
    ...ranked(items.map((item) => itemHit(item, language))),
  ];
}

async function documentsOf(reader: Reader, key: string, may: May): Promise<Hit[]> {
  const found = numberOf(key);
  if (found === undefined) return [];
  if (found.prefix === SITE_RECEIPT) {
    const receipt = may('dispatch.read') ? await findSiteReceipt(reader, found.number) : undefined;
    return receipt === undefined
      ? []
      : [hit('site_receipt', receipt.id, receipt.number, `consignments/${receipt.consignment_id}/receipts`)];
  }
  const kinds = Object.keys(numbered) as NumberedKind[];
  const kind = kinds.find((one) => numbered[one].prefix === found.prefix);
  if (kind === undefined || !may(numbered[kind].permission)) return [];
  const row = await findNumbered(reader, kind, found.number);
  return row === undefined ? [] : [documentHit(kind, row)];
}

async function hitsOfCode(
  reader: Reader,
  { kind, id, box }: LookupCode,
  may: May,
  language: Language,
): Promise<Ranked[]> {
  switch (kind) {
    case 'lot': {
      const lot = may('stock.read') ? await findLotName(reader, id) : undefined;
      return ranked(lot === undefined ? [] : [lotHit(lot, language)]);
    }
    case 'bin': {
      const bin = may('stock.read') ? await findBinName(reader, id) : undefined;
      return ranked(bin === undefined ? [] : [binHit(bin)]);
    }
    case 'movement': {
      const movement = may('stock.read') ? await findMovement(reader, id) : undefined;
      return ranked(
        movement === undefined
          ? []
          : [hit('movement', id, movement.reference ?? id, `stock/movements/${id}`, movement.warehouse_code)],
      );
    }
    case 'consignment_line':
    case 'transfer_line':
      return boxHits(reader, kind, id, box, may, language);
    default: {
      const row = may(numbered[kind].permission) ? await findNumberOf(reader, kind, id) : undefined;
      return ranked(row === undefined ? [] : [documentHit(kind, row)]);
    }
  }
}

/** A box, and the shipment it is part of. */
async function boxHits(
  reader: Reader,
  kind: 'consignment_line' | 'transfer_line',
  lineId: string,
  box: number | null,
  may: May,
  language: Language,
): Promise<Ranked[]> {
  const shipment = kind === 'consignment_line' ? 'consignment' : 'transfer';
  const { path, permission } = numbered[shipment];
  const line = may(permission) ? await findBoxLine(reader, kind, lineId) : undefined;
  if (line === undefined) return [];
  const lot = await findLotName(reader, line.lot_id);
  const text = lot === undefined ? null : lotHit(lot, language).text;
  const own = { ...hit('box', line.line_id, lot?.code ?? line.number, `${path}/${line.id}`, text), box };
  return [...ranked([own]), ...ranked([documentHit(shipment, line)])];
}

function hit(kind: Hit['kind'], id: string, code: string, path: string, text: string | null = null): Hit {
  return { kind, id, code, text, box: null, path: `/v1/${path}`, documents: [] };
}

function documentHit(kind: NumberedKind, { id, number }: { id: string; number: string }): Hit {
  const { path, documents = [] } = numbered[kind];
  return {
    ...hit(kind, id, number, `${path}/${id}`),
    documents: documents.map((document) => `/v1/${path}/${id}/documents/${document}`),
  };
}

function lotHit(
  lot: { id: string; code: string; item_code: string; name_es: string; name_en: string; grant_code: string },
  language: Language,
): Hit {
  const name = language === 'es' ? lot.name_es : lot.name_en;
  return hit('lot', lot.id, lot.code, `lots/${lot.id}`, `${lot.item_code} ${name} · ${lot.grant_code}`);
}

function binHit(bin: {
  id: string;
  code: string;
  name: string;
  warehouse_code: string;
  warehouse_name: string;
}): Hit {
  const text = `${bin.name} · ${bin.warehouse_code} ${bin.warehouse_name}`;
  return {
    ...hit('bin', bin.id, bin.code, `stock/balances?location_id=${bin.id}`, text),
    documents: [`/v1/locations/${bin.id}/documents/bin-card`],
  };
}

function itemHit(
  item: { id: string; code: string; name_es: string; name_en: string },
  language: Language,
): Hit {
  return hit('item', item.id, item.code, `items/${item.id}`, language === 'es' ? item.name_es : item.name_en);
}
