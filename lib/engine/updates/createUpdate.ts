import type { Optimizer } from '../../optimizers/Optimizer.js';
import { adagradUpdate } from './adagradUpdate.js';
import { adamUpdate } from './adamUpdate.js';
import { momentumUpdate } from './momentumUpdate.js';
import { rmspropUpdate } from './rmspropUpdate.js';
import { sgdUpdate } from './sgdUpdate.js';
import type { Update } from './Update.js';

/** The update of an optimizer for so many weights. */
export function createUpdate(optimizer: Optimizer, size: number): Update {
  switch (optimizer.optimizer) {
    case 'sgd':
      return sgdUpdate(optimizer);
    case 'momentum':
      return momentumUpdate(optimizer, size);
    case 'rmsprop':
      return rmspropUpdate(optimizer, size);
    case 'adam':
      return adamUpdate(optimizer, size);
    case 'adagrad':
      return adagradUpdate(optimizer, size);
  }
}
