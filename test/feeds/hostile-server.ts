import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Test } from 'tap';

const table = 'site_code,counted_on,households\nA,2026-08-05,12\n';

/** How a feed may answer, by the last part of its address. */
const answers: Record<string, (request: IncomingMessage, response: ServerResponse, asked: number) => void> = {
  csv: (_, response) => response.setHeader('etag', '"one"').end(table),
  json: (_, response) =>
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify([{ site_code: 'A', counted_on: '2026-08-05', households: 13 }])),
  hxl: (_, response) =>
    response.end('Sitio,Fecha,Hogares\n#loc+code,#date+reported,#affected+hh\nA,2026-08-05,14\n'),
  gzip: (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(table)),
  etag: (request, response) => {
    if (request.headers['if-none-match'] === '"one"') response.writeHead(304).end();
    else response.setHeader('etag', '"one"').end(`${table}\n`);
  },
  silent: () => {},
  drip: (_, response) => {
    response.write('site_code');
    const timer = setInterval(() => response.write(','), 20);
    response.on('close', () => clearInterval(timer));
  },
  endless: (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  },
  bomb: (_, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(8_000_000, 'a'))),
  short: (_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(table);
    setTimeout(() => response.destroy(), 20);
  },
  page: (_, response) => response.setHeader('content-type', 'text/html').end('<html>Sign in</html>'),
  disguised: (_, response) => response.setHeader('content-type', 'text/csv').end('<!doctype html><p>Error'),
  broken: (_, response) => response.end('{"rows": '),
  gone: (_, response) => response.writeHead(404).end(),
  metadata: (_, response) =>
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
  round: (request, response) => response.writeHead(302, { location: request.url }).end(),
  elsewhere: (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  moved: (_, response) => response.writeHead(307, { location: '/csv' }).end(),
  busy: (_, response) => response.writeHead(429, { 'retry-after': '7200' }).end(),
  flaky: (_, response, asked) => {
    if (asked < 3) response.writeHead(503).end();
    else response.end(`${table}\n\n`);
  },
  secret: (request, response) => {
    if (request.headers['x-key'] === 'letmein') response.end(`${table}\n\n\n`);
    else response.writeHead(401).end();
  },
  wrong: (_, response) => response.end('site_code,counted_on,households\nNOWHERE,2026-08-05,many\n'),
};

/** A server on loopback that answers as its address says; `asked` counts the requests for each. */
export async function hostileServer(t: Test) {
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const name = (request.url ?? '').split('/').at(-1) ?? '';
    asked.set(name, (asked.get(name) ?? 0) + 1);
    const answer = answers[name];
    if (answer === undefined) response.writeHead(500).end();
    else answer(request, response, asked.get(name) ?? 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
