import { asyncScheduler, concat, defer, EMPTY, filter, finalize, map, type OperatorFunction, of } from 'rxjs';
import type { Context } from '../context/Context.js';
import { coreOf } from '../context/Core.js';
import type { Description, Scored } from '../types.js';
import type { Baseline } from './baselines/Baseline.js';
import { majority } from './baselines/majority.js';
import { mean } from './baselines/mean.js';
import { noChange } from './baselines/noChange.js';
import { noChangeLearned } from './baselines/noChangeLearned.js';
import { checkCount } from './checkCount.js';
import type { Accumulations, EvaluateOptions, Metrics, Report } from './Report.js';
import { type Scoring, scoring } from './scoring.js';

/**
 * Scores predictions against their labels and puts out a report every `every` instances, and one when the source completes.
 *
 * It is the one operator that changes the element: scored instances in, typed reports out. Every report has the metrics of
 * `metrics`, each accumulated in every way of `over`, for all predictions, for those made before any training, and for the
 * baselines. The report at completion has everything in it, the last, shorter chunk too; there is none where nothing new
 * came, so a stream whose last instance was reported ends without, unless a chunk was still open. Metrics must take the
 * target's labels.
 *
 * The state lies in the context under the name `evaluate`: subscribing again goes on from it, an open chunk included, and
 * `instances` goes on counting. An error of the source is passed on after what was reported.
 *
 * @throws ConfigError where `every` is not a whole number from 1 on; on subscription, where another `evaluate` is live on the
 * same context (give each a `context.scope(name)`).
 * @example
 * ```ts
 * import { lastValueFrom } from 'rxjs';
 * import { classes, createContext, evaluate, instances, predictWith, stream, trainOn } from 'adlstream';
 * import { cumulative, sliding } from 'adlstream/evaluate';
 * import { accuracy, kappa } from 'adlstream/metrics';
 * import { mlp } from 'adlstream/models';
 *
 * const rows = Array.from({ length: 500 }, (_, i) => ({ x: i % 7, even: i % 2 === 0 ? 'yes' : 'no' }));
 * const context = createContext({ target: classes(['yes', 'no']), model: mlp({ hidden: [4] }), seed: 1 });
 * const reports$ = stream(context, rows).pipe(
 *   instances(context, { label: 'even' }),
 *   predictWith(context),
 *   trainOn(context),
 *   evaluate(context, {
 *     metrics: { accuracy: accuracy(), kappa: kappa() },
 *     over: { all: cumulative(), recent: sliding(100) },
 *     every: 200,
 *   }),
 * );
 * const last = await lastValueFrom(reports$);
 * console.log(last.instances, last.baselines.noChange?.all.accuracy); // 500 0
 * await context.close();
 * ```
 */
export function evaluate<V, S, M extends Metrics<V>, O extends Accumulations>(
  context: Context<V, S>,
  { metrics, over, every = 1000 }: EvaluateOptions<M, O>,
): OperatorFunction<Scored<V>, Report<M, O>> {
  checkCount('evaluate.every', every);
  const core = coreOf(context);
  const average = core.target._tag === 'Classes' ? majority<V>() : (mean() as unknown as Description<Baseline<V>>);
  const description = scoring<V, M, O>(metrics, over, [noChange(), noChangeLearned(), average]);

  const [firstMetric = '', firstAccumulation = ''] = [Object.keys(metrics)[0], Object.keys(over)[0]];

  return (source) =>
    defer(() => {
      const owned = core.own('evaluate', description);
      const scores = owned.part;
      const before = scores.instances;
      let reported = before;
      const reportOf = (state: Scoring<V, M, O>): Report<M, O> => {
        reported = state.instances;
        const report = { ...state.report(), timestamp: asyncScheduler.now() };
        core.showScore(`${firstMetric} (${firstAccumulation})`, report.over[firstAccumulation]?.[firstMetric]);
        return report;
      };
      const lastReport = defer(() => {
        if (scores.instances === before) return EMPTY;
        // On a copy, so that whoever subscribes next goes on with the open chunks.
        const ended = description.create(scores.save());
        const closed = ended.end();
        return closed || ended.instances > reported ? of(reportOf(ended)) : EMPTY;
      });
      return concat(
        source.pipe(
          filter((scored) => {
            scores.update(scored, core.isUntrained(scored.prediction));
            return scores.instances % every === 0;
          }),
          map(() => reportOf(scores)),
        ),
        lastReport,
      ).pipe(finalize(() => owned.release()));
    });
}
