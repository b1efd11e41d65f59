import { firstLanes, storeLanes, zero } from './math';

/**
 * Pooling over windows of [batch, height, width, channels], four channels at a time. What of a window lies outside of the
 * image is left out. Gradients are those of tfjs: all of it to the first of equal maxima; of a mean, in equal parts of the
 * whole window, also where some of it lies outside.
 */

export function maxPool(
  from: usize, out: usize, batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const stepY = <usize>dilationY * line;
  const stepX = <usize>dilationX * pixel;
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y = oy * strideY - top;
      const firstY = firstInside(y, dilationY);
      const rows = endInside(y, filterHeight, dilationY, height) - firstY;
      for (let ox = 0; ox < outWidth; ox++) {
        const x = ox * strideX - left;
        const firstX = firstInside(x, dilationX);
        const columns = endInside(x, filterWidth, dilationX, width) - firstX;
        const corner = from + <usize>(y + firstY * dilationY) * line + <usize>(x + firstX * dilationX) * pixel;
        if (rows * columns == 2) {
          greaterOfTwo(corner, columns == 2 ? stepX : stepY, out, channels);
          out += pixel;
          continue;
        }
        for (let offset: usize = 0; offset < pixel; offset += 16) {
          let best = f32x4.splat(-Infinity);
          let row = corner + offset;
          for (let fy = 0; fy < rows; fy++) {
            let at = row;
            for (let fx = 0; fx < columns; fx++) {
              best = f32x4.max(best, v128.load(at));
              at += stepX;
            }
            row += stepY;
          }
          v128.store(out + offset, best);
        }
        out += pixel;
      }
    }
    from += <usize>height * line;
  }
}

/** The most common window of all: two pixels. */
@inline
function greaterOfTwo(from: usize, distance: usize, out: usize, channels: i32): void {
  do {
    v128.store(out, f32x4.max(v128.load(from), v128.load(from + distance)));
    from += 16;
    out += 16;
    channels -= 4;
  } while (channels > 0);
}

export function maxPoolGradient(
  gradient: usize, from: usize, pooled: usize, out: usize,
  batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const stepY = <usize>dilationY * line;
  const stepX = <usize>dilationX * pixel;
  memory.fill(out, 0, <usize>(batch * height) * line);
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y = oy * strideY - top;
      const firstY = firstInside(y, dilationY);
      const rows = endInside(y, filterHeight, dilationY, height) - firstY;
      for (let ox = 0; ox < outWidth; ox++) {
        const x = ox * strideX - left;
        const firstX = firstInside(x, dilationX);
        const columns = endInside(x, filterWidth, dilationX, width) - firstX;
        const corner = <usize>(y + firstY * dilationY) * line + <usize>(x + firstX * dilationX) * pixel;
        if (rows * columns == 2) {
          gradientOfTwo(gradient, from + corner, columns == 2 ? stepX : stepY, pooled, out + corner, channels);
          gradient += pixel;
          pooled += pixel;
          continue;
        }
        let lanes = channels;
        for (let offset: usize = 0; offset < pixel; offset += 16) {
          const best = v128.load(pooled + offset);
          // Lanes that still wait for the first maximum; those beyond the last channel never do.
          let waiting = lanes >= 4 ? i32x4.splat(-1) : firstLanes(lanes);
          const share = v128.load(gradient + offset);
          let row = corner + offset;
          for (let fy = 0; fy < rows; fy++) {
            let at = row;
            for (let fx = 0; fx < columns; fx++) {
              const found = v128.and(waiting, f32x4.eq(v128.load(from + at), best));
              waiting = v128.andnot(waiting, found);
              storeLanes(out + at, f32x4.add(v128.load(out + at), v128.and(share, found)), lanes);
              at += stepX;
            }
            row += stepY;
          }
          lanes -= 4;
        }
        gradient += pixel;
        pooled += pixel;
      }
    }
    from += <usize>height * line;
    out += <usize>height * line;
  }
}

@inline
function gradientOfTwo(
  gradient: usize, from: usize, distance: usize, pooled: usize, out: usize, channels: i32,
): void {
  while (channels >= 4) {
    const share = v128.load(gradient);
    const isFirst = f32x4.eq(v128.load(from), v128.load(pooled));
    const isSecond = v128.andnot(f32x4.eq(v128.load(from + distance), v128.load(pooled)), isFirst);
    v128.store(out, f32x4.add(v128.load(out), v128.and(share, isFirst)));
    v128.store(out + distance, f32x4.add(v128.load(out + distance), v128.and(share, isSecond)));
    gradient += 16;
    from += 16;
    pooled += 16;
    out += 16;
    channels -= 4;
  }
  while (channels > 0) {
    const best = load<f32>(pooled);
    const target = load<f32>(from) == best ? out : load<f32>(from + distance) == best ? out + distance : 0;
    if (target) store<f32>(target, load<f32>(target) + load<f32>(gradient));
    gradient += 4;
    from += 4;
    pooled += 4;
    out += 4;
    channels--;
  }
}

/** The first step of a window, so many pixels apart from `start` on, that lies inside of the image. */
@inline
function firstInside(start: i32, dilation: i32): i32 {
  return start >= 0 ? 0 : (dilation - 1 - start) / dilation;
}

/** The step behind the last of `count` that lies inside of an image of `size` pixels. */
@inline
function endInside(start: i32, count: i32, dilation: i32, size: i32): i32 {
  return start + (count - 1) * dilation < size ? count : (size - start + dilation - 1) / dilation;
}

export function averagePool(
  from: usize, out: usize, batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let channel = 0; channel < channels; channel += 4) {
          let total = zero();
          let count: f32 = 0;
          for (let fy = 0; fy < filterHeight; fy++) {
            const y = oy * strideY - top + fy * dilationY;
            if (y < 0 || y >= height) continue;
            for (let fx = 0; fx < filterWidth; fx++) {
              const x = ox * strideX - left + fx * dilationX;
              if (x < 0 || x >= width) continue;
              total = f32x4.add(total, v128.load(from + <usize>y * line + <usize>x * pixel + (<usize>channel << 2)));
              count += 1;
            }
          }
          v128.store(out + (<usize>channel << 2), f32x4.div(total, f32x4.splat(count)));
        }
        out += pixel;
      }
    }
    from += <usize>height * line;
  }
}

export function averagePoolGradient(
  gradient: usize, out: usize, batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const part = f32x4.splat(1 / <f32>(filterHeight * filterWidth));
  memory.fill(out, 0, <usize>(batch * height) * line);
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let channel = 0; channel < channels; channel += 4) {
          const offset = <usize>channel << 2;
          const share = f32x4.mul(v128.load(gradient + offset), part);
          for (let fy = 0; fy < filterHeight; fy++) {
            const y = oy * strideY - top + fy * dilationY;
            if (y < 0 || y >= height) continue;
            for (let fx = 0; fx < filterWidth; fx++) {
              const x = ox * strideX - left + fx * dilationX;
              if (x < 0 || x >= width) continue;
              const at = out + <usize>y * line + <usize>x * pixel + offset;
              storeLanes(at, f32x4.add(v128.load(at), share), channels - channel);
            }
          }
        }
        gradient += pixel;
      }
    }
    out += <usize>height * line;
  }
}
