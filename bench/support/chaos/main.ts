import { Command } from 'commander';
import { numberBetween } from '../../../bin/numberBetween.js';
import { wholeFrom } from '../../../bin/wholeFrom.js';
import { writeJson } from '../../../bin/writeJson.js';
import { chaos, isSound } from './chaos.js';

const { seed, minutes, json } = new Command('npm run chaos --')
  .option('--seed <n>', 'of rows, weights and ends', wholeFrom(0), 1)
  .option('--minutes <m>', 'how long', numberBetween(0, 10_000), 1)
  .option('--json <file>', 'write the result there too')
  .parse()
  .opts<{ seed: number; minutes: number; json?: string }>();

const result = await chaos(seed, minutes, console.log);
console.log(JSON.stringify(result));
if (json !== undefined) writeJson(json, result);
if (!isSound(result)) process.exitCode = 1;
