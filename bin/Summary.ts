import type { MemberStats } from '../lib/index.js';

/** What a run came to; `--json` writes it as it is. Metrics are `undefined` where they are not defined. */
export interface Summary {
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rowsPerSecond: number;
  /** Of classes `accuracy` and `kappa`; of values `mae`. */
  readonly metrics: { readonly [metric: string]: number | undefined };
  /** The same, in the first of these metrics, of what knows nothing. */
  readonly baselines: {
    readonly noChange: number | undefined;
    readonly noChangeLearned: number | undefined;
    /** Of classes. */
    readonly majority?: number | undefined;
    /** Of values. */
    readonly mean?: number | undefined;
  };
  /** The first metric over the predictions made before any training. */
  readonly untrained: number | undefined;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly versions: number;
  /** Of a pool: how its members have done. */
  readonly members?: readonly MemberStats[];
  readonly engine: string | undefined;
  readonly workers: string | undefined;
  /** Where they really computed. */
  readonly device: string | undefined;
  readonly counts: {
    readonly scored: number;
    readonly unlabelled: number;
    readonly rejected: number;
    readonly dropped: number;
    readonly neverTrained: number;
  };
  /** In labels. */
  readonly greatestStaleness: number | undefined;
  readonly configuration: object;
  readonly library: string;
  /** SHA-256. */
  readonly digests: { readonly predictions: string; readonly weights: string };
  readonly files: { readonly predictions: string; readonly reports: string };
}
