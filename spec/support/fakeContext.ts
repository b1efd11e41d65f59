import { NEVER, of } from 'rxjs';
import { type Context, coreKey } from '../../lib/context/Context.js';
import type { Core } from '../../lib/context/Core.js';
import { ConfigError } from '../../lib/errors.js';
import type { Target } from '../../lib/target/Target.js';
import type { PlainData, SnapshotState, Stateful } from '../../lib/types.js';
import { silent } from './silent.js';

export interface FakeContext<V> extends Context<V> {
  /** The parts that operators own or owned, by name. */
  readonly parts: ReadonlyMap<string, Stateful>;
  /** The names that are owned now. */
  readonly live: ReadonlySet<string>;
  /** What was logged. */
  readonly log: readonly string[];
}

/** A context for specs of operators that ask no model: it owns parts, and says that version 0 is untrained. */
export function fakeContext<V>(
  tag: Target<V>['_tag'] = 'Classes',
  { outputs = 2, saved = {} }: { outputs?: number; saved?: { readonly [name: string]: PlainData } } = {},
): FakeContext<V> {
  const refuse = (): never => {
    throw new Error('not in this fake');
  };
  const target: Target<V> = { _tag: tag, outputs, width: outputs, decode: refuse, encode: refuse, value: refuse };
  const parts = new Map<string, Stateful>();
  const live = new Set<string>();
  const logger = silent();
  const core: Pick<Core<V>, 'target' | 'logger' | 'own' | 'isUntrained' | 'showScore'> = {
    target,
    logger,
    own: (name, description) => {
      if (live.has(name)) throw new ConfigError([{ option: name, value: description.name, remedy: 'it is owned' }]);
      const part = (parts.get(name) as ReturnType<typeof description.create>) ?? description.create(saved[name]);
      parts.set(name, part);
      live.add(name);
      return { part, release: () => void live.delete(name) };
    },
    isUntrained: (prediction) => prediction.version === 0,
    showScore: () => {},
  };
  const state: SnapshotState = { _tag: 'Starting' };
  return {
    target,
    seed: 1,
    snapshot$: Object.assign(of(state), { value: state }),
    stats$: NEVER,
    rejected$: NEVER,
    scope: refuse,
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
    [coreKey]: core as Core<V>,
    parts,
    live,
    log: logger.said,
  };
}
