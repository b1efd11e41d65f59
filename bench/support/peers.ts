import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabelledStream } from './labelledStreams.js';

/** What other systems are run: adaptive random forests of ten trees. */
export const PEERS = ['river-arf10', 'capymoa-arf10'] as const;
export type Peer = (typeof PEERS)[number];

const SCRIPT = join(import.meta.dirname, '..', '..', '..', 'bench', 'peers', 'run.py');

/** What the script says of a pass. */
export interface PeerPass {
  readonly accuracy: number;
  readonly kappa: number;
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** @param python of an environment that has `bench/peers/requirements.txt`. @throws Error with what it printed, where it fails. */
export async function runPeer(peer: Peer, python: string, stream: LabelledStream, seed: number): Promise<PeerPass> {
  const folder = mkdtempSync(join(tmpdir(), 'adlstream-peer-'));
  try {
    const file = join(folder, 'rows.csv');
    writeFileSync(file, await asCsv(stream, seed));
    const args = [SCRIPT, '--peer', peer, '--csv', file, '--label', stream.label, '--seed', String(seed)];
    const child = spawn(python, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, errors] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (out += part));
    child.stderr.on('data', (part: Buffer) => (errors += part));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${peer} ended with code ${code}: ${errors.slice(-2000)}`);
    return JSON.parse(out) as PeerPass;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As the peers read it: a header, and no value with a comma. */
async function asCsv({ open }: LabelledStream, seed: number): Promise<string> {
  const lines: string[] = [];
  for await (const row of open(seed)) {
    if (lines.length === 0) lines.push(Object.keys(row).join(','));
    lines.push(Object.values(row).join(','));
  }
  return `${lines.join('\n')}\n`;
}
