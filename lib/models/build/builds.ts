import type { Build } from './Build.js';
import { buildCnn } from './buildCnn.js';
import { buildEsn } from './buildEsn.js';
import { buildMlp } from './buildMlp.js';
import { buildRecurrent } from './buildRecurrent.js';
import { buildTcn } from './buildTcn.js';
import { buildTransformer } from './buildTransformer.js';

/** Every built-in, by the name that its description carries. */
export const builds: { readonly [model: string]: Build } = {
  mlp: buildMlp,
  lstm: buildRecurrent('lstm'),
  gru: buildRecurrent('gru'),
  ernn: buildRecurrent('ernn'),
  esn: buildEsn,
  cnn: buildCnn,
  tcn: buildTcn,
  transformer: buildTransformer,
};
