import type { Lowering } from './Lowering.js';
import { gru } from './layers/gru.js';
import { lstm } from './layers/lstm.js';
import { addN } from './tfjs/addN.js';
import { batchNorm } from './tfjs/batchNorm.js';
import { binary } from './tfjs/binary.js';
import { concat } from './tfjs/concat.js';
import { conv2d } from './tfjs/conv2d.js';
import { depthwiseConv2d } from './tfjs/depthwiseConv2d.js';
import { gather } from './tfjs/gather.js';
import { matMul } from './tfjs/matMul.js';
import { pad } from './tfjs/pad.js';
import { pool } from './tfjs/pool.js';
import { pow } from './tfjs/pow.js';
import { reduce } from './tfjs/reduce.js';
import { repeat } from './tfjs/repeat.js';
import { select } from './tfjs/select.js';
import { slice } from './tfjs/slice.js';
import { softmax } from './tfjs/softmax.js';
import { transpose } from './tfjs/transpose.js';
import { unary } from './tfjs/unary.js';

/** How each known kernel of tfjs is lowered, and each layer that is one call here, by its name. */
export const lowerings: ReadonlyMap<string, Lowering> = new Map(
  Object.entries({
    ...unary,
    ...binary,
    ...reduce,
    ...matMul,
    ...softmax,
    ...select,
    ...addN,
    ...pow,
    ...transpose,
    ...slice,
    ...concat,
    ...pad,
    ...repeat,
    ...pool,
    ...gather,
    ...conv2d,
    ...depthwiseConv2d,
    ...batchNorm,
    ...lstm,
    ...gru,
  }),
);
