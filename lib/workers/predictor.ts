import type { TimestampProvider } from 'rxjs';
import type { Eventually, Learner } from '../engine/Learner.js';
import type { PredictReply, PredictRequest } from './messages.js';

/**
 * The predictor's side of the protocol: loads the snapshot that rides in a request and answers from the one that it holds.
 * At once where the learner is.
 *
 * @param held the version that the learner holds, where a trainer in the same thread shares it: that one needs no loading.
 */
export function predictor(
  learner: Learner,
  clock: TimestampProvider,
  held: () => number | undefined = () => undefined,
): (request: PredictRequest) => Eventually<PredictReply> {
  let version = 0;
  return ({ batch, snapshot }) => {
    const start = clock.now();
    if (snapshot !== undefined) {
      version = snapshot.version;
      if (held() !== version) learner.load(snapshot.weights);
    }
    const outputs = learner.predict(batch);
    const reply = (outputs: Float32Array): PredictReply => ({
      _tag: 'Predicted',
      outputs,
      version,
      computeMs: clock.now() - start,
    });
    return outputs instanceof Float32Array ? reply(outputs) : outputs.then(reply);
  };
}
