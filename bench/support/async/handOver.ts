import { firstValueFrom, from } from 'rxjs';
import type { WorkerKind } from '../../../lib/workers/Hosted.js';
import { place } from '../../../lib/workers/place.js';
import type { Workers } from '../../../lib/workers/Workers.js';
import type { Row } from '../Bench.js';
import { medians } from './medians.js';

const KINDS: readonly WorkerKind[] = ['inline', 'thread', 'process'];
const MEGABYTES = [0.1, 4, 40];
/** So many small calls are timed together. */
const CALLS = 100;
const createLearner = { module: new URL('heldWeights.js', import.meta.url), export: 'heldWeights' };

/**
 * By kind of workers and size of the weights: a small call's round trip, and the time from the end of a training to a
 * prediction's answer from the new weights, for how much of which the pipe's own thread was kept. `÷ inline` is how many times inline's.
 */
export async function handOver(rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const megabytes of MEGABYTES) {
    const opened = new Map(await Promise.all(KINDS.map(async (kind) => [kind, await open(kind, megabytes)] as const)));
    const measures = new Map(
      [...opened].map(([kind, workers]) => {
        let version = 0;
        return [kind, () => measure(workers, ++version)] as const;
      }),
    );
    // The first ones begin with cold memory.
    await medians(measures, 2);
    const measured = await medians(measures, rounds);
    const inline = measured.get('inline')!;
    for (const kind of KINDS) {
      const { roundTripMs, handOverMs, keptMs } = measured.get(kind)!;
      rows.push({
        ...{ 'weights MB': megabytes, workers: kind, 'round trip ms': roundTripMs, 'hand-over ms': handOverMs },
        ...{ 'MB/s': megabytes / (handOverMs / 1000), '÷ inline': handOverMs / inline.handOverMs },
        "pipe's thread ms": keptMs,
      });
    }
    await Promise.all([...opened.values()].map((workers) => workers.close()));
  }
  return rows;
}

function open(kind: WorkerKind, megabytes: number): Promise<Workers> {
  const description = {
    model: { model: 'heldWeights', parameters: { size: (megabytes * 1e6) / 4 } },
    optimizer: { optimizer: 'sgd', learningRate: 0.1 },
    ...({ loss: undefined, target: 'Classes', inputShape: [2], outputs: 2, seed: 1, batchSize: 1 } as const),
  } as const;
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  return place(
    { trainer: { kind }, predictor: { kind } },
    {
      ...{ description, engine: 'auto', createLearner, olderSnapshots: false, repeats: false, maxRestarts: 0 },
      ...{ hangTimeoutMs: 60_000, restarted: () => {}, lost: () => {}, clock: performance, logger },
    },
  );
}

async function measure(workers: Workers, version: number) {
  const batch = { x: Float32Array.of(1, 2), y: Float32Array.of(1, 0), rows: 1 };
  const began = performance.now();
  for (let i = 0; i < CALLS; i++) await firstValueFrom(from(workers.predictor({ _tag: 'Predict', batch })));
  const roundTripMs = (performance.now() - began) / CALLS;

  const start = performance.now();
  const before = performance.eventLoopUtilization();
  const { snapshot } = await firstValueFrom(
    from(workers.trainer({ _tag: 'Train', batch, batchSize: 1, step: version, version, labelsDone: version })),
  );
  const reply = await firstValueFrom(from(workers.predictor({ _tag: 'Predict', batch, snapshot })));
  const handOverMs = performance.now() - start;
  const keptMs = performance.eventLoopUtilization(before).active;
  if (reply.outputs[0] !== version + 0.5) throw new RangeError(`version ${version} answered ${reply.outputs[0]}`);
  return { roundTripMs, handOverMs, keptMs };
}
