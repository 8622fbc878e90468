/** Failures of requests, of what is made on a phone, and of who may see which site. */
export const requestProblems = {
  request_rule: {
    status: 422,
    title: { es: 'Petición no válida', en: 'Request not valid' },
    detail: {
      es: 'La petición, o la decisión sobre ella, no cumple las reglas; vea los errores.',
      en: 'The request, or the decision about it, breaks the rules; see the errors.',
    },
  },
  client_id_taken: {
    status: 409,
    title: { es: 'Identificador ya usado', en: 'Identifier already used' },
    detail: {
      es: 'Ya existe {resource} con el identificador {id} y otro contenido. Compare las dos versiones: edite la guardada o envíe la suya con un identificador nuevo.',
      en: 'There is a {resource} with the identifier {id} and other content. Compare the two versions: edit the one that is kept, or send yours with a new identifier.',
    },
  },
  request_under_way: {
    status: 409,
    title: { es: 'Petición en camino', en: 'Request under way' },
    detail: {
      es: 'De la petición {number} hay {promised} prometidos y {sent} en camino. Cancele el plan o espere la recepción antes de cerrarla.',
      en: 'Of request {number}, {promised} are promised and {sent} on the road. Cancel the plan or wait for the receipt before you close it.',
    },
  },
  substitution_rule: {
    status: 422,
    title: { es: 'Sustituto no válido', en: 'Substitute not valid' },
    detail: {
      es: 'El sustituto ofrecido no cumple las reglas; vea los errores.',
      en: 'The substitute offered breaks the rules; see the errors.',
    },
  },
} as const;

/** Rules of requests. */
export const requestRules = {
  justification_required: {
    es: 'La prioridad {value} pide una justificación: diga por qué no puede esperar una semana.',
    en: 'Priority {value} needs a justification: say why it cannot wait a week.',
  },
  request_reason_required: {
    es: 'La línea {line_number} pide {value} y la norma propone {proposed}. Indique el motivo o pida lo propuesto.',
    en: 'Line {line_number} asks for {value} and the standard proposes {proposed}. Give the reason, or ask for what is proposed.',
  },
  not_a_substitute: {
    es: 'El artículo no figura en el catálogo como sustituto de {item_code}. Añádalo allí antes de ofrecerlo.',
    en: 'The catalogue does not name the item as a substitute of {item_code}. Add it there before you offer it.',
  },
  substituted_above_left: {
    es: 'De la línea {line_number} quedan {left} por prometer; no se pueden sustituir {value}.',
    en: 'Of line {line_number}, {left} are left to promise; {value} cannot be substituted.',
  },
} as const;
