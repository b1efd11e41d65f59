import assert, { AssertionError } from 'node:assert/strict';
import type { Batch, LabelledBatch, LearnerState } from '../../lib/engine/Learner.js';
import { checkLearner } from '../../lib/testing/index.js';
import { describeLearner } from '../support/engines.js';
import { LinearLearner } from '../support/LinearLearner.js';

const description = describeLearner();

class Sound extends LinearLearner {
  constructor(rate = 0.1) {
    super(4, 2, rate);
  }
}

/** Each breaks one thing that a context relies on. */
const faults: { readonly [said: string]: new () => Sound } = {
  'as many as their shapes say': class extends Sound {
    override readonly shapes = [[4, 3]];
  },
  'as many numbers as there are outputs': class extends Sound {
    override predict(batch: Batch) {
      return super.predict(batch).subarray(1);
    }
  },
  'a row of probabilities': class extends Sound {
    override predict(batch: Batch) {
      return super.predict(batch).map((p) => p * 1.1);
    }
  },
  'whatever rows ride along': class extends Sound {
    override predict(batch: Batch) {
      return super.predict(batch).map((p) => (batch.rows === 33 ? p * (1 + 1e-6) : p));
    }
  },
  'same initial weights': class extends Sound {
    constructor() {
      super();
      this.load(super.weights().map((w) => w + Math.random()));
    }
  },
  'predicting learns nothing': class extends Sound {
    override predict(batch: Batch) {
      const output = super.predict(batch);
      this.load(this.weights().map((w) => w * 1.001));
      return output;
    }
  },
  'training changes the weights': class extends Sound {
    override train() {
      return 1;
    }
  },
  'training lowers the loss': class extends Sound {
    constructor() {
      super(-0.1);
    }
  },
  'a training repeated is the same': class extends Sound {
    override train(batch: LabelledBatch) {
      return super.train(batch) + Math.random() / 1000;
    }
  },
  'a batch is not written to': class extends Sound {
    override train(batch: LabelledBatch) {
      const loss = super.train(batch);
      batch.y.fill(0);
      return loss;
    }
  },
  'what was returned never changes later': class extends Sound {
    readonly #output = new Float32Array(1000);
    override predict(batch: Batch) {
      const output = super.predict(batch);
      this.#output.set(output);
      return this.#output.subarray(0, output.length);
    }
  },
  'what was loaded can be written to': class extends Sound {
    #loaded: Float32Array | undefined;
    override load(weights: Float32Array) {
      this.#loaded = weights;
    }
    override weights() {
      return this.#loaded?.slice() ?? super.weights();
    }
    override predict(batch: Batch) {
      if (this.#loaded !== undefined) super.load(this.#loaded);
      return super.predict(batch);
    }
    override train(batch: LabelledBatch) {
      if (this.#loaded !== undefined) super.load(this.#loaded);
      this.#loaded = undefined;
      return super.train(batch);
    }
  },
  'all that predictions need lies in the weights': class extends Sound {
    #trained = 0;
    override train(batch: LabelledBatch) {
      this.#trained++;
      return super.train(batch);
    }
    override predict(batch: Batch) {
      return super.predict(batch).map((p, i, all) => (this.#trained === 2 && i % 2 === 0 ? 1 - all[i + 1]! : p));
    }
  },
  'multiplied by its weight': class extends Sound {
    override train({ x, y, rows }: LabelledBatch) {
      return super.train({ x, y, rows });
    }
  },
  'teaches by its weight': class extends Sound {
    override train({ w = new Float32Array(100).fill(1), ...batch }: LabelledBatch) {
      return super.train(batch) * w[0]!;
    }
  },
  'rows without weights': class extends Sound {
    override train(batch: LabelledBatch) {
      return super.train(batch) * (batch.w === undefined ? 1 : 1.1);
    }
  },
  'goes on exactly from saved weights and state': class extends Sound {
    #steps = 0;
    override train(batch: LabelledBatch) {
      this.#steps++;
      const loss = super.train(batch);
      super.load(super.weights().map((w) => w * (1 - 0.001 / this.#steps)));
      return loss;
    }
    override save(): LearnerState {
      return { arrays: new Float32Array(1), step: this.#steps };
    }
  },
};

describe('checkLearner', () => {
  it('passes a sound learner, whether it answers at once or later', async () => {
    await checkLearner(async () => new Sound(), description);
    const later = new Proxy(Sound, {
      construct: () => {
        const learner = new Sound();
        const slow = <A extends unknown[], R>(work: (...given: A) => R) => {
          return async (...given: A) => work(...given);
        };
        return {
          ...{ shapes: learner.shapes, load: learner.load.bind(learner) },
          ...{ restore: learner.restore.bind(learner), dispose: learner.dispose.bind(learner) },
          ...{ train: slow(learner.train.bind(learner)), predict: slow(learner.predict.bind(learner)) },
          ...{ weights: slow(learner.weights.bind(learner)), save: slow(learner.save.bind(learner)) },
        };
      },
    });
    await checkLearner(async () => new later(), description);
  });

  for (const [said, Faulty] of Object.entries(faults)) {
    it(`finds a learner out of which it is not true that ${said}`, async () => {
      await assert.rejects(
        checkLearner(async () => new Faulty(), description),
        (error) => error instanceof AssertionError && error.message.includes(said),
      );
    });
  }
});
