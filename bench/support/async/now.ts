/** Milliseconds on a clock that all threads share, which `performance.now()` is not. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
