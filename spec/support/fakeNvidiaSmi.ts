import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Puts a program before the others on a PATH that lists these GPUs, and parts of the last one, as `nvidia-smi -L` does. */
export function fakeNvidiaSmi(uuids: readonly string[], parts: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'adlstream-'));
  const lines = [
    ...uuids.map((uuid, index) => `GPU ${index}: NVIDIA H100 80GB HBM3 (UUID: ${uuid})`),
    ...parts.map((uuid, index) => `  MIG 1g.10gb     Device  ${index}: (UUID: ${uuid})`),
  ];
  const file = join(folder, 'nvidia-smi');
  writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${lines.join('\n')}\nEND\n`);
  chmodSync(file, 0o755);
  return { path: `${folder}${delimiter}${process.env['PATH']}`, remove: () => rmSync(folder, { recursive: true }) };
}
