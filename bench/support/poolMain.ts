import { basename } from 'node:path';
import { Command } from 'commander';
import { wholeFrom } from '../../bin/wholeFrom.js';
import { writeJson } from '../../bin/writeJson.js';
import { csv as csvSource, sine } from '../../lib/source/index.js';
import { type Forecast, forecasts, type Series } from './forecast.js';
import { fromCsv, generated } from './labelledStreams.js';
import { machine } from './machine.js';
import { type Figure, means, poolFigures } from './poolFigures.js';
import { table } from './table.js';

interface Options {
  readonly csv: readonly string[];
  readonly label: readonly string[];
  readonly seeds: number;
  readonly rows: number;
  readonly generated: boolean;
  readonly json?: string;
  readonly forecast?: string;
  readonly python?: string;
}

const all = (value: string, before: readonly string[]) => [...before, value];

const program = new Command('npm run bench:pool --')
  .description('The pool, each of its members alone, the best of them and the last label repeated, a step per row.')
  .option('--csv <file>', 'a file; may be given again, each with its --label', all, [])
  .option('--label <column>', 'the column that is predicted', all, [])
  .option('--seeds <n>', 'passes of each, with the seeds 1 to n', wholeFrom(1), 1)
  .option('--rows <n>', 'of each generated stream, with a change in the middle', wholeFrom(1), 20_000)
  .option('--no-generated', 'the files only')
  .option(
    '--forecast <column>',
    'the column of each file, and a noisy sine, forecast from 12 rows 3 ahead, in place of classes',
  )
  .option('--python <program>', 'also run the peers: Python of an environment with bench/peers/requirements.txt')
  .option('--json <file>', 'write a row for each stream, learner and seed there')
  .parse();
const { csv, label, seeds, rows, generated: made, json, python, forecast } = program.opts<Options>();
if (forecast === undefined && csv.length !== label.length)
  program.error('give a --label for each --csv', { exitCode: 2 });

console.log(machine());
const figures = forecast === undefined ? await classes() : await series(forecast);
if (json !== undefined) writeJson(json, figures);

async function classes(): Promise<Figure[]> {
  const files = await Promise.all(csv.map((file, i) => fromCsv(file, label[i]!)));
  const all: Figure[] = [];
  for (const stream of [...files, ...(made ? generated(rows) : [])]) {
    const ofStream: Figure[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      for await (const figure of poolFigures(stream, seed, python)) ofStream.push(figure);
    }
    console.log(`\n${stream.name}, mean of ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}\n${table(means(ofStream))}`);
    all.push(...ofStream);
  }
  return all;
}

async function series(column: string): Promise<Forecast[]> {
  const sines = {
    name: 'sine',
    column: 's0',
    rows,
    open: (seed: number) => sine({ instances: rows, noise: 0.1, seed }),
  };
  const files = csv.map((file): Series => {
    return { name: basename(file), column, rows, open: () => csvSource(file) as AsyncIterable<never> };
  });
  const all: Forecast[] = [];
  for (const one of [...(made ? [sines] : []), ...files]) {
    const ofSeries: Forecast[] = [];
    for (let seed = 1; seed <= seeds; seed++) for await (const figure of forecasts(one, seed)) ofSeries.push(figure);
    console.log(`\n${one.name}, ${one.column}\n${table(ofSeries)}`);
    all.push(...ofSeries);
  }
  return all;
}
