import { giftCertificatePaper } from '../documents/paper/gift-certificate.ts';
import type { Paper } from '../documents/paper/paper.ts';
import { rowsOf } from '../documents/paper/paper.ts';
import type { Press } from '../documents/paper/press.ts';
import { packingListPaper, pickingListPaper, waybillPaper } from '../documents/paper/shipment.ts';
import type { Routes } from '../http/route.ts';
import type { Language } from '../lib/localized.ts';
import { Problem } from '../lib/problem.ts';
import { boxesOf } from './boxes.ts';
import { binCards, stockCard } from './cards.ts';
import { MOST_ROWS } from './limits.ts';
import { countPaper, movementLossPaper, receiptPaper } from './papers.ts';
import * as schema from './schema.ts';
import type { ShipmentKind } from './shipment-store.ts';
import { shipmentWords } from './shipment-words.ts';
import { type PackedShipment, readShipment } from './shipments.ts';

const goods = { method: 'GET', tag: 'documents', permission: 'stock.read', params: schema.idParams } as const;

const pdf = { mediaType: 'application/pdf', description: 'The document, of A4 pages' } as const;

const printing = ['paper_too_long', 'print_queue_full'] as const;

/** The file of a document. Throws `paper_too_long`, `print_queue_full`. */
async function printed(press: Press, kind: string, paper: Paper) {
  const rows = rowsOf(paper);
  if (rows > MOST_ROWS) throw new Problem('paper_too_long', { count: rows, limit: MOST_ROWS });
  const body = await press.print({ kind: 'paper', paper });
  return { body, fileName: `${kind}-${paper.number}.pdf` };
}

/** Printed documents, each under the resource it is about. */
export function paperRoutes(routes: Routes, press: Press): void {
  stockPapers(routes, press);
  cardPapers(routes, press);
  shipmentPapers(routes, press, 'consignment');
  shipmentPapers(routes, press, 'transfer');
}

function stockPapers(routes: Routes, press: Press): void {
  routes.read(
    {
      ...goods,
      url: '/v1/receipts/:id/documents/goods-received-note',
      operationId: 'printGoodsReceivedNote',
      summary: 'Print the goods received note',
      description:
        'By line what came in good condition and what is claimed, in units and weight, with room to sign. A reversed one says so across every page.',
      query: schema.paperQuery,
      download: pdf,
      problems: printing,
    },
    async ({ context, params, query, language }) =>
      printed(
        press,
        'goods-received-note',
        await receiptPaper(context.database.read, params.id, query.language ?? language),
      ),
  );
  routes.read(
    {
      ...goods,
      url: '/v1/stock-counts/:id/documents/count-sheet',
      operationId: 'printCountSheet',
      summary: 'Print a count sheet',
      description:
        'What is to be counted where, with room for what was found. A blind count does not say what is expected; in a recount, what is to be counted again.',
      query: schema.paperQuery,
      download: pdf,
      problems: printing,
    },
    async ({ context, params, query, language }) =>
      printed(
        press,
        'count-sheet',
        await countPaper(context.database.read, params.id, query.language ?? language),
      ),
  );
  routes.read(
    {
      ...goods,
      url: '/v1/stock/movements/:id/documents/loss-and-damage-report',
      operationId: 'printLossAndDamageReport',
      summary: 'Print a loss and damage report',
      description:
        'What one movement wrote off, lost on the road or adjusted away: where, why, whose it was and its value.',
      query: schema.paperQuery,
      download: pdf,
      problems: ['no_loss', ...printing],
    },
    async ({ context, params, query, language }) =>
      printed(
        press,
        'loss-and-damage-report',
        await movementLossPaper(context.database.read, params.id, query.language ?? language),
      ),
  );
}

function cardPapers(routes: Routes, press: Press): void {
  routes.read(
    {
      ...goods,
      url: '/v1/lots/:id/documents/stock-card',
      operationId: 'printStockCard',
      summary: 'Print a stock card',
      description:
        'The card of a lot in a warehouse: every line that came or left, with the balance after it. The same lines as the stock card report.',
      query: schema.stockCardQuery,
      download: pdf,
      problems: ['no_card', ...printing],
    },
    async ({ context, params, query, language: accepted }) => {
      const { warehouse_id, language = accepted, format: _, ...period } = query;
      const paper = await stockCard(context.database, params.id, warehouse_id, period, language);
      return printed(press, 'stock-card', paper);
    },
  );
  routes.read(
    {
      ...goods,
      url: '/v1/locations/:id/documents/bin-card',
      operationId: 'printBinCards',
      summary: 'Print bin cards',
      description:
        'The cards of a bin, one for each lot that lies there, or of one lot. The same lines as the bin card report.',
      query: schema.binCardQuery,
      download: pdf,
      problems: ['no_card', ...printing],
    },
    async ({ context, params, query, language: accepted }) => {
      const { lot_id, language = accepted, format: _, ...period } = query;
      const paper = await binCards(context.database, params.id, lot_id, period, language);
      return printed(press, 'bin-card', paper);
    },
  );
}

/** The papers of a shipment that need nothing but the shipment. */
const papers = [
  {
    path: 'waybill',
    name: 'Waybill',
    called: 'waybill',
    description:
      'What is on the vehicle and who loaded, carried and received it, with room to sign and to note shortage and damage. What is not known yet is left open.',
    make: waybillPaper,
  },
  {
    path: 'picking-list',
    name: 'PickingList',
    called: 'picking list',
    description: 'Bin by bin what is to be taken, with room for what was picked and by whom.',
    make: pickingListPaper,
  },
  {
    path: 'packing-list',
    name: 'PackingList',
    called: 'packing list',
    description:
      'Which box holds what, with units, weight and volume a box. A box is what the lot came in or the largest packing level below a pallet; where neither is known a line counts as one box.',
    make: (shipment: PackedShipment, language: Language) =>
      packingListPaper(shipment, boxesOf(shipment.lines), language),
  },
] as const;

function shipmentPapers(routes: Routes, press: Press, kind: ShipmentKind): void {
  const { permission, sites, path, name, of } = shipmentWords[kind];
  const reading = { ...goods, permission, sites, download: pdf, problems: printing } as const;
  for (const paper of papers) {
    routes.read(
      {
        ...reading,
        url: `/v1/${path}/:id/documents/${paper.path}`,
        operationId: `print${name}${paper.name}`,
        summary: `Print the ${paper.called} of ${of}`,
        description: paper.description,
        query: schema.paperQuery,
      },
      async ({ context, params, query, language }) => {
        const shipment = await readShipment(context.database.read, kind, params.id);
        return printed(press, paper.path, paper.make(shipment, query.language ?? language));
      },
    );
  }
  routes.read(
    {
      ...reading,
      url: `/v1/${path}/:id/documents/gift-certificate`,
      operationId: `print${name}GiftCertificate`,
      summary: `Print the gift certificate of ${of}`,
      description:
        'For customs: goods, quantities and values, stated as humanitarian aid that is not for sale and valued for customs purposes only. An unknown value says so.',
      query: schema.giftQuery,
    },
    async ({ context, params, query, language }) => {
      const shipment = await readShipment(context.database.read, kind, params.id);
      const paper = giftCertificatePaper(shipment, query.regime ?? null, query.language ?? language);
      return printed(press, 'gift-certificate', paper);
    },
  );
}
