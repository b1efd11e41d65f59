/** A generated stream whose concept changes, learned row by row; a line per thousand rows. */
import { classes, createContext, evaluate, instances, predictWith, scale, stream, trainOn } from 'adlstream';
import { cumulative, sliding } from 'adlstream/evaluate';
import { accuracy } from 'adlstream/metrics';
import { mlp } from 'adlstream/models';
import { sgd } from 'adlstream/optimizers';
import { standardization } from 'adlstream/preprocess';
import { sea } from 'adlstream/source';

const context = createContext({
  target: classes(['0', '1']),
  model: mlp({ hidden: [32] }),
  optimizer: sgd({ learningRate: 0.05 }),
  seed: 7,
});

stream(context, sea({ seed: 1, instances: 5000 }))
  .pipe(
    instances(context, { label: 'class' }),
    scale(context, standardization({ clip: 4 })),
    predictWith(context),
    trainOn(context),
    evaluate(context, {
      metrics: { accuracy: accuracy() },
      over: { all: cumulative(), recent: sliding(500) },
      every: 1000,
    }),
  )
  .subscribe({
    next: ({ instances, over, baselines }) => {
      console.log(instances, over.all.accuracy, over.recent.accuracy, baselines['majority']?.all.accuracy);
    },
    complete: () => context.close(),
  });
