import assert from 'node:assert/strict';
import type * as Tf from '@tensorflow/tfjs';
import { lastValueFrom } from 'rxjs';
import { createLearner } from '../../lib/engine/createLearner.js';
import { createFastLearner } from '../../lib/engine/fast/createFastLearner.js';
import type { LabelledBatch } from '../../lib/engine/Learner.js';
import type { LearnerDescription } from '../../lib/engine/LearnerDescription.js';
import { createTfjsLearner } from '../../lib/engine/tfjs/createTfjsLearner.js';
import { loadTfjs } from '../../lib/engine/tfjs/loadTfjs.js';
import { toLayersModel } from '../../lib/engine/tfjs/model/toLayersModel.js';
import { onBackend } from '../../lib/engine/tfjs/onBackend.js';
import {
  ADLStream,
  ConfigError,
  createContext,
  instances,
  joinLabels,
  movingWindow,
  movingWindowStreamGenerator,
  predictWith,
  prequentialEvaluator,
  stream,
  trainOn,
  values,
} from '../../lib/index.js';
import { transformer } from '../../lib/models/index.js';
import { adam } from '../../lib/optimizers/index.js';
import { checkLearner } from '../../lib/testing/index.js';
import { toyBatch } from '../../lib/testing/toyBatch.js';
import { assertClose } from '../support/assertClose.js';
import { availableEngines } from '../support/engines.js';
import { randomNumbers } from '../support/random.js';
import { silent } from '../support/silent.js';

const small = { modelSize: 8, heads: 2, layers: 1, feedForward: 12 };
/** A forecast of three steps of two values, from six steps of three features. */
function describeForecast(changes: Partial<LearnerDescription> = {}): LearnerDescription {
  return {
    ...{ model: transformer({ ...small, dropout: 0.1 }), optimizer: adam({ learningRate: 0.01 }), loss: undefined },
    ...{ target: 'Values', inputShape: [6, 3], outputs: 6, width: 2, seed: 7, batchSize: 16, ...changes },
  };
}

/** Two waves and what they add up to, each window from another place. */
function waves(rows: number, seed: number): LabelledBatch {
  const next = randomNumbers(seed);
  const x = new Float32Array(rows * 18);
  const y = new Float32Array(rows * 6);
  for (let row = 0; row < rows; row++) {
    const phase = 3 * next();
    const at = (step: number) => [Math.sin(phase + step / 2), Math.cos(2 * phase + step / 3)] as const;
    for (let step = 0; step < 6; step++) x.set([...at(step), at(step)[0] + at(step)[1]], row * 18 + 3 * step);
    for (let step = 0; step < 3; step++) y.set(at(6 + step), row * 6 + 2 * step);
  }
  return { x, y, rows };
}

