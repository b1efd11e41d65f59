import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { lastValueFrom, toArray } from 'rxjs';
import {
  ADLStream,
  type ADLStreamParameters,
  classificationStreamGenerator,
  interleavedChunkEvaluator,
  movingWindowStreamGenerator,
  prequentialEvaluator,
} from '../lib/index.js';
import { adam } from '../lib/optimizers/index.js';
import { minMax, standardization } from '../lib/preprocess/index.js';
import type { Source } from '../lib/source/index.js';
import { type SeaRow, sea, sine } from '../lib/source/index.js';
import { temporaryFile } from './support/temporaryFile.js';

const seaRows = (source: Source<SeaRow>, options: object = {}) =>
  classificationStreamGenerator(source, {
    ...{ classes: ['0', '1'] as const, label: 'class' as const, preprocessingSteps: [minMax()] },
    ...options,
  });
const evaluator = prequentialEvaluator({ chunkSize: 10, metric: 'accuracy' });
const rest = {
  ...{ batchSize: 10, numBatchesFed: 5, modelArchitecture: 'mlp', modelLoss: 'categoricalCrossentropy' },
  modelParameters: { hiddenLayers: [16], activation: 'relu' },
} as const satisfies Partial<ADLStreamParameters<never, never, never, never>>;
const classifier = (source: Source<SeaRow>, options: object = {}) =>
  new ADLStream({ streamGenerator: seaRows(source), evaluator, ...rest, ...options });

