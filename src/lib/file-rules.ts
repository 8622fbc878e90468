import type { Localized } from './localized.ts';

/** Rules of uploaded files: their form, their columns and what stands in a cell. */
export const fileRules = {
  yes_or_no: {
    es: 'Se esperaba sí o no; se encontró «{value}».',
    en: 'Expected yes or no; found "{value}".',
  },
  un_number: {
    es: 'Se esperaba un número ONU de cuatro cifras, por ejemplo UN3481; se encontró «{value}».',
    en: 'Expected a UN number of four digits, for example UN3481; found "{value}".',
  },
  packing_text: {
    es: 'Se esperaban empaques como «carton 24 31000g 60000ml; pallet 480 ?g ?ml», cada nivel y cada cantidad una sola vez; se encontró «{value}».',
    en: 'Expected packing such as "carton 24 31000g 60000ml; pallet 480 ?g ?ml", each level and each quantity once; found "{value}".',
  },
  substitutes_text: {
    es: 'Se esperaban sustitutos como «CODIGO-A 1/1; CODIGO-B 3/2», cada código una sola vez; se encontró «{value}».',
    en: 'Expected substitutes such as "CODE-A 1/1; CODE-B 3/2", each code once; found "{value}".',
  },
  unit_values_text: {
    es: 'Se esperaban valores como «USD 4.30 2026-01-01; EUR 3.90 2026-03-01»; se encontró «{value}».',
    en: 'Expected values such as "USD 4.30 2026-01-01; EUR 3.90 2026-03-01"; found "{value}".',
  },
  whole_number: {
    es: 'Se esperaba un número entero de {min} en adelante, sin decimales ni notación científica; se encontró «{value}».',
    en: 'Expected a whole number from {min} up, without decimals or scientific notation; found "{value}".',
  },
  calendar_date: {
    es: 'Se esperaba una fecha AAAA-MM-DD o con el mes en letras; se encontró «{value}».',
    en: 'Expected a date as YYYY-MM-DD or with the month in letters; found "{value}".',
  },
  latitude: {
    es: 'La latitud va de -90 a 90; se encontró «{value}».',
    en: 'Latitude runs from -90 to 90; found "{value}".',
  },
  longitude: {
    es: 'La longitud va de -180 a 180; se encontró «{value}».',
    en: 'Longitude runs from -180 to 180; found "{value}".',
  },
  duplicate_in_file: {
    es: '«{value}» ya aparece en la fila {first_row}.',
    en: '"{value}" already appears in row {first_row}.',
  },
  file_format: {
    es: 'El archivo es {format}, ni texto con separadores ni libro .xlsx. Ábralo en una hoja de cálculo, guárdelo como .xlsx o CSV UTF-8 y envíelo de nuevo.',
    en: 'The file is {format}, neither text with separators nor an .xlsx workbook. Open it in a spreadsheet, save it as .xlsx or CSV UTF-8 and send it again.',
  },
  file_damaged: {
    es: 'El libro de cálculo está dañado o incompleto. Ábralo, guárdelo de nuevo como .xlsx y envíelo otra vez.',
    en: 'The workbook is damaged or incomplete. Open it, save it again as .xlsx and send it once more.',
  },
  file_unpacks_too_large: {
    es: 'El archivo ocupa más de {max} MB al descomprimirse. Quite hojas, imágenes y formatos que no hagan falta, o divídalo.',
    en: 'The file takes more than {max} MB when unpacked. Remove sheets, pictures and formats that are not needed, or split it.',
  },
  sheet_choice: {
    es: 'Varias hojas del libro tienen datos. Indique cuál con sheet: {sheets}.',
    en: 'Several sheets of the workbook have data. Say which one with sheet: {sheets}.',
  },
  unknown_sheet: {
    es: 'El libro no tiene ninguna hoja «{value}»; tiene: {sheets}.',
    en: 'The workbook has no sheet "{value}"; it has: {sheets}.',
  },
  cell_error: {
    es: 'La celda contiene el error {value} de una fórmula. Corrija la fórmula o escriba el valor.',
    en: 'The cell holds the error {value} of a formula. Correct the formula or write the value.',
  },
  formula_without_result: {
    es: 'La celda tiene una fórmula sin resultado guardado. Abra el libro en una hoja de cálculo, guárdelo y envíelo de nuevo.',
    en: 'The cell has a formula without a saved result. Open the workbook in a spreadsheet, save it and send it again.',
  },
  merged_number: {
    es: 'El número {value} está en celdas combinadas de varias filas; no se sabe qué parte toca a cada una. Escriba el valor en cada fila.',
    en: 'The number {value} stands in cells merged over several rows; which part belongs to each is not known. Write the value in each row.',
  },
  file_binary: {
    es: 'El archivo contiene bytes nulos: no es texto, o es UTF-16 sin marca de orden. Guárdelo como CSV UTF-8.',
    en: 'The file holds NUL bytes: it is not text, or it is UTF-16 without a byte order mark. Save it as CSV UTF-8.',
  },
  file_encoding: {
    es: 'El texto está dañado en la línea {line}: mezcla codificaciones o está cortado. Expórtelo de nuevo como CSV UTF-8.',
    en: 'The text is damaged in line {line}: it mixes encodings or was cut. Export it again as CSV UTF-8.',
  },
  file_empty: { es: 'El archivo está vacío.', en: 'The file is empty.' },
  broken_quote: {
    es: 'En el registro que empieza en la línea {line} hay unas comillas sin cerrar o en medio de una celda. Una celda con comillas va entre comillas, y las de dentro se escriben dobles.',
    en: 'The record that starts on line {line} has a quote that is not closed or stands inside a cell. A cell with quotes is put in quotes, and those inside it are doubled.',
  },
  too_many_rows: { es: 'El archivo tiene más de {max} filas.', en: 'The file has more than {max} rows.' },
  too_many_columns: {
    es: 'La fila tiene más de {max} columnas.',
    en: 'The row has more than {max} columns.',
  },
  no_rows: {
    es: 'No hay ninguna fila de datos bajo los encabezados.',
    en: 'There is no row of data under the headers.',
  },
  missing_column: {
    es: 'Falta una columna; puede llamarse: {expected}.',
    en: 'A column is missing; it may be called: {expected}.',
  },
  unknown_column: {
    es: 'El archivo no tiene ninguna columna «{value}».',
    en: 'The file has no column "{value}".',
  },
  ambiguous_column: {
    es: 'Varias columnas dicen lo mismo: {value}. Indique cuál vale o cambie el encabezado de la otra.',
    en: 'Several columns say the same: {value}. Say which one counts or rename the other.',
  },
  adults_only_column: {
    es: 'Junto a {others}, la columna «{value}» puede contar solo personas adultas. Indique qué columna es el total por sexo o déjela fuera.',
    en: 'Beside {others}, the column "{value}" may count adults only. Say which column is the total by sex or leave it out.',
  },
  unknown_field: {
    es: 'Este tipo de archivo no tiene ningún campo «{value}».',
    en: 'This kind of file has no field "{value}".',
  },
  extra_cells: {
    es: 'La fila tiene más celdas que los {columns} encabezados; quizá falten comillas alrededor de un texto con el separador. La primera que sobra es «{value}».',
    en: 'The row has more cells than the {columns} headers; a text holding the separator may lack its quotes. The first one too many is "{value}".',
  },
  total_row: {
    es: 'La fila parece un total («{value}») y se contaría dos veces. Quítela.',
    en: 'The row looks like a total ("{value}") and would be counted twice. Remove it.',
  },
  required_one_of: {
    es: 'Se necesita al menos uno de estos datos: {columns}.',
    en: 'At least one of these is required: {columns}.',
  },
  grouped_number: {
    es: '«{value}» puede leerse como miles o como decimales. Escriba el número solo con cifras.',
    en: '"{value}" can be read as thousands or as decimals. Write the number with digits only.',
  },
  number_too_large: {
    es: 'El número «{value}» supera {max}.',
    en: 'The number "{value}" is above {max}.',
  },
  decimal_number: {
    es: 'Se esperaba un número con punto decimal, hasta {max_decimals} decimales y sin separador de miles; se encontró «{value}».',
    en: 'Expected a number with a decimal point, up to {max_decimals} decimals and no thousands separator; found "{value}".',
  },
  decimal_degrees: {
    es: 'Se esperaban grados decimales con punto, por ejemplo -89.1872; se encontró «{value}».',
    en: 'Expected decimal degrees with a point, for example -89.1872; found "{value}".',
  },
  coordinates_incomplete: {
    es: 'La latitud y la longitud van juntas; falta una.',
    en: 'Latitude and longitude go together; one is missing.',
  },
  date_order_unknown: {
    es: '«{value}» no dice si va primero el día o el mes. Declare el orden del archivo (DMY o MDY) o escriba AAAA-MM-DD.',
    en: '"{value}" does not say whether day or month comes first. Declare the order of the file (DMY or MDY) or write YYYY-MM-DD.',
  },
  impossible_date: {
    es: 'La fecha «{value}» no existe o está fuera de los años 1900 a 2199.',
    en: 'The date "{value}" does not exist or is outside the years 1900 to 2199.',
  },
  parts_exceed_total: {
    es: '{parts} suman {sum}, más que {total} ({total_value}).',
    en: '{parts} add up to {sum}, more than {total} ({total_value}).',
  },
  parts_differ_from_total: {
    es: '{parts} suman {sum}, pero {total} dice {total_value}. Corrija las partes o el total, o deje en blanco lo que no se sabe.',
    en: '{parts} add up to {sum}, but {total} says {total_value}. Correct the parts or the total, or leave blank what is not known.',
  },
  duplicate_group: {
    es: 'El grupo {value} aparece dos veces.',
    en: 'The group {value} appears twice.',
  },
  code_format: {
    es: 'Un código tiene hasta 64 letras sin tilde, cifras y . _ / -, sin espacios; se encontró «{value}».',
    en: 'A code has up to 64 letters without accents, digits and . _ / -, without spaces; found "{value}".',
  },
  ambiguous_name: {
    es: 'Hay {count} {resource} con el nombre «{value}»; indique el código.',
    en: 'There are {count} {resource} called "{value}"; give the code.',
  },
  same_site: {
    es: 'La fila es del mismo sitio ({site}) que la fila {first_row}.',
    en: 'The row is about the same site ({site}) as row {first_row}.',
  },
  unit_differs: {
    es: 'El artículo {item} se cuenta en «{base_unit}»; la fila dice «{value}». Convierta la cantidad o corrija la unidad.',
    en: 'Item {item} is counted in "{base_unit}"; the row says "{value}". Convert the quantity or correct the unit.',
  },
  currency_code: {
    es: 'Se esperaba un código de moneda de tres letras, por ejemplo USD; se encontró «{value}».',
    en: 'Expected a currency code of three letters, for example USD; found "{value}".',
  },
  money_amount: {
    es: 'Se esperaba un importe como 145 o 145.50: punto decimal, dos decimales como máximo, sin signo, separador de miles ni notación científica; se encontró «{value}».',
    en: 'Expected an amount such as 145 or 145.50: decimal point, two decimals at most, no sign, thousands separator or scientific notation; found "{value}".',
  },
  abbreviated_number: {
    es: 'Una hoja de cálculo abrevió este identificador («{value}») y sus cifras se perdieron; pida el archivo original.',
    en: 'A spreadsheet abbreviated this identifier ("{value}") and its digits are lost; ask for the original file.',
  },
} as const satisfies Record<string, Localized>;
