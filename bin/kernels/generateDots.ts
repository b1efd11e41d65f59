import { times } from './times.js';

/**
 * @returns AssemblyScript: micro-kernels for a product whose two operands are both read along their rows. The lanes run
 * along k and are summed at the end, in the order of `sumLanes` in every one of them.
 */
export function generateDots(): string {
  const shapes = [
    [4, 2],
    [4, 1],
    [2, 4],
    [2, 1],
    [1, 4],
    [1, 1],
  ] as const;
  return [
    `import { firstLanes, madd, sumLanes, sumLanes4, zero } from './math';`,
    ...shapes.map(([rows, columns]) => dots(rows, columns)),
  ].join('\n\n');
}

function dots(rows: number, columns: number): string {
  const sums = times(rows, (r) => times(columns, (c) => `c${r}${c}`)).flat();
  const step = (a: (r: number) => string, b: (c: number) => string) => `
    ${times(columns, (c) => `const b${c} = ${b(c)};`).join('\n')}
    ${times(rows, (r) => `const a${r} = ${a(r)};\n${times(columns, (c) => `c${r}${c} = madd(a${r}, b${c}, c${r}${c});`).join('\n')}`).join('\n')}`;
  return `export function dots${rows}x${columns}(
  a: usize, b: usize, rowBytes: usize, out: usize, outRow: usize, bias: usize, relu: i32, k: i32,
): void {
  ${sums.map((sum) => `let ${sum} = zero();`).join('\n')}
  ${times(rows, (r) => `let pa${r} = a + rowBytes * ${r};`).join('\n')}
  ${times(columns, (c) => `let pb${c} = b + rowBytes * ${c};`).join('\n')}
  while (k >= 4) {
    ${step(
      (r) => `v128.load(pa${r})`,
      (c) => `v128.load(pb${c})`,
    )}
    ${times(rows, (r) => `pa${r} += 16;`).join('\n')}
    ${times(columns, (c) => `pb${c} += 16;`).join('\n')}
    k -= 4;
  }
  if (k) {
    const mask = firstLanes(k);
    ${step(
      (r) => `v128.and(v128.load(pa${r}), mask)`,
      (c) => `v128.and(v128.load(pb${c}), mask)`,
    )}
  }
  ${rows * columns === 1 ? single() : groups(rows, columns)}
}`;
}

function single(): string {
  return `let sum = sumLanes(c00);
  if (bias) sum += load<f32>(bias);
  if (relu) sum = select<f32>(0, sum, sum < 0);
  store<f32>(out, sum);`;
}

/** Four sums at a time: one row of four, two rows of two, or four rows of one. */
function groups(rows: number, columns: number): string {
  if (rows * columns < 4) {
    return `let sums = sumLanes4(c00, c10, c00, c10);
  if (bias) sums = f32x4.add(sums, v128.load_splat<f32>(bias));
  if (relu) sums = f32x4.pmax(sums, zero());
  v128.store_lane<f32>(out, sums, 0);
  v128.store_lane<f32>(out + outRow, sums, 1);`;
  }
  const rowsInGroup = 4 / columns;
  const lane = columns === 1 ? 'f32' : 'i64';
  return times(rows / rowsInGroup, (group) => {
    const first = group * rowsInGroup;
    const members = times(rowsInGroup, (r) => times(columns, (c) => `c${first + r}${c}`)).flat();
    const bias =
      columns === 1 ? 'v128.load_splat<f32>(bias)' : columns === 2 ? 'v128.load_splat<i64>(bias)' : 'v128.load(bias)';
    const stores =
      columns === 4
        ? [`v128.store(out + outRow * ${first}, sums${group});`]
        : times(rowsInGroup, (r) => `v128.store_lane<${lane}>(out + outRow * ${first + r}, sums${group}, ${r});`);
    return `let sums${group} = sumLanes4(${members.join(', ')});
  if (bias) sums${group} = f32x4.add(sums${group}, ${bias});
  if (relu) sums${group} = f32x4.pmax(sums${group}, zero());
  ${stores.join('\n')}`;
  }).join('\n');
}
