/** Several models on one feed: read once, shared, and each with a context of its own. */

import { classes, createContext, evaluate, instances, predictWith, scale, trainOn } from 'adlstream';
import { cumulative } from 'adlstream/evaluate';
import { accuracy, kappa } from 'adlstream/metrics';
import { type Model, mlp } from 'adlstream/models';
import { adam, type Optimizer, sgd } from 'adlstream/optimizers';
import { standardization } from 'adlstream/preprocess';
import { sea } from 'adlstream/source';
import { connectable, finalize, from, map, merge, Subject } from 'rxjs';

const learners: { readonly [name: string]: readonly [Model, Optimizer] } = {
  'linear, SGD': [mlp({ hidden: [] }), sgd({ learningRate: 0.05 })],
  '64 units, SGD': [mlp({ hidden: [64] }), sgd({ learningRate: 0.05 })],
  '64 units, Adam': [mlp({ hidden: [64] }), adam({ learningRate: 0.003 })],
};

// All have subscribed before the first row flows; inputShape starts each context at once, so that none falls behind.
const feed$ = connectable(from(sea({ seed: 3, instances: 6000 })), { connector: () => new Subject() });
const reports = Object.entries(learners).map(([name, [model, optimizer]]) => {
  const context = createContext({
    ...{ target: classes(['0', '1']), model, optimizer, inputShape: [3], seed: 1, maxPending: 10_000 },
  });
  return feed$.pipe(
    instances(context, { label: 'class' }),
    scale(context, standardization({ clip: 4 })),
    predictWith(context),
    trainOn(context),
    evaluate(context, {
      metrics: { accuracy: accuracy(), kappa: kappa() },
      over: { all: cumulative() },
      every: 10_000,
    }),
    map(({ over }) => `${name}: accuracy ${over.all.accuracy?.toFixed(4)}, kappa ${over.all.kappa?.toFixed(4)}`),
    finalize(() => context.close()),
  );
});
merge(...reports).subscribe((line) => console.log(line));
feed$.connect();