describe('transformer, of a forecast', () => {
  it('has an encoder and a decoder, which ends in one step; of classes an encoder that ends in all steps', async () => {
    const { learner } = await createLearner(describeForecast(), 'fast');
    const attention = Array.from({ length: 4 }, () => [[8, 8], [8]]).flat();
    const fed = [[8, 12], [12], [12, 8], [8]];
    const norm = [[8], [8]];
    const encoder = [[3, 8], [8], ...attention, ...norm, ...fed, ...norm];
    const decoder = [
      [3, 8],
      [8],
      [2, 8],
      [8],
      ...attention,
      ...norm,
      ...attention,
      ...norm,
      ...fed,
      ...norm,
      [8, 2],
      [2],
    ];
    assert.deepEqual(learner.shapes.map(String).sort(), [...encoder, ...decoder].map(String).sort());

    const some = describeForecast({ model: transformer({ ...small, targets: [2, 0] }) });
    assert.ok((await createLearner(some, 'fast')).learner.shapes.some((shape) => String(shape) === '2,8'));
    const one = describeForecast({ outputs: 2 });
    assert.equal((await createLearner(one, 'fast')).learner.shapes.length, learner.shapes.length - 2);
    const classes = await createLearner(describeForecast({ target: 'Classes' }), 'fast');
    assert.deepEqual(classes.learner.shapes.map(String).sort(), [...encoder, [48, 6], [6]].map(String).sort());
  });

  for (const engine of availableEngines) {
    it(`learns a step from the true one before it on ${engine}`, async () => {
      const { learner } = await createLearner(
        describeForecast({ model: transformer({ ...small, dropout: 0 }) }),
        engine,
      );
      const batch = waves(16, 1);
      const forecast = await learner.predict(batch);
      const error = forecast.reduce((sum, value, i) => sum + (value - batch.y[i]!) ** 2, 0) / forecast.length;
      const own = await learner.train({ ...batch, y: forecast }, 1);
      assert.ok(own < 1e-10, `${own}: the steps before are those of the forecast itself`);
      const { learner: other } = await createLearner(
        describeForecast({ model: transformer({ ...small, dropout: 0 }) }),
        engine,
      );
      const loss = await other.train(batch, 1);
      assert.ok(Math.abs(loss - error) > 1e-3 * error, `${loss}: the steps before are not those of the forecast`);
      other.dispose();
      learner.dispose();
    });

    it(`conforms on ${engine}`, () =>
      checkLearner(async (description) => {
        const created = await createLearner(description, engine);
        assert.equal(created.engine, engine);
        return created.learner;
      }, describeForecast()));
  }

  it('learns on the fast engine what it learns on tfjs, masks and all', async () => {
    const description = describeForecast();
    const [fast, tfjs] = [await createFastLearner(description), await createTfjsLearner('cpu', description)];
    assert.deepEqual(fast.shapes, tfjs.shapes);
    for (let step = 1; step <= 50; step++) {
      const batch = toyBatch(description, (step % 9) + 1, step);
      const close = { relative: 1e-4, floor: 1e-5, what: `loss of step ${step}` };
      assertClose([await fast.train(batch, step)], [tfjs.train(batch, step)], close);
    }
    const batch = toyBatch(description, 9, 99);
    assertClose(fast.predict(batch), tfjs.predict(batch), { relative: 1e-3, floor: 1e-4, what: 'forecast' });
    tfjs.dispose();
  });

  it('forecasts several values over several steps far better than the last ones, repeated', async () => {
    const description = describeForecast({ model: transformer({ ...small, dropout: 0, targets: [0, 1] }) });
    const { learner } = await createLearner(description, 'fast');
    for (let step = 1; step <= 600; step++) await learner.train(waves(16, step), step);
    const { x, y, rows } = waves(200, 9999);
    const forecast = await learner.predict({ x, rows });
    for (let step = 0; step < 3; step++) {
      let [error, repeated] = [0, 0];
      for (let row = 0; row < rows; row++) {
        for (const value of [0, 1]) {
          const truth = y[row * 6 + 2 * step + value]!;
          error += (forecast[row * 6 + 2 * step + value]! - truth) ** 2;
          repeated += (x[row * 18 + 15 + value]! - truth) ** 2;
        }
      }
      assert.ok(error < repeated / 5, `step ${step}: ${error / rows}, repeated ${repeated / rows}`);
    }
  });

  it('is a LayersModel whose own prediction is the forecast', async () => {
    const description = describeForecast();
    const { learner } = await createLearner(description, 'fast');
    await learner.train(waves(16, 1), 1);
    const network = (await toLayersModel(description, await learner.weights())) as unknown as Tf.LayersModel;
    const batch = waves(4, 2);
    const tf = await loadTfjs();
    onBackend(tf, 'cpu', () => {
      const output = network.predict(tf.tensor(batch.x, [4, 6, 3])) as Tf.Tensor;
      const forecast = learner.predict(batch) as Float32Array;
      assertClose(forecast, output.dataSync(), { relative: 1e-4, floor: 1e-5, what: 'forecast' });
    });
  });

  it('refuses targets that are not among the features, or not as many as there are values', async () => {
    for (const targets of [[0, 3], [1]]) {
      const description = describeForecast({ model: transformer({ ...small, targets }) });
      await assert.rejects(
        createLearner(description, 'fast'),
        (error) => error instanceof ConfigError && error.mistakes[0]!.option === 'model.targets',
      );
    }
  });

  const rows = Array.from({ length: 60 }, (_, t) => ({ a: Math.sin(t / 5), b: Math.cos(t / 7) }));

  it('knows from the target of a context how many values a step has', async () => {
    await using context = createContext({
      target: values(['a', 'b'], { horizon: 4 }),
      model: transformer({ ...small, targets: [0, 1] }),
      ...{ seed: 1, batchSize: 8, logger: silent() },
    });
    const last = await lastValueFrom(
      stream(context, rows).pipe(
        instances(context, { label: ['a', 'b'], features: ['a', 'b'] }),
        movingWindow(context, { pastHistory: 6 }),
        predictWith(context),
        joinLabels(context),
        trainOn(context),
      ),
    );
    assert.deepEqual(
      last.prediction.value.map((step) => Object.keys(step)),
      Array.from({ length: 4 }, () => ['a', 'b']),
    );
    const { snapshot$ } = context;
    assert.ok('shapes' in snapshot$.value && snapshot$.value.shapes.some((shape) => String(shape) === '8,2'));
  });

  it("runs under the original's names", async () => {
    const adlstream = new ADLStream({
      streamGenerator: movingWindowStreamGenerator(rows, {
        ...{ inputs: ['a', 'b'], targets: ['a'], pastHistory: 6, forecastingHorizon: 3 },
      }),
      evaluator: prequentialEvaluator({ chunkSize: 10, metric: 'mae' }),
      ...{ batchSize: 10, numBatchesFed: 2, modelArchitecture: 'transformer', modelLoss: 'meanAbsoluteError' },
      modelParameters: { outputShape: [3, 1], attribute: [0], numHeads: 2, numLayers: 1, dModel: 8, dff: 12 },
    });
    const { instances: seen } = await adlstream.run();
    assert.equal(seen, 52);
    const network = (await adlstream.model()) as unknown as Tf.LayersModel;
    assert.deepEqual(network.outputs[0]!.shape, [null, 3]);
  });
});
