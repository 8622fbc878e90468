import type { Import, Source } from './source.ts';

export const features = [
  'access',
  'mappings',
  'catalogue',
  'places',
  'sites',
  'reservations',
  'stock',
  'kitting',
  'inbound',
  'counting',
  'preparedness',
  'earmarks',
  'feeds',
  'requests',
  'planning',
  'loading',
  'dispatch',
  'reports',
  'printing',
  'cash',
  'audit',
];

const foundation = ['lib', 'exchange', 'documents', 'database', 'context'];
const ground = [...foundation, 'access', 'mappings', 'catalogue', 'places', 'sites'];

/**
 * What each part of the project may import, besides itself. A new folder of `src` has to be put in here and on the map before
 * anything in it passes.
 */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  config: [],
  'db/migrations': [],
  'db/reference': [],
  'db/sample': ['db/reference'],
  database: ['lib', 'db/migrations'],
  exchange: ['lib'],
  context: ['lib', 'config', 'database'],
  // Of config it needs the project's folder, where the contract's examples lie.
  http: ['lib', 'config', 'database', 'context', 'access'],
  access: foundation,
  mappings: [...foundation, 'access'],
  catalogue: [...foundation, 'access', 'db/reference'],
  places: ['lib', 'exchange', 'db/reference'],
  sites: [...foundation, 'access', 'mappings', 'places'],
  reservations: ground,
  stock: [...ground, 'reservations'],
  kitting: [...ground, 'reservations', 'stock'],
  inbound: [...ground, 'reservations', 'stock', 'kitting'],
  counting: [...ground, 'reservations', 'stock'],
  preparedness: [...ground, 'reservations', 'stock', 'kitting', 'inbound'],
  earmarks: [...ground, 'reservations', 'stock', 'kitting'],
  feeds: ground,
  requests: [...ground, 'reservations', 'stock', 'kitting'],
  planning: [...ground, 'reservations', 'stock', 'kitting', 'requests'],
  loading: [...ground, 'reservations', 'stock', 'kitting', 'requests', 'planning'],
  dispatch: [...ground, 'reservations', 'stock', 'kitting', 'inbound', 'requests', 'planning', 'loading'],
  cash: ground,
  documents: ['lib', 'exchange'],
  // What the layers of goods have to say; of two features that do not know each other, it may read both.
  reports: [...ground, ...features.slice(features.indexOf('reservations'), features.indexOf('reports'))],
  printing: [...ground, ...features.slice(features.indexOf('reservations'), features.indexOf('printing'))],
  audit: ['lib', 'database', 'context', 'access'],
  app: ['context', 'http', ...features],
  schedule: ['context'],
  jobs: ['schedule', 'http', ...features],
  main: ['app', 'config', 'context', 'jobs', 'lib', 'schedule'],
};

/** Programs for people and machines around the service: they may start any part of it. */
export const areScripts = (path: string): boolean => path.startsWith('scripts/');

/** The part a file belongs to: a folder of `src`, a file straight in it, a folder of `db`. */
export function partOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second.replace(/\.ts$/, '') : `${top}/${second}`;
}

export type Room = 'routes' | 'use case' | 'store' | 'rule' | 'schema';

/** What each room of a feature may import from the rooms of any feature. A rule may also name the types of a store's rows. */
export const roomMayImport: Readonly<Record<Room, readonly Room[]>> = {
  routes: ['routes', 'use case', 'store', 'rule', 'schema'],
  'use case': ['use case', 'store', 'rule', 'schema'],
  store: ['store', 'rule', 'schema'],
  rule: ['rule', 'schema'],
  schema: ['rule', 'schema'],
};

/**
 * The room of each file of the features. Routes, stores and schemas are told by their names; of the rest, a use case is what
 * touches the context, the database, a store or another use case, and a rule is what touches none of them.
 */
export function roomsOf(sources: readonly Source[]): ReadonlyMap<string, Room> {
  const rooms = new Map<string, Room>();
  const rest: Source[] = [];
  for (const source of sources.filter(({ path }) => features.includes(partOf(path)))) {
    const room = roomByName(source.path);
    if (room === undefined) rest.push(source);
    else rooms.set(source.path, room);
  }
  for (const source of rest) rooms.set(source.path, touchesState(source, rooms) ? 'use case' : 'rule');
  // What calls a use case is one too; again until nothing more is found.
  for (let found = true; found; ) {
    const calling = rest.filter(
      ({ path, imports }) =>
        rooms.get(path) === 'rule' &&
        imports.some((one) => one.file !== null && rooms.get(one.file) === 'use case'),
    );
    for (const { path } of calling) rooms.set(path, 'use case');
    found = calling.length > 0;
  }
  return rooms;
}

function roomByName(path: string): Room | undefined {
  if (/[/-]routes\.ts$/.test(path)) return 'routes';
  if (/[/-]store\.ts$/.test(path)) return 'store';
  if (/[/-]schema\.ts$/.test(path)) return 'schema';
  // What runs rules in a thread, and the thread itself.
  if (/-(threads|worker)\.ts$/.test(path)) return 'use case';
  return undefined;
}

function touchesState(source: Source, rooms: ReadonlyMap<string, Room>): boolean {
  return source.imports.some((one) => {
    if (one.file === null) return false;
    const part = partOf(one.file);
    const isDatabase = part === 'database' && !isWords(one);
    return part === 'context' || isDatabase || (!one.typeOnly && rooms.get(one.file) === 'store');
  });
}

/** The words of a table's columns: plain types, without a way to the database. */
export function isWords(one: Import): boolean {
  return one.typeOnly && one.file?.startsWith('src/database/tables/') === true;
}
