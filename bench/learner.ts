import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createTfjsLearner } from '../lib/engine/tfjs/createTfjsLearner.js';
import { mlp } from '../lib/models/index.js';
import { adam, sgd } from '../lib/optimizers/index.js';
import { toyBatch } from '../lib/testing/toyBatch.js';
import type { Bench, Row } from './support/Bench.js';
import type { BareRequest, BareWorkerData } from './support/bareWorker.js';
import { compare } from './support/compare.js';
import { withRatio } from './support/table.js';

const ROUNDS = 9;
/** How many steps are timed together, so that the message to the other thread does not count. */
const TIMES = 200;

const cases = [
  { inputs: 6, hidden: [64], rows: 1, optimizer: 'sgd' },
  { inputs: 6, hidden: [32, 64, 128], rows: 32, optimizer: 'adam' },
] as const;

/** A step and a prediction of a perceptron of two classes on tfjs's wasm: a loop written by hand, and the learner. */
export const bench: Bench = {
  name: 'learner',
  async run() {
    const rows: Row[] = [];
    for (const { inputs, hidden, rows: batchSize, optimizer } of cases) {
      const shape = { target: 'Classes', inputShape: [inputs], outputs: 2 } as const;
      const batch = toyBatch(shape, batchSize);
      const learner = await createTfjsLearner('wasm', {
        ...shape,
        ...{ model: mlp({ hidden }), optimizer: { adam, sgd }[optimizer]({ learningRate: 0.001 }) },
        ...{ loss: undefined, seed: 7, batchSize },
      });
      const workerData: BareWorkerData = { inputs, hidden, classes: 2, optimizer, learningRate: 0.001, ...batch };
      const bare = new Worker(new URL('support/bareWorker.js', import.meta.url), { workerData });
      await once(bare, 'message');
      let step = 0;
      const work = { train: () => learner.train(batch, ++step), predict: () => learner.predict(batch) };
      for (const what of ['train', 'predict'] as const) {
        const request: BareRequest = { what, times: TIMES };
        const timings = await compare(
          {
            'bare tfjs loop': async () => {
              bare.postMessage(request);
              await once(bare, 'message');
            },
            'the learner': () => {
              for (let i = 0; i < TIMES; i++) work[what]();
            },
          },
          ROUNDS,
        );
        const network = `${inputs}-${hidden.join('-')}-2, ${batchSize} rows, ${optimizer}`;
        const timed = Object.entries(timings).map(([by, { bestMs, medianMs }]) => {
          return { network, what, by, 'best ms': bestMs / TIMES, 'median ms': medianMs / TIMES };
        });
        rows.push(...withRatio(timed, 'best ms'));
      }
      await bare.terminate();
      learner.dispose();
    }
    return rows;
  },
};
