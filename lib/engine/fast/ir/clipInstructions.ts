import type { Optimizer } from '../../../optimizers/Optimizer.js';
import { Untraceable } from '../Untraceable.js';
import type { FittedInstruction } from './fitRows.js';
import type { TrainParts } from './TrainParts.js';
import { fixed, float, place, sizeIn } from './words.js';

/**
 * The clipping of the gradients, in place: by value, then all together by their norm. Weights that share a gradient count each, but it
 * is scaled once.
 *
 * @param total where the squares of the gradients are added up.
 */
export function clipInstructions(
  train: TrainParts,
  { clipValue, clipNorm }: Optimizer,
  total: number,
): FittedInstruction[] {
  if (clipValue === undefined && clipNorm === undefined) return [];
  const gradients = train.roots.slice(3, 3 + train.gradients.length);
  const others = [...train.roots.slice(0, 3), ...train.roots.slice(3 + train.gradients.length)];
  const each = [...new Set(gradients)];
  for (const value of each) {
    if (train.values.get(value)?.kind === 'computed' && !others.includes(value)) continue;
    throw new Untraceable('gradient clipping', 'a gradient of this model is also one of its inputs or results');
  }
  const values = each.map((value): FittedInstruction => {
    const words = [place(value), place(value), sizeIn(train, value), float(-clipValue!), float(clipValue!)];
    return { name: 'clip', words };
  });
  const squares = gradients.map((value, i): FittedInstruction => {
    return { name: 'addSquares', words: [place(value), fixed(total), sizeIn(train, value), fixed(i === 0 ? 1 : 0)] };
  });
  const norms = each.map((value): FittedInstruction => {
    return { name: 'scaleToNorm', words: [place(value), fixed(total), sizeIn(train, value), float(clipNorm!)] };
  });
  return [...(clipValue === undefined ? [] : values), ...(clipNorm === undefined ? [] : [...squares, ...norms])];
}
