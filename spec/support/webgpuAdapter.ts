import { describeLearner } from './engines.js';
import { LearnersElsewhere } from './LearnersElsewhere.js';

interface Found {
  /** The name of the adapter that the system prefers; `undefined` where there is none. */
  readonly device: string | undefined;
}

let finding: Promise<Found> | undefined;

/** Finds out, once, in a process of its own, whether the engine webgpu can be had here; where not it says why. */
export function webgpuAdapter(): Promise<Found> {
  finding ??= find();
  return finding;
}

async function find(): Promise<Found> {
  const elsewhere = new LearnersElsewhere();
  const { engine, device, reasons } = await elsewhere.create(describeLearner(), 'webgpu');
  await elsewhere.close();
  if (engine === 'webgpu') return { device };
  console.log(`  Specs of webgpu are skipped (.ci/webgpu gets what they need): ${reasons.join('; ')}`);
  return { device: undefined };
}
