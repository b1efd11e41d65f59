// The front door: what a pipe is made of. Parts (sources, scalers, models, metrics …) come from their own subpath.

export type { ModelArchitecture, ModelParameters } from './adlstream/architectures.js';
export {
  type ClassificationStreamOptions,
  classificationStreamGenerator,
} from './adlstream/classificationStreamGenerator.js';
export {
  type EvaluatorOptions,
  interleavedChunkEvaluator,
  type OriginalMetrics,
  prequentialEvaluator,
} from './adlstream/evaluators.js';
export {
  type MovingWindowStreamOptions,
  movingWindowStreamGenerator,
} from './adlstream/movingWindowStreamGenerator.js';
export type { GeneratorOptions } from './adlstream/preprocessing.js';
export type { StreamGenerator } from './adlstream/StreamGenerator.js';
// The class of the Python original
export { ADLStream, type ADLStreamParameters } from './adlstream.js';
// Context
export type { ClassWeight } from './context/ClassWeight.js';
export type {
  AnyContext,
  Context,
  ContextConfig,
  Placement,
} from './context/Context.js';
export { createContext } from './context/createContext.js';
export { type CheckedConfig, decodeConfig } from './context/decodeConfig.js';
export { type ReplaySchedule, replay } from './context/replay.js';
export type { Quantiles, Stats, StatsReport, WorkerStats } from './context/Stats.js';
export type { MemberStats } from './engine/pool/memberStats.js';
// Errors
export * from './errors.js';
// Operators
export { evaluate } from './evaluate/evaluate.js';
export type { Accumulations, EvaluateOptions, Metrics, Report, ReportHead, Scores } from './evaluate/Report.js';
export { type JoinOptions, joinLabels, type NoLabelsInThisStream, type WithLabel } from './learn/joinLabels.js';
export { predictWith, type WithPrediction } from './learn/predictWith.js';
export { trainOn } from './learn/trainOn.js';
export { delayLabels } from './preprocess/delayLabels.js';
export type { InstanceOptions, LabelField } from './preprocess/InstanceOptions.js';
export { instances } from './preprocess/instances.js';
export { type MovingWindowOptions, movingWindow } from './preprocess/movingWindow.js';
export { scale } from './preprocess/scale.js';
export type { StreamOptions } from './source/StreamOptions.js';
export { stream } from './source/stream.js';
// Targets
export { classes } from './target/classes.js';
export type { Target } from './target/Target.js';
export { type ValueOptions, values } from './target/values.js';
// Elements and snapshots
export type {
  Description,
  Id,
  Instance,
  Label,
  Labelled,
  Logger,
  PlainData,
  Predicted,
  Prediction,
  Rejected,
  Scored,
  Snapshot,
  SnapshotState,
  Stateful,
} from './types.js';
