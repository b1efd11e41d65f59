import * as E from 'fp-ts/lib/Either.js';
import { ConfigError, type ConfigMistake } from '../errors.js';
import { adagrad } from './adagrad.js';
import { adam } from './adam.js';
import { clippingRanges } from './Clipping.js';
import { momentum } from './momentum.js';
import type { Optimizer } from './Optimizer.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

const optimizers: { readonly [name in Optimizer['optimizer']]: (options?: object) => Optimizer } = {
  sgd,
  momentum,
  rmsprop,
  adam,
  adagrad,
};

/** From a description, or the name of one with its defaults, to a checked description; `Left` says what is wrong with it. */
export function decodeOptimizer(optimizer: Optimizer | string): E.Either<ConfigMistake[], Optimizer> {
  const description: unknown = typeof optimizer === 'string' ? { optimizer } : optimizer;
  const { optimizer: name, ...options } = (description ?? {}) as { readonly optimizer?: unknown };
  if (typeof name !== 'string' || !Object.hasOwn(optimizers, name)) {
    const remedy = `give one of ${Object.keys(optimizers).join(', ')}, by name or as made by the function of that name`;
    return E.left([{ option: 'optimizer', value: name ?? optimizer, remedy }]);
  }
  try {
    const decoded = optimizers[name as Optimizer['optimizer']](options);
    const unknown = Object.keys(options).filter((option) => !Object.hasOwn(decoded, option));
    if (unknown.length === 0) return E.right(decoded);
    const { optimizer: _, ...known } = { ...decoded, ...clippingRanges };
    const remedy = `${name} has no such parameter; there are ${Object.keys(known).join(', ')}`;
    return E.left(
      unknown.map((option) => ({ option: `optimizer.${option}`, value: options[option as never], remedy })),
    );
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return E.left(error.mistakes.map((mistake) => ({ ...mistake, option: `optimizer.${mistake.option}` })));
  }
}
