import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A file of reference vectors, from `spec/vectors/` or the folder that the environment variable `VECTORS` names. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(resolve(process.env['VECTORS'] ?? 'spec/vectors', `${name}.json`), 'utf8')) as T;
}
