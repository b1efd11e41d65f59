import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { InstructionName } from '../../../../lib/engine/fast/kernels/instructions.js';
import { assertClose } from '../../../support/assertClose.js';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

const geometry = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 7 }),
    width: fc.integer({ min: 1, max: 7 }),
    channels: fc.integer({ min: 1, max: 9 }),
    filterHeight: fc.integer({ min: 1, max: 3 }),
    filterWidth: fc.integer({ min: 1, max: 3 }),
    strideY: fc.integer({ min: 1, max: 2 }),
    strideX: fc.integer({ min: 1, max: 3 }),
    dilationY: fc.integer({ min: 1, max: 2 }),
    dilationX: fc.integer({ min: 1, max: 2 }),
    top: fc.integer({ min: 0, max: 1 }),
    left: fc.integer({ min: 0, max: 1 }),
  })
  .map((g) => ({
    ...g,
    // Padded alike on both sides; at least one position.
    outHeight: Math.floor((g.height + 2 * g.top - (g.filterHeight - 1) * g.dilationY - 1) / g.strideY) + 1,
    outWidth: Math.floor((g.width + 2 * g.left - (g.filterWidth - 1) * g.dilationX - 1) / g.strideX) + 1,
  }))
  .filter(({ outHeight, outWidth }) => outHeight > 0 && outWidth > 0);

type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never;

/** For every output position and channel: the places in the image that its window sees, `undefined` outside. */
function* windows(g: Geometry) {
  for (let b = 0; b < g.batch; b++)
    for (let oy = 0; oy < g.outHeight; oy++)
      for (let ox = 0; ox < g.outWidth; ox++) {
        const pixels: (number | undefined)[] = [];
        for (let fy = 0; fy < g.filterHeight; fy++)
          for (let fx = 0; fx < g.filterWidth; fx++) {
            const y = oy * g.strideY - g.top + fy * g.dilationY;
            const x = ox * g.strideX - g.left + fx * g.dilationX;
            const isInside = y >= 0 && y < g.height && x >= 0 && x < g.width;
            pixels.push(isInside ? ((b * g.height + y) * g.width + x) * g.channels : undefined);
          }
        yield pixels;
      }
}

const imageSize = (g: Geometry) => g.batch * g.height * g.width * g.channels;
const outputSize = (g: Geometry) => g.batch * g.outHeight * g.outWidth * g.channels;

/** Runs a kernel on arrays, with a guard behind the result that must stay. */
function run(name: InstructionName, g: Geometry, inputs: Record<string, Float32Array>, size: number): Float32Array {
  const table = new KernelTable();
  const out = table.space(size);
  const addresses = Object.fromEntries(Object.entries(inputs).map(([key, values]) => [key, table.put(values)]));
  table.run(name, { ...addresses, out, ...g });
  return table.read(out, size);
}

/** Few different numbers, so that maxima are tied. */
const coarse = (size: number, seed: number) => randomArray(size, seed).map((x) => Math.round(x * 4));

const check = (property: (g: Geometry, seed: number) => void) =>
  fc.assert(fc.property(geometry, fc.integer(), property), { numRuns: 150 });

describe('window kernels', () => {
  it('patches writes what each position sees, zeros outside', () =>
    check((g, seed) => {
      const image = randomArray(imageSize(g), seed);
      const expected = [...windows(g)].flatMap((pixels) =>
        pixels.flatMap((pixel) =>
          Array.from({ length: g.channels }, (_, c) => (pixel === undefined ? 0 : image[pixel + c]!)),
        ),
      );
      assert.deepEqual([...run('patches', g, { from: image }, expected.length)], expected);
    }));

  it('patchesGradient adds up what each pixel was seen as', () =>
    check((g, seed) => {
      const size = outputSize(g) * g.filterHeight * g.filterWidth;
      const gradients = randomArray(size, seed);
      const expected = new Float32Array(imageSize(g));
      let i = 0;
      for (const pixels of windows(g))
        for (const pixel of pixels)
          for (let c = 0; c < g.channels; c++, i++) if (pixel !== undefined) expected[pixel + c]! += gradients[i]!;
      assertClose(run('patchesGradient', g, { from: gradients }, expected.length), expected, { floor: 1e-6 });
    }));

  it('maxPool and averagePool take the greatest and the mean of what lies inside', () =>
    check((g, seed) => {
      const image = randomArray(imageSize(g), seed);
      const seen = [...windows(g)].flatMap((pixels) =>
        Array.from({ length: g.channels }, (_, c) =>
          pixels.flatMap((pixel) => (pixel === undefined ? [] : [image[pixel + c]!])),
        ),
      );
      const greatest = seen.map((values) => Math.max(...values));
      assert.deepEqual([...run('maxPool', g, { from: image }, seen.length)], greatest);
      const mean = seen.map((values) => values.reduce((a, b) => a + b, 0) / values.length);
      assertClose(run('averagePool', g, { from: image }, seen.length), mean, { floor: 1e-6 });
    }));

  it('maxPoolGradient gives everything to the first of equal maxima', () =>
    check((g, seed) => {
      const image = coarse(imageSize(g), seed);
      const gradient = randomArray(outputSize(g), seed + 1);
      const pooled = run('maxPool', g, { from: image }, outputSize(g));
      const expected = new Float32Array(imageSize(g));
      [...windows(g)].forEach((pixels, position) => {
        for (let c = 0; c < g.channels; c++) {
          const inside = pixels.filter((pixel) => pixel !== undefined);
          const most = Math.max(...inside.map((pixel) => image[pixel + c]!));
          const first = inside.find((pixel) => image[pixel + c] === most);
          if (first !== undefined) expected[first + c]! += gradient[position * g.channels + c]!;
        }
      });
      assertClose(run('maxPoolGradient', g, { gradient, from: image, pooled }, imageSize(g)), expected, {
        floor: 1e-6,
      });
    }));

  it('averagePoolGradient gives equal parts of the whole window', () =>
    check((g, seed) => {
      const gradient = randomArray(outputSize(g), seed);
      const expected = new Float32Array(imageSize(g));
      [...windows(g)].forEach((pixels, position) => {
        for (const pixel of pixels)
          for (let c = 0; c < g.channels; c++)
            if (pixel !== undefined)
              expected[pixel + c]! += gradient[position * g.channels + c]! / (g.filterHeight * g.filterWidth);
      });
      assertClose(run('averagePoolGradient', g, { gradient }, imageSize(g)), expected, { floor: 1e-6 });
    }));
});
