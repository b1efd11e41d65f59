import { cnn, lstm, mlp } from '../../../lib/models/index.js';
import type { Model } from '../../../lib/models/Model.js';

/** Of 24 steps of 2 numbers, into two classes. */
export const networks: { readonly [name: string]: Model } = {
  'MLP 32-64-128': mlp({ hidden: [32, 64, 128] }),
  'LSTM 16': lstm({ units: [16] }),
  'CNN 16-32': cnn({ filters: [16, 32], kernelSizes: [5, 3] }),
};
