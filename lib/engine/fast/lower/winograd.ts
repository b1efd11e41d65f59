import type { Operand } from '../trace/Graph.js';
import type { Emitter } from './Emitter.js';
import type { Place } from './Lowered.js';
import { emitProduct, transposed } from './product.js';
import type { Windows } from './windows.js';

/** Points at which a tile's polynomials are multiplied: see kernels/assembly/winograd.ts. */
const POINTS = 6;
/** The longest filter that leaves more than one output for each tile of six pixels. */
const MOST_TAPS = 5;
/** With fewer channels the products are too small a part of the work. */
const LEAST_CHANNELS = 16;

/** A convolution along one axis as products at six points: 6 for every 7 - taps outputs, in place of taps for each. */
export interface Winograd {
  readonly batch: number;
  readonly width: number;
  readonly outWidth: number;
  readonly channels: number;
  readonly filters: number;
  readonly taps: number;
  readonly left: number;
  readonly tiles: number;
}

/** @returns how the convolution is taken by tiles, or undefined where patches are as fast or the only way. */
export function winogradOf(windows: Windows, filters: number): Winograd | undefined {
  const { batch, height, width, outWidth, channels, filterHeight, filterWidth: taps, left } = windows;
  const { strideX, strideY, dilationX } = windows;
  const isAlongOneAxis = height === 1 && filterHeight === 1 && strideX * strideY * dilationX === 1;
  const isWide = Math.min(channels, filters) >= LEAST_CHANNELS;
  if (!isAlongOneAxis || !isWide || taps < 2 || taps > MOST_TAPS) return undefined;
  const tiles = Math.ceil(outWidth / (POINTS + 1 - taps));
  return { batch, width, outWidth, channels, filters, taps, left, tiles };
}

/** The convolution, with a bias and clipped at zero where these are asked for. */
export function emitWinograd(
  emitter: Emitter,
  winograd: Winograd,
  { x, filter, out, bias, relu }: { x: Operand; filter: Operand; out: Place; bias: Place | 0; relu: number },
): void {
  const { batch, tiles, channels, filters } = winograd;
  const products = emitter.scratch(POINTS * batch * tiles * filters);
  emitProduct(emitter, 'matmul', {
    ...{ a: tilesOf(emitter, winograd, x), b: filterAtPoints(emitter, winograd, filter), out: products },
    ...{ m: batch * tiles, n: filters, k: channels },
    ...distances(winograd, 'tiles', 'filter', 'outputs'),
  });
  emitter.emit('winogradSums', { from: products, out, bias, relu, ...outputTiles(winograd), isFilter: 0 });
}

export function emitWinogradFilterGradient(
  emitter: Emitter,
  winograd: Winograd,
  { x, dy, out }: { x: Operand; dy: Operand; out: Place },
): void {
  const { batch, tiles, channels, filters } = winograd;
  const products = emitter.scratch(POINTS * channels * filters);
  emitProduct(emitter, 'matmulTN', {
    ...{ a: tilesOf(emitter, winograd, x), b: gradientAtPoints(emitter, winograd, dy), out: products },
    ...{ m: channels, n: filters, k: batch * tiles },
    ...distances(winograd, 'tiles', 'outputs', 'filter'),
  });
  emitter.emit('winogradSums', { from: products, out, bias: 0, relu: 0, ...filterTile(winograd), isFilter: 1 });
}

export function emitWinogradInputGradient(
  emitter: Emitter,
  winograd: Winograd,
  { dy, filter, out }: { dy: Operand; filter: Operand; out: Place },
): void {
  const { batch, tiles, channels, filters } = winograd;
  const products = emitter.scratch(POINTS * batch * tiles * channels);
  emitProduct(emitter, 'matmul', {
    a: gradientAtPoints(emitter, winograd, dy),
    b: transposed(emitter, filterAtPoints(emitter, winograd, filter), channels, filters, POINTS),
    out: products,
    ...{ m: batch * tiles, n: channels, k: filters },
    ...distances(winograd, 'outputs', 'filter', 'tiles'),
  });
  emitter.emit('winogradTilesGradient', { from: products, out, ...inputTiles(winograd) });
}

/** The tiles of x; a step needs them twice, as it does what follows. */
function tilesOf(emitter: Emitter, winograd: Winograd, x: Operand): Place {
  const { batch, tiles, channels } = winograd;
  return emitter.once(`tiles of ${x.value} ${Object.values(winograd)}`, () => {
    const out = emitter.scratch(POINTS * batch * tiles * channels);
    emitter.emit('winogradTiles', { from: emitter.place(x), out, ...inputTiles(winograd) });
    return out;
  });
}

function gradientAtPoints(emitter: Emitter, winograd: Winograd, dy: Operand): Place {
  const { batch, tiles, filters } = winograd;
  return emitter.once(`points of ${dy.value} ${Object.values(winograd)}`, () => {
    const out = emitter.scratch(POINTS * batch * tiles * filters);
    emitter.emit('winogradPoints', { from: emitter.place(dy), out, ...outputTiles(winograd), isFilter: 0 });
    return out;
  });
}

function filterAtPoints(emitter: Emitter, winograd: Winograd, filter: Operand): Place {
  const { channels, filters, taps } = winograd;
  return emitter.once(`points of filter ${filter.value} of ${taps}`, () => {
    const out = emitter.scratch(POINTS * channels * filters);
    emitter.emit('winogradPoints', { from: emitter.place(filter), out, ...filterTile(winograd), isFilter: 1 });
    return out;
  });
}

function inputTiles({ batch, width, channels, tiles, taps, left }: Winograd) {
  return { batch, width, channels, tiles, step: POINTS + 1 - taps, left };
}

function outputTiles({ batch, outWidth, filters, tiles, taps }: Winograd) {
  return { batch, width: outWidth, channels: filters, tiles, step: POINTS + 1 - taps };
}

/** A filter is one tile, of a pixel for each tap. */
function filterTile({ channels, filters, taps }: Winograd) {
  return { batch: 1, width: taps, channels: channels * filters, tiles: 1, step: taps };
}

type Factor = 'tiles' | 'outputs' | 'filter';

/** A product for each point: how far apart the factors lie, in bytes. */
function distances({ batch, tiles, channels, filters }: Winograd, a: Factor, b: Factor, out: Factor) {
  const floats = { tiles: batch * tiles * channels, outputs: batch * tiles * filters, filter: channels * filters };
  return { batch: POINTS, aBatch: 4 * floats[a], bBatch: 4 * floats[b], outBatch: 4 * floats[out] };
}
