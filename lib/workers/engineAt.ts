import type { EngineName } from '../engine/LearnerDescription.js';
import type { Place } from './Hosted.js';

/** The one that computes on the device that was asked for; where it cannot be had it says so, and the next takes over. */
export function engineAt({ gpu, adapter }: Place, engine: EngineName): EngineName {
  if (engine !== 'auto') return engine;
  if (adapter !== undefined) return 'webgpu';
  return gpu === undefined ? 'auto' : 'tensorflow';
}
