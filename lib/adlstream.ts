import { asyncScheduler, defer, finalize, lastValueFrom, type Observable, share } from 'rxjs';
import type { ModelArchitecture, ModelParameters } from './adlstream/architectures.js';
import { modelOf } from './adlstream/modelOf.js';
import type { StreamGenerator } from './adlstream/StreamGenerator.js';
import type { Context, ContextConfig } from './context/Context.js';
import { coreOf } from './context/Core.js';
import { createContext } from './context/createContext.js';
import { decodeConfig } from './context/decodeConfig.js';
import { toLayersModel } from './engine/tfjs/model/toLayersModel.js';
import { ConfigError } from './errors.js';
import { evaluate } from './evaluate/evaluate.js';
import type { Accumulations, EvaluateOptions, Metrics, Report } from './evaluate/Report.js';
import { scoring } from './evaluate/scoring.js';
import { joinLabels } from './learn/joinLabels.js';
import { predictWith } from './learn/predictWith.js';
import { trainOn } from './learn/trainOn.js';
import type { LayersModel, ModuleReference } from './models/Model.js';
import type { Optimizer } from './optimizers/Optimizer.js';

/** What `ADLStream` takes: the original's eleven parameters, in camelCase. */
export interface ADLStreamParameters<V, S, M, O> {
  /** Where instances and labels come from; it carries the target. */
  readonly streamGenerator: StreamGenerator<V, S>;
  /** What is measured: `prequentialEvaluator(…)`, `interleavedChunkEvaluator(…)`, or metrics and accumulations of your own. */
  readonly evaluator: EvaluateOptions<M, O>;
  /** Instances that one gradient step sees. */
  readonly batchSize: number;
  /** The training window, in batches. */
  readonly numBatchesFed: number;
  readonly modelArchitecture: ModelArchitecture;
  /** tfjs's name of a loss, or one of your own. `categoricalCrossentropy` is computed from logits. */
  readonly modelLoss: string | ModuleReference;
  /** @default 'adam' */
  readonly modelOptimizer?: Optimizer | Optimizer['optimizer'];
  /** @default the original's, by architecture */
  readonly modelParameters?: ModelParameters;
  /** @default 0 */
  readonly trainGpuIndex?: number;
  /** @default 1 */
  readonly predictGpuIndex?: number;
  /** A file that gets everything that is logged. @default none */
  readonly logFile?: string;
}

/**
 * The class of the Python original, over this library's operators: predicts and trains in parallel, on two GPUs where there are.
 *
 * Each run has a context of its own and closes it; all who are subscribed while it runs share it. It is strict (a prediction
 * waits for training that is due), unless rows come by a clock (`periodMs`): then nothing waits and the trainer trains without a
 * pause, as the original does. Unlike there, the first batch is predicted too, no label is learned before its instance was
 * predicted, and too few GPUs make one warning for both workers.
 *
 * @throws ConfigError at once that lists the parameters that will not do; a model that there is not is one.
 * @see the class `ADLStream` of the framework of that name
 * @example
 * import { ADLStream, classificationStreamGenerator, prequentialEvaluator } from 'adlstream';
 * import { minMax } from 'adlstream/preprocess';
 * import { sea } from 'adlstream/source';
 *
 * const report = await new ADLStream({
 *   streamGenerator: classificationStreamGenerator(sea({ seed: 1, instances: 500 }), {
 *     classes: ['0', '1'], label: 'class', preprocessingSteps: [minMax()],
 *   }),
 *   evaluator: prequentialEvaluator({ chunkSize: 10, metric: 'accuracy' }),
 *   batchSize: 10,
 *   numBatchesFed: 20,
 *   modelArchitecture: 'mlp',
 *   modelLoss: 'categoricalCrossentropy',
 *   modelParameters: { hiddenLayers: [16], activation: 'relu' },
 * }).run();
 * console.log(report.instances);
 */
export class ADLStream<V, S, M extends Metrics<V>, O extends Accumulations> {
  /** The reports of a run, which begins with the first who subscribes and ends, at the latest, with the last who leaves. */
  readonly report$: Observable<Report<M, O>>;
  readonly #config: ContextConfig<V, S>;
  readonly #evaluator: EvaluateOptions<M, O>;
  #context: Context<V, S> | undefined;
  #closed: Promise<void> | undefined;

