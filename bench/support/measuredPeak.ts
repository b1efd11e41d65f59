import { codeOf, instructions } from '../../lib/engine/fast/kernels/instructions.js';
import { type KernelBuild, loadKernels } from '../../lib/engine/fast/kernels/loadKernels.js';

/** @returns how many operations per second one core does in its best matrix product, which lies in the nearest cache. */
export function measuredPeak(build: KernelBuild): number {
  const kernels = loadKernels(build);
  kernels.reserve(1 << 20);
  const size = 64;
  const at = (block: number) => 65_536 * (1 + block);
  const values: Record<string, number> = {
    a: at(0),
    b: at(1),
    out: at(2),
    scratch: at(3),
    m: size,
    n: size,
    k: size,
    batch: 1,
  };
  const { operands } = instructions[codeOf('matmul')]!;
  const words = [codeOf('matmul'), ...operands.map((operand) => values[operand] ?? 0)];
  const repeats = 50;
  new Int32Array(kernels.buffer()).set(Array.from({ length: repeats }, () => words).flat(), 16);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 400; round++) {
    const start = performance.now();
    kernels.run(64, 64 + 4 * words.length * repeats);
    best = Math.min(best, performance.now() - start);
  }
  return (2 * size ** 3 * repeats) / (best / 1000);
}
