import type { Localized } from './problem.ts';

interface ProblemEntry {
  readonly status: number;
  readonly title: Localized;
  /** What happened and what to do; `{name}` places are filled from the problem's parameters. */
  readonly detail: Localized;
}

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
      es: 'La base de datos no responde o no tiene espacio. No se guardó nada; reintente con la misma Idempotency-Key.',
      en: 'The database does not answer or has no room. Nothing was saved; retry with the same Idempotency-Key.',
    },
  },
  import_rejected: {
    status: 422,
    title: { es: 'Archivo rechazado', en: 'File refused' },
    detail: {
      es: '{count} errores en {file}; no se guardó nada. Corrija las filas señaladas o elija guardar solo las válidas.',
      en: '{count} errors in {file}; nothing was saved. Correct the rows named below or choose to save the valid ones only.',
    },
  },
  unreadable_file: {
    status: 422,
    title: { es: 'Archivo ilegible', en: 'Unreadable file' },
    detail: { es: 'No se pudo leer {file}: {reason}.', en: '{file} could not be read: {reason}.' },
  },
  internal: {
    status: 500,
    title: { es: 'Error interno', en: 'Internal error' },
    detail: {
      es: 'Algo falló en el servicio. No se guardó nada. Indique el número de solicitud {request_id} a soporte.',
      en: 'Something failed in the service. Nothing was saved. Give request number {request_id} to support.',
    },
  },
} as const satisfies Record<string, ProblemEntry>;
