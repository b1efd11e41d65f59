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
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let channel = 0; channel < channels; channel += 4) {
          let best = f32x4.splat(-Infinity);
          for (let fy = 0; fy < filterHeight; fy++) {
            const y = oy * strideY - top + fy * dilationY;
            if (y < 0 || y >= height) continue;
            for (let fx = 0; fx < filterWidth; fx++) {
              const x = ox * strideX - left + fx * dilationX;
              if (x < 0 || x >= width) continue;
              best = f32x4.max(best, v128.load(from + <usize>y * line + <usize>x * pixel + (<usize>channel << 2)));
            }
          }
          v128.store(out + (<usize>channel << 2), best);
        }
        out += pixel;
      }
    }
    from += <usize>height * line;
  }
}

export function maxPoolGradient(
  gradient: usize, from: usize, pooled: usize, out: usize,
  batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  memory.fill(out, 0, <usize>(batch * height) * line);
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let channel = 0; channel < channels; channel += 4) {
          const offset = <usize>channel << 2;
          const best = v128.load(pooled + offset);
          const lanes = channels - channel;
          // Lanes that still wait for the first maximum; those beyond the last channel never do.
          let waiting = lanes >= 4 ? i32x4.splat(-1) : firstLanes(lanes);
          const share = v128.load(gradient + offset);
          for (let fy = 0; fy < filterHeight; fy++) {
            const y = oy * strideY - top + fy * dilationY;
            if (y < 0 || y >= height) continue;
            for (let fx = 0; fx < filterWidth; fx++) {
              const x = ox * strideX - left + fx * dilationX;
              if (x < 0 || x >= width) continue;
              const at = <usize>y * line + <usize>x * pixel + offset;
              const found = v128.and(waiting, f32x4.eq(v128.load(from + at), best));
              waiting = v128.andnot(waiting, found);
              storeLanes(out + at, f32x4.add(v128.load(out + at), v128.and(share, found)), lanes);
            }
          }
        }
        gradient += pixel;
        pooled += pixel;
      }
    }
    from += <usize>height * line;
    out += <usize>height * line;
  }
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
