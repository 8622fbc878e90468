/** Failures of feeds. */
export const feedProblems = {
  feed_under_way: {
    status: 409,
    title: { es: 'La fuente ya se está leyendo', en: 'The feed is being pulled' },
    detail: {
      es: 'La fuente {name} se está leyendo en este momento. Espere a que termine y mire el registro de lecturas.',
      en: 'The feed {name} is being pulled at this moment. Wait for the end and look at the log of its pulls.',
    },
  },
  feed_failed: {
    status: 502,
    title: { es: 'La fuente no respondió bien', en: 'The feed did not answer well' },
    detail: {
      es: 'La fuente no dio una tabla que se pueda leer: {reason}. Revise la dirección, el permiso y el formato.',
      en: 'The feed gave no table that can be read: {reason}. Check its address, permission and format.',
    },
  },
} as const;
