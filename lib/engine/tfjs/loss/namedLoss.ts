import type * as Tf from '@tensorflow/tfjs';
import { ConfigError } from '../../../errors.js';
import { onBackend } from '../onBackend.js';
import type { TensorLoss } from './resolveLoss.js';

/** tfjs's losses but `sparseCategoricalCrossentropy`, which takes numbers of classes where ours are one-hot. */
const NAMES = [
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'squaredHinge',
  'hinge',
  'categoricalHinge',
  'logcosh',
  'categoricalCrossentropy',
  'binaryCrossentropy',
  'kullbackLeiblerDivergence',
  'poisson',
  'cosineProximity',
];

/** tfjs's loss of a name. @throws ConfigError where there is none. */
export function namedLoss(tf: typeof Tf, name: string): TensorLoss {
  if (!NAMES.includes(name)) {
    throw new ConfigError([{ option: 'loss', value: name, remedy: `give one of ${NAMES.join(', ')}` }]);
  }
  // tfjs hands its losses out to models that are compiled with them only.
  return onBackend(tf, 'cpu', () => {
    const inputs = tf.input({ shape: [1] });
    const outputs = tf.layers.activation({ activation: 'linear' }).apply(inputs) as Tf.SymbolicTensor;
    const model = tf.model({ inputs, outputs });
    model.compile({ loss: name, optimizer: 'sgd' });
    const loss = model.lossFunctions[0] as TensorLoss;
    model.dispose();
    return loss;
  });
}
