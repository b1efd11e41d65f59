import type * as Tf from '@tensorflow/tfjs';
import { ConfigError } from '../../../errors.js';
import { onBackend } from '../onBackend.js';
import type { TensorLoss } from './Loss.js';

/** tfjs's losses but `sparseCategoricalCrossentropy`. */
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

/**
 * What tfjs calls them besides, among its losses and metrics. Labels are one-hot here, so cross-entropy is never of the numbers of
 * classes.
 */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ...['mse', 'MSE'].map((name) => [name, 'meanSquaredError'] as const),
  ...['mae', 'MAE'].map((name) => [name, 'meanAbsoluteError'] as const),
  ...['mape', 'MAPE'].map((name) => [name, 'meanAbsolutePercentageError'] as const),
  ...['msle', 'MSLE'].map((name) => [name, 'meanSquaredLogarithmicError'] as const),
  ...['kld', 'KLD'].map((name) => [name, 'kullbackLeiblerDivergence'] as const),
  ['cosine', 'cosineProximity'],
  ['sparseCategoricalCrossentropy', 'categoricalCrossentropy'],
]);

/** tfjs's loss of a name. @throws ConfigError where there is none. */
export function namedLoss(tf: typeof Tf, given: string): TensorLoss {
  const name = ALIASES.get(given) ?? given;
  if (!NAMES.includes(name)) {
    throw new ConfigError([
      { option: 'loss', value: given, remedy: `give one of ${[...NAMES, ...ALIASES.keys()].join(', ')}` },
    ]);
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
