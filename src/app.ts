import { readFileSync } from 'node:fs';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { Principal } from './access/principal.ts';
import { accessRoutes } from './access/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { cashRoutes } from './cash/routes.ts';
import { earmarkRoutes } from './catalogue/earmark-routes.ts';
import { catalogueRoutes } from './catalogue/routes.ts';
import type { Context } from './context.ts';
import { countingRoutes } from './counting/routes.ts';
import { dispatchRoutes } from './dispatch/routes.ts';
import { earmarkReportRoutes } from './earmarks/routes.ts';
import { feedRoutes } from './feeds/routes.ts';
import { Authentication } from './http/authentication.ts';
import { readBodies } from './http/bodies.ts';
import { Connections } from './http/connections.ts';
import { documentationPage } from './http/documentation.ts';
import { readExamples } from './http/examples.ts';
import { registerHealth } from './http/health.ts';
import { Metrics } from './http/metrics.ts';
import { Observation } from './http/observation.ts';
import { completeDocument, type OpenApiDocument } from './http/openapi.ts';
import { describeApi, tags } from './http/openapi-text.ts';
import { answerBadAddress, problemsPlugin } from './http/problems.ts';
import { collectSpecs, createRoutes } from './http/route.ts';
import type { RouteSpec } from './http/spec.ts';
import { serializerCompiler, validatorCompiler } from './http/validation.ts';
import { inboundRoutes } from './inbound/routes.ts';
import { kittingRoutes } from './kitting/routes.ts';
import { loadingRoutes } from './loading/routes.ts';
import { mappingRoutes } from './mappings/routes.ts';
import { placeRoutes } from './places/routes.ts';
import { PlanDesk } from './planning/plan-desk.ts';
import { PlanSolver } from './planning/plan-threads.ts';
import { proposeRequest } from './planning/propose.ts';
import { planRoutes } from './planning/routes.ts';
import { preparednessRoutes } from './preparedness/routes.ts';
import { printingRoutes } from './printing/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { requestRoutes } from './requests/routes.ts';
import { DailyExpiry } from './reservations/expire.ts';
import { reservationRoutes } from './reservations/routes.ts';
import { siteRoutes } from './sites/routes.ts';
import { stockImportRoutes } from './stock/import-routes.ts';
import { stockRoutes } from './stock/routes.ts';

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
    /** Milliseconds on the process's own clock. */
    startedAt: number;
  }
}

/** How many large plans are worked out at the same time, and how many more may wait for their turn. */
const PLANS = { atOnce: 2, waiting: 20 };

/** Share of the time for a shutdown that clients have to finish; the rest is for the database. */
const PATIENCE = 0.8;

/** A ready server that does not listen yet. */
export async function buildApp(context: Context): Promise<FastifyInstance> {
  const { config } = context;
  const nextRequestId = requestNumbers(context.ids.next());
  const app: FastifyInstance = Fastify({
    // Answers are logged by the observation, with the request's number; a logger for each request would cost more than it tells.
    logger: false,
    bodyLimit: config.bodyLimit,
    requestIdHeader: false,
    genReqId: (request) => requestId(request.headers['x-request-id']) ?? nextRequestId(),
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: answerBadAddress,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    ...(config.tls === null
      ? {}
      : { https: { cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) } }),
  });
  const metrics = new Metrics();
  const observation = new Observation(context.log, metrics);
  const connections = new Connections(app.server, context.log);
  let closing = false;

  app.decorateRequest('principal', null);
  app.decorateRequest('startedAt', 0);
  app.setValidatorCompiler(validatorCompiler as never);
  app.setSerializerCompiler(serializerCompiler(config.strictResponses));
  readBodies(app);
  const specs = collectSpecs(app);
  app.addHook('onRequest', (request, reply, done) => {
    request.startedAt = performance.now();
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    if (closing) reply.header('connection', 'close');
    done();
  });
  const expiry = new DailyExpiry(context);
  app.addHook('preHandler', (request, _reply, done) => {
    const due = request.url.startsWith('/v1/') ? expiry.due() : undefined;
    if (due === undefined) done();
    else due.then(() => done(), done);
  });
  app.addHook('preClose', async () => {
    closing = true;
    connections.letGo(config.shutdownMs * PATIENCE);
  });
  const desk = new PlanDesk(context, new PlanSolver(PLANS));
  app.addHook('onClose', async () => {
    connections.stop();
    await desk.close();
  });
  await app.register(problemsPlugin, { observation });
  await documentation(app, specs);

  app.after(() => {
    const authentication = new Authentication(context);
    const routes = createRoutes(app, context, authentication, observation);
    registerHealth(routes, metrics, () => closing);
    accessRoutes(routes);
    mappingRoutes(routes);
    catalogueRoutes(routes);
    placeRoutes(routes);
    siteRoutes(routes);
    earmarkRoutes(routes);
    reservationRoutes(routes);
    earmarkReportRoutes(routes);
    stockRoutes(routes);
    stockImportRoutes(routes);
    kittingRoutes(routes);
    inboundRoutes(routes);
    preparednessRoutes(routes);
    countingRoutes(routes);
    feedRoutes(routes);
    requestRoutes(routes, proposeRequest);
    planRoutes(routes, desk);
    loadingRoutes(routes);
    dispatchRoutes(routes);
    reportRoutes(routes);
    printingRoutes(routes);
    cashRoutes(routes);
    auditRoutes(routes);
  });
  await app.ready();
  return app;
}

async function documentation(app: FastifyInstance, specs: readonly RouteSpec[]): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Acopio', version: '1', description: describeApi() },
      tags,
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'API token of a person' } },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) =>
      completeDocument(
        jsonSchemaTransformObject(document) as unknown as OpenApiDocument,
        specs,
        readExamples(),
      ) as never,
  });
  await app.register(documentationPage);
}

/** A caller's own request number, when it is one that a log can hold. */
function requestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(header) ? header : undefined;
}

/** Numbers for requests: one random part a process, then a count. Cheaper than a random number each, and as unique. */
function requestNumbers(processPart: string): () => string {
  const prefix = processPart.slice(-12);
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${count.toString(36)}`;
  };
}
