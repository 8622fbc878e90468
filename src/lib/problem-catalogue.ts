import { feedProblems } from './feed-words.ts';
import { fileFailures } from './file-failures.ts';
import { planProblems } from './plan-failures.ts';
import { printFailures } from './print-failures.ts';
import type { ProblemEntry } from './problem-entry.ts';
import { requestProblems } from './request-words.ts';

/** Every failure the service can answer with. The documented table in openapi.json is made from this list. */
export const problemCatalogue = {
  invalid_request: {
    status: 400,
    title: { es: 'Solicitud no válida', en: 'Invalid request' },
    detail: {
      es: 'La solicitud no cumple el contrato. Corrija los campos señalados y envíela de nuevo.',
      en: 'The request does not meet the contract. Correct the fields named below and send it again.',
    },
  },
  malformed_body: {
    status: 400,
    title: { es: 'Cuerpo ilegible', en: 'Unreadable body' },
    detail: {
      es: 'El cuerpo no se pudo leer: {reason}.',
      en: 'The body could not be read: {reason}.',
    },
  },
  idempotency_key_missing: {
    status: 400,
    title: { es: 'Falta Idempotency-Key', en: 'Idempotency-Key missing' },
    detail: {
      es: 'Toda escritura lleva la cabecera Idempotency-Key (de 8 a 128 caracteres visibles). Genere una por intención y repítala al reintentar.',
      en: 'Every write carries the header Idempotency-Key (8 to 128 visible characters). Make one per intention and repeat it when you retry.',
    },
  },
  idempotency_key_reused: {
    status: 422,
    title: { es: 'Idempotency-Key ya usada', en: 'Idempotency-Key already used' },
    detail: {
      es: 'Esa Idempotency-Key ya sirvió para otra solicitud. Genere una nueva para una intención nueva.',
      en: 'That Idempotency-Key already served another request. Make a new one for a new intention.',
    },
  },
  precondition_required: {
    status: 428,
    title: { es: 'Falta If-Match', en: 'If-Match missing' },
    detail: {
      es: 'Para editar, envíe en If-Match el ETag que leyó, por ejemplo If-Match: "3".',
      en: 'To edit, send the ETag you read in If-Match, for example If-Match: "3".',
    },
  },
  precondition_failed: {
    status: 412,
    title: { es: 'Alguien lo cambió antes', en: 'Changed by someone else' },
    detail: {
      es: '{resource} {id} cambió desde que usted lo leyó: su versión es {expected} y la actual es {version}. Léalo de nuevo y repita el cambio.',
      en: '{resource} {id} changed since you read it: your version is {expected} and the current one is {version}. Read it again and repeat the change.',
    },
  },
  body_too_large: {
    status: 413,
    title: { es: 'Cuerpo demasiado grande', en: 'Body too large' },
    detail: {
      es: 'El cuerpo supera {limit} bytes. Divida el archivo.',
      en: 'The body is larger than {limit} bytes. Split the file.',
    },
  },
  unsupported_media_type: {
    status: 415,
    title: { es: 'Tipo de contenido no admitido', en: 'Unsupported media type' },
    detail: {
      es: 'Esta ruta recibe {accepted}.',
      en: 'This route takes {accepted}.',
    },
  },
  unauthenticated: {
    status: 401,
    title: { es: 'Falta identificación', en: 'Not signed in' },
    detail: {
      es: 'Envíe un token vigente en la cabecera Authorization: Bearer …',
      en: 'Send a valid token in the header Authorization: Bearer …',
    },
  },
  forbidden: {
    status: 403,
    title: { es: 'Sin permiso', en: 'Not permitted' },
    detail: {
      es: 'Su función no incluye el permiso {permission}. Pídalo a quien administra Acopio.',
      en: 'Your role does not include the permission {permission}. Ask the person who administers Acopio.',
    },
  },
  not_found: {
    status: 404,
    title: { es: 'No existe', en: 'Not found' },
    detail: { es: 'No existe {resource} {id}.', en: 'There is no {resource} {id}.' },
  },
  route_not_found: {
    status: 404,
    title: { es: 'Ruta desconocida', en: 'Unknown route' },
    detail: { es: 'Ninguna ruta responde a {method} {path}.', en: 'No route answers {method} {path}.' },
  },
  conflict: {
    status: 409,
    title: { es: 'Conflicto', en: 'Conflict' },
    detail: {
      es: 'Ya existe {resource} con {field} {value}.',
      en: 'There is already a {resource} with {field} {value}.',
    },
  },
  state_conflict: {
    status: 409,
    title: { es: 'Paso no permitido', en: 'Step not allowed' },
    detail: {
      es: '{resource} {id} está en estado {state}; para {action} debe estar en: {allowed}.',
      en: '{resource} {id} is in state {state}; to {action} it must be in: {allowed}.',
    },
  },
  unknown_reference: {
    status: 422,
    title: { es: 'Referencia desconocida', en: 'Unknown reference' },
    detail: {
      es: 'La solicitud nombra algo que no existe o no sirve aquí; vea los errores.',
      en: 'The request names something that does not exist or does not fit here; see the errors.',
    },
  },
  kit_cycle: {
    status: 422,
    title: { es: 'El kit se contendría a sí mismo', en: 'The kit would contain itself' },
    detail: {
      es: 'Con esta composición el kit se contiene a sí mismo: {path}. Quite una de esas líneas.',
      en: 'With this composition the kit contains itself: {path}. Remove one of those lines.',
    },
  },
  item_rule: {
    status: 422,
    title: { es: 'Artículo no válido', en: 'Item not valid' },
    detail: {
      es: 'Los datos del artículo se contradicen; vea los errores. No se guardó nada.',
      en: 'The data of the item contradict each other; see the errors. Nothing was saved.',
    },
  },
  insufficient_stock: {
    status: 409,
    title: { es: 'No alcanza', en: 'Not enough stock' },
    detail: {
      es: '{count} líneas piden más de lo disponible o de lotes que no pueden salir; no se movió nada. Los errores dicen qué queda de cada lote.',
      en: '{count} lines ask for more than is available or for lots that may not leave; nothing was moved. The errors say what is left of each lot.',
    },
  },
  kit_rule: {
    status: 422,
    title: { es: 'El kit no se puede armar o desarmar así', en: 'The kit cannot be built or taken apart so' },
    detail: {
      es: 'Lo pedido no corresponde a la composición del kit o de su lote; no se movió nada. Vea los errores.',
      en: 'What is asked does not fit the composition of the kit or of its lot; nothing was moved. See the errors.',
    },
  },
  kit_parts_short: {
    status: 409,
    title: { es: 'Faltan partes para los kits', en: 'Parts for the kits are missing' },
    detail: {
      es: 'Se piden {asked} kits; con lo disponible en {warehouse} se pueden armar {possible}. Lo que limita: {binding}.',
      en: '{asked} kits are asked; what is available in {warehouse} makes {possible}. What limits it: {binding}.',
    },
  },
  pack_rule: {
    status: 422,
    title: { es: 'El reempaque no es posible así', en: 'The repacking is not possible so' },
    detail: {
      es: 'Las unidades no caben en empaques enteros de ese tamaño; no se movió nada. Vea los errores.',
      en: 'The units do not go into whole packs of that size; nothing was moved. See the errors.',
    },
  },
  reservation_rule: {
    status: 422,
    title: { es: 'Reserva no permitida', en: 'Reservation not allowed' },
    detail: {
      es: 'La reserva no cumple las reglas; vea los errores. No se reservó nada.',
      en: 'The reservation breaks the rules; see the errors. Nothing was reserved.',
    },
  },
  reservation_decision: {
    status: 409,
    title: { es: 'Hay reservas en juego: decida', en: 'Reservations are at stake: decide' },
    detail: {
      es: 'El cambio dejaría {count} reservas sin lo que tienen apartado; no se cambió nada. Los errores dicen quién perdería qué. Repita con reservations.decision y un motivo, o hable antes con quien reserva.',
      en: 'The change would take what {count} reservations hold; nothing was changed. The errors say who would lose what. Send it again with reservations.decision and a reason, or talk to the holders first.',
    },
  },
  reservation_short: {
    status: 409,
    title: { es: 'La reserva ya no tiene tanto', en: 'The reservation no longer holds that much' },
    detail: {
      es: 'Para {count} lotes la reserva tiene apartado menos de lo que saldría; no se movió nada. Los errores dicen cuánto queda; los avisos de la reserva, por qué. Reserve de nuevo, o cancele el envío y planifique otra vez.',
      en: 'Of {count} lots the reservation holds less than would leave; nothing was moved. The errors say how much is left, the notices of the reservation why. Reserve again, or cancel the consignment and plan anew.',
    },
  },
  queue_order: {
    status: 409,
    title: { es: 'Otra reserva espera antes', en: 'Another reservation waits first' },
    detail: {
      es: '{holder} espera {waiting} de {item_code} desde {since} con prioridad {priority} y va antes. Atienda primero esa reserva ({id}), cancélela, o decida con queue pasar antes y diga por qué. Los errores nombran a todos los que esperan.',
      en: '{holder} has waited for {waiting} of {item_code} since {since} with priority {priority} and comes first. Fill that reservation ({id}) first, cancel it, or decide with queue to pass and say why. The errors name everyone who waits.',
    },
  },
  not_the_holder: {
    status: 403,
    title: { es: 'El aviso es para otra persona', en: 'The notice is for somebody else' },
    detail: {
      es: 'Solo {holder} puede confirmar este aviso: es para quien responde por la reserva.',
      en: 'Only {holder} acknowledges this notice: it is for who answers for the reservation.',
    },
  },
  earmark_blocked: {
    status: 409,
    title: { es: 'La subvención no lo permite', en: 'The grant does not allow it' },
    detail: {
      es: 'Las condiciones de la subvención impiden este uso ({count} límites); no se movió ni se reservó nada. Los errores dicen qué permite cada una; un kit obedece a las de todas sus partes. Use un lote de otra subvención, indique el sitio de destino, acuerde un préstamo entre subvenciones o pida cambiar las condiciones.',
      en: 'The earmark of a grant forbids this use ({count} limits); nothing was moved or reserved. The errors say what each grant allows; a kit obeys those of all its parts. Use a lot of another grant, name the site the goods are for, agree a loan between grants, or have the earmark changed.',
    },
  },
  loan_rule: {
    status: 422,
    title: { es: 'Préstamo no permitido', en: 'Loan not allowed' },
    detail: {
      es: 'El préstamo entre subvenciones no cumple las reglas; vea los errores. No se movió nada.',
      en: 'The loan between grants breaks the rules; see the errors. Nothing was moved.',
    },
  },
  backdated_below_zero: {
    status: 409,
    title: { es: 'La fecha dejaría saldos negativos', en: 'The date would leave negative balances' },
    detail: {
      es: 'Con esa fecha, algún día posterior quedaría en negativo; vea los errores. Use una fecha más reciente o una cantidad menor.',
      en: 'With that date some later day would fall below zero; see the errors. Use a later date or a smaller quantity.',
    },
  },
  stock_frozen: {
    status: 409,
    title: { es: 'Existencias en conteo', en: 'Stock is being counted' },
    detail: {
      es: 'El conteo {counts} mantiene quietas estas existencias; no se movió nada. Espere a que se registre o anúlelo. Los errores dicen qué lotes y lugares.',
      en: 'Count {counts} holds this stock still; nothing was moved. Wait until it is posted or cancel it. The errors name the lots and places.',
    },
  },
  stock_count_rule: {
    status: 422,
    title: { es: 'Conteo no válido', en: 'Count not valid' },
    detail: {
      es: 'El conteo de existencias no se puede hacer así; vea los errores. No se guardó nada.',
      en: 'The stock count cannot be done like this; see the errors. Nothing was saved.',
    },
  },
  stock_count_overlap: {
    status: 409,
    title: { es: 'Ya se está contando', en: 'Already being counted' },
    detail: {
      es: 'El conteo {counts}, sin terminar, abarca parte de lo mismo: cada diferencia se registraría dos veces. Termínelo o anúlelo.',
      en: 'Count {counts}, not finished, covers part of the same: each difference would be posted twice. Finish it or cancel it.',
    },
  },
  stock_count_lines_taken: {
    status: 409,
    title: { es: 'Líneas ya contadas', en: 'Lines already counted' },
    detail: {
      es: '{count} líneas ya tienen cantidad en esta ronda; no se guardó nada. Para sustituirla, envíe replaces.',
      en: '{count} lines already have a quantity in this round; nothing was saved. To put another in its place, send replaces.',
    },
  },
  stock_count_changed: {
    status: 409,
    title: { es: 'Las diferencias cambiaron', en: 'The differences changed' },
    detail: {
      es: 'Desde que se cerró {number} se registraron movimientos con fecha anterior al conteo; no se registró nada. Pida el reconteo de las líneas señaladas.',
      en: 'Since {number} was closed, movements dated before the counting were posted; nothing was posted. Ask for a recount of the lines named below.',
    },
  },
  stock_count_second_person: {
    status: 403,
    title: { es: 'Hace falta otra persona', en: 'A second person is needed' },
    detail: {
      es: '{number} tiene diferencias por encima de su umbral y usted lo abrió o contó en él. Debe aprobarlo otra persona. Los errores dicen qué líneas.',
      en: '{number} has differences above its threshold and you opened it or counted in it. Another person has to approve it. The errors name the lines.',
    },
  },
  movement_rule: {
    status: 422,
    title: { es: 'Movimiento no permitido', en: 'Movement not allowed' },
    detail: {
      es: 'El movimiento no cumple las reglas de su tipo; vea los errores.',
      en: 'The movement breaks the rules of its kind; see the errors.',
    },
  },
  not_reversible: {
    status: 409,
    title: { es: 'No se puede revertir', en: 'Cannot be reversed' },
    detail: {
      es: 'El movimiento {id} no se puede revertir: {reason}.',
      en: 'Movement {id} cannot be reversed: {reason}.',
    },
  },
  lot_mismatch: {
    status: 422,
    title: { es: 'El lote no coincide', en: 'The lot does not match' },
    detail: {
      es: 'Un lote con ese número ya existe con otros datos; vea los errores.',
      en: 'A lot of that number exists with other data; see the errors.',
    },
  },
  ...requestProblems,
  ...feedProblems,
  receipt_rule: {
    status: 422,
    title: { es: 'Recepción no válida', en: 'Receipt not valid' },
    detail: {
      es: 'La recepción no cumple las reglas; vea los errores. No se anotó nada.',
      en: 'The receipt breaks the rules; see the errors. Nothing was recorded.',
    },
  },
  over_receipt: {
    status: 409,
    title: { es: 'Se recibe más de lo enviado', en: 'More received than sent' },
    detail: {
      es: '{count} líneas declaran más de lo enviado y no anotado aún; no se anotó nada. Cuente de nuevo, o declare lo que sobra en over con su decisión.',
      en: '{count} lines state more than was sent and not yet accounted for; nothing was recorded. Count again, or state what is over as such, with a decision.',
    },
  },
  receipt_not_reversible: {
    status: 409,
    title: { es: 'La recepción no se puede revertir', en: 'The receipt cannot be reversed' },
    detail: {
      es: 'La recepción {number} no se puede revertir; no se movió nada. Los errores dicen qué lo impide: revierta o anule eso antes.',
      en: 'Receipt {number} cannot be reversed; nothing was moved. The errors say what stands in the way: reverse or cancel that first.',
    },
  },
  transfer_rule: {
    status: 422,
    title: { es: 'Traslado no válido', en: 'Transfer not valid' },
    detail: {
      es: 'El traslado entre almacenes no cumple las reglas; vea los errores. No se guardó nada.',
      en: 'The transfer between warehouses breaks the rules; see the errors. Nothing was saved.',
    },
  },
  grant_days: {
    status: 422,
    title: { es: 'La subvención terminaría antes de empezar', en: 'The grant would end before it starts' },
    detail: {
      es: 'La subvención {code} empieza el {starts_on} y terminaría el {ends_on}. Corrija una de las dos fechas.',
      en: 'Grant {code} starts on {starts_on} and would end on {ends_on}. Correct one of the two dates.',
    },
  },
  budget_below_committed: {
    status: 409,
    title: { es: 'Presupuesto menor que lo comprometido', en: 'Budget below what is committed' },
    detail: {
      es: 'La subvención {code} tiene comprometidos {committed_cents} centavos; el presupuesto no puede ser menor.',
      en: 'Grant {code} has {committed_cents} cents committed; the budget cannot be lower.',
    },
  },
  transfer_values: {
    status: 422,
    title: { es: 'Valores de transferencia incompletos', en: 'Transfer values incomplete' },
    detail: {
      es: 'Cada tamaño de hogar desde 1 debe tener exactamente un valor; vea los errores.',
      en: 'Each household size from 1 up must have exactly one value; see the errors.',
    },
  },
  payment_list_rejected: {
    status: 422,
    title: { es: 'La lista no se puede hacer', en: 'The list cannot be made' },
    detail: {
      es: '{count} hogares no se pueden pagar así; no se guardó nada. Corrija lo señalado o deje fuera esos hogares.',
      en: '{count} households cannot be paid like this; nothing was saved. Correct what is named below or leave those households out.',
    },
  },
  already_listed: {
    status: 409,
    title: { es: 'Hogares ya en otra lista', en: 'Households already on another list' },
    detail: {
      es: '{count} hogares ya tienen un pago en otra lista viva del programa {programme}; no se guardó nada. Déjelos fuera, o anule la otra lista si aún no se instruyó. Volver a pagar lo que falló todavía no es posible.',
      en: '{count} households already have a payment on another live list of programme {programme}; nothing was saved. Leave them out, or cancel the other list if it is not instructed yet. Paying again what failed is not possible yet.',
    },
  },
  maker_is_checker: {
    status: 403,
    title: { es: 'Quien la preparó no la aprueba', en: 'Whoever prepared it does not approve it' },
    detail: {
      es: 'Usted hizo o envió la lista de pago {number}. Debe aprobarla otra persona.',
      en: 'You made or submitted payment list {number}. Another person has to approve it.',
    },
  },
  budget_exceeded: {
    status: 409,
    title: { es: 'El presupuesto no alcanza', en: 'The budget does not reach' },
    detail: {
      es: 'La lista {number} suma {total} {currency} y a la subvención {grant} le quedan {available}: faltan {missing}. Amplíe el presupuesto o devuelva la lista.',
      en: 'List {number} adds up to {total} {currency} and grant {grant} has {available} left: {missing} are missing. Raise the budget or return the list.',
    },
  },
  busy: {
    status: 503,
    title: { es: 'Servicio ocupado', en: 'Service busy' },
    detail: {
      es: 'El servicio no pudo terminar la escritura a tiempo y no guardó nada. Reintente con la misma Idempotency-Key.',
      en: 'The service could not finish the write in time and saved nothing. Retry with the same Idempotency-Key.',
    },
  },
  unavailable: {
    status: 503,
    title: { es: 'Servicio no disponible', en: 'Service unavailable' },
    detail: {
      es: 'La base de datos no responde o no tiene espacio. Repita la solicitud con la misma Idempotency-Key: surte efecto una sola vez, también si este intento llegó a guardarse.',
      en: 'The database does not answer or has no room. Repeat the request with the same Idempotency-Key: it takes effect once, even if this try was saved after all.',
    },
  },
  operation_days: {
    status: 422,
    title: { es: 'La operación terminaría antes de empezar', en: 'The operation would end before it starts' },
    detail: {
      es: 'La operación empieza el {started_on} y terminaría el {ended_on}. Corrija una de las dos fechas.',
      en: 'The operation starts on {started_on} and would end on {ended_on}. Correct one of the two dates.',
    },
  },
  household_count_rule: {
    status: 422,
    title: { es: 'Conteo no admitido', en: 'Count not accepted' },
    detail: {
      es: 'El conteo no dice cuántos son, lleva una fecha futura, repite un grupo o sustituye un conteo que no puede; no se guardó. Corrija lo que señalan los errores.',
      en: 'The count does not say how many there are, is dated in the future, names a group twice or supersedes a count it may not; it was not saved. Correct what the errors name.',
    },
  },
  ...fileFailures,
  ...printFailures,
  internal: {
    status: 500,
    title: { es: 'Error interno', en: 'Internal error' },
    detail: {
      es: 'Algo falló en el servicio. No se guardó nada. Indique el número de solicitud {request_id} a soporte.',
      en: 'Something failed in the service. Nothing was saved. Give request number {request_id} to support.',
    },
  },
  ...planProblems,
} as const satisfies Record<string, ProblemEntry>;
