import type { Body } from '../ir/Body.js';
import { Untraceable } from '../Untraceable.js';
import { Emitter } from './Emitter.js';
import type { Lowered } from './Lowered.js';
import { lowerings } from './lowerings.js';

/**
 * Says a body in our own instructions.
 *
 * @returns them, and the values that hold the roots.
 * @throws Untraceable at the first kernel that is not known.
 */
export function lower(body: Body): Lowered & { readonly roots: readonly number[] } {
  const emitter = new Emitter(body);
  for (const call of body.calls) {
    const lowering = lowerings.get(call.kernel);
    if (lowering === undefined)
      throw new Untraceable(`kernel ${call.kernel}`, 'the fast engine has no instructions for it');
    lowering(call, emitter);
  }
  const roots = body.roots.map((root) => emitter.place(root).value);
  return { values: emitter.values, instructions: emitter.instructions, roots };
}
