import { EngineUnavailable } from '../EngineUnavailable.js';

/** What is used here of the package `webgpu`, whose types are global. */
export interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: object;
}

interface Gpu {
  requestAdapter(options?: { readonly powerPreference: string }): Promise<Adapter | null>;
}

interface Adapter {
  readonly info: { readonly device: string; readonly description: string };
}

/**
 * Finds an adapter, the GPU that has it, and its name.
 *
 * @param adapter a part of its name. @default the one that the system prefers
 * @throws EngineUnavailable where there is none, or none of that name: then it names those that are.
 */
export async function findAdapter(
  { create }: Dawn,
  adapter: string | undefined,
): Promise<{ readonly gpu: Gpu; readonly device: string }> {
  const gpu = create(adapter === undefined ? [] : [`adapter=${adapter}`]);
  let found: Adapter | null;
  try {
    found = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (error) {
    const names = namesIn(error).map((name) => `'${name}'`);
    throw new EngineUnavailable(
      names.length === 0 ? `no adapter: ${error}` : `there is no adapter '${adapter}'; there are ${names.join(', ')}`,
    );
  }
  if (found === null) {
    const remedy = "install the GPU's driver: on Linux one for Vulkan, and libvulkan.so.1";
    throw new EngineUnavailable(`there is no adapter; ${remedy}`);
  }
  const { device, description } = found.info;
  const names = await adapterNames(create);
  return { gpu, device: names.find((name) => normalized(name) === device) ?? (device || description) };
}

/** The package tells the names of all adapters only where it is asked for one that it does not have. */
async function adapterNames(create: Dawn['create']): Promise<string[]> {
  try {
    await create(['adapter=\0']).requestAdapter();
    return [];
  } catch (error) {
    return namesIn(error);
  }
}

function namesIn(error: unknown): string[] {
  return [...String(error).matchAll(/name: '(.*)'$/gm)].map(([, name]) => name!);
}

/** A name as WebGPU gives it out. */
function normalized(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
