import { ConfigError } from '../../errors.js';
import type { ModuleReference } from '../../models/Model.js';

/** Imports what a module reference names, which must be a function. @throws ConfigError where there is none. */
export async function importReference<F>(option: string, { module, export: name }: ModuleReference): Promise<F> {
  const exports: { readonly [name: string]: unknown } = await import(module.href).catch((error: unknown) => {
    const remedy = `the module must be one that can be imported: ${error instanceof Error ? error.message : String(error)}`;
    throw new ConfigError([{ option: `${option}.module`, value: module.href, remedy }]);
  });
  if (typeof exports[name] !== 'function') {
    const remedy = `name a function that ${module.href} exports; it exports ${Object.keys(exports).join(', ') || 'nothing'}`;
    throw new ConfigError([{ option: `${option}.export`, value: name, remedy }]);
  }
  return exports[name] as F;
}
