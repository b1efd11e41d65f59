#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { ConfigError, SourceError } from '../lib/errors.js';
import { mainJob } from './mainJob.js';
import { numberBetween } from './numberBetween.js';
import { complete, type Given } from './settings.js';
import { showSummary } from './show.js';
import { UsageError } from './UsageError.js';
import { wholeFrom } from './wholeFrom.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const command = new Command('adlstream')
  .description(
    'Learns a labelled stream row by row: each row is predicted first, scored, and then learned from.\n' +
      'Without --csv it learns a generated stream whose concept changes (SEA).',
  )
  .version(version)
  .addHelpText(
    'after',
    `
With npm, options come after two dashes: npm start -- --csv FILE --label COLUMN

Files written to --out: predictions.csv (one line per prediction) and reports.csv (one line per report).
Exit codes: 0 done, 1 the run failed, 2 a wrong file, column or option.`,
  )
  .option('--csv <file>', 'learn from this CSV file, plain or gzip, with a header row')
  .option('--label <column>', 'the column that is predicted (with --csv)')
  .option(
    '--classes <names>',
    'the classes, separated by commas; by default the file is read once before to find them',
    list,
  )
  .option('--weight <column>', 'the column that says what a row weighs in training: a number, 0 or more (with --csv)')
  .addOption(
    new Option(
      '--class-weight <how>',
      'balanced: rows of a rare class weigh more in training, by how rare it has been so far',
    ).choices(['balanced']),
  )
  .option('--forecast <column>', 'forecast this column instead; without --csv, s0 of a noisy wave')
  .option('--past <n>', 'rows that a forecast is made from', wholeFrom(1), 12)
  .option('--horizon <n>', 'rows that it goes ahead', wholeFrom(1), 3)
  .option('--rows <n>', 'stop after so many rows; the generated stream has 20000 by default', wholeFrom(1))
  .addOption(
    new Option(
      '--model <name>',
      'pool: small networks that choose among themselves, the default; else one network: mlp where an option of one is given',
    ).choices(['pool', 'mlp', 'lstm', 'gru', 'ernn', 'esn', 'cnn', 'tcn', 'transformer']),
  )
  .option(
    '--hidden <sizes>',
    'one network: units of the hidden layers (cnn: filters; tcn, transformer: of the dense layers at the end), separated by commas (default: 64)',
    sizes,
  )
  .option(
    '--dropout <rate>',
    'one network: share of hidden units (lstm, gru, ernn: of inputs) left out in each training step (default: 0)',
    numberBetween(0, 0.999),
  )
  .addOption(
    new Option('--optimizer <name>', 'one network: how weights are fitted (default: sgd)').choices([
      ...['sgd', 'momentum', 'rmsprop', 'adam', 'adagrad'],
    ]),
  )
  .option(
    '--learning-rate <rate>',
    "one network: the optimizer's learning rate; 0.05 for sgd, else the optimizer's default",
    numberBetween(1e-12, 1e6),
  )
  .addOption(
    new Option(
      '--scale <name>',
      'running rescaling of the features; standardization, clipped to 4 deviations, is the default of one network; a pool scales by itself',
    ).choices(['standardization', 'minMax', 'meanNormalization', 'none']),
  )
  .option('--batch-size <n>', 'labelled rows that one training step sees', wholeFrom(1), 1)
  .option('--batches-fed <n>', 'the training window, in batches', wholeFrom(1), 1)
  .option(
    '--max-staleness <n>',
    'labels by which a prediction may be behind: 0 is strict, infinity never waits',
    staleness,
    0,
  )
  .addOption(
    new Option('--workers <kind>', 'where trainer and predictor run')
      .choices(['auto', 'inline', 'thread', 'process'])
      .default('auto'),
  )
  .addOption(
    new Option('--engine <name>', 'what computes')
      .choices(['auto', 'fast', 'tensorflow', 'webgpu', 'wasm', 'cpu'])
      .default('auto'),
  )
  .option('--seed <n>', 'makes the run repeatable', wholeFrom(0), 1)
  .option('--out <folder>', 'where the result files go', 'results')
  .option('--json <file>', 'write the summary there, as JSON')
  .exitOverride()
  .configureOutput({ outputError: () => {} });

function staleness(text: string): number {
  return text.toLowerCase() === 'infinity' ? Number.POSITIVE_INFINITY : wholeFrom(0)(text);
}

function list(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

function sizes(text: string): number[] {
  return text === '' ? [] : text.split(',').map(wholeFrom(1));
}

try {
  command.parse();
  const settings = complete(command.opts<Given>());
  showSummary(await mainJob(settings, version));
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0) fail(2, error.message.replace(/^error: /, ''));
  } else if (error instanceof UsageError || error instanceof ConfigError || error instanceof SourceError)
    fail(2, error.message);
  else fail(1, error instanceof Error ? error.message : String(error));
}

function fail(code: number, message: string): void {
  process.stderr.write(`adlstream: ${message}\n`);
  process.exitCode = code;
}
