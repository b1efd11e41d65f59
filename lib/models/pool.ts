import { ConfigError, type ConfigMistake } from '../errors.js';
import { decodeOptimizer } from '../optimizers/decodeOptimizer.js';
import type { Optimizer } from '../optimizers/Optimizer.js';
import { isPool } from './isPool.js';
import type { Model, ModelBuilder, ModuleReference } from './Model.js';

/** How the members' answers become one. */
export type Combine = 'mix' | 'stack' | 'both';

/** One network of a pool. */
export interface PoolMember {
  /** Any model but a pool: a built-in, a builder of your own, or one by module. */
  readonly model: Model | ModelBuilder | ModuleReference;
  readonly optimizer: Optimizer;
  /** What it is given of a row: by running mean and deviation, or piecewise linear between running quantiles. @default 'scaled' */
  readonly view?: 'scaled' | 'encoded';
  /** Whether it also learns from the rows that are replayed. @default false */
  readonly replay?: boolean;
  /** What it is called where members are told apart. @default from model, optimizer, view and replay */
  readonly name?: string;
}

/** What `pool` takes. */
export interface PoolParameters {
  /** The networks. @default 15 small ones for rows, 17 for windows: see `pool` */
  readonly members?: readonly PoolMember[];
  /** @default 'both', whichever of the two was right of late */
  readonly combine?: Combine;
  /** Each step's batch and so many `rows` beside it, drawn from the newest `of`. @default { rows: 31, of: 2000 } */
  readonly replay?: { readonly rows: number; readonly of: number };
}

/** What `pool()` gives. */
export interface Pool extends Model {
  readonly model: 'pool';
  readonly parameters: { readonly combine: Combine; readonly replay: { readonly rows: number; readonly of: number } };
  /** `undefined`: the default ones, which depend on the input. */
  readonly members: readonly PoolMember[] | undefined;
}

/**
 * A pool of small networks that learn side by side, each with its optimizer; every row is answered by all of them, combined by
 * what was right lately. So there is nothing to choose first: neither a learning rate, nor a scaler, nor a network.
 *
 * It takes instances as they are, without `scale`, and holds two views of them: by running mean and standard deviation, clipped
 * to ±4, and by `quantileEncoding`. It has its optimizers and losses: `optimizer` and `loss` beside it are mistakes. Values
 * are learned in a running scale, as differences from the newest value of the feature that is closest.
 *
 * The default members are linear and of one hidden layer of 64: of view `scaled`, SGD .03 and .1 (linear: .01 and .1), RMSprop (tanh)
 * .001 and .01, and with replay Adam .001 and .003 and SGD .1; of view `encoded`, SGD .01 (linear: .003 and .03), RMSprop .003,
 * and with replay Adam .001 and .003. Of a window `[steps, features]`, SGD .1 with replay and the encoded Adam .001 give way to
 * networks that read it step by step, of view `scaled`: GRUs of 16 units, Adam .01 and with replay .003; a CNN of 16 filters, Adam .003 with
 * replay; and a TCN of 16 filters, Adam .003.
 *
 * `combine`: `mix` weights probabilities by how likely the labels of the last hundred rows or so were to each member; `stack` adds log
 * odds, with weights that follow the gradient of the loss; `both` listens more to whichever of the two was right of late. For values
 * the same by squared errors. A member whose weights are not finite starts over alone. Where classes are predicted and errors become more
 * frequent, rows from before that are no longer replayed. Where rows have weights the members learn by them, and the combination from
 * every row alike.
 *
 * A step takes about fifteen times that of one network; see the guide on pools.
 *
 * @see Herbster and Warmuth, "Tracking the Best Expert" (1998); Bifet and Gavaldà, "Learning from Time-Changing Data with
 * Adaptive Windowing" (2007)
 *
 * @throws ConfigError that lists every parameter out of its range.
 * @example
 * import { pool } from 'adlstream/models';
 *
 * console.log(pool().parameters.combine, pool().parameters.replay.rows); // both 31
 */
export function pool({ members, combine = 'both', replay = { rows: 31, of: 2000 } }: PoolParameters = {}): Pool {
  const mistakes: ConfigMistake[] = [];
  const wrong = (option: string, value: unknown, remedy: string) => void mistakes.push({ option, value, remedy });
  if (!['mix', 'stack', 'both'].includes(combine)) wrong('combine', combine, "give one of 'mix', 'stack', 'both'");
  if (!(Number.isSafeInteger(replay?.rows) && replay.rows >= 0 && Number.isSafeInteger(replay.of) && replay.of >= 1)) {
    wrong(
      'replay',
      replay,
      'give { rows, of }: how many rows are replayed beside each batch, and from how many of the newest',
    );
  }
  if (members !== undefined && !(Array.isArray(members) && members.length > 0)) {
    wrong('members', members, 'give one or more, each as { model, optimizer }');
  }
  const checked = Array.isArray(members) ? members.map((member, i) => checkMember(member, `members[${i}]`, wrong)) : [];
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return {
    model: 'pool',
    parameters: { combine, replay: { rows: replay.rows, of: replay.of } },
    members: members === undefined ? undefined : checked,
  };
}

/** @returns it with all parameters of its optimizer. */
function checkMember(
  member: PoolMember,
  where: string,
  wrong: (option: string, value: unknown, remedy: string) => void,
): PoolMember {
  const { model, optimizer, view, replay } = member;
  const isModel = typeof model === 'function' || (typeof model === 'object' && model !== null);
  if (!isModel || isPool(model)) wrong(`${where}.model`, model, 'give mlp() or another model that is no pool');
  if (view !== undefined && view !== 'scaled' && view !== 'encoded') {
    wrong(`${where}.view`, view, "give 'scaled' or 'encoded'");
  }
  if (replay !== undefined && typeof replay !== 'boolean') wrong(`${where}.replay`, replay, 'give true or false');
  const decoded = decodeOptimizer(optimizer);
  if (decoded._tag === 'Right') return { ...member, optimizer: decoded.right };
  for (const { option, value, remedy } of decoded.left) wrong(`${where}.${option}`, value, remedy);
  return member;
}
