import type { ContextConfig } from '../../../lib/context/Context.js';
import type { Row } from '../Bench.js';
import { Arrivals } from './Arrivals.js';
import { type Label, type Latencies, latencies } from './latencies.js';
import { medians } from './medians.js';

/** How training goes on beside predictions, and what it is held to: the same without training. */
export interface Way {
  readonly predictor: string;
  readonly training: string;
  readonly config: Partial<ContextConfig<Label>>;
}

const live = { batchSize: 32, batchesFed: 20 } as const;
const beside = { ...live, schedule: 'continuous' } as const;
const NONE = 'none';

/** First those without training. The trainer walks a window of twenty batches: without a pause where it is in a worker, else when a batch is full. */
export const ways: readonly Way[] = [
  { predictor: 'inline', training: NONE, config: { ...live, workers: 'inline' } },
  { predictor: 'inline', training: 'thread, without a pause', config: { ...beside, workers: 'auto' } },
  { predictor: 'inline', training: 'the same thread', config: { ...live, workers: 'inline' } },
  { predictor: 'thread', training: NONE, config: { ...live, workers: 'thread' } },
  { predictor: 'thread', training: 'thread, without a pause', config: { ...beside, workers: 'thread' } },
  { predictor: 'process', training: NONE, config: { ...live, workers: 'process' } },
  { predictor: 'process', training: 'process, without a pause', config: { ...beside, workers: 'process' } },
];

/** What is measured in turns: names that become columns, and a rate. */
export interface LiveCase {
  readonly name: Row;
  readonly rate: number;
  readonly config: Partial<ContextConfig<Label>>;
  readonly ways: readonly Way[];
}

/** Each case in each way, in turns; `p99 ÷` is how many times that of the same case and predictor without training. */
export async function liveLatencies(cases: readonly LiveCase[], rounds: number, seconds: number): Promise<Row[]> {
  const arrivals = new Arrivals();
  const rows: Row[] = [];
  for (const { name, rate, config, ways } of cases) {
    const measures = new Map(
      ways.map((way) => [
        keyOf(way),
        () => {
          const trains = way.training !== NONE;
          return latencies(arrivals, { rate, seconds, trains, config: { ...config, ...way.config } });
        },
      ]),
    );
    const measured = await medians<keyof Latencies>(measures, rounds);
    for (const way of ways) {
      const { p50, p99, max, versionsPerSecond } = measured.get(keyOf(way))!;
      const without = measured.get(keyOf({ ...way, training: NONE }))!;
      rows.push({
        ...{ ...name, 'rows/s': rate, predictor: way.predictor, training: way.training },
        ...{ 'p50 ms': p50, 'p99 ms': p99, 'max ms': max, 'p99 ÷ none': p99 / without.p99 },
        'versions/s': Math.round(versionsPerSecond),
      });
    }
  }
  await arrivals.close();
  return rows;
}

const keyOf = ({ predictor, training }: Omit<Way, 'config'>) => `${predictor}: ${training}`;
