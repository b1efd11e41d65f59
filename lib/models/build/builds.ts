import type { Build } from './Build.js';
import { buildCnn } from './buildCnn.js';
import { buildMlp } from './buildMlp.js';
import { buildRecurrent } from './buildRecurrent.js';

/** Every built-in, by the name that its description carries. */
export const builds: { readonly [model: string]: Build } = {
  mlp: buildMlp,
  lstm: buildRecurrent('lstm'),
  gru: buildRecurrent('gru'),
  ernn: buildRecurrent('ernn'),
  cnn: buildCnn,
};
