/** A network of one's own, from tfjs's layers: the rest of the pipe stays as it is. */
import * as tf from '@tensorflow/tfjs';
import { classes, createContext, evaluate, instances, predictWith, scale, stream, trainOn } from 'adlstream';
import { cumulative } from 'adlstream/evaluate';
import { kappa } from 'adlstream/metrics';
import type { ModelShape } from 'adlstream/models';
import { adam } from 'adlstream/optimizers';
import { minMax } from 'adlstream/preprocess';
import { sea } from 'adlstream/source';

/** Ends in logits, one per class; the loss is computed from them. */
function twoTowers({ input, outputs, seed }: ModelShape) {
  const x = tf.input({ shape: [...input] });
  const tower = (activation: 'tanh' | 'relu', n: number) => {
    const kernelInitializer = tf.initializers.glorotUniform({ seed: seed + n });
    return tf.layers.dense({ units: 12, activation, kernelInitializer }).apply(x) as tf.SymbolicTensor;
  };
  const both = tf.layers.add().apply([tower('tanh', 1), tower('relu', 2)]) as tf.SymbolicTensor;
  const kernelInitializer = tf.initializers.glorotUniform({ seed: seed + 3 });
  return tf.model({
    inputs: x,
    outputs: tf.layers.dense({ units: outputs, kernelInitializer }).apply(both) as tf.SymbolicTensor,
  });
}

const context = createContext({
  target: classes(['0', '1']),
  model: twoTowers,
  optimizer: adam({ learningRate: 0.01 }),
  batchSize: 8,
  seed: 3,
});

stream(context, sea({ seed: 2, instances: 2000 }))
  .pipe(
    instances(context, { label: 'class' }),
    scale(context, minMax()),
    predictWith(context),
    trainOn(context),
    evaluate(context, { metrics: { kappa: kappa() }, over: { all: cumulative() } }),
  )
  .subscribe({
    next: ({ instances, over }) => console.log(instances, over.all.kappa),
    complete: () => context.close(),
  });
