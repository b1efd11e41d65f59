import { hash, mix } from './hash.js';

/**
 * What a dropout layer multiplies its input with in one gradient step: 0 with probability `rate`, else `1 / (1 - rate)`.
 *
 * A function of its arguments alone, so that a run can be repeated, resumed at any step, and computed by any engine. With all
 * arithmetic on unsigned 32-bit integers, element `i` of the layer's input, batch and all in row-major order, is dropped where
 *
 *     mix(hash(seed, layer, step) + i · 0x9e3779b9) >> 1  <  round(rate · 2³¹)
 *
 * @param layer counts the model's dropout layers from 0.
 * @param step counts gradient steps from 1.
 * @param rate from 0 up to but not 1.
 */
export function dropoutMask(seed: number, layer: number, step: number, length: number, rate: number): Float32Array {
  const mask = new Float32Array(length);
  // Whole numbers and no branch: a comparison that goes either way at random would cost more than the hash.
  const bits = new Int32Array(mask.buffer);
  const kept = new Int32Array(Float32Array.of(1 / (1 - rate)).buffer)[0]!;
  const lastDropped = Math.round(rate * 2 ** 31) - 1;
  let counter = hash(seed, layer, step);
  for (let i = 0; i < length; i++) {
    bits[i] = ((lastDropped - (mix(counter) >>> 1)) >> 31) & kept;
    counter = (counter + 0x9e3779b9) | 0;
  }
  return mask;
}
