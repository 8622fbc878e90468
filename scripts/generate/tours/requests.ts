import type { Api, Json } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** Requests from the form to the end, with what is said and offered meanwhile. */
export async function requestTour(responder: Api, logistics: Api, loaded: Loaded): Promise<void> {
  const site = (await responder.get(`/v1/sites?operation_id=${loaded.operation}`)).data[0];
  await responder.get(`/v1/requests/proposal?site_id=${site.id}&standard_id=${loaded.standard}`);
  const item_id = loaded.items.get('HSHEBLANPMT1');
  const ask = (submit: boolean) =>
    responder.post('/v1/requests', {
      site_id: site.id,
      priority: 2,
      justification: 'Llegaron 20 familias anoche',
      submit,
      lines: [{ item_id, quantity: 60 }],
    });
  const draft = await ask(false);
  const lines = [{ item_id, quantity: 64, reason: 'Cuatro frazadas para la enfermería' }];
  await responder.patch(`/v1/requests/${draft.id}`, draft.version, { lines });
  await responder.post(`/v1/requests/${draft.id}/submission`);
  await logistics.post(`/v1/requests/${draft.id}/decision`, {
    decision: 'approve',
    comment: 'Según existencias',
  });
  await responder.post(`/v1/requests/${draft.id}/messages`, { text: '¿Cuándo llega el camión?' });
  await responder.get(`/v1/requests/${draft.id}/messages`);
  await offers(responder, logistics, draft.id, item_id);
  const other = await ask(true);
  await responder.post(`/v1/requests/${other.id}/cancellation`);
  const short = await ask(true);
  await logistics.post(`/v1/requests/${short.id}/decision`, { decision: 'approve' });
  await logistics.post(`/v1/requests/${short.id}/closing`, { reason: 'El centro cerró' });
  await responder.get('/v1/requests');
  await responder.get(`/v1/requests/${draft.id}`);
}

async function offers(responder: Api, logistics: Api, request: string, itemId: Json): Promise<void> {
  const mat = (await logistics.get('/v1/items?code=HSHEMATTPLA1')).data[0];
  const blanket = await logistics.get(`/v1/items/${itemId}`);
  await logistics.patch(`/v1/items/${itemId}`, blanket.version, {
    substitutes: [{ item_id: mat.id, ratio_numerator: 2, ratio_denominator: 1 }],
  });
  const path = `/v1/requests/${request}/substitutions`;
  const offer = (quantity: number) =>
    logistics.post(path, {
      line_number: 1,
      substitute_id: mat.id,
      quantity,
      reason: 'Quedan pocas frazadas',
    });
  await logistics.post(`/v1/request-substitutions/${(await offer(5)).id}/withdrawal`, {
    comment: 'Llegaron más frazadas',
  });
  await responder.post(`/v1/request-substitutions/${(await offer(6)).id}/refusal`, {
    comment: 'De noche hace frío',
  });
  await responder.post(`/v1/request-substitutions/${(await offer(2)).id}/acceptance`, {
    comment: 'Para el salón',
  });
  await responder.get(path);
}
