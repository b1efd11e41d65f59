import { compact } from './compact.js';
import type { Hosted, Place } from './Hosted.js';
import { port } from './inline.js';
import { type Made, makeLearner } from './makeLearner.js';
import type { TrainReply, TrainRequest } from './messages.js';
import type { Restoring } from './RemoteWorker.js';
import { survive } from './survive.js';
import { trainer } from './trainer.js';
import type { WorkersOptions } from './Workers.js';

/** So many trainings a trainer's death may take back, or make it repeat. */
const SAVE_EVERY = 16;

/** Unless what is kept to repeat them gets larger than this, in bytes, and than the state itself. */
const KEPT_BYTES = 2 ** 22;

/** A trainer where `place` says. */
export async function hostTrainer(
  place: Place,
  options: WorkersOptions,
  here?: Promise<Made>,
): Promise<Hosted<TrainRequest, TrainReply>> {
  if (place.kind === 'inline') {
    const { learner, engine, device } = await (here ?? makeLearner(options));
    const weights = await learner.weights();
    return {
      ...{ engine, device },
      weights,
      shapes: learner.shapes,
      port: port(trainer(learner, options.clock)),
      close: async () => learner.dispose(),
    };
  }
  const memory = new Memory(options);
  const survivor = survive<TrainRequest, TrainReply>('trainer', place, options, async (worker) => {
    if (memory.from !== undefined) await worker.restore(memory.from);
    for (const request of memory.since) await worker.ask(request);
    memory.forgetRest();
  });
  const { started } = await survivor.worker;
  return {
    ...started,
    weights: options.weights ?? started.weights,
    async port({ batch, saves = false, ...rest }) {
      const { x, y, w, rows } = batch;
      const part = { x: compact(x), y: compact(y), rows };
      const whole = w === undefined ? part : { ...part, w: compact(w) };
      const asked = { ...rest, batch: whole, saves: saves || memory.isFullFor(rest) };
      const reply = await survivor.ask(() => asked);
      memory.trained(asked, reply);
      return reply;
    },
    close: () => survivor.close(),
  };
}

/**
 * What another trainer is to go on from: the newest state that came with a snapshot, and where every training counts the
 * requests since, which it repeats to the same bytes. Where only the newest matters, what was learned since is lost.
 */
class Memory {
  from: Restoring | undefined;
  since: TrainRequest[] = [];
  #trainings = 0;
  #bytes = 0;
  #stateBytes = 0;
  #labelsDone = 0;
  #labelsLost = 0;

  constructor(private readonly options: WorkersOptions) {
    if (options.weights !== undefined) this.from = { weights: options.weights };
  }

  /** Whether it is time for a state; but a trainer that goes back to its newest state has them when the context says. */
  isFullFor({ onNotFinite }: Pick<TrainRequest, 'onNotFinite'>): boolean {
    if (onNotFinite === 'restoreSnapshot') return false;
    return this.#trainings >= SAVE_EVERY - 1 || this.#bytes >= Math.max(KEPT_BYTES, this.#stateBytes);
  }

  trained(request: TrainRequest, { snapshot, state }: TrainReply): void {
    this.#labelsDone = snapshot.labelsDone;
    if (state !== undefined) {
      this.from = { weights: snapshot.weights, state };
      this.since = [];
      this.#trainings = 0;
      this.#bytes = 0;
      this.#stateBytes = snapshot.weights.byteLength + state.arrays.byteLength;
      this.#labelsLost = snapshot.labelsDone;
    } else {
      this.#trainings++;
      if (!this.options.repeats) return;
      this.since.push(request);
      const { x, y, w } = request.batch;
      this.#bytes += x.byteLength + y.byteLength + (w?.byteLength ?? 0);
    }
  }

  /** Another trainer has taken over, without what is not repeated. */
  forgetRest(): void {
    const lost = this.options.repeats ? 0 : this.#labelsDone - this.#labelsLost;
    this.#labelsLost = this.#labelsDone;
    if (lost > 0) this.options.lost(lost);
  }
}
