import chromium from '@sparticuz/chromium';
import {
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
  chromium as runner,
} from 'playwright-core';
import type { Test } from 'tap';
import t from 'tap';
import { tags } from '../../src/http/openapi-text.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, stockWorld } from '../helpers/world.ts';

/**
 * Means this machine, in the browser below only. Unlike 127.0.0.1, and like the plain HTTP address of a service in a warehouse, it
 * is no origin that browsers trust.
 */
const HOST = 'acopio.test';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let browser: Browser;
let service: Service;

/** Of what its packager sets: one process for all ends with its first page, and without web security it is no browser of a user. */
const unwanted = ['--single-process', '--disable-web-security', '--allow-running-insecure-content'];

t.before(async () => {
  service = await startService(t, 'sqlite');
  await stockWorld(service);
  browser = await runner.launch({
    executablePath: await chromium.executablePath(),
    args: [
      ...chromium.args.filter((arg) => !unwanted.includes(arg)),
      ...quiet,
      `--host-resolver-rules=MAP ${HOST} 127.0.0.1`,
    ],
    headless: true,
  });
});
t.teardown(() => browser.close());

interface Watched {
  page: Page;
  /** Whatever the browser complained of: errors and warnings, refusals by policy, requests that failed. */
  troubles: string[];
  /** Every host the page asked for something. */
  hosts: Set<string>;
  /** What the page says it may load. */
  policy: string;
}

async function openDocumentation(t: Test, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext(options);
  t.teardown(() => context.close());
  const page = await context.newPage();
  const watched: Watched = { page, troubles: [], hosts: new Set(), policy: '' };
  await watch(watched);
  const response = await page.goto(`${address()}/documentation`);
  watched.policy = String(response?.headers()['content-security-policy']);
  await page.locator('.opblock-tag-section').first().waitFor();
  return watched;
}

async function watch({ page, troubles, hosts }: Watched): Promise<void> {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:') hosts.add(url.host);
  });
  page.on('requestfailed', (request) => {
    troubles.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  await page.exposeFunction('refusedByPolicy', (what: string) => troubles.push(`policy: ${what}`));
  await page.addInitScript(
    `document.addEventListener('securitypolicyviolation', (event) => refusedByPolicy(event.violatedDirective + ' ' + event.blockedURI));`,
  );
}

function address(): string {
  return service.base.replace('127.0.0.1', HOST);
}

/** A token as an administrator makes one for a colleague. */
async function tokenFor(role: string): Promise<string> {
  const admin = service.as('admin');
  const person = (await admin.all('/v1/people')).find(({ roles }) => roles.includes(role));
  const reply = await admin.post('/v1/api-tokens', { person_id: person.id, label: 'documentation page' });
  return reply.body.token;
}

async function signIn(page: Page, token: string): Promise<void> {
  await page.getByRole('button', { name: 'Authorize' }).click();
  const dialog = page.locator('.modal-ux');
  await dialog.locator('input').fill(token);
  await dialog.getByRole('button', { name: 'Apply credentials' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
}

/** Opens an operation of the page, sends it as it stands and gives its block once the answer is shown. */
async function execute(page: Page, tag: string, operationId: string): Promise<Locator> {
  const block = page.locator(`#operations-${tag}-${operationId}`);
  if (!(await block.isVisible())) await page.locator(`.opblock-tag[data-tag="${tag}"]`).click();
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Execute' }).click();
  await shownStatus(block).waitFor();
  return block;
}

const shownStatus = (block: Locator) => block.locator('.live-responses-table .response-col_status').last();
const statusOf = (block: Locator) => shownStatus(block).textContent();

const widthOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth');

t.test('the page shows every chapter, asks no other host and has nothing to complain of', async (t) => {
  const { page, troubles, hosts, policy } = await openDocumentation(t);
  t.equal(await page.title(), 'Acopio');
  t.match(policy, /^default-src 'none'; script-src 'self'; /);
  t.notMatch(policy, /unsafe|upgrade-insecure|https:|\*/);
  t.match(await page.locator('.info .title').textContent(), /^Acopio/);
  const shown = await page
    .locator('.opblock-tag')
    .evaluateAll((headings) => headings.map((heading) => heading.getAttribute('data-tag')));
  t.same(
    shown,
    tags.map(({ name }) => name),
  );
  for (const { name, description } of tags) {
    const heading = page.locator(`.opblock-tag[data-tag="${name}"]`);
    t.ok((await heading.textContent())?.includes(description), name);
    await heading.click();
  }
  const operations = Object.values(service.app.swagger().paths ?? {}).flatMap((path) =>
    Object.keys(path ?? {}),
  );
  t.equal(await page.locator('.opblock').count(), operations.length, 'every operation is on the page');
  t.same([...hosts], [new URL(address()).host]);
  t.same(troubles, []);
});

t.test('whoever pastes a token reads the items from the page', async (t) => {
  await made(service.as('logistics'), '/v1/items', {
    code: 'LAMP-SOLAR',
    name_es: 'Lámpara solar',
    name_en: 'Solar lamp',
    category: 'lighting',
    base_unit: 'piece',
  });
  const { page, troubles, hosts } = await openDocumentation(t);
  await signIn(page, await tokenFor('auditor'));
  const block = await execute(page, 'catalogue', 'listItems');
  t.match(await statusOf(block), /^200/);
  const answer = await block.locator('.live-responses-table .highlight-code').first().textContent();
  t.match(answer, /"code": "LAMP-SOLAR"/);
  t.match(answer, /"name_es": "Lámpara solar"/);
  t.match(answer, /"code": "ITEM-/, 'no filter was filled in that nobody chose');
  t.same([...hosts], [new URL(address()).host]);
  t.same(troubles, []);
});

t.test('without a token the page shows the refusal and what to do', async (t) => {
  const { page, troubles } = await openDocumentation(t);
  const block = await execute(page, 'catalogue', 'listItems');
  t.match(await statusOf(block), /^401/);
  t.match(await block.locator('.live-responses-table').textContent(), /Authorization: Bearer/);
  t.match(troubles, [/401/], 'the browser reports the refusal and nothing besides');
  t.equal(troubles.length, 1);
});

t.test('a phone shows the page without scrolling sideways and can use it', async (t) => {
  const { page, troubles } = await openDocumentation(t, PHONE);
  t.equal(await widthOf(page), PHONE.viewport.width);
  t.equal(await page.locator('.opblock-tag').count(), tags.length);
  await signIn(page, await tokenFor('responder'));
  const block = await execute(page, 'catalogue', 'listItems');
  t.match(await statusOf(block), /^200/);
  t.equal(await widthOf(page), PHONE.viewport.width);
  t.same(troubles, []);
});
