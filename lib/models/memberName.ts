import type { PoolMember } from './pool.js';

/** What a member of a pool is called: its own name or, of what it is: `mlp 64 relu, sgd 0.1, encoded, replay`. */
export function memberName({ name, model, optimizer, view = 'scaled', replay = false }: PoolMember): string {
  if (name !== undefined) return name;
  const rate = `${optimizer.optimizer} ${optimizer.learningRate}`;
  return [modelName(model), rate, view, ...(replay ? ['replay'] : [])].join(', ');
}

function modelName(model: PoolMember['model']): string {
  if (typeof model === 'function') return model.name || 'builder';
  if (!('model' in model)) return 'export' in model ? model.export : 'builder';
  const { hidden, units, filters, activation } = model.parameters;
  if (Array.isArray(hidden) && hidden.length === 0) return 'linear';
  const sizes = [hidden ?? units ?? filters ?? []].flat();
  return [model.model, ...(sizes.length > 0 ? [sizes.join('-')] : []), activation ?? []].flat().join(' ');
}
