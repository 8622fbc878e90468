import helmet from '@fastify/helmet';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/**
 * What the page may load: its own files. It does not ask browsers to turn http into https, which
 * would leave it blank wherever the service is reached by plain HTTP.
 */
const contentPolicy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** Browsers heed these two from secure origins only and complain of them elsewhere; a page without windows needs neither. */
const onlySecure = { crossOriginOpenerPolicy: false, originAgentCluster: false };

/** Makes a phone lay the page out at its own width; the page comes without this word to it. */
const viewport = `document.head.append(Object.assign(document.createElement('meta'), { name: 'viewport', content: 'width=device-width' }));
`;

/** On a phone a wide table scrolls by itself, instead of widening the page. */
const narrowScreens = `@media (max-width: 40rem) {
  .swagger-ui table { display: block; overflow-x: auto; }
}
`;

/** The page at /documentation: reads the contract out and lets people try each route with a token of theirs. */
export async function documentationPage(app: FastifyInstance): Promise<void> {
  await app.register(helmet, { contentSecurityPolicy: false, ...onlySecure });
  await app.register(swaggerUi, {
    routePrefix: '/documentation',
    staticCSP: contentPolicy,
    theme: {
      title: 'Acopio',
      css: [{ filename: 'narrow-screens.css', content: narrowScreens }],
      js: [{ filename: 'viewport.js', content: viewport }],
    },
    uiConfig: {
      layout: 'BaseLayout',
      persistAuthorization: false,
      docExpansion: 'none',
      tryItOutEnabled: true,
    },
    transformSpecification: (contract) => withoutFilterExamples(contract),
  });
}

interface Contract {
  paths?: Record<string, Record<string, { parameters?: readonly Parameter[] }>>;
}

interface Parameter {
  in?: string;
  required?: boolean;
  example?: unknown;
}

/** The page fills its forms with the examples. Of a filter that nobody chose this would find nothing, so filters have none there. */
function withoutFilterExamples<C extends object>(contract: C): C {
  const operations = Object.values((contract as Contract).paths ?? {}).flatMap((methods) =>
    Object.values(methods),
  );
  for (const parameter of operations.flatMap(({ parameters }) => parameters ?? [])) {
    if (parameter.in === 'query' && parameter.required !== true) delete parameter.example;
  }
  return contract;
}
