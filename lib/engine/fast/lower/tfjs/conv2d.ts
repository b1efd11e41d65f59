import { type Call, type Operand, sizeOf } from '../../trace/Graph.js';
import type { Emitter } from '../Emitter.js';
import type { Place } from '../Lowered.js';
import type { Lowering } from '../Lowering.js';
import { emitProduct, transposed, withActivation } from '../product.js';
import { convolutionWindows, type Windows } from '../windows.js';
import { emitWinograd, emitWinogradFilterGradient, emitWinogradInputGradient, winogradOf } from '../winograd.js';

/**
 * Convolutions: products of patches, one row per output position, and filters, one column per output channel; or, where that
 * takes fewer products, Winograd's.
 */
export const conv2d: Readonly<Record<string, Lowering>> = {
  Conv2D: convolution,
  FusedConv2D: convolution,

  Conv2DBackpropFilter: ({ inputs, attributes, outputs }, emitter) => {
    const { x, dy } = inputs;
    const windows = convolutionWindows(x!.shape, attributes['filterShape'] as number[], attributes);
    const winograd = winogradOf(windows, dy!.shape[3]!);
    if (winograd) {
      emitWinogradFilterGradient(emitter, winograd, { x: x!, dy: dy!, out: emitter.target(outputs[0]!) });
      return;
    }
    emitProduct(emitter, 'matmulTN', {
      a: patchesOf(emitter, x!, windows),
      b: emitter.place(dy!),
      out: emitter.target(outputs[0]!),
      m: patchSize(windows),
      n: dy!.shape[3]!,
      k: positions(windows),
    });
  },

  Conv2DBackpropInput: ({ inputs, attributes, outputs }, emitter) => {
    const { dy, filter } = inputs;
    const windows = convolutionWindows(attributes['inputShape'] as number[], filter!.shape, attributes);
    const out = emitter.target(outputs[0]!);
    const winograd = winogradOf(windows, dy!.shape[3]!);
    if (winograd) {
      emitWinogradInputGradient(emitter, winograd, { dy: dy!, filter: filter!, out });
      return;
    }
    const gradients = isMatrix(windows) ? out : emitter.scratch(positions(windows) * patchSize(windows));
    const [n, k] = [patchSize(windows), dy!.shape[3]!];
    emitProduct(emitter, 'matmul', {
      a: emitter.place(dy!),
      b: transposed(emitter, emitter.place(filter!), n, k),
      out: gradients,
      m: positions(windows),
      n,
      k,
    });
    if (!isMatrix(windows)) emitter.emit('patchesGradient', { from: gradients, out, ...windows });
  },
};

function convolution(call: Call, emitter: Emitter): void {
  const { x, filter, bias } = call.inputs;
  const windows = convolutionWindows(x!.shape, filter!.shape, call.attributes);
  const winograd = winogradOf(windows, filter!.shape[3]!);
  withActivation(call, emitter, sizeOf(call.outputs[0]!.shape), (out, relu) => {
    const end = { out, bias: bias ? emitter.place(bias) : (0 as const), relu };
    if (winograd) {
      emitWinograd(emitter, winograd, { x: x!, filter: filter!, ...end });
      return;
    }
    emitProduct(emitter, 'matmul', {
      a: patchesOf(emitter, x!, windows),
      b: emitter.place(filter!),
      ...end,
      m: positions(windows),
      n: filter!.shape[3]!,
      k: patchSize(windows),
    });
  });
}

/** The patches of x; a step needs them twice. */
function patchesOf(emitter: Emitter, x: Operand, windows: Windows): Place {
  const from = emitter.place(x);
  if (isMatrix(windows)) return from;
  return emitter.once(`patches of ${x.value} ${Object.values(windows)}`, () => {
    const out = emitter.scratch(positions(windows) * patchSize(windows));
    emitter.emit('patches', { from, out, ...windows });
    return out;
  });
}

/** Whether every pixel is a patch as it is. */
function isMatrix({ filterHeight, filterWidth, strideY, strideX, top, left }: Windows): boolean {
  return filterHeight * filterWidth * strideY * strideX === 1 && top === 0 && left === 0;
}

function positions({ batch, outHeight, outWidth }: Windows): number {
  return batch * outHeight * outWidth;
}

function patchSize({ filterHeight, filterWidth, channels }: Windows): number {
  return filterHeight * filterWidth * channels;
}
