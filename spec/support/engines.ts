import { createLearner } from '../../lib/engine/createLearner.js';
import type { EngineName, LearnerDescription } from '../../lib/engine/LearnerDescription.js';
import { mlp } from '../../lib/models/mlp.js';
import { sgd } from '../../lib/optimizers/sgd.js';

/** A small network of two classes, and what a spec wants different. */
export function describeLearner(changes: Partial<LearnerDescription> = {}): LearnerDescription {
  return {
    ...{ model: mlp({ hidden: [8] }), optimizer: sgd({ learningRate: 0.1 }), loss: undefined, target: 'Classes' },
    ...{ inputShape: [4], outputs: 2, seed: 7, batchSize: 16 },
    ...changes,
  };
}

const names: readonly Exclude<EngineName, 'auto'>[] = ['fast', 'tensorflow', 'webgpu', 'wasm', 'cpu'];

/** The engines that can be had on this machine, found by asking for each. */
export const availableEngines: readonly Exclude<EngineName, 'auto'>[] = (
  await Promise.all(
    names.map(async (name) => {
      const { learner, engine } = await createLearner(describeLearner(), name);
      learner.dispose();
      return engine === name ? [name] : [];
    }),
  )
).flat();
