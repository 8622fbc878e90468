import type { Localized } from './localized.ts';

/** Rules of places, sites and household counts. */
export const siteRules = {
  place_unknown: {
    es: 'Ningún lugar de El Salvador se llama «{value}». Busque el nombre en /v1/places o dé su código P.',
    en: 'No place of El Salvador is called "{value}". Look for the name in /v1/places or give its P-code.',
  },
  place_ambiguous: {
    es: '«{value}» puede ser: {candidates}. Añada el departamento o dé el código P.',
    en: '"{value}" may be: {candidates}. Add the department or give the P-code.',
  },
  place_elsewhere: {
    es: '«{value}» no está en ese departamento; existe como: {candidates}. Corrija el departamento o el nombre.',
    en: '"{value}" is not in that department; there is: {candidates}. Correct the department or the name.',
  },
  place_water_body: {
    es: '«{value}» es un lago o embalse, donde no hay sitios.',
    en: '"{value}" is a lake or reservoir, where no site is.',
  },
  place_number: {
    es: 'El número «{value}» no se conoce en esa lista: de la lista nacional, los departamentos 01 a 14; de los códigos P, además los distritos (cuatro cifras). {candidates}',
    en: 'The number "{value}" is not known in that list: of the national list, departments 01 to 14; of P-codes the distritos too (four digits). {candidates}',
  },
  place_scheme: {
    es: 'El número «{value}» dice algo distinto según la lista: {candidates}. Declare scheme: national o p_code.',
    en: 'The number "{value}" means something else in each list: {candidates}. Declare scheme: national or p_code.',
  },
  over_capacity: {
    es: 'Se contaron {people}, más de {times} veces la capacidad del sitio ({capacity}).',
    en: '{people} were counted, more than {times} times what the site can house ({capacity}).',
  },
  sudden_change: {
    es: 'De {before} (conteo del {counted_on}) a {after}: cambia más de {percent} %.',
    en: 'From {before} (count of {counted_on}) to {after}: a change of more than {percent} %.',
  },
  count_of_other_site: {
    es: 'El conteo que se sustituye es de otro sitio ({value}).',
    en: 'The count to be superseded is of another site ({value}).',
  },
  count_superseded: {
    es: 'Otro conteo ya sustituyó a «{value}»; sustituya ese otro.',
    en: 'Another count has superseded "{value}" already; supersede that one.',
  },
} as const satisfies Record<string, Localized>;
