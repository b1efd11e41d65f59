import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file for other programs, and the folders that it is in. @param replacer as `JSON.stringify` takes it. */
export function writeJson(file: string, value: unknown, replacer?: (key: string, value: unknown) => unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, replacer, 2)}\n`);
}
