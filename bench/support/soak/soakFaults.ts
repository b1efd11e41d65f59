import type { SoakRow } from './soak.js';

/** What may grow between the second look and the last: what V8 itself keeps of a loop that runs for minutes. */
const GROWTH = 2_000_000;
/** Times on a busy machine differ; denormals take several times as long. */
const SLOWER = 1.6;
/** A step of Adam's: rounding may decide on which side of relu's kink a row falls, and then a unit learns from it or not. */
const FROM_TFJS = 1e-3;

/** What is wrong with a long run, in words; nothing where all is as it was. */
export function soakFaults(rows: readonly SoakRow[]): string[] {
  const faults: string[] = [];
  const third = Math.ceil(rows.length / 3);
  const fastest = (some: readonly SoakRow[]) => Math.min(...some.map(({ microseconds }) => microseconds));
  const [early, late] = [fastest(rows.slice(0, third)), fastest(rows.slice(-third))];
  if (late > SLOWER * early) faults.push(`a step takes ${late.toFixed(2)} µs where it took ${early.toFixed(2)}`);
  const [first, last] = [rows[1] ?? rows[0]!, rows.at(-1)!];
  for (const held of ['heapBytes', 'bufferBytes'] as const) {
    const growth = last[held] - first[held];
    if (growth > GROWTH) faults.push(`${held} grew by ${growth}`);
  }
  for (const { step, notFinite, denormal, fromTfjs } of rows) {
    if (notFinite > 0) faults.push(`at step ${step} ${notFinite} numbers are not finite`);
    if (denormal > 0) faults.push(`at step ${step} ${denormal} numbers are denormal`);
    if (!(fromTfjs <= FROM_TFJS)) faults.push(`from step ${step} on it leaves tfjs: ${fromTfjs}`);
  }
  return faults;
}
