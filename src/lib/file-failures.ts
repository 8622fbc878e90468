import type { ProblemEntry } from './problem-entry.ts';

/** Failures of files that are taken in. */
export const fileFailures = {
  import_rejected: {
    status: 422,
    title: { es: 'Archivo rechazado', en: 'File refused' },
    detail: {
      es: '{file} tiene errores ({count}); no se guardó nada. Corrija las filas señaladas o elija guardar solo las válidas.',
      en: '{file} has errors ({count}); nothing was saved. Correct the rows named below or choose to save the valid ones only.',
    },
  },
  unreadable_file: {
    status: 422,
    title: { es: 'Archivo ilegible', en: 'Unreadable file' },
    detail: { es: 'No se pudo leer {file}: {reason}.', en: '{file} could not be read: {reason}.' },
  },
  table_too_large: {
    status: 422,
    title: { es: 'Archivo demasiado grande', en: 'File too large' },
    detail: {
      es: '{file} supera lo que se lee de una vez: {max_rows} filas, {max_columns} columnas y {max_cell_length} caracteres por celda. Divídalo y envíe las partes.',
      en: '{file} is beyond what is read at once: {max_rows} rows, {max_columns} columns and {max_cell_length} characters a cell. Split it and send the parts.',
    },
  },
  hxl_outdated_tags: {
    status: 422,
    title: { es: 'Etiquetas HXL anteriores a 1.0', en: 'HXL tags from before 1.0' },
    detail: {
      es: 'La fila {row} de {file} usa etiquetas HXL anteriores a la versión 1.0: {tags}. Cámbielas por las actuales, por ejemplo #geo+lat o #affected+ind.',
      en: 'Row {row} of {file} uses HXL tags from before version 1.0: {tags}. Change them to current ones, for example #geo+lat or #affected+ind.',
    },
  },
} as const satisfies Record<string, ProblemEntry>;
