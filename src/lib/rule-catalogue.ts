import type { Localized } from './localized.ts';

/** Every rule a field or a row can break. `{value}` is what was found there. */
export const ruleCatalogue = {
  schema: { es: '{message}', en: '{message}' },
  cursor: {
    es: 'El cursor u orden no corresponde a esta lista; empiece desde la primera página.',
    en: 'The cursor or order does not belong to this list; start from its first page.',
  },
  no_body: { es: 'Esta ruta no recibe cuerpo.', en: 'This route takes no body.' },
  not_utf8: { es: 'El texto no está en UTF-8.', en: 'The text is not UTF-8.' },
  nul_character: {
    es: 'El texto contiene un carácter nulo (U+0000), que no se puede guardar.',
    en: 'The text holds a NUL character (U+0000), which cannot be kept.',
  },
  stock_left: {
    es: 'Lote {lot_number} en {location}: se piden {asked}; hay {on_hand}, reservado {reserved}, disponible {available}.',
    en: 'Lot {lot_number} at {location}: {asked} asked; {on_hand} on hand, {reserved} reserved, {available} available.',
  },
  pick_left: {
    es: 'Se piden {value}; se pueden tomar {usable}. Otras {skipped} están retenidas, vencidas o reservadas.',
    en: '{value} asked; {usable} can be picked. Another {skipped} are held, expired or reserved.',
  },
  lot_not_usable: {
    es: 'El lote {lot_number} no puede salir: {condition}, vence {expires_on}.',
    en: 'Lot {lot_number} may not leave: {condition}, expires {expires_on}.',
  },
  lot_of_other_item: {
    es: 'El lote {lot_number} es de otro artículo que el pedido.',
    en: 'Lot {lot_number} is of another item than the one asked for.',
  },
  place_of_other_warehouse: {
    es: 'El lugar {location} no es un compartimento del almacén pedido.',
    en: 'Location {location} is no bin of the warehouse asked for.',
  },
  held_less: {
    es: 'Lote {lot_number} en {location}: la reserva de {holder} tiene {held} y saldrían {asked}.',
    en: 'Lot {lot_number} at {location}: the reservation of {holder} holds {held} and {asked} would leave.',
  },
  loses_hold: {
    es: '{holder} perdería {loses} de {held} del lote {lot_number} en {location}.',
    en: '{holder} would lose {loses} of {held} of lot {lot_number} at {location}.',
  },
  item_left: {
    es: '{item_code} en {warehouse_code}: se piden {asked} y hay {available} que se pueden reservar. Sin contar: reservado {reserved}, retenido {held}, vencido {expired}, de subvenciones que no lo permiten {earmark}. Pida menos, o con partial para esperar el resto.',
    en: '{item_code} in {warehouse_code}: {asked} asked and {available} can be reserved. Left out: reserved {reserved}, held {held}, expired {expired}, of grants that do not allow it {earmark}. Ask for less, or with partial to wait for the rest.',
  },
  earmark_item: {
    es: 'Lote {lot_number}: la subvención {grant} solo permite {allowed}, no {asked}.',
    en: 'Lot {lot_number}: grant {grant} allows only {allowed}, not {asked}.',
  },
  earmark_place: {
    es: 'Lote {lot_number}: la subvención {grant} solo permite el uso en {allowed}; destino indicado: {asked}.',
    en: 'Lot {lot_number}: grant {grant} allows use only in {allowed}; destination named: {asked}.',
  },
  earmark_operation: {
    es: 'Lote {lot_number}: la subvención {grant} solo permite las operaciones {allowed}; operación indicada: {asked}.',
    en: 'Lot {lot_number}: grant {grant} allows only the operations {allowed}; operation named: {asked}.',
  },
  grant_not_started: {
    es: 'Lote {lot_number}: la subvención {grant} se puede usar desde {starts_on}; el uso es del {day}.',
    en: 'Lot {lot_number}: grant {grant} may be used from {starts_on}; the use is of {day}.',
  },
  grant_ended: {
    es: 'Lote {lot_number}: la subvención {grant} terminó el {ends_on}; el uso es del {day}.',
    en: 'Lot {lot_number}: grant {grant} ended on {ends_on}; the use is of {day}.',
  },
  request_not_approved: {
    es: 'La solicitud {number} está en estado {state}; reserve para una aprobada.',
    en: 'Request {number} is in state {state}; reserve for an approved one.',
  },
  lots_exceed: {
    es: 'Los lotes suman {sum}; la reserva pide {value}.',
    en: 'The lots add up to {sum}; the reservation asks for {value}.',
  },
  plan_holds: {
    es: 'La reserva es del plan {value}: cancele el plan o su envío.',
    en: 'The reservation belongs to plan {value}: cancel the plan or its consignment.',
  },
  nothing_waits: {
    es: 'La reserva no espera nada.',
    en: 'The reservation waits for nothing.',
  },
  reservation_for_issue: {
    es: 'Solo una entrega (issue) sale de una reserva.',
    en: 'Only an issue leaves from a reservation.',
  },
  location_kind: {
    es: 'El lugar {location} es de tipo {kind}; este movimiento necesita: {allowed}.',
    en: 'Location {location} is of kind {kind}; this movement needs: {allowed}.',
  },
  bin_purpose: {
    es: 'La ubicación {location} sirve para {purpose}; este movimiento necesita: {allowed}.',
    en: 'Bin {location} is for {purpose}; this movement needs: {allowed}.',
  },
  one_warehouse: {
    es: '{location} es de la bodega {warehouse} y {other_location} de {other_warehouse}: de una bodega a otra se va por una transferencia, y un movimiento es de una sola bodega.',
    en: '{location} belongs to warehouse {warehouse} and {other_location} to {other_warehouse}: goods go from one warehouse to another by a transfer, and a movement is of one warehouse only.',
  },
  period_closed: {
    es: 'La bodega {warehouse} está cerrada hasta el {closed_through}; no admite movimientos del {value}. Use una fecha posterior o pida que se reabra.',
    en: 'Warehouse {warehouse} is closed through {closed_through} and takes no movement dated {value}. Use a later date or ask to have it reopened.',
  },
  before_original: {
    es: 'La fecha {value} es anterior al {day}, el día de lo que se revierte.',
    en: 'The date {value} is before {day}, the day of what is reversed.',
  },
  reopening_note: {
    es: 'La bodega {warehouse} está cerrada hasta el {closed_through}; para reabrir diga por qué en note.',
    en: 'Warehouse {warehouse} is closed through {closed_through}; to reopen it say why in note.',
  },
  bin_frozen: {
    es: 'El lote {lot_number} en {location} está en el conteo {count}.',
    en: 'Lot {lot_number} at {location} is in count {count}.',
  },
  nothing_to_count: {
    es: 'Nada de lo que hay en el almacén cae en este alcance.',
    en: 'Nothing that lies in the warehouse falls into this scope.',
  },
  count_too_large: {
    es: 'El alcance tiene {lines} líneas y un conteo admite {most}; divídalo.',
    en: 'The scope has {lines} lines and a count takes {most}; divide it.',
  },
  scope_contradicts: {
    es: 'Indique artículos, categoría o clase ABC: uno solo de los tres.',
    en: 'Give items, a category or ABC classes: one of the three.',
  },
  threshold_above_policy: {
    es: 'El umbral es {value} y la política permite hasta {most}; un conteo puede ser más estricto, no menos.',
    en: 'The threshold is {value} and the policy allows up to {most}; a count may be stricter, never less so.',
  },
  outside_count: {
    es: 'El lote {lot_number} en {location} no entra en el alcance de este conteo.',
    en: 'Lot {lot_number} at {location} is outside the scope of this count.',
  },
  already_on_count: {
    es: 'El lote {lot_number} en {location} ya es la línea {line_number} del conteo; cuéntelo ahí.',
    en: 'Lot {lot_number} at {location} is line {line_number} of the count already; count it there.',
  },
  line_already_counted: {
    es: 'La línea {line_number} ya la contó otra entrada a las {counted_at}.',
    en: 'Line {line_number} was counted already, at {counted_at}.',
  },
  line_not_in_recount: {
    es: 'La línea {line_number} no está pedida en este reconteo.',
    en: 'Line {line_number} is not asked for in this recount.',
  },
  counted_at_needed: {
    es: 'El lote {lot_number} en {location} se movió desde las {since}; diga en counted_at cuándo se contó.',
    en: 'Lot {lot_number} at {location} has moved since {since}; say in counted_at when it was counted.',
  },
  counted_at_range: {
    es: 'La hora del conteo {value} debe estar entre {first} y {last}.',
    en: 'The time of counting {value} must lie between {first} and {last}.',
  },
  moment_format: {
    es: 'Se esperaba fecha y hora como 2026-08-05 13:04; se encontró «{value}».',
    en: 'Expected date and time such as 2026-08-05 13:04; found "{value}".',
  },
  lot_not_on_count: {
    es: 'El lote {lot_number} no está en el conteo. Corrija el número, o envíe add_found si de verdad se encontró.',
    en: 'Lot {lot_number} is not on the count. Correct the number, or send add_found if it was really found.',
  },
  lot_not_clear: {
    es: 'El lote {lot_number} está en varias líneas del conteo; indique lugar, artículo y subvención.',
    en: 'Lot {lot_number} is on several lines of the count; give bin, item and grant.',
  },
  line_of_another_lot: {
    es: 'El lote {lot_number} es la línea {line_number} del conteo, no la {value}.',
    en: 'Lot {lot_number} is line {line_number} of the count, not line {value}.',
  },
  nothing_counted: {
    es: 'Ninguna línea tiene cantidad; cuente algo o anule el conteo.',
    en: 'No line has a quantity; count something or cancel the count.',
  },
  line_not_counted: {
    es: 'La línea {line_number} no tiene cantidad todavía; no hay qué recontar.',
    en: 'Line {line_number} has no quantity yet; there is nothing to recount.',
  },
  difference_changed: {
    es: 'Línea {line_number}, lote {lot_number}: la diferencia era {difference} y ahora es {difference_now}.',
    en: 'Line {line_number}, lot {lot_number}: the difference was {difference} and is {difference_now} now.',
  },
  difference_above_threshold: {
    es: 'Línea {line_number}, lote {lot_number}: se esperaban {expected} y hay {counted}.',
    en: 'Line {line_number}, lot {lot_number}: {expected} expected and {counted} found.',
  },
  total_above_threshold: {
    es: 'Las diferencias suman {value} {currency}; el umbral es {threshold}.',
    en: 'The differences add up to {value} {currency}; the threshold is {threshold}.',
  },
  count_below_reserved: {
    es: 'Lote {lot_number} en {location}: hay {on_hand}, reservado {reserved}; la diferencia quita {missing} y solo {available} están libres.',
    en: 'Lot {lot_number} at {location}: {on_hand} on hand, {reserved} reserved; the difference takes {missing} and only {available} are free.',
  },
  day_below_zero: {
    es: 'Lote {lot_number}: el {day} quedaría en {balance}.',
    en: 'Lot {lot_number}: {day} would be left at {balance}.',
  },
  reason_required: {
    es: 'Este tipo de movimiento necesita un motivo.',
    en: 'This kind of movement needs a reason.',
  },
  location_needed: {
    es: 'Para {kind} indique: {needed}.',
    en: 'For {kind} give: {needed}.',
  },
  same_place: { es: 'Origen y destino son el mismo lugar.', en: 'From and to are the same place.' },
  expiry_before_manufacture: {
    es: 'La fecha de vencimiento es anterior a la de fabricación.',
    en: 'The expiry date is before the date of manufacture.',
  },
  lot_differs: {
    es: 'El lote {lot_number} ya está registrado con vencimiento {expires_on}.',
    en: 'Lot {lot_number} is already registered with expiry {expires_on}.',
  },
  lot_condition_differs: {
    es: 'El lote {lot_number} está registrado como {condition} y esta línea dice {value}; dele un número de lote propio.',
    en: 'Lot {lot_number} is registered as {condition} and this line says {value}; give it a lot number of its own.',
  },
  standard_without_households: {
    es: 'El estándar {value} no tiene líneas por hogar ni por persona; indique las necesidades usted.',
    en: 'Standard {value} has no lines by household or person; state the needs yourself.',
  },
  kit_part_short: {
    es: 'Artículo {item_code}: disponible {available}; faltan {lacking} para lo pedido.',
    en: 'Item {item_code}: {available} available; {lacking} missing for what is asked.',
  },
  kit_not_agreed: {
    es: 'El kit {value} no tiene una composición acordada con el Sector; acuerde una primero.',
    en: 'Kit {value} has no composition agreed with the Sector; agree one first.',
  },
  kit_in_itself: {
    es: 'El kit {value} se contiene a sí mismo por sus composiciones; corríjalas primero.',
    en: 'Kit {value} contains itself by its compositions; correct them first.',
  },
  kit_constituent: {
    es: 'Artículo {item_code}: los kits llevan {asked}; se indican {given}.',
    en: 'Item {item_code}: the kits take {asked}; {given} are given.',
  },
  kit_lot_constituent: {
    es: 'Artículo {item_code}, lote {lot_number}: entraron {asked} en esos kits; se indican {given}. Desarme completo y dé de baja lo que falte.',
    en: 'Item {item_code}, lot {lot_number}: {asked} went into these kits; {given} are given. Take them apart whole and write off what is lost.',
  },
  kit_grant_needed: {
    es: 'Las partes de un kit son de los proyectos {grants}; indique en grant_id cuál de ellos lleva el kit.',
    en: 'The parts of a kit belong to the grants {grants}; name in grant_id which of them carries the kit.',
  },
  kit_value_too_large: {
    es: 'El valor de un kit sería {value}, más de lo que se puede guardar; revise los valores de sus partes.',
    en: 'A kit would be worth {value}, more than can be kept; check the values of its parts.',
  },
  not_built_here: {
    es: 'El lote {value} no se armó con Acopio: no se sabe de qué consta.',
    en: 'Lot {value} was not built with Acopio: what it consists of is not known.',
  },
  same_pack: {
    es: 'El lote {lot_number} ya viene en empaques de {size}.',
    en: 'Lot {lot_number} is in packs of {size} already.',
  },
  pack_remainder: {
    es: '{quantity} unidades en empaques de {size} dejan {left} sueltas; cambie la cantidad o permita sueltas con allow_loose.',
    en: '{quantity} units in packs of {size} leave {left} over; change the quantity or allow loose units with allow_loose.',
  },
  duplicate_line: { es: 'La línea repite a la línea {first}.', en: 'The line repeats line {first}.' },
  is_a_kit: {
    es: '«{value}» es un kit; los kits se cambian por su composición, no por una tabla de artículos.',
    en: '"{value}" is a kit; kits are changed by their composition, not by a table of items.',
  },
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
  family_and_variant: {
    es: 'La familia y la variante de un kit van juntas; falta una.',
    en: 'The family and the variant of a kit go together; one is missing.',
  },
  kit_too_large: {
    es: 'El kit {code} contiene más de mil millones de unidades de un artículo. Revise las cantidades.',
    en: 'Kit {code} holds more than a billion units of an item. Check the quantities.',
  },
  un_number_without_danger: {
    es: 'El número ONU {value} es de mercancía peligrosa y el artículo no está marcado así. Márquelo o quite el número.',
    en: 'UN number {value} is for dangerous goods and the item is not marked as such. Mark it or take the number away.',
  },
  substitutes_itself: {
    es: 'Un artículo no puede sustituirse a sí mismo.',
    en: 'An item cannot be its own substitute.',
  },
  required: { es: 'El dato es obligatorio.', en: 'A value is required.' },
  whole_number: {
    es: 'Se esperaba un número entero de {min} en adelante, sin decimales ni notación científica; se encontró «{value}».',
    en: 'Expected a whole number from {min} up, without decimals or scientific notation; found "{value}".',
  },
  calendar_date: {
    es: 'Se esperaba una fecha AAAA-MM-DD o con el mes en letras; se encontró «{value}».',
    en: 'Expected a date as YYYY-MM-DD or with the month in letters; found "{value}".',
  },
  date_in_future: { es: 'La fecha {value} está en el futuro.', en: 'The date {value} is in the future.' },
  latitude: {
    es: 'La latitud va de -90 a 90; se encontró «{value}».',
    en: 'Latitude runs from -90 to 90; found "{value}".',
  },
  longitude: {
    es: 'La longitud va de -180 a 180; se encontró «{value}».',
    en: 'Longitude runs from -180 to 180; found "{value}".',
  },
  too_long: { es: 'El texto supera {max} caracteres.', en: 'The text is longer than {max} characters.' },
  unknown_reference: {
    es: 'No existe {resource} «{value}».',
    en: 'There is no {resource} "{value}".',
  },
  approved_above_asked: {
    es: 'La línea {line_number} pide {asked}; no se puede conceder {value}.',
    en: 'Line {line_number} asks for {asked}; {value} cannot be granted.',
  },
  approves_nothing: {
    es: 'La aprobación no concede nada. Rechace la petición con un comentario.',
    en: 'The approval grants nothing. Reject the request with a comment.',
  },
  comment_required: {
    es: 'Un rechazo necesita un comentario para quien pidió.',
    en: 'A rejection needs a comment for the person who asked.',
  },
  rejects_whole: {
    es: 'Se rechaza la petición entera. Para conceder una parte, apruébela con las cantidades por línea.',
    en: 'A request is rejected as a whole. To grant a part, approve it with quantities by line.',
  },
  day_before: {
    es: 'La fecha {value} es anterior al {first}.',
    en: 'The date {value} is before {first}.',
  },
  day_range: {
    es: 'La fecha {value} queda fuera de lo que se puede guardar: de {first} a {last}. Indíquela usted o cambie {derived_from}.',
    en: 'The date {value} is outside what can be kept: from {first} to {last}. Give it yourself or change {derived_from}.',
  },
  need_too_large: {
    es: 'Sitio {site_code}, artículo {item_code}: la necesidad pasa de {max}. Revise el conteo y la tasa del estándar.',
    en: 'Site {site_code}, item {item_code}: the need is above {max}. Check the count and the rate of the standard.',
  },
  total_too_large: {
    es: 'Artículo {item_code}: la necesidad de todos los sitios pasa de {max}, lo que ya no se suma con exactitud. Revise los conteos y la tasa del estándar.',
    en: 'Item {item_code}: the need of all sites is above {max} and no longer adds up exactly. Check the counts and the rate of the standard.',
  },
  nothing_allocated: {
    es: 'El plan no asigna nada: no hay qué aprobar.',
    en: 'The plan allocates nothing: there is nothing to approve.',
  },
  operation_closed: { es: 'La operación está cerrada.', en: 'The operation is closed.' },
  count_changed: {
    es: 'Sitio {site_code}: el plan usa el conteo del {counted_on}; el último válido es ahora el del {counted_on_now}, registrado después.',
    en: 'Site {site_code}: the plan uses the count of {counted_on}; the latest valid one is now that of {counted_on_now}, recorded later.',
  },
  site_inactive: {
    es: 'El sitio {site_code} ya no está activo.',
    en: 'Site {site_code} is no longer active.',
  },
  arrival_passed: {
    es: 'El plan cuenta con llegar el {value}, y hoy es {today}.',
    en: 'The plan counts on arriving on {value}, and today is {today}.',
  },
  lot_changed: {
    es: 'Lote {lot_number} en {location}: el plan promete {promised}, bueno hasta el {good_until} por lo menos; quedan libres {left} (estado {condition}, vence {expires_on}).',
    en: 'Lot {lot_number} at {location}: the plan promises {promised}, good until {good_until} at least; {left} are free now (condition {condition}, expires {expires_on}).',
  },
  site_served: {
    es: 'Línea {line_number}, sitio {site_code}, artículo {item_code}: el plan asigna {allocated}; faltaban {gap} y ahora faltan {gap_now}.',
    en: 'Line {line_number}, site {site_code}, item {item_code}: the plan gives {allocated}; the gap was {gap} and is {gap_now} now.',
  },
  request_withdrawn: {
    es: 'La petición {number} ya no cuenta: está en estado {state}.',
    en: 'Request {number} no longer counts: its state is {state}.',
  },
  nothing_stated: {
    es: 'La recepción no declara nada. Indique lo recibido, o ciérrela si no llegará más.',
    en: 'The receipt states nothing. Say what came, or close it when nothing more will come.',
  },
  over_receipt: {
    es: 'Línea {line_number}, artículo {item_code}, lote {lot_number}: enviado {sent}, ya anotado {accounted}, se declara {stated}.',
    en: 'Line {line_number}, item {item_code}, lot {lot_number}: {sent} sent, {accounted} accounted for already, {stated} stated.',
  },
  over_undecided: {
    es: 'Sobran {over} y nada entra sin decidirlo: indique accept (con la subvención), return o refuse.',
    en: '{over} came over what was sent and nothing is taken in undecided: say accept (with the grant), return or refuse.',
  },
  nothing_over: {
    es: 'La línea decide sobre un sobrante y no declara ninguno.',
    en: 'The line decides about goods over and states none.',
  },
  over_grant: {
    es: 'El sobrante que se acepta necesita la subvención a la que pasa; el que se devuelve o rechaza no lleva ninguna.',
    en: 'Goods over that are accepted need the grant they become part of; those returned or refused name none.',
  },
  over_with_rest: {
    es: 'Línea {line_number}, artículo {item_code}: de {sent} enviados faltan por anotar {rest}; nada sobra mientras tanto. Anótelos como buenos, dañados o faltantes.',
    en: 'Line {line_number}, item {item_code}: of {sent} sent, {rest} are not accounted for yet, so nothing is over. State them as good, damaged or missing.',
  },
  other_warehouse: {
    es: '{number} va destinado al almacén {warehouse}; solo allí se recibe.',
    en: '{number} is bound for warehouse {warehouse} and is received there only.',
  },
  value_too_large: {
    es: 'Línea {line_number}: el valor del reclamo pasa de lo que se cuenta con exactitud. Revise cantidad y valor unitario.',
    en: 'Line {line_number}: the value of the claim is beyond what is counted exactly. Check quantity and unit value.',
  },
  moved_on: {
    es: 'Lote {lot_number} en {location}: hay que retirar {asked} y quedan {available} libres (reservado {reserved}). Después vino: {documents}.',
    en: 'Lot {lot_number} at {location}: {asked} have to be taken back and {available} are left free ({reserved} reserved). What came after: {documents}.',
  },
  claim_settled: {
    es: 'El reclamo {number} de la línea {line_number} ya está liquidado.',
    en: 'Claim {number} of line {line_number} is settled already.',
  },
  reversed_before: {
    es: 'Ya se revirtió: {value}.',
    en: 'It was reversed already: {value}.',
  },
  same_warehouse: {
    es: 'El envío sale de y llega al mismo almacén. Dentro de un almacén use un movimiento.',
    en: 'The transfer leaves and reaches the same warehouse. Inside a warehouse use a movement.',
  },
  p_code_format: {
    es: 'Un código P tiene dos letras y hasta diez cifras, por ejemplo SV0613; se encontró «{value}».',
    en: 'A P-code has two letters and up to ten digits, for example SV0613; found "{value}".',
  },
  p_code_unknown: {
    es: 'El Salvador no tiene ningún departamento ni municipio con el código P «{value}».',
    en: 'El Salvador has no department or municipio with the P-code "{value}".',
  },
  p_code_water_body: {
    es: 'El código P «{value}» es de un lago o embalse, donde no hay sitios.',
    en: 'The P-code "{value}" is that of a lake or reservoir, where no site is.',
  },
  duplicate_in_file: {
    es: '«{value}» ya aparece en la fila {first_row}.',
    en: '"{value}" already appears in row {first_row}.',
  },
  household_size_range: {
    es: 'La regla {rule} termina en {value} personas, antes de donde empieza ({min}).',
    en: 'Rule {rule} ends at {value} persons, before it begins ({min}).',
  },
  household_size_gap: {
    es: 'Ninguna regla cubre los hogares de {from} a {to} personas; la regla {rule} empieza en {value}.',
    en: 'No rule covers households of {from} to {to} persons; rule {rule} begins at {value}.',
  },
  household_size_overlap: {
    es: 'La regla {rule} empieza en {value} personas, que la regla {other_rule} ya cubre.',
    en: 'Rule {rule} begins at {value} persons, which rule {other_rule} already covers.',
  },
  household_size_open_end: {
    es: 'Ninguna regla cubre los hogares de {from} personas en adelante; deje sin máximo la última regla.',
    en: 'No rule covers households of {from} persons and more; leave the last rule without a maximum.',
  },
  currency_differs: {
    es: 'La moneda es {value} y la de la subvención {grant} es {currency}.',
    en: 'The currency is {value} and that of grant {grant} is {currency}.',
  },
  already_registered: {
    es: 'La operación ya tiene un hogar con ese dato: {value}.',
    en: 'The operation already has a household with that: {value}.',
  },
  no_households: {
    es: 'No hay ningún hogar que pagar.',
    en: 'There is no household to pay.',
  },
  no_transfer_value: {
    es: 'El hogar {household} es de {value} personas y el programa no tiene valor para ese tamaño.',
    en: 'Household {household} is of {value} persons and the programme has no value for that size.',
  },
  account_missing: {
    es: 'El hogar {household} no tiene cuenta y el programa paga a cuentas.',
    en: 'Household {household} has no account and the programme pays to accounts.',
  },
  already_listed: {
    es: 'El hogar {household} ya tiene un pago en la lista {list}.',
    en: 'Household {household} already has a payment on list {list}.',
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
