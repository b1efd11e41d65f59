import type { Optimizer } from '../../optimizers/Optimizer.js';
import { adagradUpdate } from './adagradUpdate.js';
import { adamUpdate } from './adamUpdate.js';
import { clipGradients } from './clipGradients.js';
import { momentumUpdate } from './momentumUpdate.js';
import { rmspropUpdate } from './rmspropUpdate.js';
import { sgdUpdate } from './sgdUpdate.js';
import type { Update } from './Update.js';

/** The update of an optimizer for so many weights, its clipping before it. */
export function createUpdate(optimizer: Optimizer, size: number): Update {
  const update = bareUpdate(optimizer, size);
  if (optimizer.clipValue === undefined && optimizer.clipNorm === undefined) return update;
  return {
    moments: update.moments,
    apply(weights, gradients, t) {
      clipGradients([gradients], optimizer);
      update.apply(weights, gradients, t);
    },
  };
}

function bareUpdate(optimizer: Optimizer, size: number): Update {
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
