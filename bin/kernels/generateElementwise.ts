import { binary, unary, unaryWithNumber } from '../../lib/engine/fast/kernels/elementwise.js';

const imports = `import {
  choose, erf, exp, expMinusOne, log, logOnePlus, one, sigmoid, softplus, tanh, truth, zero,
} from './math';`;

/** @returns AssemblyScript: a loop around each expression of `elementwise.ts`. */
export function generateElementwise(): string {
  return [
    imports,
    ...Object.entries(unary).map(([name, expression]) => unaryLoop(name, '', '', expression)),
    ...Object.entries(unaryWithNumber).map(([name, expression]) =>
      unaryLoop(name, ', number: f32', 'const alpha = f32x4.splat(number);', expression),
    ),
    ...Object.entries(binary).map(([name, expression]) => binaryLoops(name, expression)),
  ].join('\n\n');
}

function unaryLoop(name: string, parameter: string, prologue: string, expression: string): string {
  return `export function ${name}Each(from: usize, out: usize, count: i32${parameter}): void {
  ${prologue}
  const end = out + (<usize>count << 2);
  do {
    const x = v128.load(from);
    v128.store(out, ${expression});
    from += 16;
    out += 16;
  } while (out < end);
}`;
}

/**
 * Rows in ascending order, each in whole vectors: what a row's last vector writes too far, the next row overwrites, and
 * the last row's goes into the padding that every computed buffer has.
 */
function binaryLoops(name: string, expression: string): string {
  const loop = (a: string, b: string) => `do {
        const a = ${a};
        const b = ${b};
        v128.store(to, ${expression});
        p += 16;
        q += 16;
        to += 16;
      } while (to < end);`;
  return `function ${name}Rows(
  a: usize, b: usize, out: usize, rows: i32, aRow: i32, bRow: i32, count: i32, aStep: i32, bStep: i32,
): void {
  do {
    let p = a;
    let q = b;
    let to = out;
    const end = out + (<usize>count << 2);
    if (aStep & bStep) {
      ${loop('v128.load(p)', 'v128.load(q)')}
    } else if (aStep) {
      const splat = v128.load_splat<f32>(q);
      ${loop('v128.load(p)', 'splat')}
    } else if (bStep) {
      const splat = v128.load_splat<f32>(p);
      ${loop('splat', 'v128.load(q)')}
    } else {
      const a = v128.load_splat<f32>(p);
      const b = v128.load_splat<f32>(q);
      const value = ${expression};
      do {
        v128.store(to, value);
        to += 16;
      } while (to < end);
    }
    a += aRow;
    b += bRow;
    out = end;
  } while (--rows);
}

export function ${name}Each(
  a: usize, b: usize, out: usize, d0: i32, a0: i32, b0: i32, d1: i32, a1: i32, b1: i32,
  rows: i32, aRow: i32, bRow: i32, count: i32, aStep: i32, bStep: i32,
): void {
  for (let i = 0; i < d0; i++) {
    let rowA = a;
    let rowB = b;
    for (let j = 0; j < d1; j++) {
      ${name}Rows(rowA, rowB, out, rows, aRow, bRow, count, aStep, bStep);
      rowA += a1;
      rowB += b1;
      out += <usize>(rows * count) << 2;
    }
    a += a0;
    b += b0;
  }
}`;
}
