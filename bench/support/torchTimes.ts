import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What the PyTorch script says of one phase of one network, in one way. */
export interface TorchTime {
  readonly phase: 'train' | 'predict';
  readonly engine: string;
  readonly msBest: number;
  readonly msMedian: number;
}

const script = fileURLToPath(new URL('../../../bench/peers/torchStep.py', import.meta.url));

/** Times a network in PyTorch, in a process of its own. @throws Error with what Python said, where it cannot */
export function torchTimes(python: string, network: string, batch: number): TorchTime[] {
  const given = [script, '--networks', network, '--batches', String(batch)];
  const { status, stdout, stderr, error } = spawnSync(python, given, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${python} ${script}: ${error?.message ?? stderr}`);
  return parseTimes(stdout);
}

/** From the script's lines of JSON. */
export function parseTimes(lines: string): TorchTime[] {
  const texts = lines.split('\n').filter((line) => line.startsWith('{'));
  return texts.map((line) => JSON.parse(line) as TorchTime);
}
