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

export type Engine = Exclude<EngineName, 'auto'>;

/** Those that this version has. */
export const engines: readonly Engine[] = ['fast', 'wasm', 'cpu', 'tensorflow'];

/** The engines that can be had on this machine, found by asking for each. */
export const availableEngines: readonly Engine[] = (
  await Promise.all(
    engines.map(async (name) => {
      const { learner, engine } = await createLearner(describeLearner(), name);
      learner.dispose();
      return engine === name ? [name] : [];
    }),
  )
).flat();

/** A test on an engine: skipped, by its name, where that cannot be had. */
export function itOn(engine: Engine, title: string, test: () => void | Promise<void>): void {
  if (availableEngines.includes(engine)) it(title, test);
  else it.skip(title, test);
}

/** Tests on an engine. */
export function describeOn(engine: Engine, title: string, tests: (this: Mocha.Suite) => void): Mocha.Suite {
  return availableEngines.includes(engine) ? describe(title, tests) : (describe.skip(title, tests) as Mocha.Suite);
}
