import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, which specs see from `dist/spec/support/`. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

export const inRoot = (...path: string[]): string => join(root, ...path);
