import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

const lib = (path: string) => JSON.stringify(new URL(`../lib/${path}`, import.meta.url).href);

/** Two million instances through the whole pipe, a training each; the heap after a collection, every 200,000. */
const PROGRAM = `
  import { classes, createContext, evaluate, instances, predictWith, scale, stream, trainOn } from ${lib('index.js')};
  import { cumulative, sliding } from ${lib('evaluate/index.js')};
  import { accuracy, kappa } from ${lib('metrics/index.js')};
  import { standardization } from ${lib('preprocess/index.js')};
  const weights = new Float32Array(8);
  let version = 0;
  const context = createContext({
    target: classes(['0', '1']), model: { model: 'mlp', parameters: {} }, seed: 1,
    predictor: ({ batch }) => [{ _tag: 'Predicted', outputs: new Float32Array(2 * batch.rows), version, computeMs: 0 }],
    trainer: (request) => {
      version = request.version;
      const snapshot = { _tag: 'Snapshot', version, labelsDone: request.labelsDone, weights, shapes: [[8]] };
      return [{ _tag: 'Trained', loss: 1, snapshot, trainMs: 0 }];
    },
  });
  function* rows() {
    for (let n = 0; n < 2_000_000; n++) {
      if (n % 200_000 === 0) {
        gc();
        console.log(process.memoryUsage().heapUsed);
      }
      yield { a: n % 97, b: n % 89, label: n % 3 === 0 ? '1' : '0' };
    }
  }
  stream(context, rows).pipe(
    instances(context, { label: 'label' }), scale(context, standardization()), predictWith(context), trainOn(context),
    evaluate(context, {
      metrics: { accuracy: accuracy(), kappa: kappa() }, over: { all: cumulative(), recent: sliding(1000) }, every: 100_000,
    }),
  ).subscribe({ complete: () => context.close() });
`;

describe('memory (promise 6)', () => {
  it('is flat over two million instances', function () {
    this.timeout(180_000);
    const args = ['--expose-gc', '--input-type=module', '-e', PROGRAM];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const heaps = stdout.trim().split('\n').map(Number);
    assert.equal(heaps.length, 10);
    const growth = heaps.at(-1)! - heaps[2]!;
    assert.ok(growth < 2_000_000, `the heap grew by ${growth} bytes: ${heaps.join(', ')}`);
  });
});
