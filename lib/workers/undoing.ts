import { after } from '../engine/after.js';
import { allFinite } from '../engine/allFinite.js';
import type { Eventually, Learner, LearnerState } from '../engine/Learner.js';
import type { TrainReply, TrainRequest } from './messages.js';

/** What a learner can go back to. */
interface Good {
  readonly weights: Float32Array;
  readonly state: LearnerState;
}

type Train = (request: TrainRequest) => Eventually<TrainReply>;

/**
 * Undoes a training whose loss or weights are not finite, where the request says so: the learner never keeps such weights, nor
 * an optimizer's state that has seen them, and the reply has the weights that it went back to.
 *
 * `restoreSnapshot` goes back to a state that is some trainings old: before a network diverges its weights are finite for a
 * while, and it would diverge again from the newest of them. It depends on the requests alone, so that a trainer that
 * takes over from a dead one goes back to the same state.
 */
export function undoing(learner: Learner, train: Train): Train {
  let good: Good | undefined;

  function attempt(request: TrainRequest, before: Good): Eventually<TrainReply> {
    return after(train(request), (reply) => {
      const { snapshot, state } = reply;
      if (Number.isFinite(reply.loss) && (reply.isFinite ?? allFinite(snapshot.weights))) {
        good = state === undefined ? before : { weights: snapshot.weights, state };
        return reply;
      }
      learner.load(before.weights);
      learner.restore(before.state);
      const { _tag, version, labelsDone, shapes } = snapshot;
      const restored = { _tag, version, labelsDone, shapes, weights: before.weights };
      const undone = { ...reply, undone: true, isFinite: true, snapshot: restored } as const;
      return request.saves ? { ...undone, state: before.state } : undone;
    });
  }

  return (request) => {
    const { onNotFinite } = request;
    if (onNotFinite === undefined) return train(request);
    if (onNotFinite === 'restoreSnapshot' && good !== undefined) return attempt(request, good);
    return after(keep(learner), (before) => attempt(request, before));
  };
}

function keep(learner: Learner): Eventually<Good> {
  return after(learner.weights(), (weights) => after(learner.save(), (state) => ({ weights, state })));
}
