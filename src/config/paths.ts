import { fileURLToPath } from 'node:url';

/** The project's folder, seen from the compiled file `dist/src/config/paths.js`. */
export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));
