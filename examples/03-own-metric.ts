/** A metric of one's own, beside the library's, over a sliding window. */
import { classes, createContext, type Description, evaluate, instances, predictWith, stream, trainOn } from 'adlstream';
import { cumulative, sliding } from 'adlstream/evaluate';
import { accuracy, type Metric } from 'adlstream/metrics';
import { mlp } from 'adlstream/models';
import { sea } from 'adlstream/source';

/** What wrong answers cost, where missing a '1' is five times as bad as a false alarm. The mean per instance. */
function cost(): Description<Metric<string>> {
  return {
    name: 'cost',
    create(saved) {
      let [instances, total] = (saved ?? [0, 0]) as [number, number];
      return {
        update(truth, predicted) {
          instances++;
          if (truth !== predicted) total += truth === '1' ? 5 : 1;
        },
        get value() {
          return instances === 0 ? undefined : total / instances;
        },
        save: () => [instances, total],
      };
    },
  };
}

const context = createContext({ target: classes(['0', '1']), model: mlp({ hidden: [16] }), seed: 5 });

stream(context, sea({ seed: 4, instances: 3000 }))
  .pipe(
    instances(context, { label: 'class' }),
    predictWith(context),
    trainOn(context),
    evaluate(context, {
      metrics: { accuracy: accuracy(), cost: cost() },
      over: { all: cumulative(), recent: sliding(500) },
    }),
  )
  .subscribe({
    next: ({ instances, over, baselines }) => {
      console.log(instances, over.all.cost, over.recent.cost, baselines['majority']?.all.cost);
    },
    complete: () => context.close(),
  });
