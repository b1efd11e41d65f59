export type { Batch, Eventually, LabelledBatch, Learner, LearnerState } from '../engine/Learner.js';
export type { BuiltModel, EngineName, LearnerDescription } from '../engine/LearnerDescription.js';
export type { WorkerKind } from './Hosted.js';
export type { Port, PredictReply, PredictRequest, TrainReply, TrainRequest } from './messages.js';
export { predictor } from './predictor.js';
export { type TrainerOptions, trainer } from './trainer.js';
