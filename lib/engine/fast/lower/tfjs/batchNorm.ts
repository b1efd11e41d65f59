import type { Lowering } from '../Lowering.js';
import { emitBinary } from './binary.js';
import { emitUnary } from './unary.js';

/** Normalisation by given means and variances: batch and layer normalisation alike. */
export const batchNorm: Readonly<Record<string, Lowering>> = {
  FusedBatchNorm: ({ inputs, attributes, outputs }, emitter) => {
    const { x, mean, variance, offset, scale } = inputs;
    const out = outputs[0]!;
    const like = (operand: typeof out) => ({
      ...operand,
      value: emitter.scratch(emitter.values[operand.value]!.size).value,
    });

    const guarded = like(variance!);
    emitBinary(emitter, 'add', variance!, emitter.constant(Number(attributes['varianceEpsilon'])), guarded);
    let factor = like(variance!);
    emitUnary(emitter, 'rsqrt', guarded, factor);
    if (scale) {
      const scaled = like(variance!);
      emitBinary(emitter, 'mul', factor, scale, scaled);
      factor = scaled;
    }
    const centred = like(out);
    emitBinary(emitter, 'sub', x!, mean!, centred);
    if (offset) {
      const normal = like(out);
      emitBinary(emitter, 'mul', centred, factor, normal);
      emitBinary(emitter, 'add', normal, offset, out);
    } else {
      emitBinary(emitter, 'mul', centred, factor, out);
    }
  },
};
