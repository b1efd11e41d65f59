import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Summary } from '../../bin/Summary.js';
import { elecFile, needsElec } from '../support/elec.js';
import { inRoot } from '../support/root.js';

describe('the main job', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'adlstream-main-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the command as a user does, in a folder of its own. */
  function run(...options: string[]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [inRoot('dist', 'bin', 'adlstream.js'), ...options],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    return { status, stdout, stderr };
  }

  function summaryOf(...options: string[]): Summary {
    const { status, stderr } = run(...options, '--json', 'summary.json');
    assert.equal(status, 0, stderr);
    return JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary;
  }

  function rainFile(): string {
    const file = join(folder, 'rain.csv');
    const rows = Array.from(
      { length: 400 },
      (_, n) => `${Math.sin(n / 5)},${Math.cos(n / 9)},${n % 10 < 5 ? 'dry' : 'wet'}`,
    );
    writeFileSync(file, `pressure,wind,rain\n${rows.join('\n')}`);
    return file;
  }

  it('learns the generated stream, tells how, and beats its baselines', () => {
    const { status, stdout } = run('--rows', '3000');
    assert.equal(status, 0);
    for (const word of [
      'rows/s',
      'accuracy',
      'kappa',
      'repeat the last label',
      'majority',
      'p50',
      'p99',
      'versions',
      'engine',
    ]) {
      assert.ok(stdout.includes(word), word);
    }
    assert.ok(stdout.includes('predictions.csv') && stdout.includes('reports.csv'));
  });

  it('writes a summary with everything in it', () => {
    const summary = summaryOf('--rows', '2500');
    assert.equal(summary.rows, 2500);
    assert.ok(summary.metrics['accuracy']! > Math.max(summary.baselines.noChange!, summary.baselines.majority!));
    assert.equal(summary.baselines.noChange, summary.baselines.noChangeLearned);
    assert.deepEqual(summary.counts, { scored: 2500, unlabelled: 0, rejected: 0, dropped: 0, neverTrained: 0 });
    assert.equal(summary.versions, 2500);
    assert.equal(summary.greatestStaleness, 0);
    assert.match(summary.digests.predictions, /^[0-9a-f]{64}$/);
    assert.match(summary.digests.weights, /^[0-9a-f]{64}$/);
    for (const value of [summary.seconds, summary.cpuSeconds, summary.rowsPerSecond, summary.latencyMs.p99])
      assert.ok(value > 0);
    assert.deepEqual([summary.engine, summary.workers, summary.device], ['fast', 'inline', 'CPU']);
    assert.ok(summary.library && summary.configuration);
  });

  it('is repeatable, strictly and with a staleness, and differs by its seed', () => {
    for (const maxStaleness of ['0', '100']) {
      const digests = (seed: string) =>
        summaryOf('--rows', '1500', '--max-staleness', maxStaleness, '--seed', seed).digests;
      assert.deepEqual(digests('3'), digests('3'));
      assert.notDeepEqual(digests('3'), digests('4'));
    }
  });

  it('learns with a pool where nothing is said, and tells how its members did', () => {
    const summary = summaryOf('--rows', '1200');
    assert.equal((summary.configuration as { model: { model: string } }).model.model, 'pool');
    const weights = summary.members!.map(({ weight }) => weight);
    assert.ok(weights.length === 15 && Math.abs(weights.reduce((a, b) => a + b) - 1) < 1e-3);
    assert.ok(run('--rows', '300').stdout.includes('best of all'));
  });

  it('takes an option of a single network for the choice of it, and refuses it beside a pool', () => {
    const summary = summaryOf('--rows', '300', '--hidden', '8');
    assert.equal(summary.members, undefined);
    const { model, scale, optimizer } = summary.configuration as Record<string, Record<string, unknown>>;
    assert.deepEqual([model!['model'], scale, optimizer!['learningRate']], ['mlp', 'standardization', 0.05]);
    const { status, stderr } = run('--model', 'pool', '--learning-rate', '0.1', '--hidden', '8');
    assert.equal(status, 2);
    assert.match(stderr, /--hidden, --learning-rate: a pool has networks of its own/);
  });

  it('learns a file, with every option', () => {
    const summary = summaryOf(
      ...[
        '--csv',
        rainFile(),
        '--label',
        'rain',
        '--rows',
        '300',
        '--classes',
        'dry,wet',
        '--model',
        'mlp',
        '--hidden',
        '8,4',
      ],
      ...[
        '--dropout',
        '0.1',
        '--optimizer',
        'adam',
        '--learning-rate',
        '0.01',
        '--scale',
        'minMax',
        '--batch-size',
        '4',
      ],
      ...[
        '--batches-fed',
        '2',
        '--max-staleness',
        'infinity',
        '--workers',
        'inline',
        '--engine',
        'cpu',
        '--seed',
        '9',
        '--out',
        'deep/er',
      ],
    );
    assert.deepEqual([summary.rows, summary.engine, summary.workers], [300, 'cpu', 'inline']);
    assert.equal(readFileSync(join(folder, 'deep/er/predictions.csv'), 'utf8').trim().split('\n').length, 301);
  });

  it('forecasts the generated wave, and a column of a file', () => {
    const wave = summaryOf('--forecast', 's0', '--rows', '4000');
    // The labels of the last windows do not come any more.
    assert.deepEqual([wave.rows, wave.counts.unlabelled], [4000 - 12 - 3 + 1, 3]);
    assert.ok(
      wave.metrics['mae']! < wave.baselines.noChange!,
      `${wave.metrics['mae']} against ${wave.baselines.noChange}`,
    );
    const file = summaryOf('--csv', rainFile(), '--forecast', 'wind', '--past', '5', '--horizon', '2');
    assert.equal(file.rows, 400 - 5 - 2 + 1);
    assert.ok(file.baselines.mean! > 0);
  });

  for (const model of ['lstm', 'gru', 'ernn', 'esn', 'cnn', 'tcn', 'transformer']) {
    it(`forecasts with ${model}`, () => {
      const wave = ['--forecast', 's0', '--model', model, '--hidden', '8', '--dropout', '0.1', '--rows', '60'];
      const { configuration, rows } = summaryOf(...wave) as {
        rows: number;
        configuration: {
          model?: { model: string; parameters: { units?: number[]; filters?: unknown; dense: number[] } };
        };
      };
      assert.equal(rows, 60 - 12 - 3 + 1);
      assert.equal(configuration.model?.model, model);
      const { units, filters, dense } = configuration.model.parameters;
      assert.deepEqual(units ?? (model === 'cnn' ? filters : dense), [8]);
    });
  }

  it('finds the classes of a file by itself', () => {
    const { configuration } = summaryOf('--csv', rainFile(), '--label', 'rain') as {
      configuration: { names?: string[] };
    };
    assert.deepEqual(configuration.names, ['dry', 'wet']);
  });

  it('weighs rows by a column, and by their class', () => {
    const file = join(folder, 'costs.csv');
    const rows = Array.from({ length: 300 }, (_, n) => {
      const rare = n % 20 === 0;
      return `${Math.sin(n * 1.7) + (rare ? 1 : 0)},${n % 3},${rare ? 'fraud' : 'fair'}`;
    });
    writeFileSync(file, `amount,cost,kind\n${rows.join('\n')}`);
    const mlp = ['--csv', file, '--label', 'kind', '--model', 'mlp'];
    const runs = [[], ['--weight', 'cost'], ['--class-weight', 'balanced']].map((more) => summaryOf(...mlp, ...more));
    assert.equal(new Set(runs.map(({ digests }) => digests.weights)).size, 3);
    const { configuration } = runs[2]! as { configuration: { classWeight?: string } };
    assert.equal(configuration.classWeight, 'balanced');
    const forecast = ['--csv', file, '--forecast', 'amount', '--past', '4', '--rows', '100'];
    assert.notDeepEqual(summaryOf(...forecast, '--weight', 'cost').digests, summaryOf(...forecast).digests);
  });

  for (const [what, options, message] of [
    ['file', ['--csv', 'nowhere.csv', '--label', 'x'], /nowhere\.csv/],
    ['column', ['--csv', 'rain.csv', '--label', 'snow'], /snow.*pressure, wind, rain/],
    ['column to forecast', ['--csv', 'rain.csv', '--forecast', 'snow'], /snow.*pressure, wind, rain/],
    ['missing column', ['--csv', 'rain.csv'], /--label/],
    [
      'column of weights',
      ['--csv', 'rain.csv', '--label', 'rain', '--weight', 'snow'],
      /--weight snow.*pressure, wind, rain/,
    ],
    ['place for weights', ['--weight', 'cost'], /--weight.*--csv/],
    ['target for weights of classes', ['--forecast', 's0', '--class-weight', 'balanced'], /values have no classes/],
    ['option', ['--colour', 'red'], /--colour/],
    ['choice', ['--optimizer', 'magic'], /magic.*sgd/],
    ['number', ['--hidden', '8,x'], /whole number/],
  ] as const) {
    it(`ends with code 2 and one clear line for a wrong ${what}`, () => {
      rainFile();
      const { status, stderr } = run(...options);
      assert.equal(status, 2, stderr);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    });
  }

  describe('on the electricity stream', () => {
    before(needsElec);

    it('beats repeating the last label with what it does by default', () => {
      const { metrics, baselines, rows } = summaryOf('--csv', elecFile!, '--label', 'class');
      assert.equal(rows, 45_312);
      assert.ok(
        metrics['accuracy']! > baselines.noChange! + 0.03,
        `${metrics['accuracy']} against ${baselines.noChange}`,
      );
    });
  });
});
