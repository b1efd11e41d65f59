import { type Call, type Operand, sizeOf } from '../../trace/Graph.js';
import type { BlockAxis, Emitter } from '../Emitter.js';
import type { Place } from '../Lowered.js';
import type { Lowering } from '../Lowering.js';
import { emitProduct, withActivation } from '../product.js';
import { convolutionWindows, type Windows } from '../windows.js';

/** Convolutions of each channel by filters of its own: a product of patches and filters for each channel. */
export const depthwiseConv2d: Readonly<Record<string, Lowering>> = {
  DepthwiseConv2dNative: convolution,
  FusedDepthwiseConv2D: convolution,

  DepthwiseConv2dNativeBackpropFilter: ({ inputs, attributes, outputs }, emitter) => {
    const { x, dy } = inputs;
    const sizes = sizesOf(x!.shape, attributes['filterShape'] as number[], attributes);
    const { m, n, k, channels } = sizes;
    const products = emitter.scratch(channels * k * n);
    emitProduct(emitter, 'matmulTN', {
      ...{ a: patchesOf(emitter, x!, sizes), b: apart(emitter, emitter.place(dy!), sizes, m), out: products },
      ...{ m: k, n, k: m, batch: channels, aBatch: 4 * m * k, bBatch: 4 * m * n, outBatch: 4 * k * n },
    });
    emitter.block(products, emitter.target(outputs[0]!), turned(byChannel(k, channels, n)));
  },

  DepthwiseConv2dNativeBackpropInput: ({ inputs, attributes, outputs }, emitter) => {
    const { dy, filter } = inputs;
    const sizes = sizesOf(attributes['inputShape'] as number[], filter!.shape, attributes);
    const { m, n, k, channels, windows } = sizes;
    const products = emitter.scratch(channels * m * k);
    emitProduct(emitter, 'matmulNT', {
      ...{ a: apart(emitter, emitter.place(dy!), sizes, m), b: apart(emitter, emitter.place(filter!), sizes, k) },
      ...{ out: products, m, n: k, k: n, batch: channels, aBatch: 4 * m * n, bBatch: 4 * k * n, outBatch: 4 * m * k },
    });
    const gradients = emitter.scratch(m * k * channels);
    emitter.block(products, gradients, [
      { size: channels, from: m * k, out: 1 },
      { size: m * k, from: 1, out: channels },
    ]);
    emitter.emit('patchesGradient', { from: gradients, out: emitter.target(outputs[0]!), ...windows });
  },
};

function convolution(call: Call, emitter: Emitter): void {
  const { x, filter, bias } = call.inputs;
  const sizes = sizesOf(x!.shape, filter!.shape, call.attributes);
  const { m, n, k, channels } = sizes;
  const products = emitter.scratch(channels * m * n);
  emitProduct(emitter, 'matmul', {
    ...{ a: patchesOf(emitter, x!, sizes), b: apart(emitter, emitter.place(filter!), sizes, k), out: products },
    ...{ m, n, k, batch: channels, aBatch: 4 * m * k, bBatch: 4 * k * n, outBatch: 4 * m * n },
  });
  if (bias !== undefined) throw new Error('tfjs adds the bias by itself');
  withActivation(call, emitter, sizeOf(call.outputs[0]!.shape), (out) =>
    emitter.block(products, out, turned(byChannel(m, channels, n))),
  );
}

interface Sizes {
  readonly windows: Windows;
  readonly channels: number;
  /** Positions of the filter in all rows, filters of a channel, and numbers in a filter. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

function sizesOf(
  x: readonly number[],
  filter: readonly number[],
  attributes: Readonly<Record<string, unknown>>,
): Sizes {
  const windows = convolutionWindows(x, filter, attributes);
  const { batch, outHeight, outWidth, filterHeight, filterWidth, channels } = windows;
  return { windows, channels, m: batch * outHeight * outWidth, n: filter[3]!, k: filterHeight * filterWidth };
}

/** The patches of each channel, one channel after the other; a step needs them twice. */
function patchesOf(emitter: Emitter, x: Operand, { windows, channels, m, k }: Sizes): Place {
  return emitter.once(`depthwise patches of ${x.value} ${Object.values(windows)}`, () => {
    const [patches, out] = [emitter.scratch(m * k * channels), emitter.scratch(m * k * channels)];
    emitter.emit('patches', { from: emitter.place(x), out: patches, ...windows });
    emitter.block(patches, out, [
      { size: channels, from: 1, out: m * k },
      { size: m * k, from: channels, out: 1 },
    ]);
    return out;
  });
}

/** From `[count, channels, n]` to `[channels, count, n]`. */
function apart(emitter: Emitter, from: Place, { channels, n }: Sizes, count: number): Place {
  const out = emitter.scratch(channels * count * n);
  emitter.block(from, out, byChannel(count, channels, n));
  return out;
}

function byChannel(count: number, channels: number, n: number): BlockAxis[] {
  return [
    { size: channels, from: n, out: count * n },
    { size: count, from: channels * n, out: n },
    { size: n, from: 1, out: 1 },
  ];
}

function turned(axes: readonly BlockAxis[]): BlockAxis[] {
  return axes.map(({ size, from, out }) => ({ size, from: out, out: from }));
}
