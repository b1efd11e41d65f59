import { createHistogram } from 'node:perf_hooks';
import type { Prediction } from '../lib/types.js';

/** From an instance's arrival to its answer: waiting and computing together. */
export class Latency {
  readonly #nanoseconds = createHistogram({ lowest: 1, highest: 2 ** 52, figures: 3 });

  add({ waitMs, computeMs }: Prediction<unknown>): void {
    this.#nanoseconds.record(1 + Math.max(0, Math.round((waitMs + computeMs) * 1e6)));
  }

  quantiles(): { readonly p50: number; readonly p99: number } {
    const ms = (percent: number) => (this.#nanoseconds.percentile(percent) - 1) / 1e6;
    return { p50: ms(50), p99: ms(99) };
  }
}
