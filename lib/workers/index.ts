export type { Batch, LabelledBatch, Learner, LearnerState } from '../engine/Learner.js';
export type { Port, PredictReply, PredictRequest, TrainReply, TrainRequest } from './messages.js';
export { predictor } from './predictor.js';
export { trainer } from './trainer.js';
