import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes files that are gone when the suite that calls this has run. */
export function temporary(): (content: string | Uint8Array, name?: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'adlstream-'));
  let files = 0;
  after(() => rmSync(folder, { recursive: true }));
  return (content, name = `${files++}.txt`) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
}
