import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { InstructionName } from '../../../../lib/engine/fast/kernels/instructions.js';
import { assertClose } from '../../../support/assertClose.js';
import { KernelTable } from '../../../support/KernelTable.js';
import { randomArray } from '../../../support/random.js';

const POINTS = 6;

const geometry = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    width: fc.integer({ min: 1, max: 12 }),
    channels: fc.integer({ min: 1, max: 9 }),
    taps: fc.integer({ min: 2, max: 5 }),
    left: fc.integer({ min: 0, max: 2 }),
  })
  // Padded alike on both sides; at least one position.
  .map((g) => ({ ...g, outWidth: g.width + 2 * g.left - g.taps + 1, step: 7 - g.taps }))
  .filter(({ outWidth }) => outWidth > 0)
  .map((g) => ({ ...g, tiles: Math.ceil(g.outWidth / g.step) }));

type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never;

const check = (property: (g: Geometry, seed: number) => void) =>
  fc.assert(fc.property(geometry, fc.integer(), property), { numRuns: 200 });

/** Runs a kernel on arrays; what was not written is NaN. */
function run(
  name: InstructionName,
  operands: Readonly<Record<string, number>>,
  inputs: Readonly<Record<string, Float32Array>>,
  size: number,
): Float32Array {
  const table = new KernelTable();
  const out = table.space(size);
  const addresses = Object.fromEntries(Object.entries(inputs).map(([key, values]) => [key, table.put(values)]));
  table.run(name, { ...operands, ...addresses, out });
  return table.read(out, size);
}

const inputTiles = ({ batch, width, channels, tiles, step, left }: Geometry) => ({
  ...{ batch, width, channels, tiles, step, left },
});
const outputTiles = ({ batch, outWidth, channels, tiles, step }: Geometry) => ({
  ...{ batch, width: outWidth, channels, tiles, step, isFilter: 0 },
});
const filterTile = ({ channels, taps }: Geometry) => ({
  ...{ batch: 1, width: taps, channels, tiles: 1, step: taps, isFilter: 1 },
});
const atPoints = ({ batch, tiles, channels }: Geometry) => POINTS * batch * tiles * channels;
const noBias = { bias: 0, relu: 0 };

/** Every channel by a filter of its own, so that what is multiplied at the points need not be added up. */
function convolved(g: Geometry, image: Float32Array, filter: Float32Array): Float32Array {
  const out = new Float32Array(g.batch * g.outWidth * g.channels);
  for (let b = 0; b < g.batch; b++)
    for (let position = 0; position < g.outWidth; position++)
      for (let c = 0; c < g.channels; c++) {
        let sum = 0;
        for (let tap = 0; tap < g.taps; tap++) {
          const column = position - g.left + tap;
          const isInside = column >= 0 && column < g.width;
          if (isInside) sum += image[(b * g.width + column) * g.channels + c]! * filter[tap * g.channels + c]!;
        }
        out[(b * g.outWidth + position) * g.channels + c] = sum;
      }
  return out;
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

/** That two linear maps are each other's transpose, on random numbers. */
function assertTransposed(
  [there, back]: readonly [(x: Float32Array) => Float32Array, (y: Float32Array) => Float32Array],
  [from, to]: readonly [number, number],
  seed: number,
): void {
  const [x, y] = [randomArray(from, seed), randomArray(to, seed + 1)];
  assertClose([dot(there(x), y)], [dot(x, back(y))], { relative: 1e-4, floor: 1e-4 });
}

describe('winograd kernels', () => {
  it('tiles times filters at the points, summed, are the convolution with its bias, clipped where asked for', () =>
    check((g, seed) => {
      const image = randomArray(g.batch * g.width * g.channels, seed);
      const filter = randomArray(g.taps * g.channels, seed + 1);
      const bias = randomArray(g.channels, seed + 2);
      const tiles = run('winogradTiles', inputTiles(g), { from: image }, atPoints(g));
      const filters = run('winogradPoints', filterTile(g), { from: filter }, POINTS * g.channels);
      const perPoint = g.batch * g.tiles * g.channels;
      const from = tiles.map((x, i) => x * filters[Math.floor(i / perPoint) * g.channels + (i % g.channels)]!);
      const plain = convolved(g, image, filter);
      for (const relu of [0, 1]) {
        const expected = plain.map((sum, i) => {
          const biased = sum + bias[i % g.channels]!;
          return relu ? Math.max(0, biased) : biased;
        });
        const actual = run('winogradSums', { ...outputTiles(g), relu }, { from, bias }, expected.length);
        assertClose(actual, expected, { floor: 1e-5 });
      }
      assertClose(run('winogradSums', { ...outputTiles(g), ...noBias }, { from }, plain.length), plain, {
        floor: 1e-5,
      });
    }));

  it('winogradTilesGradient is the transpose of winogradTiles', () =>
    check((g, seed) => {
      const pixels = g.batch * g.width * g.channels;
      assertTransposed(
        [
          (from) => run('winogradTiles', inputTiles(g), { from }, atPoints(g)),
          (from) => run('winogradTilesGradient', inputTiles(g), { from }, pixels),
        ],
        [pixels, atPoints(g)],
        seed,
      );
    }));

  it('winogradSums is the transpose of winogradPoints, of outputs as of filters', () =>
    check((g, seed) => {
      for (const [form, from, to] of [
        [outputTiles(g), g.batch * g.outWidth * g.channels, atPoints(g)],
        [filterTile(g), g.taps * g.channels, POINTS * g.channels],
      ] as const) {
        assertTransposed(
          [
            (x) => run('winogradPoints', form, { from: x }, to),
            (y) => run('winogradSums', { ...form, ...noBias }, { from: y }, from),
          ],
          [from, to],
          seed,
        );
      }
    }));

  it('a row has the same bytes whatever rows ride along', () =>
    check((g, seed) => {
      const image = randomArray(g.batch * g.width * g.channels, seed);
      const all = run('winogradTiles', inputTiles(g), { from: image }, atPoints(g));
      const alone = { ...g, batch: 1 };
      const first = run(
        'winogradTiles',
        inputTiles(alone),
        { from: image.slice(0, g.width * g.channels) },
        atPoints(alone),
      );
      const perPoint = g.tiles * g.channels;
      for (let point = 0; point < POINTS; point++) {
        const ofAll = all.subarray(point * g.batch * perPoint, point * g.batch * perPoint + perPoint);
        assert.deepEqual(ofAll, first.subarray(point * perPoint, (point + 1) * perPoint));
      }
    }));
});
