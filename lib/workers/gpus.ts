import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROC = '/proc/driver/nvidia/gpus';

/** The NVIDIA GPUs that this process may use, without loading anything that would take hold of them. */
export interface Gpus {
  readonly count: number;
  /** @returns what CUDA_VISIBLE_DEVICES is to be for a GPU by number or UUID; `undefined` where there is none such. */
  find(gpu: number | string): string | undefined;
}

/** Asks nvidia-smi, or else the driver's files. A host's own CUDA_VISIBLE_DEVICES is kept to: numbers count what it leaves. */
export async function gpus(env: NodeJS.ProcessEnv = process.env): Promise<Gpus> {
  const uuids = (await askNvidiaSmi(env)) ?? readDriver();
  const whole = uuids.filter((uuid) => uuid.startsWith('GPU-'));
  const known = (device: string) =>
    /^\d+$/.test(device) ? Number(device) < whole.length : uuids.some((uuid) => uuid.startsWith(device));
  const allowed = env['CUDA_VISIBLE_DEVICES']?.split(',').map((device) => device.trim());
  // CUDA stops reading at the first that is not there.
  const end = allowed?.findIndex((device) => device === '' || !known(device)) ?? -1;
  const visible = allowed?.slice(0, end === -1 ? undefined : end) ?? whole.map((_, index) => String(index));
  return {
    count: visible.length,
    find(gpu) {
      if (typeof gpu === 'number') return visible[gpu];
      const uuid = uuids.find((uuid) => uuid.startsWith(gpu));
      if (uuid === undefined) return undefined;
      const mayBeUsed =
        allowed === undefined ||
        visible.some((device) => uuid.startsWith(/^\d+$/.test(device) ? whole[Number(device)]! : device));
      return mayBeUsed ? uuid : undefined;
    },
  };
}

/** @returns UUIDs, of parts of a GPU too, in the order in which they are counted. */
async function askNvidiaSmi(env: NodeJS.ProcessEnv): Promise<string[] | undefined> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', ['-L'], { env, timeout: 20_000 });
    return [...stdout.matchAll(/\(UUID: ((?:GPU|MIG)-[^)]+)\)/g)].map(([, uuid]) => uuid!);
  } catch {
    return undefined;
  }
}

function readDriver(): string[] {
  if (!existsSync(PROC)) return [];
  return readdirSync(PROC)
    .sort()
    .map((bus) => /GPU UUID:\s*(\S+)/.exec(readFileSync(join(PROC, bus, 'information'), 'utf8'))?.[1])
    .filter((uuid) => uuid !== undefined);
}
