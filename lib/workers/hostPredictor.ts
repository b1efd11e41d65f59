import type { Snapshot } from '../types.js';
import { compact } from './compact.js';
import type { Hosted, Place } from './Hosted.js';
import { port } from './inline.js';
import { type Made, makeLearner } from './makeLearner.js';
import type { PredictReply, PredictRequest } from './messages.js';
import { predictor } from './predictor.js';
import type { RemoteWorker } from './RemoteWorker.js';
import { survive } from './survive.js';
import type { WorkersOptions } from './Workers.js';

/** A predictor where `place` says. One that was started anew is given the snapshot that the one before it held. */
export async function hostPredictor(
  place: Place,
  options: WorkersOptions,
  here?: Promise<Made>,
): Promise<Hosted<PredictRequest, PredictReply>> {
  if (place.kind === 'inline') {
    const { learner, engine, device } = await (here ?? makeLearner(options));
    const weights = await learner.weights();
    return {
      ...{ engine, device },
      weights,
      shapes: learner.shapes,
      port: port(predictor(learner, options.clock)),
      close: async () => learner.dispose(),
    };
  }
  const survivor = survive<PredictRequest, PredictReply>('predictor', place, options, async () => {});
  const { started } = await survivor.worker;
  let held: Snapshot | undefined;
  let holder: RemoteWorker<PredictRequest, PredictReply> | undefined;
  return {
    ...started,
    async port({ _tag, batch, snapshot = undefined }) {
      const asked = { _tag, batch: { ...batch, x: compact(batch.x) } };
      const reply = await survivor.ask((worker) => {
        const needed = snapshot ?? (worker === holder ? undefined : held);
        holder = worker;
        return needed === undefined ? asked : { ...asked, snapshot: needed };
      });
      held = snapshot ?? held;
      return reply;
    },
    close: () => survivor.close(),
  };
}
