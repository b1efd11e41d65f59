export { type Adagrad, adagrad } from './adagrad.js';
export { type Adam, adam } from './adam.js';
export type { Clipping } from './Clipping.js';
export { type Momentum, momentum } from './momentum.js';
export type { Optimizer } from './Optimizer.js';
export { type Rmsprop, rmsprop } from './rmsprop.js';
export { type Sgd, sgd } from './sgd.js';
