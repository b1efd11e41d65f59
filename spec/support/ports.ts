import { map, type ObservableInput, of, type SchedulerLike, timer } from 'rxjs';
import type { Port, PredictReply, PredictRequest, TrainReply, TrainRequest } from '../../lib/workers/messages.js';
import { predictor } from '../../lib/workers/predictor.js';
import { trainer } from '../../lib/workers/trainer.js';
import { LinearLearner } from './LinearLearner.js';

export interface Ports {
  /** To be spread into a context's configuration. */
  readonly workers: {
    readonly predictor: Port<PredictRequest, PredictReply>;
    readonly trainer: Port<TrainRequest, TrainReply>;
  };
  /** Every request, in the order in which it was made. */
  readonly asked: (PredictRequest | TrainRequest)[];
}

/** How long a request takes, in the scheduler's milliseconds; `undefined` answers at once. */
export type Delay = () => number | undefined;

/** Two workers around plain learners, each as slow as is asked for, in virtual time; loading a snapshot takes none. */
export function ports(
  options: { width?: number; outputs?: number; predict?: Delay; train?: Delay; scheduler?: SchedulerLike } = {},
): Ports {
  const { width = 2, outputs = 2, predict = () => undefined, train = () => undefined, scheduler } = options;
  const clock = { now: () => scheduler?.now() ?? 0 };
  const answer = predictor(new LinearLearner(width, outputs), clock);
  const learn = trainer(new LinearLearner(width, outputs), clock);
  const asked: (PredictRequest | TrainRequest)[] = [];

  function after<T>(ms: number | undefined, reply: () => T): ObservableInput<T> {
    return ms === undefined ? of(reply()) : timer(ms, scheduler).pipe(map(reply));
  }
  return {
    asked,
    workers: {
      predictor: (request) => {
        asked.push(request);
        return after(request._tag === 'Predict' ? predict() : undefined, () => answer(request) as PredictReply);
      },
      trainer: (request) => {
        asked.push(request);
        return after(train(), () => learn(request) as TrainReply);
      },
    },
  };
}
