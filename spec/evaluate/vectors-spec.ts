import assert from 'node:assert/strict';
import type { Accumulation } from '../../lib/evaluate/Accumulation.js';
import { chunks, cumulative, fading, sliding } from '../../lib/evaluate/index.js';
import { accuracy, kappa, type Metric, mae, type Quantity } from '../../lib/metrics/index.js';
import type { Description } from '../../lib/types.js';
import { close } from '../support/close.js';
import { undefinedAs } from '../support/undefinedAs.js';
import { vectors } from '../support/vectors.js';

const tolerance = 1e-9;

/** The accumulated metric after every observation. */
function trace<V>(
  metric: Description<Metric<V>>,
  accumulation: Accumulation,
  truths: readonly V[],
  predictions: readonly V[],
): readonly (number | undefined)[] {
  const part = accumulation.of(metric).create();
  return truths.map((truth, i) => {
    part.update(truth, predictions[i]!);
    return part.value;
  });
}

type Values = { readonly [metric: string]: readonly (number | null)[] };
interface MetricVectors {
  readonly window: number;
  readonly chunk: number;
  readonly factor: number;
  readonly seqs: readonly {
    readonly id: string;
    readonly y: string | readonly number[];
    readonly o: string | readonly number[];
    readonly at: readonly number[];
    readonly cum: Values;
    readonly win: Values;
    readonly chunk: Values;
    readonly fade: Values;
  }[];
}

describe('metrics and accumulations against River (metrics.json)', () => {
  const { window, chunk, factor, seqs } = vectors<MetricVectors>('metrics');

  for (const seq of seqs) {
    const compare = <V>(metric: string, description: Description<Metric<V>>, y: readonly V[], o: readonly V[]) => {
      const along = (name: string, expected: Values, accumulation: Accumulation, seen: (i: number) => number) => {
        const values = trace(description, accumulation, y, o);
        assert.ok(expected[metric]!.length > 0);
        expected[metric]!.forEach((value, i) => {
          close(values[seen(i) - 1], value, tolerance, `${metric} ${name} after ${seen(i)}`);
        });
      };
      along('over all', seq.cum, cumulative(), (i) => seq.at[i]!);
      along('over a window', seq.win, sliding(window), (i) => seq.at[i]!);
      along('by chunk', seq.chunk, chunks(chunk), (i) => (i + 1) * chunk);
      along('faded', seq.fade, fading({ chunk, factor }), (i) => (i + 1) * chunk);
    };

    it(`agree on ${seq.id}`, () => {
      if (typeof seq.y === 'string' && typeof seq.o === 'string') {
        compare('accuracy', accuracy(), [...seq.y], [...seq.o]);
        compare('kappa', undefinedAs(0, kappa()), [...seq.y], [...seq.o]);
      } else compare<Quantity>('mae', mae(), seq.y as readonly number[], seq.o as readonly number[]);
    });
  }

  it('have sequences of classes and of numbers', () => {
    assert.deepEqual([...new Set(seqs.map((seq) => typeof seq.y))].sort(), ['object', 'string']);
  });
});

interface EvaluatorVectors {
  readonly eval: readonly {
    readonly id: string;
    readonly y: readonly Quantity[];
    readonly o: readonly (readonly number[])[];
    readonly runs: readonly {
      readonly metric: 'accuracy' | 'kappa' | 'mae';
      readonly evaluator: 'chunks' | 'prequential';
      readonly chunk: number;
      readonly factor: number | null;
      readonly values: readonly number[];
      readonly instances: readonly number[];
      readonly left: number;
    }[];
  }[];
}

const flat = (y: Quantity): readonly number[] => (Array.isArray(y) ? y.flatMap(flat) : [y as number]);
/** The class that ADLStream reads: with one column from one half on, else the greatest. */
const classOf = (output: readonly number[]) =>
  String(output.length === 1 ? Number(output[0]! >= 0.5) : output.indexOf(Math.max(...output)));

describe("accumulations against ADLStream's evaluators (adlstream.json)", () => {
  for (const { id, y, o, runs } of vectors<EvaluatorVectors>('adlstream').eval) {
    for (const run of runs) {
      const { metric, chunk, factor } = run;
      it(`agree on ${id}: ${metric}, ${run.evaluator}, chunk ${chunk}, factor ${factor}`, () => {
        const accumulation = factor === null ? chunks(chunk) : fading({ chunk, factor });
        const truths = y.map(flat);
        const values =
          metric === 'mae'
            ? trace<Quantity>(mae(), accumulation, truths, o)
            : trace(
                metric === 'kappa' ? undefinedAs(1, kappa()) : accuracy(),
                accumulation,
                truths.map(classOf),
                o.map(classOf),
              );
        assert.equal(run.values.length, Math.floor(y.length / chunk));
        run.values.forEach((value, i) => {
          close(values[run.instances[i]! - 1], value, tolerance, `after ${run.instances[i]}`);
        });
        assert.equal(y.length - (run.instances.at(-1) ?? 0), run.left);
      });
    }
  }
});
