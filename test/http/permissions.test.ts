import Fastify from 'fastify';
import t from 'tap';
import {
  type Permission,
  permissions,
  type Role,
  rolePermissions,
  roles,
} from '../../src/access/permissions.ts';
import { collectSpecs } from '../../src/http/route.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';

interface ApiDocument {
  paths: Record<string, Record<string, { 'x-permission': string; security: unknown[] }>>;
}

interface Operation {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  permission: Permission | 'public';
  security: unknown[];
}

function operationsOf(document: ApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase() as Operation['method'],
      path: path.replaceAll(/\{(\w+)\}/g, (_, name) =>
        name === 'id' ? '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44' : '1',
      ),
      permission: operation['x-permission'] as Operation['permission'],
      security: operation.security,
    })),
  );
}

onBothEngines('every route asks for its permission and for nothing less', async (t, engine) => {
  const service = await startService(t, engine);
  const operations = operationsOf(service.app.swagger() as unknown as ApiDocument);
  t.ok(operations.length > 40, `${operations.length} operations`);
  for (const { method, path, permission, security } of operations) {
    const name = `${method} ${path}`;
    const nobody = await service.anonymous.send(method, path, undefined, {});
    if (permission === 'public') {
      t.same(security, [], name);
      t.equal(nobody.status, 200, name);
      continue;
    }
    t.ok(permissions.includes(permission), `${name} names a permission there is`);
    t.same(security, [{ token: [] }], name);
    t.equal(nobody.status, 401, name);
    t.equal(nobody.headers['www-authenticate'], 'Bearer', name);
    for (const role of roles) {
      const reply = await service.as(role).send(method, path, undefined, {});
      const may = rolePermissions[role].includes(permission);
      if (may) t.notOk([401, 403].includes(reply.status), `${name} as ${role}: ${reply.status}`);
      else
        t.same(
          [reply.status, reply.body.code, reply.body.params],
          [403, 'forbidden', { permission }],
          `${name} as ${role}`,
        );
    }
  }
});

t.test('public is only what tells nothing: health', async (t) => {
  const service = await startService(t, 'sqlite');
  const open = operationsOf(service.app.swagger() as unknown as ApiDocument).filter(
    ({ permission }) => permission === 'public',
  );
  t.same(open.map(({ path }) => path).sort(), ['/health', '/health/live', '/health/ready']);
});

t.test('a route that does not say who may call it does not register', async (t) => {
  const app = Fastify();
  collectSpecs(app);
  t.throws(() => app.get('/v1/open', async () => 'anything'), /declares who may call it/);
  t.throws(() => app.get('/documentationx', async () => 'anything'), /declares who may call it/);
  app.get('/v1/closed', { config: { permission: 'stock.read' } }, async () => 'something');
  await app.ready();
  t.ok(app.hasRoute({ method: 'GET', url: '/v1/closed' }));
  t.notOk(app.hasRoute({ method: 'GET', url: '/v1/open' }));
});

t.test('no one person may do what takes two, and auditors only read', async (t) => {
  const held = (role: Role) => new Set<string>(rolePermissions[role]);
  for (const role of roles) {
    t.notOk(
      held(role).has('cash.make') && held(role).has('cash.approve'),
      `${role} does not make and approve payments`,
    );
  }
  t.same(
    rolePermissions.auditor.filter((permission) => !permission.endsWith('.read')),
    [],
  );
  t.notOk(held('auditor').has('households.read_personal'));
  for (const permission of permissions) {
    t.ok(
      roles.some((role) => held(role).has(permission)),
      `${permission} is held by some role`,
    );
  }
});
