import * as E from 'fp-ts/lib/Either.js';
import type { Target } from '../../lib/target/Target.js';

/** Two classes without the library's own target, so that a spec of the operators depends on nothing else. */
export const calmOrStorm: Target<'calm' | 'storm'> = {
  _tag: 'Classes',
  outputs: 2,
  width: 2,
  decode: (raw) => (raw === 'calm' || raw === 'storm' ? E.right(raw) : E.left(`is ${String(raw)}`)),
  encode(y) {
    if (y !== 'calm' && y !== 'storm') throw new TypeError(`is no class: ${String(y)}`);
    return y === 'calm' ? Float32Array.of(1, 0) : Float32Array.of(0, 1);
  },
  value: (output) => (output[0]! >= output[1]! ? 'calm' : 'storm'),
};

export type Weather = 'calm' | 'storm';
