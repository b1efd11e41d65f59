import * as E from 'fp-ts/lib/Either.js';
import type { ConfigMistake } from '../errors.js';
import type { Optimizer } from './Optimizer.js';

export function decodeOptimizer(o: Optimizer | string): E.Either<ConfigMistake[], Optimizer> {
  return E.right(typeof o === 'string' ? { optimizer: 'sgd', learningRate: 0.01 } : o);
}
