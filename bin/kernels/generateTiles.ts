import { times } from './times.js';

/**
 * @returns AssemblyScript: micro-kernels that hold a tile of the product in registers, which has no arrays of vectors.
 * 4 rows × 2 vectors (8 columns) is the fastest; fewer rows get more vectors, so that as many sums are under way. With `adds` a tile goes on from
 * the sums that are there, to the bit as if it had never stopped.
 */
export function generateTiles(): string {
  const shapes = [
    [4, 2],
    [4, 1],
    [2, 4],
    [2, 2],
    [2, 1],
    [1, 8],
    [1, 4],
    [1, 2],
    [1, 1],
  ] as const;
  return [
    `import { madd, storeLanes, zero } from './math';`,
    ...shapes.map(([rows, vectors]) => tile(rows, vectors)),
  ].join('\n\n');
}

function tile(rows: number, vectors: number): string {
  const each = (text: (row: number, vector: number) => string) =>
    times(rows, (row) => times(vectors, (vector) => text(row, vector)).join('\n')).join('\n');
  return `export function tile${rows}x${vectors}(
  a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, out: usize, outRow: usize,
  bias: usize, relu: i32, columns: i32, k: i32, adds: bool,
): void {
  ${each((r, v) => `let c${r}${v} = zero();`)}
  if (adds) {
    ${each((r, v) => `c${r}${v} = v128.load(out + outRow * ${r}, ${v * 16});`)}
  }
  ${times(rows, (r) => `let a${r} = a + aRow * ${r};`).join('\n')}
  do {
    ${times(vectors, (v) => `const b${v} = v128.load(b, ${v * 16});`).join('\n')}
    ${times(
      rows,
      (r) => `const x${r} = v128.load_splat<f32>(a${r});
    ${times(vectors, (v) => `c${r}${v} = madd(x${r}, b${v}, c${r}${v});`).join('\n')}
    a${r} += aStep;`,
    ).join('\n')}
    b += bStep;
  } while (--k);
  if (bias) {
    ${times(vectors, (v) => `const bias${v} = v128.load(bias, ${v * 16});`).join('\n')}
    ${each((r, v) => `c${r}${v} = f32x4.add(c${r}${v}, bias${v});`)}
  }
  if (relu) {
    ${each((r, v) => `c${r}${v} = f32x4.pmax(c${r}${v}, zero());`)}
  }
  ${times(rows, (r) => `const out${r} = out + outRow * ${r};`).join('\n')}
  if (columns >= ${vectors * 4}) {
    ${each((r, v) => `v128.store(out${r}, c${r}${v}, ${v * 16});`)}
  } else {
    ${times(
      vectors,
      (v) => `if (columns > ${v * 4}) {
      ${times(rows, (r) => `storeLanes(out${r} + ${v * 16}, c${r}${v}, columns - ${v * 4});`).join('\n')}
    }`,
    ).join('\n')}
  }
}`;
}
