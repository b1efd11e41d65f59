import { createContext } from '../../lib/context/createContext.js';
import type { Target } from '../../lib/target/Target.js';
import type { Rejected } from '../../lib/types.js';
import { silent } from './silent.js';

/** A context for rows that no model sees, and what it has rejected. */
export function decoding<V, S>(target: Target<V, S>, onBad: 'error' | 'skip' = 'error') {
  const model = { model: 'mlp', parameters: {} };
  const context = createContext({ target, model, seed: 1, onBad, logger: silent() });
  const rejected: Rejected[] = [];
  context.rejected$.subscribe((one) => rejected.push(one));
  const reasons = () => rejected.map((one) => (one._tag === 'BadRow' ? `${one.field} ${one.reason}` : one._tag));
  return { context, rejected, reasons };
}
