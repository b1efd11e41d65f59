import type { TimestampProvider } from 'rxjs';
import type { Eventually, LabelledBatch, Learner } from '../engine/Learner.js';
import type { Snapshot } from '../types.js';
import type { TrainReply, TrainRequest } from './messages.js';

/**
 * The trainer's side of the protocol: walks the window from oldest to newest in steps of `batchSize` rows, once, unshuffled,
 * and replies with the snapshot that came of it. At once where the learner is.
 */
export function trainer(learner: Learner, clock: TimestampProvider): (request: TrainRequest) => Eventually<TrainReply> {
  return (request) => {
    const start = clock.now();
    const { batch, batchSize } = request;
    const steps = Math.max(1, Math.ceil(batch.rows / batchSize));
    let total = 0;

    function walk(from: number): Eventually<TrainReply> {
      for (let index = from; index < steps; index++) {
        const loss = learner.train(
          steps === 1 ? batch : cut(batch, index * batchSize, batchSize),
          request.step + index,
        );
        if (typeof loss !== 'number') {
          return loss.then((value) => {
            total += value;
            return walk(index + 1);
          });
        }
        total += loss;
      }
      const weights = learner.weights();
      return weights instanceof Float32Array ? reply(weights) : weights.then(reply);
    }

    function reply(weights: Float32Array): TrainReply {
      const { version, labelsDone } = request;
      const snapshot: Snapshot = { _tag: 'Snapshot', version, labelsDone, weights, shapes: learner.shapes };
      return { _tag: 'Trained', loss: total / steps, snapshot, trainMs: clock.now() - start };
    }

    return walk(0);
  };
}

function cut(batch: LabelledBatch, from: number, size: number): LabelledBatch {
  const to = Math.min(batch.rows, from + size);
  const width = batch.x.length / batch.rows;
  const outputs = batch.y.length / batch.rows;
  return {
    rows: to - from,
    x: batch.x.subarray(from * width, to * width),
    y: batch.y.subarray(from * outputs, to * outputs),
  };
}
