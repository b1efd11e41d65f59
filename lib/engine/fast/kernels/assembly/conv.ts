/**
 * Convolutions as matrix products: the patches that the filter sees, one row each, and the way back. All is laid out as
 * [batch, height, width, channels]; a patch as [filter height, filter width, channels].
 */

/** Writes the patch of every output position as one row, with zeros where it lies outside of the image. */
export function patches(
  from: usize, out: usize, batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const filterLine = <usize>filterWidth * pixel;
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const x = ox * strideX - left;
        for (let fy = 0; fy < filterHeight; fy++) {
          const y = oy * strideY - top + fy * dilationY;
          const isLine = y >= 0 && y < height;
          if (isLine && dilationX == 1 && x >= 0 && x + filterWidth <= width) {
            copyFloats(from + <usize>y * line + <usize>x * pixel, out, filterWidth * channels);
            out += filterLine;
            continue;
          }
          for (let fx = 0; fx < filterWidth; fx++) {
            const column = x + fx * dilationX;
            if (isLine && column >= 0 && column < width) {
              copyFloats(from + <usize>y * line + <usize>column * pixel, out, channels);
            } else {
              memory.fill(out, 0, pixel);
            }
            out += pixel;
          }
        }
      }
    }
    from += <usize>height * line;
  }
}

/** The gradient of `patches`: adds every patch's numbers up at the pixels that they came from. */
export function patchesGradient(
  from: usize, out: usize, batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  filterHeight: i32, filterWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  memory.fill(out, 0, <usize>(batch * height) * line);
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const x = ox * strideX - left;
        for (let fy = 0; fy < filterHeight; fy++) {
          const y = oy * strideY - top + fy * dilationY;
          const isLine = y >= 0 && y < height;
          if (isLine && dilationX == 1 && x >= 0 && x + filterWidth <= width) {
            addFloats(from, out + <usize>y * line + <usize>x * pixel, filterWidth * channels);
            from += <usize>filterWidth * pixel;
            continue;
          }
          for (let fx = 0; fx < filterWidth; fx++) {
            const column = x + fx * dilationX;
            if (isLine && column >= 0 && column < width) {
              addFloats(from, out + <usize>y * line + <usize>column * pixel, channels);
            }
            from += pixel;
          }
        }
      }
    }
    out += <usize>height * line;
  }
}

/** Exactly `count` floats. */
@inline
function copyFloats(from: usize, out: usize, count: i32): void {
  while (count >= 4) {
    v128.store(out, v128.load(from));
    from += 16;
    out += 16;
    count -= 4;
  }
  while (count > 0) {
    store<f32>(out, load<f32>(from));
    from += 4;
    out += 4;
    count--;
  }
}

@inline
function addFloats(from: usize, out: usize, count: i32): void {
  while (count >= 4) {
    v128.store(out, f32x4.add(v128.load(out), v128.load(from)));
    from += 16;
    out += 16;
    count -= 4;
  }
  while (count > 0) {
    store<f32>(out, load<f32>(out) + load<f32>(from));
    from += 4;
    out += 4;
    count--;
  }
}
