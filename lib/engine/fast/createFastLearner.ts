import type { Refused } from '../Compilation.js';
import { EngineUnavailable } from '../EngineUnavailable.js';
import type { LearnerDescription } from '../LearnerDescription.js';
import type { Compiled } from './Compiled.js';
import type { NetworkCompiler } from './NetworkCompiler.js';
import { FastLearner } from './run/FastLearner.js';

/**
 * A learner on the fast engine: the network's step is recorded once from tfjs and from then on run by our own kernels.
 *
 * @param given what compiling the network came to, where that was done elsewhere: then nothing here loads tfjs before a batch
 * with weights comes, for which a step is compiled here.
 * @throws ConfigError where the description has a mistake, EngineUnavailable where the network, its loss or a layer cannot be
 * taken; it names what and why.
 */
export async function createFastLearner(
  description: LearnerDescription,
  given?: Compiled | Refused,
): Promise<FastLearner> {
  if (given !== undefined && 'reason' in given) throw new EngineUnavailable(given.reason);
  let compiler: NetworkCompiler | undefined;
  const compile = async (weighted: boolean) => {
    compiler ??= await openCompiler(description);
    return compiler.compile(weighted);
  };
  const { program, weights } = given ?? (await compile(false));
  return new FastLearner(program, weights, 'plain', {
    withWeights: async () => (await compile(true)).program,
    dispose: () => compiler?.dispose(),
  });
}

async function openCompiler(description: LearnerDescription): Promise<NetworkCompiler> {
  const { NetworkCompiler } = await import('./NetworkCompiler.js');
  return NetworkCompiler.open(description);
}
