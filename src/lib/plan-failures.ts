import type { Localized } from './localized.ts';
import type { ProblemEntry } from './problem-entry.ts';

/** Failures of plans; see `problemCatalogue`. */
export const planProblems = {
  plan_interrupted: {
    status: 503,
    title: { es: 'Cálculo interrumpido', en: 'Computation interrupted' },
    detail: {
      es: 'El servicio se detuvo o falló mientras calculaba el plan. Nada a medias vale; calcúlelo de nuevo o cancélelo.',
      en: 'The service stopped or failed while it computed the plan. Nothing half done holds; compute it again or cancel it.',
    },
  },
  plan_queue_full: {
    status: 503,
    title: { es: 'Demasiados planes a la vez', en: 'Too many plans at once' },
    detail: {
      es: 'Ya hay varios planes grandes en cálculo y en espera. No se guardó nada; repita la solicitud con la misma Idempotency-Key dentro de unos minutos.',
      en: 'Several large plans are being computed or wait for their turn. Nothing was saved; repeat the request with the same Idempotency-Key in a few minutes.',
    },
  },
  plan_rule: {
    status: 422,
    title: { es: 'Plan no válido', en: 'Plan not valid' },
    detail: {
      es: 'El plan no se puede calcular o aprobar así; vea los errores.',
      en: 'The plan cannot be computed or approved like this; see the errors.',
    },
  },
  plan_changed: {
    status: 409,
    title: { es: 'El plan ya no se sostiene', en: 'The plan no longer holds' },
    detail: {
      es: 'Desde que se calculó {number} cambiaron {count} cosas; no se reservó nada. Los errores dicen cuáles. Resuelva de nuevo el plan: conserva lo fijado.',
      en: '{count} things changed since {number} was computed; nothing was reserved. The errors name them. Make a new revision of the plan: it keeps what is pinned.',
    },
  },
} as const satisfies Readonly<Record<string, ProblemEntry>>;

/** Rules of plans and of what needs are reckoned by; see `ruleCatalogue`. */
export const planRules = {
  basis_fields: {
    es: 'La base {basis}: group pide sex o age_bands; vulnerable pide vulnerable_group; household_size pide size_from ≤ size_to y assumed_percent; las demás no llevan ninguno de estos campos.',
    en: 'Basis {basis}: group asks for sex or age_bands; vulnerable for vulnerable_group; household_size for size_from ≤ size_to and assumed_percent; the others take none of these fields.',
  },
  pin_above_gap: {
    es: 'Sitio {site_code}: se fijaron {quantity} del artículo {item_id} y le faltan {most}. Fije {most} o menos.',
    en: 'Site {site_code}: {quantity} of item {item_id} are pinned and it lacks {most}. Pin {most} or less.',
  },
  pin_beyond_stock: {
    es: 'Sitio {site_code}: se fijaron {quantity} del artículo {item_id} y las existencias que puede recibir dan {most}. Fije menos, o quite otra cantidad fijada.',
    en: 'Site {site_code}: {quantity} of item {item_id} are pinned and the stock it may get reaches {most}. Pin less, or take another pin away.',
  },
  pin_without_line: {
    es: 'El plan no tiene línea del artículo {item_id} para el sitio {site_id}: el sitio no está activo en la operación, o ni el estándar ni una solicitud nombra el artículo. Quite esta cantidad fijada.',
    en: 'The plan has no line of item {item_id} for site {site_id}: the site is not active in the operation, or neither the standard nor a request names the item. Take this pin away.',
  },
  pin_twice: {
    es: 'El artículo {item_id} está fijado dos veces para el sitio {site_id}. Deje una.',
    en: 'Item {item_id} is pinned twice for site {site_id}. Leave one.',
  },
} as const satisfies Readonly<Record<string, Localized>>;
