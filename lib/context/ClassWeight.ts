import type { ConfigMistake } from '../errors.js';
import type { Target } from '../target/Target.js';
import { wrongWeight } from './wrongWeight.js';

/** What the classes of a target weigh in training: by how rare they have been, or each as it is said; 1, where nothing is. */
export type ClassWeight<V> = 'balanced' | ([V] extends [string] ? { readonly [Class in NoInfer<V>]?: number } : never);

/** What is wrong with a configured one. */
export function classWeightMistakes<V>(classWeight: unknown, target: Target<V, unknown>): ConfigMistake[] {
  const mistake = (option: string, value: unknown, remedy: string): ConfigMistake => ({ option, value, remedy });
  if (target._tag !== 'Classes') {
    const remedy = 'leave it out, since values have no classes; an instance may have a weight of its own';
    return [mistake('classWeight', classWeight, remedy)];
  }
  if (classWeight === 'balanced') return [];
  if (typeof classWeight !== 'object' || classWeight === null) {
    return [mistake('classWeight', classWeight, "give 'balanced', or weights by the classes' names")];
  }
  return Object.entries(classWeight).flatMap(([name, weight]) => {
    const option = `classWeight.${name}`;
    const unknown = whyNoClass(target, name);
    if (unknown !== undefined) return [mistake(option, weight, `leave it out: ${unknown}`)];
    return weight !== undefined && wrongWeight(weight)
      ? [mistake(option, weight, 'give a finite number, 0 or more')]
      : [];
  });
}

function whyNoClass<V>(target: Target<V, unknown>, name: string): string | undefined {
  try {
    target.encode(name as V);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
