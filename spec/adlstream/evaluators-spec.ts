import assert from 'node:assert/strict';
import { interleavedChunkEvaluator, prequentialEvaluator } from '../../lib/adlstream/evaluators.js';
import type { Accumulation } from '../../lib/evaluate/Accumulation.js';
import type { Metric, Quantity } from '../../lib/metrics/index.js';
import type { Description } from '../../lib/types.js';
import { close } from '../support/close.js';
import { vectors } from '../support/vectors.js';

interface Vectors {
  readonly eval: readonly {
    readonly id: string;
    readonly y: readonly Quantity[];
    readonly o: readonly (readonly number[])[];
    readonly runs: readonly {
      readonly metric: 'accuracy' | 'kappa' | 'mae';
      readonly chunk: number;
      readonly factor: number | null;
      readonly values: readonly number[];
      readonly instances: readonly number[];
    }[];
  }[];
}

const flat = (y: Quantity): readonly number[] => (Array.isArray(y) ? y.flatMap(flat) : [y as number]);
/** The class that ADLStream reads: with one column from one half on, else the greatest. */
const classOf = (output: readonly number[]) =>
  String(output.length === 1 ? Number(output[0]! >= 0.5) : output.indexOf(Math.max(...output)));

describe("the original's evaluators (adlstream.json)", () => {
  for (const { id, y, o, runs } of vectors<Vectors>('adlstream').eval) {
    for (const { metric, chunk, factor, values, instances } of runs) {
      it(`agree on ${id}: ${metric}, chunk ${chunk}, factor ${factor}`, () => {
        const options = { chunkSize: chunk, metric };
        const { metrics, over, every } =
          factor === null
            ? interleavedChunkEvaluator(options)
            : prequentialEvaluator({ ...options, fadingFactor: factor });
        assert.equal(every, chunk);
        const [accumulation] = Object.values<Accumulation>(over as object as { [name: string]: Accumulation });
        const score = accumulation!.of(metrics[metric] as Description<Metric<unknown>>);
        let part = score.create();
        const traced: (number | undefined)[] = [];
        for (const [i, truth] of y.entries()) {
          if (metric === 'mae') part.update(flat(truth), o[i]!);
          else part.update(classOf(flat(truth)), classOf(o[i]!));
          if (i % 7 === 0) part = score.create(part.save());
          if (instances.includes(i + 1)) traced.push(part.value);
        }
        assert.equal(traced.length, values.length);
        values.forEach((value, i) => {
          close(traced[i], value, 1e-9, `after ${instances[i]}`);
        });
        assert.equal(part.end, undefined, 'a chunk that is not whole is never scored');
      });
    }
  }
});
