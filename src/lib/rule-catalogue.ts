import { cashRules } from './cash-rules.ts';
import { fileRules } from './file-rules.ts';
import type { Localized } from './localized.ts';
import { planRules } from './plan-failures.ts';
import { requestRules } from './request-words.ts';
import { siteRules } from './site-rules.ts';

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
  waits_first: {
    es: '{holder} espera {waiting} de {item_code} desde {since} con prioridad {priority} y perdería {loses}; atienda primero la reserva {reservation_id} o decida pasar antes.',
    en: '{holder} has waited for {waiting} of {item_code} since {since} with priority {priority} and would lose {loses}; fill reservation {reservation_id} first, or decide to pass.',
  },
  item_left: {
    es: '{item_code} en {warehouse_code}: se piden {asked} y hay {available} que se pueden reservar. Sin contar: reservado {reserved}, retenido {held}, vencido {expired}, de subvenciones que no lo permiten {earmark}. Pida menos, o con partial para esperar el resto.',
    en: '{item_code} in {warehouse_code}: {asked} asked and {available} can be reserved. Left out: reserved {reserved}, held {held}, expired {expired}, of grants that do not allow it {earmark}. Ask for less, or with partial to wait for the rest.',
  },
  same_grant: {
    es: 'La subvención {value} no se presta a sí misma.',
    en: 'Grant {value} does not lend to itself.',
  },
  lot_of_other_grant: {
    es: 'El lote {lot_number} es de la subvención {grant}; se paga con un lote de {borrower}.',
    en: 'Lot {lot_number} is of grant {grant}; a lot of {borrower} repays.',
  },
  repays_beyond: {
    es: 'Del préstamo {number} se deben {open}; no se pueden devolver {value}.',
    en: 'Of loan {number} {open} are owed; {value} cannot be repaid.',
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
  pack_quantity: {
    es: '{packs} bultos de {size} son {makes} unidades, no {stated}; corrija los bultos, las unidades por bulto o la cantidad.',
    en: '{packs} packages of {size} are {makes} units, not {stated}; correct the packages, the units in one or the quantity.',
  },
  pack_level_unknown: {
    es: 'El catálogo no dice cuántas unidades hay en {value} de este artículo; indique units_per_pack o complete el artículo.',
    en: 'The catalogue does not say how many units one {value} of this item holds; give units_per_pack or complete the item.',
  },
  pack_level_differs: {
    es: 'Según el catálogo, {level} de este artículo contiene {known} unidades, no {size}; corrija la línea o el artículo.',
    en: 'By the catalogue one {level} of this item holds {known} units, not {size}; correct the line or the item.',
  },
  lot_pack_differs: {
    es: 'El lote {lot_number} está registrado en bultos de {units_per_pack} y esta línea dice {size}; dele un número de lote propio o reempaque.',
    en: 'Lot {lot_number} is registered in packages of {units_per_pack} and this line says {size}; give it a lot number of its own, or repack.',
  },
  lot_contents_differ: {
    es: 'El lote {lot_number} de la subvención {grant} ya está registrado con otro contenido; preste otro lote o desarme antes los kits.',
    en: 'Lot {lot_number} of grant {grant} is registered with other contents; lend another lot, or take the kits apart first.',
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
  date_in_future: { es: 'La fecha {value} está en el futuro.', en: 'The date {value} is in the future.' },
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
  ...planRules,
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
  ...cashRules,
  ...fileRules,
  ...siteRules,
  ...requestRules,
} as const satisfies Record<string, Localized>;
