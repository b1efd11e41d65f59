/**
 * Short convolutions along one axis with fewer products (Winograd; Toom and Cook): a tile of `step` outputs of a filter of
 * 7 - `step` taps sees six pixels, and takes six products per channel where patches take step · (7 - step).
 *
 * Filters and output tiles are taken as polynomials and evaluated at the points 0, 1, -1, 2, -2 and infinity; `winogradTiles`
 * is what must become of the six pixels for the sums to come out right. The four kernels are two linear maps and their
 * transposes, so that gradients take the same products. Images are [batch, width, channels], what lies at the points
 * [6, batch, tiles, channels]. F(4, 3) of Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016) is the case
 * of `step` 4.
 */

import { madd, storeLanes, zero } from './math';

/** Six pixels from `left` before each `step`-th one on, zeros outside of the image, to what is multiplied at the points. */
export function winogradTiles(
  from: usize, out: usize, batch: i32, width: i32, channels: i32, tiles: i32, step: i32, left: i32,
): void {
  const pixel = <usize>channels << 2;
  const plane = <usize>(batch * tiles) * pixel;
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < tiles; t++) {
      const column = t * step - left;
      let at = from + <isize>column * pixel;
      for (let c = channels; c > 0; c -= 4) {
        const d0 = pixelOr0(at, column, width);
        const d1 = pixelOr0(at + pixel, column + 1, width);
        const d2 = pixelOr0(at + pixel * 2, column + 2, width);
        const d3 = pixelOr0(at + pixel * 3, column + 3, width);
        const d4 = pixelOr0(at + pixel * 4, column + 4, width);
        const d5 = pixelOr0(at + pixel * 5, column + 5, width);
        const even = madd(four(), f32x4.neg(d2), d4);
        const odd = madd(four(), f32x4.neg(d1), d3);
        const evenAtTwo = f32x4.sub(d4, d2);
        const oddAtTwo = twice(f32x4.sub(d3, d1));
        storeLanes(out, madd(four(), d0, madd(five(), f32x4.neg(d2), d4)), c);
        storeLanes(out + plane, f32x4.add(even, odd), c);
        storeLanes(out + plane * 2, f32x4.sub(even, odd), c);
        storeLanes(out + plane * 3, f32x4.add(evenAtTwo, oddAtTwo), c);
        storeLanes(out + plane * 4, f32x4.sub(evenAtTwo, oddAtTwo), c);
        storeLanes(out + plane * 5, madd(four(), d1, madd(five(), f32x4.neg(d3), d5)), c);
        const bytes = <usize>min<i32>(c, 4) << 2;
        at += bytes;
        out += bytes;
      }
    }
    from += <usize>width * pixel;
  }
}

/** The transpose of `winogradTiles`: adds up what every tile gives the pixels that it saw. */
export function winogradTilesGradient(
  from: usize, out: usize, batch: i32, width: i32, channels: i32, tiles: i32, step: i32, left: i32,
): void {
  const pixel = <usize>channels << 2;
  const plane = <usize>(batch * tiles) * pixel;
  memory.fill(out, 0, <usize>(batch * width) * pixel);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < tiles; t++) {
      const column = t * step - left;
      let at = out + <isize>column * pixel;
      for (let c = channels; c > 0; c -= 4) {
        const v0 = v128.load(from);
        const v1 = v128.load(from + plane);
        const v2 = v128.load(from + plane * 2);
        const v3 = v128.load(from + plane * 3);
        const v4 = v128.load(from + plane * 4);
        const v5 = v128.load(from + plane * 5);
        const sum = f32x4.add(v1, v2);
        const sumAtTwo = f32x4.add(v3, v4);
        const difference = f32x4.sub(v1, v2);
        const differenceAtTwo = twice(f32x4.sub(v3, v4));
        addToPixel(at, column, width, f32x4.mul(four(), v0), c);
        addToPixel(at + pixel, column + 1, width, f32x4.sub(f32x4.mul(four(), f32x4.sub(v5, difference)), differenceAtTwo), c);
        addToPixel(at + pixel * 2, column + 2, width, f32x4.neg(madd(five(), v0, madd(four(), sum, sumAtTwo))), c);
        addToPixel(at + pixel * 3, column + 3, width, madd(five(), f32x4.neg(v5), f32x4.add(difference, differenceAtTwo)), c);
        addToPixel(at + pixel * 4, column + 4, width, f32x4.add(v0, f32x4.add(sum, sumAtTwo)), c);
        addToPixel(at + pixel * 5, column + 5, width, v5, c);
        const bytes = <usize>min<i32>(c, 4) << 2;
        at += bytes;
        from += bytes;
      }
    }
    out += <usize>width * pixel;
  }
}

/**
 * The polynomials whose coefficients are each `step` (2 to 5) pixels, at the six points; beyond the image they are 0. Where
 * `isFilter`, divided by what `winogradTiles` leaves too much.
 */
