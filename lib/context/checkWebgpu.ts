import type { ContextConfig, Placement } from './Context.js';

/** What of a configuration decides where its workers are. */
type Placing = Pick<ContextConfig<unknown>, 'engine' | 'workers' | 'trainer' | 'predictor'>;

/** Names what does not go together with a WebGPU adapter, or with the engine that computes on one. */
export function checkWebgpu(
  { engine = 'auto', workers, trainer, predictor }: Placing,
  wrong: (option: string, value: unknown, remedy: string) => void,
): void {
  let isAskedFor = engine === 'webgpu';
  for (const [role, place] of Object.entries({ trainer, predictor })) {
    const { gpu, adapter } = (place ?? {}) as Placement;
    if (adapter !== undefined && gpu !== undefined) {
      wrong(role, place, 'give a gpu, for the engine tensorflow, or an adapter, for the engine webgpu');
    } else if (adapter !== undefined && !['auto', 'webgpu'].includes(engine)) {
      wrong('engine', engine, `leave it out, or give 'webgpu', or leave out the adapter of the ${role}`);
    } else if (adapter !== undefined) isAskedFor = true;
    else if (gpu !== undefined && engine === 'webgpu') {
      wrong(
        role,
        place,
        "name the GPU for the engine webgpu: { adapter: a part of its name }, or {} for the system's choice",
      );
    }
  }
  if (isAskedFor && (workers === 'inline' || workers === 'thread')) {
    const remedy = "the engine webgpu needs a process of its own: leave workers out, or give 'process'";
    wrong('workers', workers, remedy);
  }
}