describe('ADLStream', () => {
  let warn: typeof console.warn;
  const warnings: string[] = [];
  const gpus = process.env['CUDA_VISIBLE_DEVICES'];

  beforeEach(() => {
    process.env['CUDA_VISIBLE_DEVICES'] = '';
    warn = console.warn;
    warnings.length = 0;
    console.warn = (message: string) => void warnings.push(message);
  });
  afterEach(() => {
    console.warn = warn;
    if (gpus === undefined) delete process.env['CUDA_VISIBLE_DEVICES'];
    else process.env['CUDA_VISIBLE_DEVICES'] = gpus;
  });

  it('runs to the last report: learns, warns once that there are no GPUs, and logs what it does', async () => {
    const logFile = temporaryFile('adlstream.log');
    const stream = classifier(sea({ seed: 1, instances: 1005 }), {
      logFile,
      modelOptimizer: adam({ learningRate: 0.01 }),
    });
    const report = await stream.run();
    assert.equal(report.instances, 1005);
    assert.ok(report.over.prequential.accuracy! > 0.7, `${report.over.prequential.accuracy}`);
    assert.equal(warnings.filter((text) => text.includes('There are no enough GPU devices, using CPU')).length, 1);
    const log = readFileSync(logFile, 'utf8');
    for (const said of ['no enough GPU devices', 'version 100: trained on 50 rows', 'maxStaleness 0']) {
      assert.ok(log.includes(said), said);
    }
    assert.match(log.trimEnd().split('\n').at(-1)!, /the context ended at version 101/);
  });

  it('reports per whole chunk, and does not score the last that is not whole', async () => {
    const streamGenerator = seaRows(sea({ seed: 1, instances: 25 }));
    const chunked = interleavedChunkEvaluator({ chunkSize: 10, metric: 'kappa' });
    const { report$ } = new ADLStream({ streamGenerator, evaluator: chunked, ...rest });
    const reports = await lastValueFrom(report$.pipe(toArray()));
    assert.deepEqual(
      reports.map(({ instances }) => instances),
      [10, 20, 25],
    );
    assert.equal(reports[2]!.over.chunks.kappa, reports[1]!.over.chunks.kappa);
  });

  it('runs once for all who are subscribed, and anew afterwards', async () => {
    let opened = 0;
    const stream = classifier(() => {
      opened++;
      return sea({ seed: 1, instances: 20 });
    });
    const instances: number[] = [];
    stream.report$.subscribe((report) => instances.push(report.instances));
    await stream.run();
    assert.deepEqual([opened, instances], [1, [10, 20]]);
    assert.equal((await stream.run()).instances, 20);
    assert.equal(opened, 2);
  });

  it('gives a report without values where the stream has no rows', async () => {
    const { instances, over } = await classifier([]).run();
    assert.deepEqual([instances, over.prequential.accuracy], [0, undefined]);
  });

  it('fails as its source does, and has then closed its context', async () => {
    const broken = function* () {
      yield* sea({ seed: 1, instances: 5 });
      throw new RangeError('torn');
    };
    await assert.rejects(classifier(broken).run(), RangeError);
  });

  it('gives the network with the last weights, which ends in probabilities', async () => {
    const stream = classifier(sea({ seed: 1, instances: 300 }));
    await assert.rejects(stream.model(), { _tag: 'ConfigError' });
    await stream.run();
    const model = (await stream.model()) as unknown as tf.LayersModel;
    const shares = (
      model.predict(
        tf.tensor2d([
          [0.1, 0.1, 0.5],
          [0.9, 0.9, 0.5],
        ]),
      ) as tf.Tensor
    ).dataSync();
    assert.ok(Math.abs(shares[0]! + shares[1]! - 1) < 1e-5);
    assert.ok(shares[0]! !== shares[2]!);
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    assert.deepEqual(
      ((await stream.model()) as unknown as tf.LayersModel).getWeights().map((weight) => [...weight.dataSync()]),
      before,
    );
    assert.ok(before.flat().some((weight) => weight !== 0));
    model.dispose();
  });

  it('forecasts windows', async () => {
    const streamGenerator = movingWindowStreamGenerator(sine({ instances: 300, columns: 2 }), {
      ...{ inputs: ['s0', 's1'], targets: ['s0'], pastHistory: 6, forecastingHorizon: 2 },
      ...{ preprocessingSteps: [standardization()], targetScale: standardization() },
    });
    const mae = prequentialEvaluator({ chunkSize: 10, metric: 'mae' });
    const stream = new ADLStream({ streamGenerator, evaluator: mae, ...rest, modelLoss: 'meanSquaredError' });
    const report = await stream.run();
    assert.equal(report.instances, 300 - 6 - 1 - 2 + 2);
    assert.ok(Number.isFinite(report.over.prequential.mae));
    const model = (await stream.model()) as unknown as tf.LayersModel;
    assert.deepEqual(model.inputs[0]!.shape, [null, 6, 2]);
  });

  it('waits for no training where rows come by a clock', async () => {
    const logFile = temporaryFile('adlstream.log');
    const streamGenerator = seaRows(sea({ seed: 1, instances: 30 }), { periodMs: 1 });
    const report = await new ADLStream({ streamGenerator, evaluator, ...rest, logFile }).run();
    assert.equal(report.instances, 30);
    assert.match(readFileSync(logFile, 'utf8'), /schedule continuous, maxStaleness Infinity/);
  });

  it('lists the models that there are, and every other mistake, under the parameter it was made in', () => {
    const mistakes = (options: object) => {
      try {
        classifier([], options);
      } catch (error) {
        return (error as { mistakes: { option: string; remedy: string }[] }).mistakes;
      }
      return assert.fail('no error');
    };
    assert.match(mistakes({ modelArchitecture: 'arima' as never })[0]!.remedy, /there are mlp, lstm/);
    const modelParameters = { hiddenLayers: [0], outActivation: 'linear', hidden: [3] };
    assert.deepEqual(
      mistakes({ modelParameters }).map(({ option }) => option),
      ['modelParameters.hidden', 'modelParameters.outActivation', 'modelParameters.hiddenLayers'],
    );
    assert.deepEqual(
      mistakes({ batchSize: 0, numBatchesFed: 0, modelOptimizer: 'nadam', trainGpuIndex: -1 }).map(
        ({ option }) => option,
      ),
      ['trainGpuIndex', 'modelOptimizer', 'batchSize', 'numBatchesFed'],
    );
  });

  it("takes the original's defaults for a model", async () => {
    const stream = classifier(sea({ seed: 1, instances: 20 }), { modelParameters: {} });
    await stream.run();
    const model = (await stream.model()) as unknown as tf.LayersModel;
    assert.deepEqual(
      model.getWeights().map(({ shape }) => shape),
      [[3, 32], [32], [32, 16], [16], [16, 8], [8], [8, 2], [2]],
    );
  });
});
