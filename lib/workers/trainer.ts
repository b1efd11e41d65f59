import type { TimestampProvider } from 'rxjs';
import { after } from '../engine/after.js';
import { allFinite } from '../engine/allFinite.js';
import type { Eventually, LabelledBatch, Learner, LearnerState } from '../engine/Learner.js';
import type { Snapshot } from '../types.js';
import { HeldSnapshot } from './HeldSnapshot.js';
import type { TrainReply, TrainRequest } from './messages.js';
import { undoing } from './undoing.js';

/** Where a trainer is. */
export interface TrainerOptions {
  /** Whether a snapshot is copied only when it is asked for, before the next training: in the thread of all who look at it. */
  readonly holds?: boolean;
  /** Asked between two steps, and waited for: where a training must not keep its thread from other work. */
  readonly breathe?: () => Promise<void> | undefined;
}

/**
 * The trainer's side of the protocol: walks the window from oldest to newest in steps of `batchSize` rows, unshuffled, and
 * replies with the snapshot that came of it. At once where the learner is. What comes out not finite it undoes, where the
 * request says so.
 */
export function trainer(
  learner: Learner,
  clock: TimestampProvider,
  { holds = false, breathe = () => undefined }: TrainerOptions = {},
): (request: TrainRequest) => Eventually<TrainReply> {
  return undoing(learner, (request) => {
    const start = clock.now();
    const { batch, batchSize, version, labelsDone, walks = 1 } = request;
    const perWalk = Math.max(1, Math.ceil(batch.rows / batchSize));
    const steps = perWalk * walks;
    let total = 0;
    let isAtOnce = true;

    function walk(from: number): Eventually<TrainReply> {
      for (let index = from; index < steps; index++) {
        const loss = learner.train(
          perWalk === 1 ? batch : cut(batch, (index % perWalk) * batchSize, batchSize),
          request.step + index,
        );
        if (typeof loss !== 'number') {
          isAtOnce = false;
          return loss.then((value) => {
            total += value;
            return walk(index + 1);
          });
        }
        total += loss;
        const breath = index + 1 < steps ? breathe() : undefined;
        if (breath !== undefined) return breath.then(() => walk(index + 1));
      }
      if (holds && isAtOnce && !request.saves && learner.isFinite !== undefined) {
        const copy = () => learner.weights() as Float32Array;
        const snapshot = new HeldSnapshot(version, labelsDone, learner.shapes, copy);
        const loss = total / steps;
        return { _tag: 'Trained', loss, isFinite: learner.isFinite(), snapshot, trainMs: clock.now() - start };
      }
      return after(learner.weights(), (weights) =>
        after(request.saves ? learner.save() : undefined, (state) => reply(weights, state)),
      );
    }

    function reply(weights: Float32Array, state: LearnerState | undefined): TrainReply {
      const snapshot: Snapshot = { _tag: 'Snapshot', version, labelsDone, weights, shapes: learner.shapes };
      const trained: TrainReply = {
        ...({ _tag: 'Trained', loss: total / steps, isFinite: allFinite(weights), snapshot } as const),
        trainMs: clock.now() - start,
      };
      return state === undefined ? trained : { ...trained, state };
    }

    return walk(0);
  });
}

function cut(batch: LabelledBatch, from: number, size: number): LabelledBatch {
  const to = Math.min(batch.rows, from + size);
  const width = batch.x.length / batch.rows;
  const outputs = batch.y.length / batch.rows;
  const part = {
    rows: to - from,
    x: batch.x.subarray(from * width, to * width),
    y: batch.y.subarray(from * outputs, to * outputs),
  };
  return batch.w === undefined ? part : { ...part, w: batch.w.subarray(from, to) };
}
