import { cnn } from '../../models/cnn.js';
import { gru } from '../../models/gru.js';
import { mlp } from '../../models/mlp.js';
import type { PoolMember } from '../../models/pool.js';
import { tcn } from '../../models/tcn.js';
import { adam } from '../../optimizers/adam.js';
import type { Optimizer } from '../../optimizers/Optimizer.js';
import { rmsprop } from '../../optimizers/rmsprop.js';
import { sgd } from '../../optimizers/sgd.js';

const linear = mlp({ hidden: [] });
const relu = mlp({ hidden: [64] });
const tanh = mlp({ hidden: [64], activation: 'tanh' });

/** The rates of a kind of member: each makes one. */
function kind(
  of: Omit<PoolMember, 'optimizer'>,
  optimizer: (options: { readonly learningRate: number }) => Optimizer,
  ...rates: readonly number[]
): PoolMember[] {
  return rates.map((learningRate) => ({ ...of, optimizer: optimizer({ learningRate }) }));
}

const slowRmsprop = ({ learningRate }: { readonly learningRate: number }) => rmsprop({ learningRate, decay: 0.99 });

const scaled = { view: 'scaled' } as const;
const encoded = { view: 'encoded' } as const;

/** What reads a window step by step. */
const sequences: readonly PoolMember[] = [
  ...kind({ model: gru({ units: [16] }), ...scaled }, adam, 0.01),
  ...kind({ model: gru({ units: [16] }), ...scaled, replay: true }, adam, 0.003),
  ...kind({ model: cnn({ filters: [16], kernelSizes: [5], poolSizes: [1] }), ...scaled, replay: true }, adam, 0.003),
  ...kind({ model: tcn({ filters: 16, dilations: [1, 2, 4] }), ...scaled }, adam, 0.003),
];

/** Two of those that read a row give way to the sequences, of which each takes as long as several of them. */
const members = (isWindow: boolean): readonly PoolMember[] => [
  ...kind({ model: relu, ...scaled }, sgd, 0.03, 0.1),
  ...kind({ model: linear, ...scaled }, sgd, 0.01, 0.1),
  ...kind({ model: tanh, ...scaled }, slowRmsprop, 0.001, 0.01),
  ...kind({ model: relu, ...scaled, replay: true }, adam, 0.001, 0.003),
  ...(isWindow ? [] : kind({ model: relu, ...scaled, replay: true }, sgd, 0.1)),
  ...kind({ model: linear, ...encoded }, sgd, 0.003, 0.03),
  ...kind({ model: tanh, ...encoded }, slowRmsprop, 0.003),
  ...kind({ model: relu, ...encoded }, sgd, 0.01),
  ...kind({ model: relu, ...encoded, replay: true }, adam, ...(isWindow ? [0.003] : [0.001, 0.003])),
  ...(isWindow ? sequences : []),
];

const [ofRows, ofWindows] = [members(false), members(true)];

/** What a pool is made of where nothing else is said, for rows or for windows `[steps, features]`; `pool()` lists it. */
export function defaultMembers(inputShape: readonly number[]): readonly PoolMember[] {
  return inputShape.length > 1 && inputShape[0]! > 1 ? ofWindows : ofRows;
}
