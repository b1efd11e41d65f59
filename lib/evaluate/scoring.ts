import type { Description, PlainData, Scored, Stateful } from '../types.js';
import type { Accumulated } from './Accumulation.js';
import type { Baseline } from './baselines/Baseline.js';
import type { Accumulations, Metrics, Report, Scores } from './Report.js';

/** All that `evaluate` keeps, as one part. */
export interface Scoring<V, M, O> extends Stateful {
  /** How many were scored. */
  readonly instances: number;
  update(scored: Scored<V>, untrained: boolean): void;
  /** Says that the stream has ended. @returns whether a chunk was open, so that the scores may have changed. */
  end(): boolean;
  report(): Omit<Report<M, O>, 'timestamp'>;
}

export function scoring<V, M extends Metrics<V>, O extends Accumulations>(
  metrics: M,
  over: O,
  baselines: readonly Description<Baseline<V>>[],
): Description<Scoring<V, M, O>> {
  const layout: Layout<V> = {
    metrics: Object.keys(metrics),
    accumulations: Object.keys(over),
    scores: Object.values(over).flatMap((accumulation) =>
      Object.values(metrics).map((metric) => accumulation.of(metric)),
    ),
    baselines,
  };
  const parts = [...layout.scores, ...baselines].map((part) => part.name);
  return {
    name: `evaluate(${[layout.metrics, layout.accumulations, parts].map((names) => names.join(', ')).join('; ')})`,
    create: (saved) => new Scorer<V, M, O>(layout, saved as State | undefined),
  };
}

/** `scores` has every metric of the first accumulation, then of the second, and so on, as have all lists of scores. */
interface Layout<V> {
  readonly metrics: readonly string[];
  readonly accumulations: readonly string[];
  readonly scores: readonly Description<Accumulated<V>>[];
  readonly baselines: readonly Description<Baseline<V>>[];
}

type State = {
  readonly instances: number;
  readonly over: readonly PlainData[];
  readonly untrained: readonly PlainData[];
  readonly baselines: readonly { readonly state: PlainData; readonly scores: readonly PlainData[] }[];
};

interface Rival<V> {
  readonly name: string;
  readonly baseline: Baseline<V>;
  readonly scores: readonly Accumulated<V>[];
}

class Scorer<V, M, O> implements Scoring<V, M, O> {
  readonly #layout: Layout<V>;
  readonly #over: readonly Accumulated<V>[];
  readonly #untrained: readonly Accumulated<V>[];
  readonly #rivals: readonly Rival<V>[];
  #instances: number;

  constructor(layout: Layout<V>, saved?: State) {
    const scores = (from?: readonly PlainData[]) => layout.scores.map((score, i) => score.create(from?.[i]));
    this.#layout = layout;
    this.#instances = saved?.instances ?? 0;
    this.#over = scores(saved?.over);
    this.#untrained = scores(saved?.untrained);
    this.#rivals = layout.baselines.map((description, i) => ({
      name: description.name,
      baseline: description.create(saved?.baselines[i]?.state),
      scores: scores(saved?.baselines[i]?.scores),
    }));
  }

  get instances(): number {
    return this.#instances;
  }

  update({ y, prediction }: Scored<V>, untrained: boolean): void {
    this.#instances++;
    updateAll(this.#over, y, prediction.value);
    if (untrained) updateAll(this.#untrained, y, prediction.value);
    for (let i = 0; i < this.#rivals.length; i++) {
      const { baseline, scores } = this.#rivals[i]!;
      const guess = baseline.guess(prediction);
      if (guess === undefined) skipAll(scores);
      else updateAll(scores, y, guess);
      baseline.learn(y);
    }
  }

  end(): boolean {
    const all = [this.#over, this.#untrained, ...this.#rivals.map((rival) => rival.scores)].flat();
    return all.map((score) => score.end?.() ?? false).includes(true);
  }

  report(): Omit<Report<M, O>, 'timestamp'> {
    // They came to their end when training began, so their last chunk counts at once: on a copy, as labels may come late.
    const untrained = this.#untrained.map((score, i) => {
      if (score.end === undefined) return score;
      const ended = this.#layout.scores[i]!.create(score.save());
      ended.end?.();
      return ended;
    });
    return {
      instances: this.#instances,
      over: this.#table(this.#over),
      baselines: Object.fromEntries(this.#rivals.map(({ name, scores }) => [name, this.#table(scores)])),
      untrained: this.#table(untrained),
      undefinedChunks: this.#undefinedChunks(),
    };
  }

  save(): State {
    const saved = (parts: readonly Stateful[]) => parts.map((part) => part.save());
    return {
      instances: this.#instances,
      over: saved(this.#over),
      untrained: saved(this.#untrained),
      baselines: this.#rivals.map(({ baseline, scores }) => ({ state: baseline.save(), scores: saved(scores) })),
    };
  }

  #table(scores: readonly Accumulated<V>[]): Scores<M, O> {
    const { metrics, accumulations } = this.#layout;
    const row = (a: number) =>
      Object.fromEntries(metrics.map((metric, m) => [metric, scores[a * metrics.length + m]!.value]));
    return Object.fromEntries(accumulations.map((accumulation, a) => [accumulation, row(a)])) as Scores<M, O>;
  }

  #undefinedChunks(): Report<M, O>['undefinedChunks'] {
    const { metrics, accumulations } = this.#layout;
    const table: { [accumulation: string]: { [metric: string]: number } } = {};
    this.#over.forEach(({ undefinedChunks }, i) => {
      if (undefinedChunks === undefined) return;
      const accumulation = accumulations[Math.floor(i / metrics.length)]!;
      table[accumulation] = { ...table[accumulation], [metrics[i % metrics.length]!]: undefinedChunks };
    });
    return table as Report<M, O>['undefinedChunks'];
  }
}

function updateAll<V>(scores: readonly Accumulated<V>[], truth: V, predicted: V): void {
  for (let i = 0; i < scores.length; i++) scores[i]!.update(truth, predicted);
}

function skipAll<V>(scores: readonly Accumulated<V>[]): void {
  for (let i = 0; i < scores.length; i++) scores[i]!.skip?.();
}
