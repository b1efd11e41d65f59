import type { Adagrad } from './adagrad.js';
import type { Adam } from './adam.js';
import type { Momentum } from './momentum.js';
import type { Rmsprop } from './rmsprop.js';
import type { Sgd } from './sgd.js';

/** An optimizer as plain data: its name and every one of its parameters. */
export type Optimizer = Sgd | Momentum | Rmsprop | Adam | Adagrad;
