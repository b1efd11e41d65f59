import type { Compilation } from './Compilation.js';
import { EngineUnavailable } from './EngineUnavailable.js';
import { NetworkCompiler } from './fast/NetworkCompiler.js';
import type { LearnerDescription } from './LearnerDescription.js';
import { networksOf } from './networksOf.js';

/**
 * Compiles what the fast engine would run, so that learners elsewhere need not.
 *
 * @throws ConfigError where the description has a mistake.
 */
export async function compileNetworks(description: LearnerDescription): Promise<Compilation> {
  const compilation: Compilation[number][] = [];
  for (const network of networksOf(description)) compilation.push(network && (await compileNetwork(network)));
  return compilation;
}

async function compileNetwork(description: LearnerDescription): Promise<Compilation[number]> {
  try {
    const compiler = await NetworkCompiler.open(description);
    const compiled = await compiler.compile(false);
    compiler.dispose();
    return compiled;
  } catch (error) {
    if (error instanceof EngineUnavailable) return { reason: error.message };
    throw error;
  }
}
