import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { lastValueFrom, toArray } from 'rxjs';
import { bareLoop } from '../bench/support/bareLoop.js';
import type { EngineName } from '../lib/engine/LearnerDescription.js';
import { cumulative } from '../lib/evaluate/index.js';
import { classes, createContext, evaluate, instances, predictWith, scale, stream, trainOn } from '../lib/index.js';
import { accuracy } from '../lib/metrics/index.js';
import { mlp } from '../lib/models/index.js';
import { adam } from '../lib/optimizers/index.js';
import { minMax } from '../lib/preprocess/index.js';
import { csv } from '../lib/source/index.js';
import { elecFile, needsElec } from './support/elec.js';
import { silent } from './support/silent.js';

const [HIDDEN, DROPOUT, BATCH] = [[32, 64, 128], 0.2, 32];

function elecContext(seed: number, engine: EngineName) {
  return createContext({
    target: classes(['0', '1']),
    model: mlp({ hidden: HIDDEN, dropout: DROPOUT }),
    optimizer: adam({ learningRate: 0.001 }),
    ...{ batchSize: BATCH, seed, engine, logger: silent() },
  });
}

/** The pipe from the file to scored instances. */
function scored$(context: ReturnType<typeof elecContext>, rows?: number) {
  return stream(context, csv(elecFile!), rows === undefined ? {} : { max: rows }).pipe(
    instances(context, { label: 'class' }),
    scale(context, minMax()),
    predictWith(context),
    trainOn(context),
  );
}

describe('the electricity stream, learned in blocks of 32', () => {
  before(needsElec);

  for (const [engine, tolerance] of [
    ['wasm', 1e-6],
    ['fast', 1e-3],
  ] as const) {
    it(`is predicted by ${engine} as by a hand-written predict-then-train loop`, async () => {
      await using context = elecContext(7, engine);
      const scored = await lastValueFrom(scored$(context, 3000).pipe(toArray()));
      const options = { backend: 'wasm', inputs: 6, hidden: HIDDEN, dropout: DROPOUT, classes: 2, seed: 7 } as const;
      // An optimizer makes tensors as soon as it is made.
      await tf.setBackend('wasm');
      const loop = await bareLoop({ ...options, optimizer: tf.train.adam(0.001) });
      let worst = 0;
      for (let at = 0; at < scored.length; at += BATCH) {
        const block = scored.slice(at, at + BATCH);
        const x = Float32Array.from(block.flatMap((e) => [...e.x]));
        const y = Float32Array.from(block.flatMap((e) => (e.y === '0' ? [1, 0] : [0, 1])));
        const outputs = loop.predict(x, block.length);
        for (const [row, { prediction }] of block.entries()) {
          for (const [i, output] of prediction.output.entries()) {
            worst = Math.max(worst, Math.abs(output - outputs[row * 2 + i]!));
          }
        }
        loop.train(x, y, block.length);
      }
      loop.dispose();
      assert.equal(scored.length, 3000);
      assert.ok(worst <= tolerance, `the outputs differ by up to ${worst}`);
    });
  }

  it('is predicted as well as Keras and PyTorch do on the same set-up, in the mean of three seeds', async () => {
    let sum = 0;
    for (const seed of [1, 2, 3]) {
      await using context = elecContext(seed, 'auto');
      const { over } = await lastValueFrom(
        scored$(context).pipe(
          evaluate(context, { metrics: { accuracy: accuracy() }, over: { all: cumulative() }, every: 1_000_000 }),
        ),
      );
      sum += over.all.accuracy!;
    }
    assert.ok(sum / 3 >= 0.68 && sum / 3 <= 0.74, `the mean accuracy is ${sum / 3}`);
  });
});
