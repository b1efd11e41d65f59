import type { Combine } from '../../models/pool.js';
import { both } from './both.js';
import type { Rule } from './Combination.js';
import { mix } from './mix.js';
import { mixValues } from './mixValues.js';
import { stack } from './stack.js';
import { stackValues } from './stackValues.js';

const rules: { readonly [target in 'Classes' | 'Values']: { readonly [combine in Combine]: Rule } } = {
  Classes: { mix, stack, both: both(mix, stack, mix) },
  Values: { mix: mixValues, stack: stackValues, both: both(mixValues, stackValues, mixValues) },
};

/** The rule of that name for the target. */
export function ruleOf(combine: Combine, target: 'Classes' | 'Values'): Rule {
  return rules[target][combine];
}
