import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { chaos, isSound } from './chaos.js';

function number(text: string): number {
  const value = Number(text);
  if (!(value >= 0) || text.trim() === '') throw new InvalidArgumentError('give a number, 0 or more');
  return value;
}

const { seed, minutes, json } = new Command('npm run chaos --')
  .option('--seed <n>', 'of rows, weights and ends', number, 1)
  .option('--minutes <m>', 'how long', number, 1)
  .option('--json <file>', 'write the result there too')
  .parse()
  .opts<{ seed: number; minutes: number; json?: string }>();

const result = await chaos(seed, minutes, console.log);
console.log(JSON.stringify(result));
if (json !== undefined) {
  mkdirSync(dirname(json), { recursive: true });
  writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
}
if (!isSound(result)) process.exitCode = 1;
