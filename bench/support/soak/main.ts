import { Command } from 'commander';
import { wholeFrom } from '../../../bin/wholeFrom.js';
import { writeJson } from '../../../bin/writeJson.js';
import { adagrad, adam, momentum, rmsprop, sgd } from '../../../lib/optimizers/index.js';
import { table } from '../table.js';
import { type SoakRow, soak } from './soak.js';
import { soakFaults } from './soakFaults.js';

const optimizers = [
  adam({ learningRate: 0.001 }),
  sgd({ learningRate: 0.01 }),
  momentum({ learningRate: 0.001 }),
  rmsprop({ learningRate: 0.0003 }),
  adagrad({ learningRate: 0.01 }),
];

const program = new Command('npm run soak --')
  .description(
    'trains a perceptron for very many steps with each optimizer, and looks whether anything grows, slows down or drifts',
  )
  .option('--steps <count>', 'steps of each', wholeFrom(1), 10_000_000)
  .option('--optimizer <name>', `one of ${optimizers.map(({ optimizer }) => optimizer).join(', ')} alone`)
  .option('--json <file>', 'write the rows there too')
  .parse();
const { steps, optimizer: only, json } = program.opts<{ steps: number; optimizer?: string; json?: string }>();
const chosen = optimizers.filter(({ optimizer }) => only === undefined || optimizer === only);
if (chosen.length === 0) program.error(`there is no optimizer '${only}'`, { exitCode: 2 });

const all: SoakRow[] = [];
for (const optimizer of chosen) {
  const rows: SoakRow[] = [];
  for await (const row of soak(optimizer, { steps, times: 10 })) rows.push(row);
  console.log(table(rows.map((row) => ({ ...row }))));
  for (const fault of soakFaults(rows)) {
    console.error(`${optimizer.optimizer}: ${fault}`);
    process.exitCode = 1;
  }
  all.push(...rows);
}
if (json !== undefined) writeJson(json, all);
