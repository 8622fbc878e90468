import type { ProblemEntry } from './problem-entry.ts';

/** Failures of printed documents, labels and scanned codes. */
export const printFailures = {
  no_loss: {
    status: 409,
    title: { es: 'No fue una pérdida', en: 'Not a loss' },
    detail: {
      es: 'El movimiento {id} ({kind}) no dio de baja, perdió ni ajustó nada; no hay informe de pérdida. Imprima el de la baja, el faltante o el ajuste.',
      en: 'Movement {id} ({kind}) wrote nothing off, lost nothing and adjusted nothing away; there is no loss report. Print that of the write-off, shortfall or adjustment.',
    },
  },
  no_card: {
    status: 409,
    title: { es: 'No hay tarjeta', en: 'No card' },
    detail: {
      es: 'En {place} no hubo movimientos del lote {value} en esos días. Revise el lugar, el lote y las fechas.',
      en: 'There were no movements of lot {value} at {place} on those days. Check the place, the lot and the dates.',
    },
  },
  paper_too_long: {
    status: 422,
    title: { es: 'Documento demasiado largo', en: 'Document too long' },
    detail: {
      es: 'Saldrían {count} renglones o etiquetas, y un PDF admite {limit}. Pida una parte (fechas, una ubicación, de una caja a otra) o el informe en XLSX o CSV, que no tiene límite.',
      en: 'There would be {count} rows or labels, and a PDF takes {limit}. Ask for a part (dates, one bin, from one box to another) or for the report as XLSX or CSV, which has no limit.',
    },
  },
  print_queue_full: {
    status: 503,
    title: { es: 'Demasiados documentos a la vez', en: 'Too many documents at once' },
    detail: {
      es: 'Ya se imprimen y esperan varios documentos. Repita la solicitud dentro de un minuto.',
      en: 'Several documents are being printed or wait for their turn. Repeat the request in a minute.',
    },
  },
  unknown_code: {
    status: 404,
    title: { es: 'Código desconocido', en: 'Unknown code' },
    detail: {
      es: 'Nada de lo que usted puede consultar lleva el código {value}. Revise que la etiqueta sea de Acopio, escríbalo sin abreviar, o busque por artículo y lote.',
      en: 'Nothing that you may read carries the code {value}. Check that the label is one of Acopio, type it in full, or search by item and lot.',
    },
  },
} as const satisfies Record<string, ProblemEntry>;
