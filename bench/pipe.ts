import { lastValueFrom } from 'rxjs';
import type { ContextConfig } from '../lib/context/Context.js';
import { cumulative } from '../lib/evaluate/index.js';
import { classes, createContext, evaluate, instances, predictWith, scale, stream, trainOn } from '../lib/index.js';
import { accuracy, kappa } from '../lib/metrics/index.js';
import { mlp } from '../lib/models/index.js';
import { standardization } from '../lib/preprocess/index.js';
import { sea } from '../lib/source/index.js';
import type { Bench, Row } from './support/Bench.js';
import { compare } from './support/compare.js';

const ROWS = 200_000;
const rows = [...sea({ seed: 1, instances: ROWS })];

/** The whole pipe around a learner that does nothing: what the library itself costs per instance. */
export const bench: Bench = {
  name: 'pipe',
  async run() {
    const steps: { readonly [what: string]: () => Promise<unknown> } = {
      'stream, instances': () => {
        const context = idle({});
        return lastValueFrom(stream(context, rows).pipe(instances(context, { label: 'class' })));
      },
      '… scale, predictWith, trainOn, a step per row': () => {
        const context = idle({});
        return lastValueFrom(learned(context));
      },
      '… evaluate: the whole pipe, a step per row': () => whole(idle({})),
      'the whole pipe, batches of 32': () => whole(idle({ batchSize: 32 })),
    };
    const timings = await compare(steps, 5);
    return Object.entries(timings).map(([what, { bestMs, medianMs }]): Row => {
      const perSecond = (ms: number) => Math.round((ROWS / ms) * 1000);
      return { what, 'instances/s, best': perSecond(bestMs), 'instances/s, median': perSecond(medianMs) };
    });
  },
};

function idle(config: Partial<ContextConfig<string>>) {
  let version = 0;
  const weights = new Float32Array(1);
  return createContext({
    target: classes(['0', '1']),
    model: mlp(),
    seed: 1,
    ...config,
    predictor: ({ batch }) => [{ _tag: 'Predicted', outputs: new Float32Array(batch.rows * 2), version, computeMs: 0 }],
    trainer: (request) => {
      version = request.version;
      const snapshot = { _tag: 'Snapshot', version, labelsDone: request.labelsDone, weights, shapes: [[1]] } as const;
      return [{ _tag: 'Trained', loss: 0, snapshot, trainMs: 0 }];
    },
  });
}

function learned(context: ReturnType<typeof idle>) {
  return stream(context, rows).pipe(
    instances(context, { label: 'class' }),
    scale(context, standardization({ clip: 4 })),
    predictWith(context),
    trainOn(context),
  );
}

function whole(context: ReturnType<typeof idle>) {
  const metrics = { accuracy: accuracy(), kappa: kappa() };
  return lastValueFrom(learned(context).pipe(evaluate(context, { metrics, over: { all: cumulative() } })));
}
