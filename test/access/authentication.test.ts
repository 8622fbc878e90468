import t from 'tap';
import { findPrincipal } from '../../src/access/store.ts';
import type { Reader } from '../../src/database/database.ts';
import { Authentication } from '../../src/http/authentication.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

/** A reader whose answers are held back, once they are known, until the gate opens. */
function heldBack(reader: Reader, gate: Promise<void>, known: () => void): Reader {
  const wrap = (builder: object): object =>
    new Proxy(builder, {
      get(target, name) {
        const member = Reflect.get(target, name) as unknown;
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          const result: unknown = member.apply(target, args);
          if (result instanceof Promise) {
            return result.then(async (rows: unknown) => {
              known();
              await gate;
              return rows;
            });
          }
          return typeof result === 'object' && result !== null ? wrap(result) : result;
        };
      },
    });
  return wrap(reader) as Reader;
}

t.test('what a lookup found before a revocation is not remembered after it', async (t) => {
  const service = await startService(t, 'sqlite');
  const admin = service.as('admin');
  const person = await made(admin, '/v1/people', {
    name: 'Ana',
    email: 'ana@example.org',
    roles: ['logistics'],
  });
  const { id, token } = (await admin.post('/v1/api-tokens', { person_id: person, label: 'x' })).body;
  const { context } = service;
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let reached: () => void = () => undefined;
  const known = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const read = heldBack(context.database.read, gate, () => reached());
  const authentication = new Authentication({ ...context, database: { ...context.database, read } });

  const slow = authentication.authorize(`Bearer ${token}`, 'stock.read');
  await known;
  await admin.post(`/v1/api-tokens/${id}/revocation`);
  authentication.forgetAll();
  open();
  await slow;
  await t.rejects(async () => authentication.authorize(`Bearer ${token}`, 'stock.read'), {
    code: 'unauthenticated',
  });
  t.equal(await findPrincipal(context.database.read, 'x', '2026-08-05T18:00:00.000Z'), undefined);
});
