import { loadavg } from 'node:os';
import { Command } from 'commander';
import { wholeFrom } from '../../../bin/wholeFrom.js';
import { writeJson } from '../../../bin/writeJson.js';
import { enginesLive } from '../../async.js';
import type { Row } from '../Bench.js';
import { machine } from '../machine.js';
import { table } from '../table.js';
import { beatsInline, summary } from './beatsInline.js';
import { handOver } from './handOver.js';
import { liveLatencies, ways } from './liveLatencies.js';
import { networks } from './networks.js';

const RATES = [100, 1000];

const { rounds, seconds, json } = new Command('npm run bench:async --')
  .description(
    'What training beside predictions costs them, and what workers cost and spare. Medians over rounds, in turns.',
  )
  .option('--rounds <n>', 'how often each is measured', wholeFrom(1), 5)
  .option('--seconds <n>', 'for which rows arrive in each round', wholeFrom(1), 2)
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

console.log(machine());
const all: Row[] = [];
for (const [title, measure] of Object.entries(tables)) {
  const rows = await measure();
  // What else runs on the machine is in the figures too.
  console.log(`\n${title} (load ${loadavg()[0]!.toFixed(1)})\n${table(rows)}`);
  if (title === 'Where workers beat inline') console.log(summary(rows).join('\n'));
  all.push(...rows.map((row) => ({ table: title, ...row })));
}
if (json !== undefined) writeJson(json, all);