  constructor(parameters: ADLStreamParameters<V, S, M, O>) {
    this.#config = configOf(parameters);
    this.#evaluator = parameters.evaluator;
    this.report$ = defer(() => this.#start(parameters.streamGenerator)).pipe(share());
  }

  /** Runs to the stream's end. @returns its last report; one of no instances and without values where there was none. */
  async run(): Promise<Report<M, O>> {
    const { metrics, over } = this.#evaluator;
    try {
      const report = await lastValueFrom(this.report$, { defaultValue: undefined });
      return report ?? { ...scoring<V, M, O>(metrics, over, []).create().report(), timestamp: asyncScheduler.now() };
    } finally {
      await this.#closed;
    }
  }

  /** The network with the newest weights, during a run and after it. @throws ConfigError before there are any. */
  async model(): Promise<LayersModel> {
    const state = this.#context?.snapshot$.value;
    const inputShape = this.#context && coreOf(this.#context).startedWith;
    if (state?._tag === 'Failed') throw state.error;
    if (state?._tag !== 'Snapshot' || inputShape === undefined) {
      throw new ConfigError([{ option: 'model()', value: 'before a run', remedy: 'await run() first' }]);
    }
    const { model, target } = this.#config;
    const { outputs, width, _tag } = target;
    // With a named loss it ends in probabilities, which is what somebody who applies it wants.
    const loss = 'categoricalCrossentropy';
    const rest = { optimizer: { optimizer: 'sgd', learningRate: 1 }, seed: 0, batchSize: 1 } as const;
    return toLayersModel({ ...rest, model, loss, target: _tag, inputShape, outputs, width }, state.weights);
  }

  #start(streamGenerator: StreamGenerator<V, S>): Observable<Report<M, O>> {
    const context = createContext(this.#config);
    this.#context = context;
    return streamGenerator.open(context).pipe(
      predictWith(context),
      joinLabels(context),
      trainOn(context),
      evaluate(context, this.#evaluator),
      finalize(() => {
        this.#closed = context.close();
      }),
    );
  }
}

/** How the parameters are called that a context's options come from. */
const NAMES: { readonly [option: string]: string } = {
  batchesFed: 'numBatchesFed',
  optimizer: 'modelOptimizer',
  loss: 'modelLoss',
  trainer: 'trainGpuIndex',
  predictor: 'predictGpuIndex',
};

function configOf<V, S, M, O>(parameters: ADLStreamParameters<V, S, M, O>): ContextConfig<V, S> {
  const { streamGenerator, batchSize, numBatchesFed, modelArchitecture, modelLoss, modelOptimizer } = parameters;
  const { modelParameters = {}, trainGpuIndex = 0, predictGpuIndex = 1, logFile } = parameters;
  const { target, paced = false } = streamGenerator;
  const fromLogits = target._tag === 'Classes' && modelLoss === 'categoricalCrossentropy';
  const config: ContextConfig<V, S> = {
    target,
    model: modelOf(modelArchitecture, modelParameters, target),
    ...(fromLogits ? {} : { loss: modelLoss }),
    ...(modelOptimizer === undefined ? {} : { optimizer: modelOptimizer }),
    ...{ batchSize, batchesFed: numBatchesFed },
    ...(paced ? { maxStaleness: Number.POSITIVE_INFINITY, schedule: 'continuous' } : {}),
    ...{ trainer: { gpu: trainGpuIndex }, predictor: { gpu: predictGpuIndex } },
    ...(logFile === undefined ? {} : { logFile }),
  };
  const decoded = decodeConfig(config);
  if (decoded._tag === 'Right') return config;
  throw new ConfigError(decoded.left.mistakes.map((mistake) => ({ ...mistake, option: renamed(mistake.option) })));
}

function renamed(option: string): string {
  const [first = '', ...rest] = option.split('.');
  return [NAMES[first] ?? first, ...rest].join('.');
}
