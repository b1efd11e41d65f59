import type { Build } from './Build.js';
import { buildMlp } from './buildMlp.js';

/** Every built-in, by the name that its description carries. */
export const builds: { readonly [model: string]: Build } = { mlp: buildMlp };