export function winogradPoints(
  from: usize, out: usize, batch: i32, width: i32, channels: i32, tiles: i32, step: i32, isFilter: i32,
): void {
  const pixel = <usize>channels << 2;
  const plane = <usize>(batch * tiles) * pixel;
  const atZero = f32x4.splat(isFilter ? 1.0 / 4 : 1);
  const atOne = f32x4.splat(isFilter ? -1.0 / 6 : 1);
  const atTwo = f32x4.splat(isFilter ? 1.0 / 24 : 1);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < tiles; t++) {
      const column = t * step;
      let at = from + <usize>column * pixel;
      for (let c = channels; c > 0; c -= 4) {
        const c0 = v128.load(at);
        const c1 = pixelOr0(at + pixel, column + 1, width);
        const c2 = step > 2 ? pixelOr0(at + pixel * 2, column + 2, width) : zero();
        const c3 = step > 3 ? pixelOr0(at + pixel * 3, column + 3, width) : zero();
        const c4 = step > 4 ? pixelOr0(at + pixel * 4, column + 4, width) : zero();
        const even = f32x4.add(f32x4.add(c0, c2), c4);
        const odd = f32x4.add(c1, c3);
        const evenAtTwo = madd(four(), madd(four(), c4, c2), c0);
        const oddAtTwo = twice(madd(four(), c3, c1));
        storeLanes(out, f32x4.mul(atZero, c0), c);
        storeLanes(out + plane, f32x4.mul(atOne, f32x4.add(even, odd)), c);
        storeLanes(out + plane * 2, f32x4.mul(atOne, f32x4.sub(even, odd)), c);
        storeLanes(out + plane * 3, f32x4.mul(atTwo, f32x4.add(evenAtTwo, oddAtTwo)), c);
        storeLanes(out + plane * 4, f32x4.mul(atTwo, f32x4.sub(evenAtTwo, oddAtTwo)), c);
        storeLanes(out + plane * 5, pixelOr0(at + pixel * (step - 1), column + step - 1, width), c);
        const bytes = <usize>min<i32>(c, 4) << 2;
        at += bytes;
        out += bytes;
      }
    }
    from += <usize>width * pixel;
  }
}

/** The transpose of `winogradPoints`; then adds `bias` (a number per channel, or 0 for none) and clips at zero where `relu`. */
export function winogradSums(
  from: usize, out: usize, bias: usize, relu: i32,
  batch: i32, width: i32, channels: i32, tiles: i32, step: i32, isFilter: i32,
): void {
  const pixel = <usize>channels << 2;
  const plane = <usize>(batch * tiles) * pixel;
  const atZero = f32x4.splat(isFilter ? 1.0 / 4 : 1);
  const atOne = f32x4.splat(isFilter ? -1.0 / 6 : 1);
  const atTwo = f32x4.splat(isFilter ? 1.0 / 24 : 1);
  const least = f32x4.splat(relu ? 0 : -Infinity);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < tiles; t++) {
      const count = min<i32>(step, width - t * step);
      let at = out + <usize>(t * step) * pixel;
      let biasAt = bias;
      for (let c = channels; c > 0; c -= 4) {
        const m1 = f32x4.mul(atOne, v128.load(from + plane));
        const m2 = f32x4.mul(atOne, v128.load(from + plane * 2));
        const m3 = f32x4.mul(atTwo, v128.load(from + plane * 3));
        const m4 = f32x4.mul(atTwo, v128.load(from + plane * 4));
        const last = v128.load(from + plane * 5);
        const added = bias ? v128.load(biasAt) : zero();
        const sum = f32x4.add(m1, m2);
        const difference = f32x4.sub(m1, m2);
        const sumAtTwo = f32x4.add(m3, m4);
        const differenceAtTwo = twice(f32x4.sub(m3, m4));
        const y0 = f32x4.add(madd(atZero, v128.load(from), sum), sumAtTwo);
        const y1 = f32x4.add(difference, differenceAtTwo);
        finish(at, y0, added, least, c);
        if (count > 1) finish(at + pixel, step == 2 ? f32x4.add(y1, last) : y1, added, least, c);
        if (count > 2) {
          const y2 = madd(four(), sumAtTwo, sum);
          finish(at + pixel * 2, step == 3 ? f32x4.add(y2, last) : y2, added, least, c);
        }
        if (count > 3) {
          const y3 = madd(four(), differenceAtTwo, difference);
          finish(at + pixel * 3, step == 4 ? f32x4.add(y3, last) : y3, added, least, c);
        }
        if (count > 4) {
          const y4 = madd(f32x4.splat(16), sumAtTwo, sum);
          finish(at + pixel * 4, f32x4.add(y4, last), added, least, c);
        }
        const bytes = <usize>min<i32>(c, 4) << 2;
        at += bytes;
        from += bytes;
        if (bias) biasAt += bytes;
      }
    }
    out += <usize>width * pixel;
  }
}

@inline
function four(): v128 {
  return f32x4.splat(4);
}

@inline
function five(): v128 {
  return f32x4.splat(5);
}

@inline
function twice(a: v128): v128 {
  return f32x4.add(a, a);
}

@inline
function pixelOr0(at: usize, column: i32, width: i32): v128 {
  return <u32>column < <u32>width ? v128.load(at) : zero();
}

@inline
function addToPixel(at: usize, column: i32, width: i32, value: v128, count: i32): void {
  if (<u32>column < <u32>width) storeLanes(at, f32x4.add(v128.load(at), value), count);
}

@inline
function finish(at: usize, value: v128, bias: v128, least: v128, count: i32): void {
  storeLanes(at, f32x4.pmax(f32x4.add(value, bias), least), count);
}
