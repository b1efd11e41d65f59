import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { enginesLive } from '../../async.js';
import type { Row } from '../Bench.js';
import { table } from '../table.js';
import { beatsInline, summary } from './beatsInline.js';
import { handOver } from './handOver.js';
import { liveLatencies, ways } from './liveLatencies.js';
import { networks } from './networks.js';

const RATES = [100, 1000];

const whole = (text: string) => {
  if (!(Number.isSafeInteger(Number(text)) && Number(text) >= 1)) throw new InvalidArgumentError('give 1 or more');
  return Number(text);
};
const { rounds, seconds, json } = new Command('npm run bench:async --')
  .description(
    'What training beside predictions costs them, and what workers cost and spare. Medians over rounds, in turns.',
  )
  .option('--rounds <n>', 'how often each is measured', whole, 5)
  .option('--seconds <n>', 'for which rows arrive in each round', whole, 2)
  .option('--json <file>', 'write the rows there too, each with the name of its table')
  .parse()
  .opts<{ rounds: number; seconds: number; json?: string }>();

const tables: { readonly [title: string]: () => Promise<Row[]> } = {
  'From a row’s arrival to its prediction’s leaving, fast engine': () =>
    liveLatencies(
      Object.entries(networks).flatMap(([network, model]) =>
        RATES.map((rate) => ({ name: { network }, rate, config: { engine: 'fast', model }, ways })),
      ),
      rounds,
      seconds,
    ),
  'The same by engine': () => liveLatencies(enginesLive, rounds, seconds),
  'Hand-over, from the end of a training to an answer from its weights': () => handOver(4 * rounds),
  'Where workers beat inline': () => beatsInline(rounds, seconds),
};

console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`);
const all: Row[] = [];
for (const [title, measure] of Object.entries(tables)) {
  const rows = await measure();
  // What else runs on the machine is in the figures too.
  console.log(`\n${title} (load ${loadavg()[0]!.toFixed(1)})\n${table(rows)}`);
  if (title === 'Where workers beat inline') console.log(summary(rows).join('\n'));
  all.push(...rows.map((row) => ({ table: title, ...row })));
}
if (json !== undefined) {
  mkdirSync(dirname(json), { recursive: true });
  writeFileSync(json, `${JSON.stringify(all, null, 2)}\n`);
}
