import type { Eventually } from '../engine/Learner.js';
import { type Made, makeLearner } from './makeLearner.js';
import type { Port } from './messages.js';
import { predictor } from './predictor.js';
import { trainer } from './trainer.js';
import type { Workers, WorkersOptions } from './Workers.js';

/**
 * Both workers in this thread: no start-up, no copies between threads, and answers at once.
 *
 * Where predictions only ever come from the trainer's newest snapshot, both share one learner; else the predictor has its own.
 *
 * @param spare a learner that is there already.
 */
export async function inline(options: WorkersOptions, spare?: Made): Promise<Workers> {
  const { clock, olderSnapshots } = options;
  const made = spare ?? (await makeLearner(options));
  const { learner, engine, device } = made;
  const weights = await learner.weights();
  const compilation = Promise.resolve(made.compilation);
  const own = olderSnapshots ? (await makeLearner({ ...options, engine, weights, compilation })).learner : undefined;

  let newest = 0;
  const train = trainer(learner, clock, { holds: own === undefined });
  return {
    ...{ kind: 'inline', engine, device },
    roles: both({ kind: 'inline', engine, device }),
    predictor: port(own === undefined ? predictor(learner, clock, () => newest) : predictor(own, clock)),
    trainer: port((request) => {
      newest = request.version;
      return train(request);
    }),
    weights,
    shapes: learner.shapes,
    close: async () => {
      learner.dispose();
      own?.dispose();
    },
  };
}

const both = <T>(role: T) => ({ trainer: role, predictor: role });

/** A handler in this thread as a port: an array of one is the ObservableInput that costs least. */
export function port<Request, Reply>(answer: (request: Request) => Eventually<Reply>): Port<Request, Reply> {
  return (request) => {
    const reply = answer(request);
    return reply instanceof Promise ? reply : [reply];
  };
}
