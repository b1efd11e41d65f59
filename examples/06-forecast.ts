/** The next three values of a noisy wave, each time a row comes; a forecast's label comes when its horizon has passed. */
import {
  createContext,
  evaluate,
  instances,
  joinLabels,
  movingWindow,
  predictWith,
  scale,
  stream,
  trainOn,
  values,
} from 'adlstream';
import { chunks, cumulative } from 'adlstream/evaluate';
import { mae } from 'adlstream/metrics';
import { mlp } from 'adlstream/models';
import { sgd } from 'adlstream/optimizers';
import { standardization } from 'adlstream/preprocess';
import { sine } from 'adlstream/source';

const context = createContext({
  target: values(['s0'], { horizon: 3, scale: standardization() }),
  model: mlp({ hidden: [32] }),
  optimizer: sgd({ learningRate: 0.01 }),
  seed: 1,
});

stream(context, sine({ instances: 4000, columns: 2, period: 40, noise: 0.05 }))
  .pipe(
    instances(context, { features: ['s0', 's1'], label: 's0' }),
    scale(context, standardization()),
    movingWindow(context, { pastHistory: 12 }),
    predictWith(context),
    joinLabels(context),
    trainOn(context),
    evaluate(context, { metrics: { mae: mae() }, over: { all: cumulative(), newest: chunks(500) } }),
  )
  .subscribe({
    next: ({ instances, over, baselines }) => {
      console.log(instances, over.all.mae, over.newest.mae, 'repeating the last:', baselines['noChange']?.all.mae);
    },
    complete: () => context.close(),
  });
