import type { Optimizer } from '../../../optimizers/Optimizer.js';
import { adagrad } from './adagrad.js';
import { adam } from './adam.js';
import type { FlatOptimizer } from './FlatOptimizer.js';
import { momentum } from './momentum.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

/** An optimizer's kernel and what it reads. */
export function flatOptimizerOf(description: Optimizer): FlatOptimizer {
  switch (description.optimizer) {
    case 'sgd':
      return sgd(description);
    case 'momentum':
      return momentum(description);
    case 'rmsprop':
      return rmsprop(description);
    case 'adam':
      return adam(description);
    case 'adagrad':
      return adagrad(description);
  }
}
