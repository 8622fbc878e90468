import type { Api } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** Places, and sites in depth. */
export async function sitesTour(logistics: Api, _loaded: Loaded): Promise<void> {
  await logistics.get('/v1/places?search=rosario');
  await logistics.get('/v1/places/resolution?name=El%20Rosario&latitude=13.4982&longitude=-89.0336');
}
